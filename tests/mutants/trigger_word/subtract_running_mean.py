"""Wrong answers: each band's decibels less the mean of the frames so far."""

from functools import partial

import numpy as np

from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "subtract_running_mean")


def _means(decibels, keep):
    """The running means, as they should be."""
    means, total, weight = np.empty_like(decibels), np.zeros(decibels.shape[1]), 0.0
    for t, frame in enumerate(decibels):
        total, weight = keep * total + frame, keep * weight + 1
        means[t] = total / weight
    return means


def _smoothed(decibels, keep, mean):
    means = np.empty_like(decibels)
    for t, frame in enumerate(decibels):
        mean = means[t] = keep * mean + (1 - keep) * frame
    return means


@mutant("end it with `return`")
def gives_nothing_back(decibels, keep):
    decibels - _means(decibels, keep)


@mutant("these are the running means")
def gives_the_means(decibels, keep):
    return _means(decibels, keep)


@mutant("the signs are turned around")
def subtracts_the_frame_from_its_mean(decibels, keep):
    return _means(decibels, keep) - decibels


@mutant("this is the mean of all frames")
def subtracts_the_mean_of_the_clip(decibels, keep):
    return decibels - decibels.mean(axis=0)


@mutant("all frames weigh the same")
def forgets_nothing(decibels, keep):
    return decibels - np.cumsum(decibels, axis=0) / np.arange(1, len(decibels) + 1)[:, np.newaxis]


@mutant("the mean begins at 0 dB")
def begins_with_silence(decibels, keep):
    return decibels - _smoothed(decibels, keep, np.zeros(decibels.shape[1]))


@mutant("frame 0 weighs too much")
def begins_with_the_first_frame(decibels, keep):
    return decibels - _smoothed(decibels, keep, decibels[0])


@mutant("the mean is that of the frames before")
def leaves_the_new_frame_out(decibels, keep):
    means = _means(decibels, keep)
    return decibels - np.vstack([np.zeros_like(means[:1]), means[:-1]])


@mutant("this is the weighted sum")
def forgets_to_divide(decibels, keep):
    result, total = np.empty_like(decibels), np.zeros(decibels.shape[1])
    for t, frame in enumerate(decibels):
        total = keep * total + frame
        result[t] = frame - total
    return result


@mutant("this is the sum of the frames")
def adds_them_up(decibels, keep):
    return decibels - np.cumsum(decibels, axis=0)


@mutant("the sum of the weights has one too many")
def begins_with_a_weight_of_1(decibels, keep):
    result, total, weight = np.empty_like(decibels), np.zeros(decibels.shape[1]), 1.0
    for t, frame in enumerate(decibels):
        total, weight = keep * total + frame, keep * weight + 1
        result[t] = frame - total / weight
    return result


@mutant("all bands got one mean")
def averages_the_bands(decibels, keep):
    return decibels - _means(decibels, keep).mean(axis=1, keepdims=True)


@mutant("the mean goes along the bands")
def goes_along_the_bands(decibels, keep):
    return decibels - _means(decibels.T, keep).T


@mutant("the frames to come were averaged")
def goes_backwards(decibels, keep):
    return decibels - _means(decibels[::-1], keep)[::-1]


@mutant("keep and 1 - keep are exchanged")
def exchanges_the_weights(decibels, keep):
    return decibels - _means(decibels, 1 - keep)


@mutant("keep is an argument")
def has_its_own_memory(decibels, keep):
    return decibels - _means(decibels, 0.5)


@mutant("in decibels a gain is a sum")
def divides_by_the_mean(decibels, keep):
    return decibels / _means(decibels, keep)


@mutant("take frame 0 within the loop")
def takes_frame_0_before_the_loop(decibels, keep):
    result, total, weight = [np.zeros_like(decibels[0])], decibels[0], 1.0
    for frame in decibels[1:]:
        total, weight = keep * total + frame, keep * weight + 1
        result.append(frame - total / weight)
    return np.array(result)


@mutant("changes its argument")
def subtracts_in_place(decibels, keep):
    decibels -= _means(decibels, keep)
    return decibels
