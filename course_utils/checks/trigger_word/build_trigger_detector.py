"""Checks of notebook 05: the network, layer by layer, and what it may know at each step."""

import numpy as np

from course_utils.backend import keras
from course_utils.checks.properties import Property, Wrong
from course_utils.checks.tensors import numpy_of

EXERCISE = (5511, 101)
DEFAULTS = {
    "filters": 196,
    "kernel_size": 15,
    "strides": 4,
    "units": 128,
    "dropout": 0.2,
    "reset_after": False,
}
SMALL = {"filters": 5, "kernel_size": 4, "strides": 3, "units": 6, "dropout": 0.35}
CONVOLUTION = ["Conv1D", "BatchNormalization", "ReLU", "Dropout"]
RECURRENT = ["GRU", "Dropout", "BatchNormalization"]
KINDS = [*CONVOLUTION, *RECURRENT, *RECURRENT, "Dropout", "Dense", "sigmoid"]
N_PARAMETERS = 522_561
KERAS_HAS = {
    "GRU": {
        "activation": "tanh",
        "recurrent_activation": "sigmoid",
        "dropout": 0.0,
        "recurrent_dropout": 0.0,
        "stateful": False,
    }
}
SAME_KIND = {"Relu": "ReLU", "relu": "ReLU", "Sigmoid": "sigmoid"}


def _build(build_trigger_detector, input_shape, **sizes):
    try:
        model = build_trigger_detector(input_shape, **sizes)
    except ValueError as error:
        if "expected ndim=3, found ndim=2" in str(error):
            raise Wrong(
                "a layer got one vector for a whole clip: both GRUs need return_sequences=True",
                "a layer that wants (batch, steps, units) and gets (batch, units)",
                "steps up to the end",
            ) from None
        raise
    if model is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    if not isinstance(model, keras.Model):
        raise Wrong("return the keras.Model", type(model).__name__, "Model")
    return model


def one_probability_for_each_step(build_trigger_detector):
    model = _build(build_trigger_detector, EXERCISE)
    _expect_steps(model)
    last = [*_kinds(model)][-1]
    if last != "sigmoid":
        raise Wrong(
            "softmax over one unit is always 1: use a sigmoid"
            if last == "softmax"
            else "these are no probabilities: the last unit needs activation='sigmoid'",
            f"{last} at the end",
            "sigmoid at the end",
        )


