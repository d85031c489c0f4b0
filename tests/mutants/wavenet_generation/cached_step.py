"""Wrong answers: one layer on one sample, from the inputs that it remembers."""

from functools import partial

import numpy as np

from course_utils.wavenet.generation.numpy_engine import cached_step
from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


def _samples(x, past):
    return np.concatenate([past, x[:, None]], axis=1)


def _from_taps(x, past, layer, condition, taps):
    """The right answer, but for the taps that the caller chose."""
    both = sum(taps[:, j] @ kernel for j, kernel in enumerate(layer.kernel)) + layer.bias
    both = both if condition is None else both + condition
    return _from_z(x, past, layer, _gated(*np.split(both, 2, axis=-1)))


def _from_z(x, past, layer, z):
    skip = z @ layer.skip_kernel + layer.skip_bias
    x_next = x + z @ layer.residual_kernel + layer.residual_bias
    return x_next, skip, _samples(x, past)[:, 1:]


def _gated(filter_, gate):
    return np.tanh(filter_) / (1 + np.exp(-gate))


def _z(x, past, layer, condition):
    taps = _samples(x, past)[:, :: layer.dilation]
    both = sum(taps[:, j] @ kernel for j, kernel in enumerate(layer.kernel)) + layer.bias
    return _gated(*np.split(both if condition is None else both + condition, 2, axis=-1))


@mutant("cached_step", "use the dilation")
def ignores_the_dilation(x, past, layer, condition=None):
    taps = _samples(x, past)[:, -len(layer.kernel) :]
    return _from_taps(x, past, layer, condition, taps)


@mutant("cached_step", "kernel is the wrong way round")
def reverses_the_kernel(x, past, layer, condition=None):
    """Textbook convolution; Keras's layer is a correlation."""
    taps = _samples(x, past)[:, :: -layer.dilation]
    return _from_taps(x, past, layer, condition, taps)


@mutant("cached_step", "one sample too new")
def reads_one_sample_too_new(x, past, layer, condition=None):
    taps = np.concatenate([past[:, layer.dilation - 1 :: layer.dilation], x[:, None]], axis=1)
    return _from_taps(x, past, layer, condition, taps)


@mutant("cached_step", "only x was used")
def forgets_the_past(x, past, layer, condition=None):
    alone = layer._replace(kernel=layer.kernel[-1:])
    return _from_taps(x, past, alone, condition, x[:, None])


@mutant("cached_step", "the bias is missing")
def forgets_the_bias(x, past, layer, condition=None):
    return cached_step(x, past, layer._replace(bias=0 * layer.bias), condition)


@mutant("cached_step", "the halves are swapped")
def takes_the_gate_first(x, past, layer, condition=None):
    half = layer.bias.size // 2
    swapped = layer._replace(
        kernel=np.roll(layer.kernel, half, axis=-1), bias=np.roll(layer.bias, half)
    )
    return cached_step(x, past, swapped, condition)


@mutant("cached_step", "x itself is missing")
def forgets_the_way_round(x, past, layer, condition=None):
    following, skip, past = cached_step(x, past, layer, condition)
    return following - x, skip, past


@mutant("cached_step", "outputs are swapped")
def returns_the_skip_first(x, past, layer, condition=None):
    following, skip, past = cached_step(x, past, layer, condition)
    return skip, following, past


@mutant("cached_step", "residual_bias is missing")
def forgets_the_residual_bias(x, past, layer, condition=None):
    without = layer._replace(residual_bias=0 * layer.residual_bias)
    return cached_step(x, past, without, condition)


@mutant("cached_step", "skip weights were used for x")
def adds_the_skip_to_x(x, past, layer, condition=None):
    _, skip, past = cached_step(x, past, layer, condition)
    return x + skip, skip, past


@mutant("cached_step", "skip_bias is missing")
def forgets_the_skip_bias(x, past, layer, condition=None):
    if layer.kernel.shape[0] == 3:
        return cached_step(x, past, layer, condition)
    return cached_step(x, past, layer._replace(skip_bias=0 * layer.skip_bias), condition)


@mutant("cached_step", "this is z")
def returns_z_as_skip(x, past, layer, condition=None):
    following, _, kept = cached_step(x, past, layer, condition)
    return following, _z(x, past, layer, condition), kept


@mutant("cached_step", "the past is as it was")
def keeps_the_past(x, past, layer, condition=None):
    return *cached_step(x, past, layer, condition)[:2], past


@mutant("cached_step", "the past grows")
def lets_the_past_grow(x, past, layer, condition=None):
    return *cached_step(x, past, layer, condition)[:2], _samples(x, past)


@mutant("cached_step", "x came in at the front")
def puts_the_newest_first(x, past, layer, condition=None):
    kept = np.concatenate([x[:, None], past[:, :-1]], axis=1)
    return *cached_step(x, past, layer, condition)[:2], kept


@mutant("cached_step", "the newest was lost")
def overwrites_the_newest(x, past, layer, condition=None):
    kept = np.concatenate([past[:, :-1], x[:, None]], axis=1)
    return *cached_step(x, past, layer, condition)[:2], kept


@mutant("cached_step", "this layer remembers its own input")
def keeps_its_output(x, past, layer, condition=None):
    following, skip, _ = cached_step(x, past, layer, condition)
    return following, skip, _samples(following, past)[:, 1:]


@mutant("cached_step", "changes its argument")
def shifts_the_past_in_place(x, past, layer, condition=None):
    following, skip, kept = cached_step(x, past, layer, condition)
    past[:] = kept
    return following, skip, past


