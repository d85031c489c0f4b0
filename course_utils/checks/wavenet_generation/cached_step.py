"""Checks of notebook 02: one layer on one sample, from the inputs it remembers."""

from collections import namedtuple

import numpy as np

from course_utils.checks.properties import Property, expect, expect_parts, expect_unchanged
from course_utils.checks.wavenet_generation.residual_block import gated
from course_utils.recurrent_cells import sigmoid

Layer = namedtuple(
    "Layer", "kernel bias skip_kernel skip_bias residual_kernel residual_bias dilation"
)


def _layer(kernel_size, dilation, seed=0):
    """Three residual, gate and skip channels, so that no mistake stops at a shape."""
    draw = np.random.default_rng(seed).normal
    shapes = [(kernel_size, 3, 6), (6,), (3, 3), (3,), (3, 3), (3,)]
    return Layer(*(draw(size=shape).astype(np.float32) for shape in shapes), dilation)


def _inputs(kernel_size, dilation, batch=2, seed=1):
    draw = np.random.default_rng(seed).normal
    past = draw(size=(batch, (kernel_size - 1) * dilation, 3)).astype(np.float32)
    return draw(size=(batch, 3)).astype(np.float32), past


def _step(cached_step, x, past, layer, *condition):
    copies = [np.copy(array) for array in (x, past, *condition)]
    layer = Layer(*(np.copy(array) for array in layer[:-1]), layer.dilation)
    given = cached_step(*copies[:2], layer, *copies[2:])
    expect_parts(given, "x for the next layer", "the skip output", "the past")
    return given


def _halves(both):
    return gated(both[..., :3], both[..., 3:])


def taps_are_a_dilation_apart(cached_step):
    layer = _layer(3, 2)._replace(skip_kernel=np.eye(3, dtype=np.float32), skip_bias=np.zeros(3))
    x, past = _inputs(3, 2)
    samples = np.concatenate([past, x[:, None]], axis=1)

    def z(taps, kernel=layer.kernel, bias=layer.bias):
        return sum(taps[:, j] @ kernel[j] for j in range(3)) + bias

    right = z(samples[:, ::2])
    both_first = f, g = right[:, :3], right[:, 3:]
    residual = gated(f, g) @ layer.residual_kernel + layer.residual_bias
    expect(
        _step(cached_step, x, past, layer)[1],
        gated(*both_first),
        "the skip output is z here. With 4 samples of past, dilation 2 and 3 taps, the taps are "
        "past[:, 0], past[:, 2] and x",
        [
            (
                x + residual,
                "the outputs are swapped: x for the next layer, the skip output, the past",
            ),
            (_halves(z(samples[:, -3:])), "the last three samples were taken: use the dilation"),
            (
                _halves(z(samples[:, ::2], layer.kernel[::-1])),
                "the kernel is the wrong way round: kernel[0] is for the oldest sample",
            ),
            (
                _halves(z(np.stack([past[:, 1], past[:, 3], x], axis=1))),
                "the taps in the past are one sample too new: past[:, 0] is 2 dilations back",
            ),
            (_halves(z(samples[:, 1:4])), "x is not among the taps: it is the last one"),
            (
                _halves(x @ layer.kernel[-1] + layer.bias),
                "only x was used: the past has the other taps",
            ),
            (_halves(right - layer.bias), "the bias is missing"),
            (gated(*both_first[::-1]), "the halves are swapped: the filter is the first half"),
            (
                gated(right[:, ::2], right[:, 1::2]),
                "filter and gate are every other channel: they are halves",
            ),
            (_halves(right + 2 * layer.bias), "the bias was added once for each tap: once"),
            (
                _halves((right - layer.bias) / 3 + layer.bias),
                "the taps were averaged: add up what they give",
            ),
            (
                _halves(past[:, 0] @ layer.kernel[0] + x @ layer.kernel[-1] + layer.bias),
                "only the first and the last tap were used: there are kernel_size of them, here 3",
            ),
            (_halves(z(samples[:, [0, 1, 4]])), "the taps are dilation apart, not dilation + 1"),
            (np.tanh(f) * np.tanh(g), "the gate needs sigmoid, not tanh"),
            (sigmoid(f) * sigmoid(g), "the filter needs tanh, not sigmoid"),
            (np.maximum(f, 0) * sigmoid(g), "the filter needs tanh, not relu"),
            (f * sigmoid(g), "the filter has no tanh"),
            (np.tanh(f) * g, "the gate has no sigmoid"),
            (np.tanh(f) + sigmoid(g), "filter and gate were added: the gate multiplies"),
            (np.tanh(f), "the gate is missing: multiply by sigmoid(gate)"),
            (residual, "the residual weights were used for the skip output"),
            (gated(f, g) + x, "x was added to the skip output: it is made of z alone"),
            (np.maximum(gated(f, g), 0), "no relu yet: it comes after all skips are added up"),
        ],
        within=1e-4,
    )


