"""Checks of notebook 04: the whole network, against the same network in NumPy."""

import numpy as np

from course_utils.backend import keras
from course_utils.checks.properties import Property, Wrong, expect
from course_utils.checks.tensors import numpy_of
from course_utils.recurrent_cells import lstm_step

TX, TY, N_A, N_S, N_HUMAN, N_MACHINE = 6, 4, 3, 5, 7, 4
X = np.eye(N_HUMAN, dtype=np.float32)[[[1, 4, 0, 2, 6, 6], [3, 3, 5, 1, 0, 2], [6, 6, 6, 6, 6, 6]]]
PARAMETERS = {"encoder": 17_920, "hidden": 1_290, "energy": 11, "decoder": 33_024, "to_logits": 715}
HOW_USED = {
    "encoder": "it reads x, once",
    "hidden": "one_step_attention uses it",
    "energy": "one_step_attention uses it",
    "decoder": "it reads the context, with initial_state=[s, c]",
    "to_logits": "it makes the logits out of s",
}


def _network(build_date_translator, *arguments):
    model = build_date_translator(*arguments)
    if not isinstance(model, keras.Model):
        raise Wrong("return the keras.Model", type(model).__name__, "Model")
    return model


def _build(build_date_translator, *sizes):
    model = _network(build_date_translator, *sizes)
    names = {layer.name for layer in model.layers}
    for name, use in HOW_USED.items():
        if name not in names:
            raise Wrong(f"no path from the text to the logits uses layers.{name}: {use}")
    return model


def _small(build_date_translator):
    """A small network, with weights that are the same at every check."""
    model = _build(build_date_translator, TX, TY, N_A, N_S, N_HUMAN, N_MACHINE)
    rng = np.random.default_rng(6)
    for name in HOW_USED:
        layer = model.get_layer(name)
        layer.set_weights([rng.normal(size=w.shape) for w in layer.get_weights()])
    return model


def _logits(model):
    logits = numpy_of(model(X, training=False))
    wanted = (len(X), TY, N_MACHINE)
    known = {
        (len(X), N_MACHINE): "only one step came out: collect the logits of all Ty steps",
        (TY, len(X), N_MACHINE): "steps came first, then texts: stack the logits along axis 1",
        (len(X), N_MACHINE, TY): "steps came last: stack the logits along axis 1",
        (len(X), TY * N_MACHINE): "the steps were joined into one axis: stack them along axis 1",
        (len(X), TX, N_MACHINE): "there are as many steps as characters of the text: run Ty steps",
        (len(X), TY, N_S): "these are states: to_logits makes logits out of s",
        (len(X), TY, 1, N_MACHINE): "to_logits takes s, (batch, n_s), not a sequence",
    }
    shape = np.shape(logits)
    if isinstance(logits, tuple):
        raise Wrong(
            f"the network has {len(logits)} outputs, a list of steps: stack them into one",
            f"{len(logits)} outputs",
            f"one of shape {wanted}",
        )
    if shape != wanted:
        mistake = known.get(shape, "the output is (batch, Ty, machine_vocab_size)")
        raise Wrong(mistake, f"shape {shape}", f"shape {wanted}")
    return logits


def text_in_logits_out(build_date_translator):
    given = _logits(_small(build_date_translator))
    if np.allclose(given.sum(-1), 1, atol=1e-4) and given.min() >= 0:
        mistake = "this is softmax already: return logits, the loss takes them"
        raise Wrong(mistake, "each step sums to 1", "logits, of any size and sign")
    if np.allclose(np.exp(given.astype(float)).sum(-1), 1, atol=1e-4):
        mistake = "this is log softmax already: return the logits that to_logits gives"
        raise Wrong(mistake, "exp of each step sums to 1", "logits, of any size and sign")


def all_steps_share_their_layers(build_date_translator):
    model = _build(build_date_translator, 30, 10, 32, 64, 37, 11)
    for name, parameters in PARAMETERS.items():
        expect(
            model.get_layer(name).count_params(),
            parameters,
            f"layers.{name} has {parameters:,} parameters in the network of the exercise: check "
            "what it is given",
        )
    expect(
        model.count_params(),
        sum(PARAMETERS.values()),
        "the network of the exercise has 52,960 parameters: those of `layers`, and no others; "
        "make the layers once, before the loop",
    )


