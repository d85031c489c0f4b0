from functools import partial

import numpy as np
from scipy.signal import lfilter

from course_utils.audio.pydub_audio import to_samples, to_segment
from course_utils.backend import keras
from course_utils.trigger_word.detection import decode_events
from tests.right_answers import collect

ANSWERS = []
right = partial(collect, ANSWERS)
L = keras.layers


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