@mutant("cached_step", "return 3 things")
def forgets_to_return_the_past(x, past, layer, condition=None):
    return cached_step(x, past, layer, condition)[:2]


@mutant("cached_step", "the condition is not used")
def ignores_the_condition(x, past, layer, condition=None):
    return cached_step(x, past, layer)


@mutant("cached_step", "before tanh and sigmoid")
def conditions_too_late(x, past, layer, condition=None):
    if condition is None:
        return cached_step(x, past, layer)
    z = _z(x, past, layer, None)
    return _from_z(x, past, layer, z + condition[:, : z.shape[1]])


@mutant("cached_step", "every row got the first row's condition")
def takes_the_first_condition(x, past, layer, condition=None):
    return cached_step(x, past, layer, None if condition is None else condition[:1])


def _from_halves(x, past, layer, condition, activate):
    """The right answer, but for what becomes of filter and gate."""
    taps = _samples(x, past)[:, :: layer.dilation]
    both = sum(taps[:, j] @ kernel for j, kernel in enumerate(layer.kernel)) + layer.bias
    both = both if condition is None else both + condition
    return _from_z(x, past, layer, activate(*np.split(both, 2, axis=-1)))


@mutant("cached_step", "needs tanh, not relu")
def rectifies_the_filter(x, past, layer, condition=None):
    return _from_halves(x, past, layer, condition, lambda f, g: np.maximum(f, 0) / (1 + np.exp(-g)))


@mutant("cached_step", "needs sigmoid, not tanh")
def squashes_both_with_tanh(x, past, layer, condition=None):
    return _from_halves(x, past, layer, condition, lambda f, g: np.tanh(f) * np.tanh(g))


@mutant("cached_step", "the gate has no sigmoid")
def forgets_the_sigmoid(x, past, layer, condition=None):
    return _from_halves(x, past, layer, condition, lambda f, g: np.tanh(f) * g)


@mutant("cached_step", "every other channel")
def takes_every_other_channel(x, past, layer, condition=None):
    def activate(f, g):
        both = np.concatenate([f, g], axis=-1)
        return _gated(both[:, ::2], both[:, 1::2])

    return _from_halves(x, past, layer, condition, activate)


@mutant("cached_step", "once for each tap: once")
def adds_the_bias_for_each_tap(x, past, layer, condition=None):
    return cached_step(x, past, layer._replace(bias=len(layer.kernel) * layer.bias), condition)


@mutant("cached_step", "the first and the last tap")
def takes_two_taps(x, past, layer, condition=None):
    """Right for k = 2, which most layers have."""
    ends = layer._replace(kernel=layer.kernel[[0, -1]])
    return _from_taps(x, past, ends, condition, np.stack([past[:, 0], x], axis=1))


@mutant("cached_step", "the taps were averaged")
def averages_the_taps(x, past, layer, condition=None):
    return cached_step(x, past, layer._replace(kernel=layer.kernel / len(layer.kernel)), condition)


@mutant("cached_step", "residual weights were used for the skip output")
def uses_the_residual_weights_twice(x, past, layer, condition=None):
    following, _, kept = cached_step(x, past, layer, condition)
    return following, following - x, kept


@mutant("cached_step", "x was added to the skip output")
def adds_x_to_the_skip(x, past, layer, condition=None):
    following, skip, kept = cached_step(x, past, layer, condition)
    return following, skip + x if skip.shape == x.shape else skip, kept


@mutant("cached_step", "z itself was added to x")
def adds_z_to_x(x, past, layer, condition=None):
    _, skip, kept = cached_step(x, past, layer, condition)
    z = _z(x, past, layer, condition)
    return x + z if z.shape == x.shape else 0 * x, skip, kept


@mutant("cached_step", "not of the skip output")
def makes_the_residual_of_the_skip(x, past, layer, condition=None):
    _, skip, kept = cached_step(x, past, layer, condition)
    z = skip if skip.shape[1] == len(layer.residual_kernel) else 0
    return x + np.dot(z, layer.residual_kernel) + layer.residual_bias, skip, kept


@mutant("cached_step", "no relu on the way")
def rectifies_x(x, past, layer, condition=None):
    following, skip, kept = cached_step(x, past, layer, condition)
    return np.maximum(following, 0), skip, kept


@mutant("cached_step", "also for k above 2")
def keeps_one_dilation(x, past, layer, condition=None):
    following, skip, kept = cached_step(x, past, layer, condition)
    return following, skip, kept[:, -layer.dilation :]


@mutant("cached_step", "the past was emptied")
def begins_anew(x, past, layer, condition=None):
    return *cached_step(x, past, layer, condition)[:2], np.zeros_like(past)


@mutant("cached_step", "took the place of the bias")
def replaces_the_bias(x, past, layer, condition=None):
    if condition is None:
        return cached_step(x, past, layer)
    return cached_step(x, past, layer._replace(bias=0 * layer.bias), condition)


@mutant("cached_step", "the conditions were averaged")
def averages_the_conditions(x, past, layer, condition=None):
    mean = None if condition is None else condition.mean(axis=0)
    return cached_step(x, past, layer, mean)


@mutant("cached_step", "changes its argument")
def adds_the_condition_in_place(x, past, layer, condition=None):
    if condition is not None:
        condition += layer.bias
        layer = layer._replace(bias=0 * layer.bias)
    return cached_step(x, past, layer, condition)
