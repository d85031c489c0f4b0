"""Hidden checks of notebook 05: sounds, labels, and what was heard."""

import numpy as np

from course_utils.audio.pydub_audio import to_samples, to_segment
from course_utils.checks.trigger_word.helpers import LimitedGenerator
from course_utils.classroom.hidden.hidden_checks import HiddenCheck, Raised
from course_utils.classroom.hidden.networks import draw_ordered_weights

RATE = 1_000  # a sample is a millisecond
CLIP_MS, TY, N_ONES = 10_000, 1_375, 50


def _noises(rng):
    for n in rng.integers(600, 1_500, size=4).tolist():
        noise = rng.uniform(-1, 1, size=n) * rng.choice([1.0, 0.01], size=n)
        noise[-400:] = 0
        yield (noise.astype(np.float32),)
    yield ((0.7 + 0.3 * rng.uniform(-1, 1, size=900)).astype(np.float32),)


def _recordings(rng):
    rate, high_rate = int(rng.integers(8, 40)) * 1_000, int(rng.integers(46, 60)) * 1_000
    for sample_rate, shape in (
        (44_100, (441_000 + int(rng.integers(1, 9_000)),)),
        (44_100, (int(rng.integers(5_000, 9_000)), 3)),
        (rate, (int(rng.integers(2_000, 9_000)), 2)),
        (rate, (int(rng.integers(2_000, 9_000)),)),
        (44_100, (int(rng.integers(2_000, 9_000)), 1)),
        (high_rate, (10 * high_rate,)),
    ):
        yield rng.uniform(-1, 1, size=shape).astype(np.float32), sample_rate


def _away_from_the_end(preprocess_audio, audio, sample_rate):
    """Without 50 ms around the sound's end: silence may come before resampling, or behind it."""
    ready = np.array(preprocess_audio(audio, sample_rate))
    end = round(len(audio) / sample_rate * 44_100)
    if sample_rate != 44_100:
        ready[max(0, end - 1_100) : end + 1_100] = 0
    return ready


def _lengths(rng):
    for room in (0, 1, 2, 3, *rng.integers(5_000, 9_900, size=2).tolist()):
        yield CLIP_MS - room, rng.integers(2**31, size=100).tolist()


def _segments(get_random_time_segment, segment_ms, seeds):
    """What holds of every right answer; which number is drawn how is left to the function."""
    drawn, again = (
        [tuple(get_random_time_segment(segment_ms, LimitedGenerator(seed))) for seed in seeds]
        for _ in range(2)
    )
    starts, last = [start for start, _ in drawn], CLIP_MS - segment_ms
    return (
        drawn == again,
        all(end - start == segment_ms - 1 for start, end in drawn),
        set(starts) == set(range(last + 1)) if last < 10 else set(starts) <= set(range(last + 1)),
        last < 10 or 0.3 < np.mean(starts) / last < 0.7,
    )


def _overlaps(rng):
    for n_segments in (0, *rng.integers(1, 5, size=60).tolist()):
        starts = rng.integers(1, 60, size=n_segments + 1)
        ends = starts + rng.integers(0, 15, size=n_segments + 1)
        segment, *earlier = zip(starts.tolist(), ends.tolist(), strict=True)
        yield segment, earlier


def _insertions(rng):
    """Room for a clip at one place, at none, and at many."""
    for more_room in (0, 0, -1, 1, 200):
        clip_ms, first = int(rng.integers(50, 300)), int(rng.integers(10, 500))
        behind = first + clip_ms + more_room
        middle = int(rng.integers(behind + 10, 1_900))
        taken = [(middle, 1_999), (0, first - 1), (behind, middle - 1)]
        taken = [taken[i] for i in rng.permutation(3)]
        sounds = [to_segment(0.4 * rng.uniform(-1, 1, size=n), RATE) for n in (2_000, clip_ms)]
        yield *sounds, taken, rng.integers(2**31, size=30).tolist()


def _insertion(insert_audio_clip, background, clip, taken, seeds):
    """What holds of every right answer; which of several free places is drawn is left to it."""
    starts = set()
    for seed in seeds:
        try:
            sound, (start, end) = insert_audio_clip(
                background, clip, list(taken), LimitedGenerator(seed)
            )
        except ValueError:
            return "ValueError"
        except Raised as raised:
            return raised.error
        right = background.overlay(clip, position=start)
        if not np.array_equal(to_samples(sound), to_samples(right)):
            return "another sound"
        if end - start != len(clip) - 1 or any(
            start <= last and first <= end for first, last in taken
        ):
            return "another segment"
        starts.add(start)
    return "one start" if len(starts) == 1 else "several starts"


