"""Checks of notebook 02: the whole network, against the same network in NumPy."""

from types import SimpleNamespace

import numpy as np

from course_utils.backend import keras
from course_utils.checks.properties import Property, Wrong, expect
from course_utils.checks.tensors import numpy_of
from course_utils.checks.wavenet_generation.residual_block import gated

CODES = np.array([[3, 0, 5, 1, 2, 4, 4, 3], [1, 1, 4, 0, 6, 2, 5, 0], [6] * 8], np.int32)


SPEAKERS = np.array([2, 0], np.int32)


DILATIONS = (1, 3)


HOW_USED = {
    "embedding": "it turns codes into the first x",
    "dilated": "the loop runs over all blocks",
    "to_skip": "add its skip output to the others",
    "to_residual": "hand the next block the x that comes out of it",
    "to_condition": "the speaker has no effect there; hand to_condition(speaker) to its block",
    "hidden": "it comes after the sum of skips and relu",
    "to_logits": "it comes last",
}


def _build(build_wavenet, n_speakers=0):
    """The student's network of two blocks, with weights that are the same at every check."""
    config = SimpleNamespace(
        n_codes=7,
        kernel_size=2,
        dilations=DILATIONS,
        residual_channels=3,
        gate_channels=4,
        skip_channels=5,
        n_speakers=n_speakers,
    )
    model = build_wavenet(config)
    if not isinstance(model, keras.Model):
        raise Wrong("return the keras.Model", type(model).__name__, "Model")
    rng = np.random.default_rng(3)
    for layer in sorted(model.layers, key=lambda layer: layer.name):
        layer.set_weights([rng.normal(size=w.shape) for w in layer.get_weights()])
    return model


def _logits(model, codes, *speakers):
    logits = numpy_of(model([codes, *speakers] if speakers else codes, training=False))
    shape, wanted = np.shape(logits), (*codes.shape, 7)
    known = {
        (len(codes), 7): "only one step came out: every step of every fragment is trained on",
        (2, *wanted[1:]): "the batch was added up: add skip to skip, sum(skips)",
        (*codes.shape, 5): "these are skip channels: the last layer is to_logits",
    }
    if shape != wanted:
        mistake = known.get(shape, "the output is (batch, time, n_codes): logits at every step")
        raise Wrong(mistake, f"shape {shape}", f"shape {wanted}")
    return logits


def _names(model):
    return {layer.name for layer in model.layers}


def _weights(model, name):
    if name not in _names(model):
        if name == "to_residual_0" and f"to_residual_{len(DILATIONS) - 1}" in _names(model):
            raise Wrong("the blocks run in reverse: the embedding goes to blocks[0]")
        role, _, number = name.rpartition("_")
        which = f"{role} of block {number}" if number.isdigit() else f"the layer {name}"
        what = HOW_USED[role if number.isdigit() else name]
        raise Wrong(f"no path from codes to logits uses {which}: {what}")
    return model.get_layer(name).get_weights()


def _dense(model, name, inputs):
    kernel, bias = _weights(model, name)
    return inputs @ kernel + bias


def _skips(model, codes, speakers=None, condition_axis=1):
    """The skip outputs of both blocks."""
    x, skips = _weights(model, "embedding")[0][codes], []
    for i, dilation in enumerate(DILATIONS):
        kernel, bias = _weights(model, f"dilated_{i}")
        earlier = np.pad(x, ((0, 0), (dilation, 0), (0, 0)))[:, : codes.shape[1]]
        both = earlier @ kernel[0] + x @ kernel[1] + bias
        if speakers is not None:
            condition = _weights(model, f"to_condition_{i}")[0][speakers]
            both = both + np.expand_dims(condition, condition_axis)
        z = gated(*np.split(both, 2, axis=-1))
        skips.append(_dense(model, f"to_skip_{i}", z))
        if i + 1 < len(DILATIONS):
            x = x + _dense(model, f"to_residual_{i}", z)
    return skips


def _require_sum_of_skips(model):
    n_inputs = len(_weights(model, "hidden")[0])
    expect(
        n_inputs,
        5,
        "hidden is given the sum of skips: skip_channels, here 5",
        [
            (3, "hidden was given x: give it relu of the sum of skips"),
            (10, "the skips were put side by side: add them up"),
            (2, "the channels were added up: add skip to skip, sum(skips)"),
        ],
    )


def _head(model, skips):
    hidden = np.maximum(_dense(model, "hidden", np.maximum(skips, 0)), 0)
    return _dense(model, "to_logits", hidden)


