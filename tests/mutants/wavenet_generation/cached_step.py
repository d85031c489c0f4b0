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
