from functools import partial

import numpy as np
from scipy.fft import rfft
from scipy.signal.windows import hann

from course_utils.audio.files import resample
from course_utils.audio.pydub_audio import to_samples, to_segment
from course_utils.trigger_word.clips import word_end_ms
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