def codes_in_logits_out(build_wavenet):
    model = _build(build_wavenet)
    if len(model.inputs) != 1:
        mistake = "without speakers codes are the only input: take `inputs` as it is"
        raise Wrong(mistake, f"{len(model.inputs)} inputs", "1 input")
    given = _logits(model, CODES)
    totals = np.exp(given.astype(float)).sum(-1)
    if np.allclose(given.sum(-1), 1, atol=1e-4) and given.min() >= 0:
        mistake = "this is softmax already: return logits, the loss and sampling apply it"
        raise Wrong(mistake, "each step sums to 1", "logits, of any size and sign")
    if np.allclose(totals, 1, atol=1e-4):
        mistake = "this is log softmax already: return the logits that to_logits gives"
        raise Wrong(mistake, "exp of each step sums to 1", "logits, of any size and sign")
    if given.min() >= 0:
        mistake = "no logit is below 0: there is no relu after to_logits"
        raise Wrong(mistake, f"smallest {given.min():.3f}", "logits of both signs")


def each_block_sees_further(build_wavenet):
    model = _build(build_wavenet)
    time = CODES.shape[1]
    codes = CODES[:1].repeat(time, axis=0)
    logits = _logits(model, codes)
    changed = _logits(model, codes + np.eye(time, dtype=np.int32))  # row t has another code at t
    rounding = 1e-5 * np.abs(logits).max()
    moves = np.abs(changed - logits).max(axis=-1) > rounding  # (changed code, moved output)
    if np.tril(moves, -1).any():
        code, output = np.argwhere(np.tril(moves, -1))[0]
        mistake = "an output moved when a later code was changed: the network sees the future"
        raise Wrong(mistake, f"code {code} moved output {output}", "never an earlier output")
    seen = time - int(np.argmax(moves[:, -1])) if moves[:, -1].any() else 0
    expect(
        seen,
        1 + sum(DILATIONS),
        "one output depends on 1 + (k - 1) * sum(dilations) codes: k = 2, dilations 1 and 3",
        [
            (4, "every block was given the embedding: hand each the x of the block before"),
            (3, "block 0 ran in place of block 1: each block has its own layers"),
            (
                2,
                "only the first block has a path to the logits: hand its x to the next, and add "
                "the next one's skip output to the others",
            ),
            (1, "no block has a path to the logits"),
        ],
    )


def all_skips_are_added_up(build_wavenet):
    model = _build(build_wavenet)
    _require_sum_of_skips(model)
    first, second = _skips(model, CODES)
    both = first + second
    expect(
        _logits(model, CODES),
        _head(model, both),
        "this is not to_logits(hidden(relu(sum of skips))); check each step of the chain, and "
        "that your residual_block passes its own check",
        [
            (_head(model, both / 2), "the skips were averaged: add them up"),
            (_head(model, first * second), "the skips were multiplied: add them up"),
            (_head(model, np.maximum(first, second)), "the larger skip was taken: add them up"),
            (
                _dense(model, "to_logits", np.maximum(_dense(model, "hidden", np.tanh(both)), 0)),
                "between the sum of skips and hidden is relu, not tanh",
            ),
            (
                _dense(model, "to_logits", np.maximum(_dense(model, "hidden", both), 0)),
                "relu is missing between the sum of skips and hidden",
            ),
            (
                _head(model, np.maximum(first, 0) + np.maximum(second, 0)),
                "relu comes after the sum, not on each skip",
            ),
        ],
        within=1e-4,
    )


def speakers_move_every_block(build_wavenet):
    model = _build(build_wavenet, n_speakers=3)
    if len(model.inputs) != 2:
        raise Wrong("with speakers the inputs are codes and speaker", f"{len(model.inputs)} input")
    if len(model.inputs[0].shape) != 2:
        mistake = "the inputs come in another order: take `inputs` as it is"
        raise Wrong(mistake, "speaker first", "codes, then speaker")
    _require_sum_of_skips(model)
    codes = CODES[:2, :2]
    expect(
        _logits(model, codes, SPEAKERS),
        _head(model, sum(_skips(model, codes, SPEAKERS))),
        "each block gets the condition of its own layer, to_condition(speaker)[:, None]; if the "
        "logits without speakers have a cross too, begin there",
        [
            (
                _head(model, sum(_skips(model, codes, SPEAKERS, condition_axis=0))),
                "speakers were spread over time steps: give the condition a time axis, [:, None]",
            ),
        ],
        within=1e-4,
    )


EXERCISES = {
    "build_wavenet": [
        Property("codes go in, logits come out at every step", codes_in_logits_out),
        Property("each block sees further, none sees the future", each_block_sees_further),
        Property("all skips are added up, then relu, hidden, to_logits", all_skips_are_added_up),
        Property("the speaker moves every block", speakers_move_every_block),
    ],
}
