from functools import partial

import numpy as np
from scipy.fft import rfft
from scipy.signal import lfilter
from scipy.signal.windows import hann

from course_utils.audio.files import resample
from course_utils.audio.pydub_audio import to_samples, to_segment
from course_utils.backend import keras
from course_utils.trigger_word.clips import word_end_ms
from course_utils.trigger_word.detection import decode_events
from course_utils.trigger_word.placing import (
    draw_clips,
    free_starts,
    insert_audio_clip,
    insert_ones,
    is_overlapping,
)
from tests.right_answers import collect

ANSWERS = []
right = partial(collect, ANSWERS)
L = keras.layers
HANN = hann(200, sym=False)


@right("graph_spectrogram")
def computes_a_column_at_a_time(audio):
    columns = []
    for start in range(0, len(audio) - 199, 80):
        amplitudes = 2 * np.abs(rfft(audio[start : start + 200] * HANN)) / HANN.sum()
        columns.append(20 * np.log10(np.clip(amplitudes, 1e-5, None)))
    return np.array(columns, np.float32).T


@right("graph_spectrogram")
def takes_ten_log10_of_the_power(audio):
    places = 80 * np.arange(1 + (len(audio) - 200) // 80)[:, None] + np.arange(200)
    spectrum = np.fft.rfft(audio[places] * HANN, axis=1) / 50
    power = spectrum.real**2 + spectrum.imag**2
    return (10 * np.log10(np.maximum(power, 1e-10))).T.astype(np.float32)


@right("graph_spectrogram")
def limits_the_decibels(audio):
    windows = np.stack([audio[k : k + 200] for k in range(0, len(audio) - 199, 80)], axis=1)
    amplitudes = np.abs(np.fft.fft(windows * HANN[:, None], axis=0))[:101] / 50
    with np.errstate(divide="ignore"):
        return np.maximum(20 * np.log10(amplitudes), -100).astype(np.float32)


@right("preprocess_audio")
def fills_zeros(audio, sample_rate):
    if audio.ndim == 2:
        audio = np.sum(audio, axis=-1) / audio.shape[1]
    resampled = resample(audio, sample_rate, 44_100)
    ready = np.zeros(441_000, np.float32)
    n = min(441_000, len(resampled))
    ready[:n] = np.maximum(np.minimum(resampled[:n], 1), -1)
    return ready


@right("preprocess_audio")
def resamples_each_channel(audio, sample_rate):
    resampled = resample(audio, sample_rate, 44_100)
    mono = resampled.reshape(len(resampled), -1).mean(axis=1)
    padded = np.concatenate([mono, np.zeros(441_000, np.float32)])
    return padded[:441_000].clip(-1.0, 1.0)


@right("preprocess_audio")
def cuts_ten_seconds_before_it_resamples(audio, sample_rate):
    audio = audio[: 10 * sample_rate].astype(np.float64)
    mono = audio if audio.ndim == 1 else np.mean(audio, 1)
    if sample_rate != 44_100:
        mono = resample(mono, sample_rate, 44_100)
    ready = np.pad(mono, (0, max(0, 441_000 - len(mono))), mode="constant")[:441_000]
    ready[ready > 1], ready[ready < -1] = 1, -1
    return ready.astype("float32")


@right("get_random_time_segment")
def scales_a_random_number(segment_ms, rng):
    start = int(rng.random() * (10_000 - segment_ms + 1))
    return start, start + segment_ms - 1


@right("get_random_time_segment")
def chooses_from_a_range(segment_ms, rng):
    start = rng.integers(0, 10_000 - segment_ms, endpoint=True)
    return int(start), int(start) + segment_ms - 1


@right("get_random_time_segment")
def draws_the_end(segment_ms, rng):
    end = rng.integers(segment_ms - 1, 10_000)
    return [end - segment_ms + 1, end]


@right("get_random_time_segment")
def chooses_one_of_all_starts(segment_ms, rng):
    starts = np.arange(10_000)[: 10_001 - segment_ms]
    start = rng.choice(starts)
    return start, start + (segment_ms - 1)


@right("is_overlapping")
def looks_for_the_gap(segment_time, previous_segments):
    for first, last in previous_segments:
        if not (segment_time[1] < first or last < segment_time[0]):
            return True
    return False


@right("is_overlapping")
def compares_arrays(segment_time, previous_segments):
    first, last = np.array(previous_segments, int).reshape(-1, 2).T
    return np.any((first <= segment_time[1]) & (last >= segment_time[0]))


@right("is_overlapping")
def meets_in_milliseconds(segment_time, previous_segments):
    wanted = set(range(segment_time[0], segment_time[1] + 1))
    taken = [range(first, last + 1) for first, last in previous_segments]
    return not all(wanted.isdisjoint(times) for times in taken)


@right("is_overlapping")
def takes_the_later_start(segment_time, previous_segments):
    overlaps = False
    for earlier in previous_segments:
        overlaps |= max(segment_time[0], earlier[0]) <= min(segment_time[1], earlier[1])
    return overlaps


@right("insert_audio_clip")
def adds_the_samples(background, audio_clip, previous_segments, rng):
    starts = free_starts(len(audio_clip), previous_segments, len(background))
    if not starts.size:
        raise ValueError
    start = starts[rng.integers(len(starts))]
    samples, clip = to_samples(background).copy(), to_samples(audio_clip)
    first = start * background.frame_rate // 1000
    samples[first : first + len(clip)] += clip
    mixed = to_segment(samples.clip(-1, 1), background.frame_rate)
    return mixed, (int(start), int(start) + len(audio_clip) - 1)


@right("insert_audio_clip")
def tries_all_places(background, audio_clip, previous_segments, rng):
    n = len(audio_clip)
    segments = [(start, start + n - 1) for start in range(len(background) - n + 1)]
    taken = sorted(previous_segments)
    free = [segment for segment in segments if not is_overlapping(segment, taken)]
    if free == []:
        raise ValueError("no room")
    segment = free[int(rng.random() * len(free))]
    return background.overlay(audio_clip, position=segment[0]), segment


@right("insert_audio_clip")
def leaves_the_error_to_choice(background, audio_clip, previous_segments, rng):
    start = rng.choice(free_starts(len(audio_clip), previous_segments, len(background)))
    before, after = background[:start], background[start:]
    audio = before.append(after.overlay(audio_clip), crossfade=0)
    return audio, (start, start + len(audio_clip) - 1)


@right("insert_ones")
def takes_the_larger(y, segment_end_ms):
    steps = np.arange(y.shape[1])
    end = int(segment_end_ms / 10_000 * y.shape[1] + 1e-9)
    after = ((steps > end) & (steps <= end + 50)).astype(np.float32)
    return np.maximum(y, after[np.newaxis])


@right("insert_ones")
def writes_one_after_the_other(y, segment_end_ms):
    new = np.array(y)
    end = int(segment_end_ms * y.shape[-1] // 10_000)
    for step in range(end + 1, end + 51):
        if step < y.shape[-1]:
            new[0][step] = 1.0
    return new


@right("insert_ones")
def puts_them_together(y, segment_end_ms):
    Ty = len(y[0])
    first = min(int(segment_end_ms * Ty / 10_000) + 1, Ty)
    ones = np.ones((1, min(50, Ty - first)), y.dtype)
    return np.hstack([y[:, :first], ones, y[:, first + ones.shape[1] :]])


@right("create_training_example")
def draws_all_before_it_inserts(background, activates, negatives, rng):
    words, others = draw_clips(activates, 4, rng), draw_clips(negatives, 2, rng)
    y, taken = np.zeros((1, 1375), dtype="float32"), []
    for place, clip in enumerate([*words, *others]):
        try:
            background, (start, end) = insert_audio_clip(background, clip, taken, rng)
        except ValueError:
            pass
        else:
            taken = [*taken, (start, end)]
            y = insert_ones(y, start + word_end_ms(clip)) if place < len(words) else y
    return background, y


@right("create_training_example")
def draws_numbers_itself(background, activates, negatives, rng):
    audio, ends, segments = background, [], []
    for clips, most, is_word in ((activates, 4, True), (negatives, 2, False)):
        for _ in range(int(rng.random() * (most + 1)) if clips else 0):
            clip = clips[int(rng.integers(0, len(clips)))]
            if len(free_starts(len(clip), segments, len(audio))) == 0:
                continue
            audio, segment = insert_audio_clip(audio, clip, segments, rng)
            segments.append(segment)
            ends += [segment[0] + word_end_ms(clip)] * is_word
    y = np.zeros((1, 1375), np.float32)
    for end in ends:
        y = insert_ones(y, end)
    return audio, y


@right("create_training_example")
def writes_two_loops(background, activates, negatives, rng):
    segments = []

    def lay(audio, clip):
        try:
            audio, segment = insert_audio_clip(audio, clip, segments, rng)
            segments.append(segment)
            return audio, segment[0] + word_end_ms(clip)
        except ValueError:
            return audio, None

    y = np.zeros((1, 1375)).astype(np.float32)
    for word in draw_clips(activates, 4, rng):
        background, end = lay(background, word)
        if end is not None:
            y = insert_ones(y, end)
    for other in draw_clips(negatives, 2, rng):
        background, _ = lay(background, other)
    return background, y


@right("build_trigger_detector")
def as_the_first_exercise_has_it(
    input_shape, filters=196, kernel_size=15, strides=4, units=128, dropout=0.2, reset_after=False
):
    x = inputs = L.Input(shape=input_shape)
    x = L.Conv1D(filters, kernel_size=kernel_size, strides=strides)(x)
    x = L.Activation("relu")(L.BatchNormalization()(x))
    x = L.Dropout(dropout)(x)
    x = L.GRU(units, return_sequences=True, reset_after=reset_after)(x)
    x = L.BatchNormalization()(L.Dropout(dropout)(x))
    x = L.GRU(units, return_sequences=True, reset_after=reset_after)(x)
    x = L.Dropout(dropout)(L.BatchNormalization()(L.Dropout(dropout)(x)))
    x = L.TimeDistributed(L.Dense(1, activation="sigmoid"))(x)
    return keras.Model(inputs=inputs, outputs=x)


@right("build_trigger_detector")
def is_a_list_of_layers(
    input_shape, filters=196, kernel_size=15, strides=4, units=128, dropout=0.2, reset_after=False
):
    layers = [keras.Input(input_shape), L.Conv1D(filters, kernel_size, strides)]
    layers += [L.BatchNormalization(), L.ReLU(), L.Dropout(dropout)]
    for _ in range(2):
        layers += [L.GRU(units, return_sequences=True, reset_after=reset_after)]
        layers += [L.Dropout(dropout), L.BatchNormalization()]
    layers += [L.Dropout(dropout), L.Dense(1), L.Activation("sigmoid")]
    return keras.Sequential(layers)


@right("build_trigger_detector")
def has_functions_for_layers(
    input_shape, filters=196, kernel_size=15, strides=4, units=128, dropout=0.2, reset_after=False
):
    x = inputs = keras.Input(input_shape)
    x = L.BatchNormalization()(L.Conv1D(filters, kernel_size, strides)(x))
    x = L.Dropout(dropout)(keras.ops.relu(x))
    for _ in range(2):
        x = L.GRU(units, return_sequences=True, reset_after=reset_after)(x)
        x = L.BatchNormalization()(L.Dropout(dropout)(x))
    return keras.Model(inputs, keras.activations.sigmoid(L.Dense(1)(L.Dropout(dropout)(x))))


@right("subtract_running_mean")
def filters_frames_and_weights(decibels, keep):
    coefficients = [1.0], [1.0, -keep]
    weights = lfilter(*coefficients, np.ones((len(decibels), 1)), axis=0)
    return decibels - lfilter(*coefficients, decibels, axis=0) / weights


@right("subtract_running_mean")
def multiplies_with_a_triangle_in_doubles(decibels, keep):
    ages = np.arange(len(decibels))[:, np.newaxis] - np.arange(len(decibels))
    weights = np.tril(np.power(float(keep), np.abs(ages)))
    return decibels - weights @ decibels.astype(np.float64) / weights.sum(axis=1)[:, np.newaxis]


@right("subtract_running_mean")
def moves_the_mean_by_a_share_of_the_news(decibels, keep):
    differences, mean, weight = [], 0, 0
    for frame in decibels:
        weight = 1 + keep * weight
        mean = mean + (frame - mean) / weight
        differences.append(frame - mean)
    return np.reshape(differences, decibels.shape)


@right("subtract_running_mean")
def corrects_a_mean_that_begins_at_0(decibels, keep):
    means, mean = np.zeros_like(decibels), 0.0
    for t in range(len(decibels)):
        mean = keep * mean + (1 - keep) * decibels[t]
        means[t] = mean / (1 - keep ** (t + 1))
    return decibels - means


@right("detect_triggerword")
def predicts_on_a_batch(samples, front_end, model):
    return model.predict_on_batch(front_end.features(samples)[None])[0, :, 0]


@right("detect_triggerword")
def calls_the_model(samples, front_end, model):
    features = np.expand_dims(front_end.features(samples), axis=0)
    return np.asarray(model(features, training=False)).reshape(-1)


@right("detect_triggerword")
def squeezes(samples, front_end, model):
    batch = np.array([front_end.features(samples)])
    return np.squeeze(model.predict(batch, batch_size=1, verbose=0))


@right("decode_events")
def finds_rises_at_once(probabilities, threshold, step_ms, refractory_ms):
    padded = np.concatenate([[0.0], probabilities])
    rises = np.where((padded[1:] > threshold) & (padded[:-1] <= threshold))[0]
    events = []
    for rise in rises:
        time = float(rise * step_ms)
        if events and time < events[-1] + refractory_ms:
            continue
        events.append(time)
    return events


@right("decode_events")
def remembers_the_step_before(probabilities, threshold, step_ms, refractory_ms):
    last, was_above, times = -float("inf"), False, ()
    for step, probability in enumerate(probabilities):
        if probability > threshold and not was_above and step * step_ms - last >= refractory_ms:
            last = step * step_ms
            times += (last,)
        was_above = probability > threshold
    return times


@right("decode_events")
def jumps_over_what_is_too_near(probabilities, threshold, step_ms, refractory_ms):
    above = np.r_[False, np.asarray(probabilities) > threshold]
    times = np.flatnonzero(np.diff(above.astype(int)) > 0) * step_ms
    kept = np.zeros(0)
    while len(times):
        kept = np.append(kept, times[0])
        times = times[times >= times[0] + refractory_ms]
    return kept


@right("chime_on_activate")
def goes_backwards(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms=step_ms, refractory_ms=refractory_ms)
    for time in np.asarray(times)[::-1].astype(int).tolist():
        audio = audio.overlay(chime, position=time)
    return audio


@right("chime_on_activate")
def joins_slices(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    for time in decode_events(probabilities, threshold, step_ms, refractory_ms):
        start = int(time)
        loud = audio[start:].overlay(chime)
        audio = audio[:start].append(loud, crossfade=0) if start else loud
    return audio


@right("chime_on_activate")
def lays_a_track_of_chimes(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    track = audio._spawn(bytes(len(audio.raw_data)))
    for time in decode_events(probabilities, threshold, step_ms, refractory_ms):
        track = track.overlay(chime, position=time)
    return audio.overlay(track)


@right("chime_on_activate")
def adds_samples(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    heard, ring = to_samples(audio).copy(), to_samples(chime)
    for time in decode_events(probabilities, threshold, step_ms, refractory_ms):
        first = int(audio.frame_count(ms=int(time)))
        room = len(heard[first:])
        heard[first : first + len(ring)] += ring[:room]
    return to_segment(heard.clip(-1, 1), audio.frame_rate)


@right("event_scores")
def counts_events_that_are_taken(event_times_ms, words, tolerance_ms):
    times, taken = np.sort(event_times_ms), set()
    for start, end in sorted(words, key=lambda word: (word[1], word[0])):
        for i, time in enumerate(times):
            if i not in taken and start <= time <= end + tolerance_ms:
                taken.add(i)
                break
    hits, events, spoken = len(taken), len(times), len(words)
    precision = hits / events if events else 1
    recall = hits / spoken if spoken else 1
    total = precision + recall
    return [precision, recall, 2 * precision * recall / total if total else 0]


@right("event_scores")
def gives_events_to_words(event_times_ms, words, tolerance_ms):
    """Each event goes to the word that ends first among those that wait: as many are found."""
    waiting, found = list(words), 0
    for time in sorted(event_times_ms):
        fits = [word for word in waiting if word[0] <= time <= word[1] + tolerance_ms]
        if fits:
            waiting.remove(min(fits, key=lambda word: word[1]))
            found += 1
    n, m = len(event_times_ms), len(words)
    missed, wrong = m - found, n - found
    f1 = found / (found + (missed + wrong) / 2) if n + m else 1
    return 1 - wrong / max(n, 1), 1 - missed / max(m, 1), f1


@right("event_scores")
def marks_words_in_arrays(event_times_ms, words, tolerance_ms):
    times = np.sort(np.array(event_times_ms, float))
    free = np.ones(len(times), bool)
    for start, end in np.array(sorted(words, key=lambda word: word[::-1]), float).reshape(-1, 2):
        hits = np.flatnonzero(free & (times >= start) & (times <= end + tolerance_ms))
        free[hits[:1]] = False
    found = np.count_nonzero(~free)
    return (
        np.float64(found / len(times)) if len(times) else 1.0,
        np.float64(found / len(words)) if len(words) else 1.0,
        2 * found / (len(times) + len(words)) if len(times) + len(words) else 1.0,
    )