def _labels(rng):
    for Ty in (TY, TY, *rng.integers(100, 2_000, size=4).tolist()):
        y = np.zeros((1, Ty), np.float32)
        first = int(rng.integers(Ty))
        y[0, first : first + N_ONES] = 1
        yield y, int(rng.integers(CLIP_MS))
    yield np.zeros((1, TY), np.float32), int(rng.integers(CLIP_MS - 300, CLIP_MS))
    for end_ms in rng.uniform(0, CLIP_MS, size=30).tolist():
        yield np.zeros((1, TY), np.float32), end_ms


def _examples(rng):
    """Words of one level, other words of another, each with silence behind it; some too long."""
    for n_activates, n_negatives, most_ms in (
        (3, 3, 800),
        (3, 0, 800),
        (0, 3, 800),
        (2, 2, 11_000),
    ):
        activates = [_word(rng, 0.5, most_ms) for _ in range(n_activates)]
        negatives = [_word(rng, 0.25, most_ms) for _ in range(n_negatives)]
        yield activates, negatives, rng.integers(2**31, size=16).tolist()


def _word(rng, level, most_ms):
    word_ms = 10 * int(rng.integers(most_ms // 40, most_ms // 10))
    samples = np.zeros(word_ms + 10 * int(rng.integers(1, 40)), np.float32)
    samples[:word_ms] = level
    return to_segment(samples, RATE)


def _example(create_training_example, activates, negatives, seeds):
    """What holds of every right answer, in whatever order it draws."""
    background = to_segment(np.zeros(CLIP_MS, np.float32), RATE)
    activate_ms, negative_ms = (
        {int(np.count_nonzero(to_samples(clip))) for clip in clips}
        for clips in (activates, negatives)
    )
    fit, examples = [], []
    for seed in [*seeds, seeds[0]]:
        sound, y = create_training_example(
            background, list(activates), list(negatives), LimitedGenerator(seed)
        )
        samples = to_samples(sound)
        words, others = _words(samples, 0.5), _words(samples, 0.25)
        fit.append(len(samples) == CLIP_MS and samples.max() < 0.51)
        fit.append(len(words) <= 4 and {stop - start for start, stop in words} <= activate_ms)
        fit.append(len(others) <= 2 and {stop - start for start, stop in others} <= negative_ms)
        fit.append(np.array_equal(y, _labels_after(words)))
        examples.append(samples.tobytes())
    return all(fit), examples[0] == examples[-1], len(set(examples)) > 1


def _words(samples, level):
    """(start, stop) in ms of each stretch of samples of a level."""
    edges = np.diff((np.abs(samples - level) < 0.01).astype(int), prepend=0, append=0)
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def _labels_after(words):
    y = np.zeros((1, TY))
    for _, stop_ms in words:
        step = int(stop_ms * TY / CLIP_MS)
        y[0, step + 1 : step + 1 + N_ONES] = 1
    return y


def _levels(rng):
    """Bands at levels of their own that change at times; no frame, one, many."""
    for n_frames in (0, 1, 2, *rng.integers(20, 300, size=6).tolist()):
        n_bands = int(rng.integers(1, 6))
        levels = rng.uniform(-90, 0, size=(1 + n_frames // 50, n_bands))
        decibels = np.repeat(levels, 50, axis=0)[:n_frames] + rng.normal(0, 8, (n_frames, n_bands))
        yield decibels.astype(np.float32), float(rng.uniform(0.3, 0.999))


def _detectors(rng):
    for reset_after, frames in ((False, None), (True, 16)):
        bands, filters, kernel_size, strides, units = (
            int(n) for n in rng.integers((3, 3, 4, 2, 3), (7, 7, 8, 4, 7))
        )
        sizes = {"filters": filters, "kernel_size": kernel_size, "strides": strides}
        sizes |= {"units": units, "dropout": float(rng.uniform(0.1, 0.8))}
        sound = rng.normal(size=(2, 16, bands)).astype(np.float32)
        yield (
            (frames, bands),
            {**sizes, "reset_after": reset_after},
            sound,
            int(rng.integers(2**31)),
        )


def _probabilities(build_trigger_detector, input_shape, sizes, sound, seed):
    model = build_trigger_detector(input_shape, **sizes)
    draw_ordered_weights(model, seed)
    rates = [round(layer.rate, 6) for layer in model.layers if hasattr(layer, "rate")]
    probabilities = np.array(model(sound, training=False))
    return model.count_params(), str(model.output_shape), probabilities, tuple(rates)


def _wavering(rng, n_steps):
    """Probabilities in steps of 0.05 that come and go, with plateaus; the last one rises."""
    plateaus = rng.integers(21, size=n_steps) / 20
    probabilities = np.repeat(plateaus, rng.integers(1, 9, size=n_steps))[:n_steps]
    probabilities[-2:] = 0, 1
    return probabilities


def _steps(rng):
    for refractory_steps in (1, 2_000, *rng.integers(2, 20, size=30).tolist()):
        step_ms, threshold = float(rng.integers(2, 40)) / 2, int(rng.integers(4, 17)) / 20
        yield _wavering(rng, 300), threshold, step_ms, refractory_steps * step_ms


def _events_and_words(rng):
    """Times in steps of 100 ms, so that events come just in time and just too late."""
    for n_events, n_words in ((0, 0), (0, 3), (4, 0), *rng.integers(1, 9, size=(80, 2)).tolist()):
        starts = rng.integers(0, 40, size=n_words)
        ends = starts + rng.integers(1, 12, size=n_words) * rng.choice([1, 4], size=n_words)
        words = list(zip((100 * starts).tolist(), (100 * ends).tolist(), strict=True))
        events = (100 * rng.integers(0, 50, size=n_events)).tolist()
        yield events, words, 100 * int(rng.integers(1, 9))


class DrawnFrontEnd:
    """Frames of `n_bands` samples, each sample times a drawn number."""

    def __init__(self, rng: np.random.Generator, n_bands: int):
        self.n_bands, self._gains = n_bands, rng.uniform(0.5, 2, size=n_bands)

    def features(self, samples):
        """(frames, bands) of samples (n,)."""
        samples = np.asarray(samples)
        return (
            samples[: len(samples) // self.n_bands * self.n_bands].reshape(-1, self.n_bands)
            * self._gains
        )


class DrawnDetector:
    """Answers for every second frame, by drawn weights."""

    def __init__(self, rng: np.random.Generator, n_bands: int):
        self._weights = rng.normal(size=(n_bands, 1))

    def predict(self, features, *_, **__):
        """(batch, steps, 1) of features (batch, frames, bands)."""
        return 1 / (1 + np.exp(-np.asarray(features)[:, ::2] @ self._weights))

    __call__ = predict_on_batch = predict


def _sounds(rng):
    for _ in range(4):
        n_bands = int(rng.integers(2, 6))
        samples = rng.uniform(-1, 1, size=n_bands * int(rng.integers(4, 20))).astype(np.float32)
        yield samples, DrawnFrontEnd(rng, n_bands), DrawnDetector(rng, n_bands)


def _chimes(rng):
    for loudness in (0, 1, 1, 1, 1, 1, 1):
        lengths = 2_000, int(rng.integers(20, 200))
        sound, chime = (to_segment(0.1 * rng.uniform(-1, 1, size=n), RATE) for n in lengths)
        step_ms, refractory_ms = int(rng.integers(5, 15)), int(rng.integers(50, 600))
        probabilities = loudness * _wavering(rng, 2_000 // step_ms)
        yield sound, probabilities, float(rng.uniform(0.3, 0.8)), chime, step_ms, refractory_ms


def _chimed(chime_on_activate, *arguments):
    sound = chime_on_activate(*arguments)
    return len(sound), to_samples(sound)


HIDDEN = {
    "graph_spectrogram": HiddenCheck("Hidden: other sounds", _noises, within=0.05),
    "preprocess_audio": HiddenCheck(
        "Hidden: other recordings and rates", _recordings, _away_from_the_end, within=1e-3
    ),
    "get_random_time_segment": HiddenCheck("Hidden: other lengths", _lengths, _segments),
    "is_overlapping": HiddenCheck("Hidden: other segments", _overlaps),
    "insert_audio_clip": HiddenCheck("Hidden: other clips and gaps", _insertions, _insertion),
    "insert_ones": HiddenCheck("Hidden: other ends and lengths", _labels),
    "create_training_example": HiddenCheck("Hidden: other words", _examples, _example),
    "subtract_running_mean": HiddenCheck("Hidden: other levels", _levels, within=0.01),
    "build_trigger_detector": HiddenCheck(
        "Hidden: other sizes and weights", _detectors, _probabilities, within=1e-4
    ),
    "decode_events": HiddenCheck("Hidden: other probabilities", _steps, within=1e-6),
    "event_scores": HiddenCheck("Hidden: other events and words", _events_and_words, within=1e-9),
    "detect_triggerword": HiddenCheck("Hidden: other sounds and models", _sounds, within=1e-5),
    "chime_on_activate": HiddenCheck("Hidden: other sounds and events", _chimes, _chimed),
}
