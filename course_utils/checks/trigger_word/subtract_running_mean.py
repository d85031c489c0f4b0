"""Checks of notebook 05: each band's decibels less the mean of the frames so far."""

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect, expect_unchanged

BY_HAND = np.array([[4.0], [1.0], [9.0]], np.float32)
TWO_BANDS = np.array([[-60, -20], [-30, -80], [-60, -20], [-45, -50]], np.float32)
WITHIN = 1e-3


def _means(decibels, keep):
    """The mean that belongs to each frame, as the formula has it."""
    ages = np.subtract.outer(np.arange(len(decibels)), np.arange(len(decibels)))
    weights = np.where(ages >= 0, keep ** np.maximum(ages, 0.0), 0)
    return weights @ decibels / weights.sum(axis=1, keepdims=True)


def _smoothed(decibels, keep, first):
    """The means m = keep * m + (1 - keep) * d, from some first mean."""
    means, mean = np.zeros(decibels.shape), np.array(first, float)
    for t, frame in enumerate(decibels):
        mean = means[t] = keep * mean + (1 - keep) * frame
    return means


def _subtracted(subtract_running_mean, decibels, keep):
    return subtract_running_mean(decibels.copy(), keep)


def three_frames_by_hand(subtract_running_mean):
    kept, plain = _means(BY_HAND, 0.5), _means(BY_HAND, 1.0)
    before = np.vstack([np.zeros((1, 1)), kept[:-1]])
    too_heavy = _smoothed(BY_HAND, 0.5, BY_HAND[0])
    expect(
        _subtracted(subtract_running_mean, BY_HAND, 0.5),
        BY_HAND - kept,
        "with keep = 0.5 the means of 4, 1, 9 dB are 4, (1 + 2) / 1.5 = 2, (9 + 0.5 + 1) / 1.75 "
        "= 6",
        [
            (kept, "these are the running means: subtract them from the frames"),
            (kept - BY_HAND, "the signs are turned around: each frame less its mean"),
            (BY_HAND, "nothing was subtracted: these are the decibels as they came"),
            (
                BY_HAND - BY_HAND.mean(axis=0),
                "this is the mean of all frames, of those to come too: take those up to now",
            ),
            (BY_HAND / kept, "in decibels a gain is a sum: subtract the mean, do not divide by it"),
            (0 * BY_HAND, "the mean goes along the bands: it goes along the frames"),
            (
                BY_HAND - _means(BY_HAND[::-1], 0.5)[::-1],
                "the frames to come were averaged: take those up to now",
            ),
            (BY_HAND - plain, "all frames weigh the same: a frame's weight is keep ** its age"),
            (
                BY_HAND - _smoothed(BY_HAND, 0.5, [0.0]),
                "the mean begins at 0 dB: divide by the sum of the weights so far",
            ),
            (
                BY_HAND - too_heavy,
                "frame 0 weighs too much: it has the weight 1 when it comes, as every frame, and "
                "keep ** t later",
            ),
            (
                BY_HAND - _shifted_weights(BY_HAND, 0.5),
                "the sum of the weights has one too many: it is 0 before frame 0, then 1, 1 + keep",
            ),
            (BY_HAND - before, "the mean is that of the frames before: frame t counts too"),
            (
                BY_HAND - np.cumsum(BY_HAND, axis=0),
                "this is the sum of the frames: divide it by the sum of their weights",
            ),
            (
                BY_HAND - kept * np.array([[1.0], [1.5], [1.75]]),
                "this is the weighted sum: divide it by the sum of the weights",
            ),
        ],
        within=WITHIN,
    )


def every_frame_of_every_band(subtract_running_mean):
    keep = 0.8
    means = _means(TWO_BANDS, keep)
    expect(
        _subtracted(subtract_running_mean, TWO_BANDS, keep),
        TWO_BANDS - means,
        "the mean of frame t is the sum of keep ** (t - s) * d[s] over s <= t, divided by the sum "
        "of these weights",
        [
            (
                TWO_BANDS - means.mean(axis=1, keepdims=True),
                "all bands got one mean: each band has its own",
            ),
            (
                TWO_BANDS - _means(TWO_BANDS, 1 - keep),
                "keep and 1 - keep are exchanged: keep is what the old frames keep",
            ),
            (TWO_BANDS - _means(TWO_BANDS, 0.5), "keep is an argument, here 0.8: use it"),
        ],
        within=WITHIN,
    )


def _shifted_weights(decibels, keep):
    """Means whose sum of weights has a weight too many, that of a frame before frame 0."""
    older = keep ** np.arange(1, len(decibels) + 1)
    weights = (1 - older) / (1 - keep)
    return _means(decibels, keep) * (weights / (weights + older))[:, np.newaxis]


def a_level_is_taken_out(subtract_running_mean):
    levels = np.array([[12, -7]], np.float32)
    expect(
        _subtracted(subtract_running_mean, TWO_BANDS + levels, 0.8),
        TWO_BANDS - _means(TWO_BANDS, 0.8),
        "12 dB more in all frames of a band must change nothing",
        within=WITHIN,
    )
    steady = np.full((300, 2), -40, np.float32)
    expect(
        _subtracted(subtract_running_mean, steady, 0.99),
        np.zeros((300, 2)),
        "a band whose level stays has no news: 0 in every frame, from the first on",
        within=WITHIN,
    )


def all_lengths_and_nothing_changed(subtract_running_mean):
    expect(
        _subtracted(subtract_running_mean, TWO_BANDS[:1], 0.8),
        np.zeros((1, 2)),
        "one frame is its own mean",
        within=WITHIN,
    )
    try:
        nothing = _subtracted(subtract_running_mean, TWO_BANDS[:0], 0.8)
    except IndexError as error:
        raise Wrong(
            "no frames give no frames: take frame 0 within the loop, not before it",
            f"{error!r}",
            "(0, bands)",
        ) from None
    expect(nothing, np.zeros((0, 2)), "no frames give no frames: (0, bands)")
    expect(
        _subtracted(subtract_running_mean, TWO_BANDS[:2], 0.8),
        (TWO_BANDS - _means(TWO_BANDS, 0.8))[:2],
        "two frames are what the first two of four are: frames to come must change nothing",
        within=WITHIN,
    )
    expect_unchanged(subtract_running_mean, TWO_BANDS.copy(), 0.8)


EXERCISES = {
    "subtract_running_mean": [
        Property("three frames as by hand", three_frames_by_hand),
        Property("each band has its own mean, and keep counts", every_frame_of_every_band),
        Property("a level that stays is taken out, from the first frame on", a_level_is_taken_out),
        Property(
            "one frame, no frames, and the decibels stay as they are",
            all_lengths_and_nothing_changed,
        ),
    ],
}
