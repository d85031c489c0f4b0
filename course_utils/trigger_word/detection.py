"""Detection: from a recording to its spectrogram, to probabilities, to events, and their scores.

The scores say how well the events fit the words that were said. A chime can be laid over the sound
at each event.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.fft import rfft

from course_utils.audio.files import resample
from course_utils.audio.pydub_audio import AudioSegment, to_segment
from course_utils.graded import graded

REFRACTORY_MS = 500
TOLERANCE_MS = 500
TONES_HZ = (880.0, 1318.5)  # a fifth up: A5, E6
TONE_MS, FADE_MS = 90, 8


@graded(points=4)
def graph_spectrogram(audio: np.ndarray) -> np.ndarray:
    """Computes how loud each frequency is at each moment, without plotting and without a file.

    The sound is cut into windows of 200 samples, one every 80; what is left at the end and fills
    no window is dropped. Each window is multiplied by a Hann window w (`hann`), and `rfft` of the
    product is X. Row f holds the frequency f * sample_rate / 200 (220.5 Hz apart at 44,100 Hz), at

        20 log10(2 |X[f]| / sum(w))  dB,

    so that a sine of amplitude 1 at the frequency of a row has 0 dB there. Nothing is below
    -100 dB: quieter than any microphone hears, and silence has no logarithm.

    Args:
        audio: float32 (n,) in [-1, 1], n at least 200.

    Returns:
        float32 (101, 1 + (n - 200) // 80): (101, 5511) for 10 s at 44,100 Hz.

    Raises:
        ValueError: `audio` is not (n,) or too short for one window.
    """
    if np.ndim(audio) != 1 or len(audio) < 200:
        raise ValueError(f"audio is (n,) with at least 200 samples, got {np.shape(audio)}")
    hann = np.float32(0.5) * (1 - np.cos(np.arange(200, dtype=np.float32) * np.pi / 100))
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(audio, 200)[::80]
    amplitudes = np.abs(rfft(windows * (2 * hann / hann.sum())))
    return 20 * np.log10(np.maximum(amplitudes, 1e-5)).T
    ### END SOLUTION


@graded(points=3)
def preprocess_audio(audio: np.ndarray, sample_rate: int) -> np.ndarray:
    """Makes any recording what the detector expects: mono, 44,100 Hz, exactly 10 s.

    Channels are mixed to their mean. `resample(samples, from_rate, to_rate)` changes the rate; what
    is then longer than 10 s is cut, what is shorter gets silence at its end. Resampling can
    overshoot, so samples are limited to [-1, 1] afterwards.

    Args:
        audio: float samples (n,) or (n, channels), as from `read_audio`; at least one.
        sample_rate: in Hz.

    Returns:
        float32 (441000,) in [-1, 1].

    Raises:
        ValueError: `audio` is empty, not float or not finite, or the rate makes no sense.
    """
    ### BEGIN SOLUTION
    mono = audio if audio.ndim == 1 else audio.mean(axis=1)
    mono = np.clip(resample(mono, sample_rate, 44_100), -1, 1)[:441_000]
    return np.pad(mono, (0, 441_000 - len(mono)))
    ### END SOLUTION


@graded(points=2)
def detect_triggerword(samples: np.ndarray, front_end, model) -> np.ndarray:
    """How probable it is, step by step, that the word has just ended.

    Args:
        samples: Sound as float32 (n,) in [-1, 1], at the front end's sample rate.
        front_end: `front_end.features(samples)` gives the model's input, (frames, bands).
        model: A Keras model: (batch, frames, bands) becomes (batch, steps, 1). `model.predict`
            draws a progress bar unless it is told `verbose=0`.

    Returns:
        (steps,).
    """
    ### BEGIN SOLUTION
    features = front_end.features(samples)
    return model.predict(features[np.newaxis], verbose=0)[0, :, 0]
    ### END SOLUTION


@graded(points=4)
def decode_events(
    probabilities: np.ndarray, threshold: float, step_ms: float, refractory_ms: float
) -> np.ndarray:
    """When the word was heard: one time for each word, however long its probability stays high.

    A step rises if its probability is above the threshold and that of the step before is not; the
    first step rises if it is above. A rise is an event, unless less than `refractory_ms` have
    passed since the last event. Rises that are left out do not count as events.

    Args:
        probabilities: (steps,).
        threshold: Between 0 and 1.
        step_ms: Milliseconds from one step to the next; step 0 is at 0 ms.
        refractory_ms: Of each event. It has to be longer than the probability may waver after a
            word, and shorter than two words are apart.

    Returns:
        Times in ms, ascending: (events,), an empty array where nothing is above the threshold.
    """
    ### BEGIN SOLUTION
    above = np.asarray(probabilities) > threshold
    times = []
    for step in range(len(above)):
        rises = above[step] and not (step > 0 and above[step - 1])
        if rises and (not times or step * step_ms - times[-1] >= refractory_ms):
            times.append(step * step_ms)
    return np.array(times, dtype=float)
    ### END SOLUTION


@graded(points=2)
def chime_on_activate(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    """Lays a chime over the sound wherever the word was heard.

    Args:
        audio: What was heard, an AudioSegment; it stays as it is.
        probabilities: (steps,), of `detect_triggerword`.
        threshold: See `decode_events`.
        chime: An AudioSegment that begins at each event; what would be after the end of `audio` is
            cut off.
        step_ms: See `decode_events`.
        refractory_ms: See `decode_events`.

    Returns:
        A new sound, as long as `audio`. `audio.overlay(chime, position=ms)` makes one with a chime
        at a whole number of milliseconds.
    """
    ### BEGIN SOLUTION
    for time in decode_events(probabilities, threshold, step_ms, refractory_ms):
        audio = audio.overlay(chime, position=round(time))
    return audio
    ### END SOLUTION


@graded(points=4)
def event_scores(event_times_ms, words, tolerance_ms):
    """Precision, recall and F1 of events.

    Take the words in order of their ends: each is found by the earliest event that lies in
    [start_ms, end_ms + tolerance_ms] (both ends count) and has found no other word.

    Args:
        event_times_ms: Of the events, in any order.
        words: (start_ms, end_ms) of each word that was said, in any order.
        tolerance_ms: How late an event may come.

    Returns:
        precision, recall, f1: the share of the events that found a word (1 if there are none), the
        share of the words that were found (1 if there are none), and
        2 * found / (events + words) (1 if there are neither).
    """
    ### BEGIN SOLUTION
    free = sorted(event_times_ms)
    found = 0
    for start, end in sorted(words, key=lambda word: word[1]):
        hits = [time for time in free if start <= time <= end + tolerance_ms]
        if hits:
            free.remove(hits[0])
            found += 1
    n_events, n_words = len(event_times_ms), len(words)
    precision = found / n_events if n_events else 1.0
    recall = found / n_words if n_words else 1.0
    f1 = 2 * found / (n_events + n_words) if n_events + n_words else 1.0
    return precision, recall, f1
    ### END SOLUTION


class Matching(NamedTuple):
    """Which events found which words.

    Attributes:
        pairs: (event, word) of each word that was found, as indices.
        false_alarms: Indices of the events that found none.
        missed: Indices of the words that no event found.
        delays_ms: For each pair, how long after the word's end the event came; negative before.
    """

    pairs: tuple[tuple[int, int], ...]
    false_alarms: tuple[int, ...]
    missed: tuple[int, ...]
    delays_ms: tuple[float, ...]


def match_events(
    event_times_ms: Sequence[float],
    words: Sequence[tuple[float, float]],
    tolerance_ms: float = TOLERANCE_MS,
) -> Matching:
    """Pairs events with words as `event_scores` does; no other pairing has more pairs."""
    times = np.asarray(event_times_ms, float)
    free = list(np.argsort(times, kind="stable"))
    pairs = []
    for word in sorted(range(len(words)), key=lambda i: words[i][1]):
        start, end = words[word]
        hit = next((i for i in free if start <= times[i] <= end + tolerance_ms), None)
        if hit is not None:
            free.remove(hit)
            pairs.append((int(hit), word))
    found = {word for _, word in pairs}
    return Matching(
        tuple(pairs),
        tuple(sorted(int(i) for i in free)),
        tuple(word for word in range(len(words)) if word not in found),
        tuple(float(times[event]) - words[word][1] for event, word in pairs),
    )


def make_chime(sample_rate: int = 44_100, level_dbfs: float = -12.0) -> AudioSegment:
    """Two short tones, one after the other, each faded in and out so that it does not click.

    Args:
        sample_rate: In Hz.
        level_dbfs: Of a tone's peak; 0 is the loudest that there is.
    """
    time = np.arange(sample_rate * TONE_MS // 1000) / sample_rate
    fade = np.clip(np.minimum(time, time[::-1]) * 1000 / FADE_MS, 0, 1)
    tones = [fade * np.sin(2 * np.pi * hz * time) for hz in TONES_HZ]
    return to_segment(np.concatenate(tones) * 10 ** (level_dbfs / 20), sample_rate)
