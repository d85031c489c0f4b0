"""Recognizers without a network: the nearest recording by dynamic time warping, and guessing.

This is how the first recognizers of spoken words worked: a recording of each word as a template,
and the word whose template is nearest (H. Sakoe and S. Chiba, "Dynamic Programming Algorithm
Optimization for Spoken Word Recognition", IEEE Transactions on Acoustics, Speech, and Signal
Processing, 1978).
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from scipy.spatial.distance import cdist

from course_utils.audio.front_end import FrontEnd
from course_utils.speech_recognition.clips import SAMPLE_RATE

FRONT_END = FrontEnd(window=256, hop=160, n_mels=32, highest_hz=3_800, sample_rate=SAMPLE_RATE)
RANGE_DB = 50.0


def word_features(audio: np.ndarray) -> np.ndarray:
    """What is compared: mel bands in dB every 20 ms, each band less its mean over the word.

    The mean takes the microphone's tone out, as far as it can be told from one word. Division by
    the standard deviation of the whole makes flat and lively voices alike.

    Args:
        audio: A word, (n,) at SAMPLE_RATE, at least 32 ms and not silent; any level.

    Returns:
        float32 (frames, bands).

    Raises:
        ValueError: The sound is too short or silent.
    """
    decibels = FRONT_END.decibels(np.asarray(audio, np.float32))
    if not len(decibels) or not np.any(audio):
        raise ValueError(f"no word can be in {len(audio)} samples that are too few or silent")
    decibels = np.maximum(decibels, decibels.max() - RANGE_DB)
    centered = decibels - decibels.mean(axis=0)
    return centered / max(float(centered.std()), 1e-6)


def dtw_distance(a: np.ndarray, b: np.ndarray) -> float:
    """How far two sounds are apart if time may be stretched: dynamic time warping.

    A path goes through pairs of frames, from the two first to the two last. Each step goes on by a
    frame in one of the sounds or in both. The distance is the least sum of the distances of the
    frames on a path, where a step in both counts twice; it is divided by the number of frames, so
    that long words are not far from everything (Sakoe and Chiba's symmetric form).

    Args:
        a: (frames, bands), at least one frame.
        b: (other frames, bands).

    Raises:
        ValueError: A sound has no frames, or their bands differ.
    """
    return float(NearestTemplate([b], [""]).distances(a)[0])


def least_sums(costs: np.ndarray) -> np.ndarray:
    """The least sum of costs along a path to each cell of the last row, for many tables at once.

    Cells whose two indices have the same sum do not depend on each other, so each such diagonal is
    one step for all tables.

    Args:
        costs: (tables, rows, columns).

    Returns:
        (tables, columns). A step to the next row and column counts its cost twice, and so does the
        first cell.
    """
    tables, n, m = costs.shape
    sums = np.empty((tables, m))
    # Entry i + 1 of a diagonal d is the cell (i, d - i). Entry 0 is outside.
    before, last = (np.full((tables, n + 1), np.inf) for _ in range(2))
    before[:, 0] = 0
    for d in range(n + m - 1):
        rows = np.arange(max(0, d - m + 1), min(n, d + 1))
        cost = costs[:, rows, d - rows]
        in_one = np.minimum(last[:, rows], last[:, rows + 1]) + cost
        in_both = before[:, rows] + 2 * cost
        before, last = last, np.full((tables, n + 1), np.inf)
        last[:, rows + 1] = np.minimum(in_one, in_both)
        if d >= n - 1:
            sums[:, d - n + 1] = last[:, n]
    return sums


class NearestTemplate:
    """Says the text of the template that is nearest by `dtw_distance`.

    Args:
        templates: (frames, bands) of each, at least one frame.
        texts: What is said in each.

    Raises:
        ValueError: There are no templates, not as many texts, or one has no frames.
    """

    def __init__(self, templates: Sequence[np.ndarray], texts: Sequence[str]):
        if not len(templates) or len(templates) != len(texts):
            raise ValueError(f"{len(templates)} templates and {len(texts)} texts: each needs one")
        self._texts = list(texts)
        self._lengths = np.array([len(template) for template in templates])
        if not self._lengths.all():
            raise ValueError(f"template {int(np.argmin(self._lengths))} has no frames")
        self._frames = np.concatenate(templates)
        within = np.minimum(np.arange(self._lengths.max()), self._lengths[:, None] - 1)
        self._places = (np.cumsum(self._lengths) - self._lengths)[:, None] + within

    def __call__(self, features: np.ndarray) -> str:
        """What is said in a sound, (frames, bands)."""
        return self._texts[int(np.argmin(self.distances(features)))]

    def distances(self, features: np.ndarray) -> np.ndarray:
        """The distance of a sound, (frames, bands), to each template, (templates,).

        Raises:
            ValueError: The sound has no frames, or other bands.
        """
        if not len(features):
            raise ValueError("a sound without frames has no distance")
        if features.shape[1] != self._frames.shape[1]:
            bands = features.shape[1], self._frames.shape[1]
            raise ValueError(f"frames of {bands[0]} and of {bands[1]} bands have no distance")
        costs = cdist(features, self._frames)[:, self._places]
        sums = least_sums(np.moveaxis(costs, 1, 0))
        ends = sums[np.arange(len(sums)), self._lengths - 1]
        return ends / (len(features) + self._lengths)


def most_frequent(texts: Sequence[str]) -> Callable[[np.ndarray], str]:
    """The recognizer that does not listen: it always says the most frequent text.

    Args:
        texts: What is said in the training, at least one; of equally frequent ones the first.
    """
    ((text, _),) = Counter(texts).most_common(1)
    return lambda features: text