def _expect_steps(model):
    frames, kernel_size, strides = EXERCISE[0], DEFAULTS["kernel_size"], DEFAULTS["strides"]
    right = (None, (frames - kernel_size) // strides + 1, 1)
    known = {
        (None, 1): "one answer for the whole clip: both GRUs need return_sequences=True, and the "
        "last layer no Flatten",
        (None, -(-frames // strides), 1): "the convolution adds frames at the edges: it wants no "
        "padding",
        (None, frames, 1): "as many steps as frames: the convolution wants strides, and no padding",
        (None, frames - kernel_size + 1, 1): "the convolution moves by one frame: give it strides",
        (None, frames // strides, 1): "the convolution sees as many frames as it moves: give it "
        "kernel_size",
        (None, frames // kernel_size, 1): "the convolution moves by as many frames as it sees: "
        "give it strides",
        (
            None,
            None,
            1,
        ): "the model does not know how long its sound is: give keras.Input the whole input_shape",
        (None, right[1], 2): "one number says it all, how probable the word is: one unit",
    }
    if isinstance(model.output_shape, list) or model.output_shape != right:
        raise Wrong(
            known.get(
                model.output_shape, "steps = (frames - kernel_size) // strides + 1, of one number"
            ),
            f"{model.output_shape} of {frames} frames",
            f"{right}",
        )


def _with_weights(model):
    """Weights that say something at every step, and are the same at every check."""
    rng = np.random.default_rng(5)
    for layer in model.layers:
        shapes = [w.shape for w in layer.get_weights()]
        if _is(layer, "BatchNormalization"):
            layer.set_weights([rng.uniform(0.5, 1.5, size=shape) for shape in shapes])
        else:
            layer.set_weights([rng.normal(scale=0.5, size=shape) for shape in shapes])
    return model


def the_layers_in_their_order(build_trigger_detector):
    model = _build(build_trigger_detector, (None, 7), **SMALL)
    if model.input_shape != (None, None, 7):
        raise Wrong(
            "input_shape is an argument: give it to keras.Input",
            f"a model for {model.input_shape}",
            "one for (None, None, 7)",
        )
    given = list(_kinds(model))
    if given == KINDS:
        return
    for mistake in _foreign(given):
        raise Wrong(mistake, " ".join(given), " ".join(KINDS))
    place = next(
        (i for i, (g, k) in enumerate(zip(given, KINDS, strict=False)) if g != k),
        min(len(given), len(KINDS)),
    )
    wanted = [*KINDS, "nothing"][place]
    found = [*given, *["nothing"] * (len(KINDS) + 1)][place]
    before = f"after layer {place}, {KINDS[place - 1]}," if place else "first"
    once = " (a layer that is used twice counts once: make one for each place)"
    shared = once if len(given) < len(KINDS) and set(given) == set(KINDS) else ""
    raise Wrong(f"{before} comes {wanted}, not {found}{shared}", " ".join(given), " ".join(KINDS))


def _foreign(kinds):
    """What to say of layers that have no place in this network."""
    known = {
        "Bidirectional": "Bidirectional hears the future, which is not there yet when a microphone "
        "is on: use a GRU alone",
        "LSTM": "the recurrent layers are GRUs, not LSTMs",
        "SimpleRNN": "the recurrent layers are GRUs, not SimpleRNNs",
        "LayerNormalization": "normalize over the batch: BatchNormalization",
        "MaxPooling1D": "strides make fewer steps: there is no pooling",
    }
    return [known[kind] for kind in kinds if kind in known]


def _kinds(model):
    for layer in getattr(model, "operations", model.layers):
        if _is(layer, "TimeDistributed"):
            layer = layer.layer
        kind = layer.__class__.__name__
        if kind == "InputLayer":
            continue
        if isinstance(layer, keras.Model):
            yield from _kinds(layer)
        elif kind == "Activation":
            yield SAME_KIND.get(layer.activation.__name__, layer.activation.__name__)
        else:
            yield SAME_KIND.get(kind, kind)
        if kind in ("Conv1D", "Dense") and layer.activation.__name__ != "linear":
            yield SAME_KIND.get(layer.activation.__name__, layer.activation.__name__)


def _is(layer, kind):
    return layer.__class__.__name__ == kind


def each_argument_has_its_effect(build_trigger_detector):
    sizes = {**SMALL, "reset_after": True}
    _expect_sizes(_build(build_trigger_detector, (None, 7), **sizes), sizes)
    model = _build(build_trigger_detector, EXERCISE)
    _expect_sizes(model, DEFAULTS)
    if model.count_params() != N_PARAMETERS:
        raise Wrong(
            "the network of the exercise has another number of parameters: leave what is no "
            "argument as Keras has it",
            f"{model.count_params():,}",
            f"{N_PARAMETERS:,}",
        )


def _expect_sizes(model, sizes):
    """Each argument is used, and what is no argument of the GRUs is as Keras has it."""
    of_layer = {
        "Conv1D": {"filters": "filters", "kernel_size": "kernel_size", "strides": "strides"},
        "GRU": {"units": "units", "reset_after": "reset_after"},
        "Dropout": {"rate": "dropout"},
    }
    for layer in model.layers:
        kind = layer.__class__.__name__
        for name, argument in of_layer.get(kind, {}).items():
            given = getattr(layer, name)
            given = given[0] if isinstance(given, tuple) else given
            if given != sizes[argument]:
                raise Wrong(
                    f"{argument} is an argument: a layer {kind} does not use it",
                    f"{name}={given}",
                    f"{name}={sizes[argument]}",
                )
        for name, right in KERAS_HAS.get(kind, {}).items():
            given = getattr(layer, name)
            given = getattr(given, "__name__", given)
            if given != right:
                raise Wrong(
                    f"leave what is no argument as Keras has it: a layer {kind} has another {name}",
                    f"{name}={given}",
                    f"{name}={right}",
                )


def it_hears_in_one_direction(build_trigger_detector):
    model = _with_weights(_build(build_trigger_detector, (None, 7), **SMALL))
    sounds = np.random.default_rng(4).normal(size=(1, 10, 7)).repeat(3, axis=0)
    sounds[1, -3:] *= -1  # of three steps the last is the first to see them
    sounds[2, :3] *= -1
    given = np.asarray(numpy_of(model(sounds.astype(np.float32), training=False)))
    if given.ndim != 3:
        raise Wrong(
            "one answer for the whole clip: both GRUs need return_sequences=True",
            f"{given.shape} of 3 sounds of 10 frames",
            "(3, 3, 1)",
        )
    sound, after_end, after_start = given[..., 0]
    if not np.allclose(sound[:-1], after_end[:-1], atol=1e-6):
        raise Wrong(
            "the last frames of a sound change the steps before them: a detector cannot wait for "
            "the future",
            f"{_shown(after_end)} where the last frames are other ones",
            f"{_shown(sound[:-1])} as before, and another last step",
        )
    if np.allclose(sound[-1], after_end[-1], atol=1e-6):
        raise Wrong(
            "the last step does not depend on the last frames: it has to hear them",
            f"{_shown(after_end)} where the last frames are other ones",
            "another last step",
        )
    if np.allclose(sound[1:], after_start[1:], atol=1e-6):
        raise Wrong(
            "no step remembers the first frames: the GRUs read one step after the other",
            f"{_shown(after_start[1:])} in the steps after the first, whatever the first frames",
            "other numbers where the first frames are other ones",
        )


def _shown(steps):
    return ", ".join(f"{step:.3f}" for step in steps)


EXERCISES = {
    "build_trigger_detector": [
        Property("each step has its probability: 1,375 in 10 s", one_probability_for_each_step),
        Property("the layers are those of the list, in its order", the_layers_in_their_order),
        Property(
            "each argument has its effect: 522,561 parameters by default",
            each_argument_has_its_effect,
        ),
        Property("it hears in one direction, from the past to now", it_hears_in_one_direction),
    ],
}