def x_goes_on_and_skip_goes_out(cached_step):
    layer = _layer(2, 1)._replace(kernel=np.zeros((2, 3, 6), np.float32))
    x, past = _inputs(2, 1)
    given_x, given_skip, _ = _step(cached_step, x, past, layer)
    z = np.tile(_halves(layer.bias), (2, 1))
    skip, residual = z @ layer.skip_kernel, z @ layer.residual_kernel
    right_x, right_skip = x + residual + layer.residual_bias, skip + layer.skip_bias
    expect(
        given_x,
        right_x,
        "x for the next layer is x + z @ residual_kernel + residual_bias",
        [
            (right_skip, "the outputs are swapped: x for the next layer comes first"),
            (right_x - x, "x itself is missing: it is added"),
            (x, "the residual product of z is missing: it is added to x"),
            (x + residual, "residual_bias is missing"),
            (right_x + layer.residual_bias, "residual_bias was added twice"),
            (x * (right_x - x), "x is multiplied by the residual product: add it"),
            (x + z, "z itself was added to x: multiply it by residual_kernel first"),
            (
                x + right_skip @ layer.residual_kernel + layer.residual_bias,
                "the residual product is made of z, not of the skip output",
            ),
            (np.maximum(right_x, 0), "no relu on the way: negative numbers must come through"),
            (np.tanh(right_x), "no tanh on the way to the next layer"),
            (x + right_skip, "the skip weights were used for x: take the residual ones"),
            (x + skip, "the skip weights were used for x: take the residual ones"),
        ],
        within=1e-4,
    )
    expect(
        given_skip,
        right_skip,
        "the skip output is z @ skip_kernel + skip_bias",
        [
            (skip, "skip_bias is missing"),
            (z, "this is z: multiply by skip_kernel"),
            (right_x - x, "the residual weights were used for the skip output"),
            (x + right_skip, "x was added to the skip output: it is made of z alone"),
        ],
        within=1e-4,
    )


def past_moves_on_by_one(cached_step):
    for kernel_size, dilation in ((2, 3), (3, 2)):
        _expect_past(cached_step, kernel_size, dilation)
    expect_unchanged(cached_step, *_inputs(2, 3), _layer(2, 3))


def _expect_past(cached_step, kernel_size, dilation):
    layer = _layer(kernel_size, dilation)
    x, past = _inputs(kernel_size, dilation)
    given_x, _, following = _step(cached_step, x, past, layer)
    column = x[:, None]
    right = np.concatenate([past[:, 1:], column], axis=1)
    expect(
        following,
        right,
        "the past of the next sample: without its oldest, with x as its newest at the end",
        [
            (past, "the past is as it was: x joins it, the oldest leaves"),
            (np.concatenate([past, column], 1), "the past grows: let the oldest sample go"),
            (np.concatenate([column, past[:, :-1]], 1), "x came in at the front: oldest first"),
            (np.concatenate([column, past[:, 1:]], 1), "x came in at the front: oldest first"),
            (np.concatenate([past[:, :-1], column], 1), "the newest was lost, not the oldest"),
            (
                np.concatenate([past[:, 1:], np.asarray(given_x)[:, None]], 1)
                if np.shape(given_x) == x.shape
                else None,
                "the next layer's x was kept: this layer remembers its own input",
            ),
            (past[:, 1:], "x is missing at the end: the past keeps its length"),
            (right[:, -dilation:], "the past is (k - 1) * dilation long, also for k above 2"),
            (right[:, ::-1], "the past is in reverse: the oldest comes first"),
            (right.swapaxes(0, 1), "the axes are swapped: (batch, time, residual)"),
            (np.repeat(column, past.shape[1], 1), "x is everywhere: only the newest one is x"),
            (np.zeros_like(past), "the past was emptied: keep all but its oldest"),
        ],
    )


def conditions_shift_filter_and_gate(cached_step):
    layer = _layer(2, 1)._replace(kernel=np.zeros((2, 3, 6), np.float32))
    x, past = _inputs(2, 1)
    condition = np.random.default_rng(4).normal(size=(2, 6)).astype(np.float32)
    _, given, _ = _step(cached_step, x, past, layer, condition)
    plain, both = layer.bias, layer.bias + condition

    def skip(z):
        return z @ layer.skip_kernel + layer.skip_bias

    expect(
        given,
        skip(_halves(both)),
        "the condition is added to filter and gate, before tanh and sigmoid, row by row",
        [
            (skip(np.tile(_halves(plain), (2, 1))), "the condition is not used: add it"),
            (skip(_halves(plain * condition)), "the condition multiplies: add it"),
            (skip(_halves(condition)), "the condition took the place of the bias: add both"),
            (skip(_halves(both + condition)), "the condition was added for each tap: once"),
            (
                skip(np.tile(_halves(plain + condition.mean(0)), (2, 1))),
                "the conditions were averaged: add them row by row",
            ),
            (skip(gated(both[:, :3], plain[3:])), "the condition shifts the gate too"),
            (skip(gated(plain[:3], both[:, 3:])), "the condition shifts the filter too"),
            (
                skip(_halves(plain) + condition[:, :3]),
                "the condition came after the gate: it belongs before tanh and sigmoid",
            ),
            (
                skip(np.tile(_halves(both[0]), (2, 1))),
                "every row got the first row's condition: add it row by row",
            ),
        ],
        within=1e-4,
    )
    expect_unchanged(cached_step, x, past, layer, condition)


EXERCISES = {
    "cached_step": [
        Property("the taps are a dilation apart and end with x", taps_are_a_dilation_apart),
        Property("x goes on, the skip output goes out", x_goes_on_and_skip_goes_out),
        Property("the past moves on by one sample", past_moves_on_by_one),
        Property("a condition shifts filter and gate", conditions_shift_filter_and_gate),
    ],
}