class _Numpy:
    """The network in NumPy, right or with a common mistake."""

    def __init__(self, model):
        self.w = {name: model.get_layer(name).get_weights() for name in HOW_USED}

    def encode(self, x):
        forward, backward = self.w["encoder"][:3], self.w["encoder"][3:]
        return np.concatenate([_read(forward, x), _read(backward, x[:, ::-1])[:, ::-1]], axis=-1)

    def context(self, a, s):
        kernel, bias = self.w["hidden"]
        both = np.concatenate([np.repeat(s[:, None], a.shape[1], axis=1), a], -1)
        hidden = np.tanh(both @ kernel + bias)
        kernel, bias = self.w["energy"]
        e = np.exp(np.maximum(hidden @ kernel + bias, 0))
        return (e / e.sum(1, keepdims=True) * a).sum(1)

    def logits(self, forget_s=False, forget_c=False, look_once=False, swap=False, early=False):
        a = self.encode(X)
        s = c = np.zeros((len(a), N_S))
        first = self.context(a, s)
        steps = []
        for _ in range(TY):
            before = s
            context = first if look_once else self.context(a, s)
            s, c = _step(self.w["decoder"], context, *((c, s) if swap else (s, c)))
            kernel, bias = self.w["to_logits"]
            steps.append((before if early else s) @ kernel + bias)
            s = np.zeros_like(s) if forget_s else s
            c = np.zeros_like(c) if forget_c else c
        return np.stack(steps, axis=1)


def _step(weights, x, s, c):
    kernel, recurrent, bias = weights
    return lstm_step(s, c, x @ kernel, recurrent, bias)


def _read(weights, xs):
    s = c = np.zeros((len(xs), len(weights[1])))
    outputs = []
    for t in range(xs.shape[1]):
        s, c = _step(weights, xs[:, t], s, c)
        outputs.append(s)
    return np.stack(outputs, axis=1)


def the_state_goes_from_step_to_step(build_date_translator):
    model = _small(build_date_translator)
    numpy, given = _Numpy(model), _logits(model)
    right = numpy.logits()
    expect(
        given,
        right,
        "this is not what Ty times attention, decoder, to_logits give; check each step of the "
        "loop, and that your one_step_attention passes its own check",
        [
            (
                numpy.logits(forget_s=True, forget_c=True),
                "every step begins with zeros: hand initial_state=[s, c] on",
            ),
            (numpy.logits(forget_c=True), "c begins with zeros in every step: hand it on, as s"),
            (numpy.logits(forget_s=True), "s begins with zeros in every step: hand it on, as c"),
            (
                numpy.logits(look_once=True),
                "all steps look at the same place: call one_step_attention in each, with the new s",
            ),
            (numpy.logits(swap=True), "the initial state is [s, c], in this order"),
            (numpy.logits(early=True), "the logits come from the new s, after the decoder's step"),
            (right[:, ::-1], "the steps are reversed: the first comes first"),
            (np.repeat(right[:, -1:], TY, 1), "all steps give the logits of the last one"),
            (np.repeat(right[:, :1], TY, 1), "all steps give the logits of the first one"),
        ],
        within=1e-4,
    )


def the_first_weights_come_from_the_seed(build_date_translator):
    def weights(seed):
        model = _network(build_date_translator, TX, TY, N_A, N_S, N_HUMAN, N_MACHINE, seed)
        return np.concatenate([np.ravel(w) for w in model.get_weights()])

    first = weights(1)
    if not np.array_equal(first, weights(1)):
        raise Wrong(
            "two networks of one seed differ: make no layers but those of `layers`, which have it"
        )
    if np.array_equal(first, weights(2)):
        raise Wrong("two seeds give the same network: use `layers` as it was made for you")


EXERCISES = {
    "build_date_translator": [
        Property("texts go in, logits come out at each of Ty steps", text_in_logits_out),
        Property("all steps share their layers: 52,960 parameters", all_steps_share_their_layers),
        Property(
            "attention looks again in each step, the state goes on",
            the_state_goes_from_step_to_step,
            points=2,
        ),
        Property("the first weights come from the seed", the_first_weights_come_from_the_seed),
    ],
}
