"""Checks of notebook 04: the whole network, against the same network in NumPy."""

import numpy as np

from course_utils.backend import keras
from course_utils.checks.properties import Property, Wrong, describe, expect, explained, same
from course_utils.checks.tensors import numpy_of
from course_utils.recurrent_cells import lstm_step

N_A, N_S, N_HUMAN, N_MACHINE = 3, 5, 7, 6
X = np.eye(N_HUMAN, dtype=np.float32)[[[1, 4, 0, 2, 6], [3, 3, 5, 1, 0], [6, 6, 6, 6, 6]]]
PARAMETERS = {"encoder": 17_920, "hidden": 1_290, "energy": 11, "decoder": 33_024, "to_logits": 715}
IN_THE_LOOP = (
    "layers are made in the loop, new ones with new weights for each step: all steps share those "
    "that `layers` holds"
)
HOW_USED = {
    "encoder": "it reads x, once",
    "hidden": "one_step_attention uses it, with a and s",
    "energy": "one_step_attention uses it",
    "decoder": "it reads the context, not the alphas, with initial_state=[s, c]",
    "to_logits": "it makes the logits out of s",
}


def _network(build_date_translator, *arguments):
    try:
        model = build_date_translator(*arguments)
    except ValueError as error:
        raise explained(error, {"should be unique": IN_THE_LOOP}) from None
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


def _small(build_date_translator, Tx, Ty):
    """A small network, with weights that are the same at every check."""
    model = _build(build_date_translator, Tx, Ty, N_A, N_S, N_HUMAN, N_MACHINE)
    rng = np.random.default_rng(6)
    for name in HOW_USED:
        layer = model.get_layer(name)
        layer.set_weights([rng.normal(size=w.shape) for w in layer.get_weights()])
    return model


def _logits(model, Tx, Ty):
    try:
        logits = numpy_of(model(X[:, :Tx], training=False))
    except Exception as error:
        mistake = (
            f"the network cannot read {len(X)} texts at once: no number of texts may stand in it, "
            "and the first state is layers.first_state(a)"
        )
        raise Wrong(mistake, f"{type(error).__name__}: {error}"[:200]) from None
    texts, wanted = len(X), (len(X), Ty, N_MACHINE)
    known = {
        (texts, N_MACHINE): "only one step came out: collect the logits of all Ty steps",
        (Ty, texts, N_MACHINE): "steps came first, then texts: stack the logits along axis 1",
        (texts, N_MACHINE, Ty): "steps came last: stack the logits along axis 1",
        (texts, Ty * N_MACHINE): "the steps were joined into one axis: stack them along axis 1",
        (texts, Tx, N_MACHINE): "there are as many steps as characters of the text: run Ty steps",
        (texts, 10, N_MACHINE): "there are 10 steps: run Ty, which is not always 10",
        (texts, Ty + 1, N_MACHINE): "one step too many: the first state writes nothing",
        (texts, Ty, N_S): "these are states: to_logits makes logits out of s",
        (texts, Ty, 1, N_MACHINE): "to_logits takes s, (batch, n_s), not a sequence",
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
    given = _logits(_small(build_date_translator, 4, 2), 4, 2)
    if np.allclose(given.sum(-1), 1, atol=1e-4) and given.min() >= 0:
        mistake = "this is softmax already: return logits, the loss takes them"
        raise Wrong(mistake, "each step sums to 1", "logits, of any size and sign")
    if np.allclose(np.exp(given.astype(float)).sum(-1), 1, atol=1e-4):
        mistake = "this is log softmax already: return the logits that to_logits gives"
        raise Wrong(mistake, "exp of each step sums to 1", "logits, of any size and sign")


def all_steps_share_their_layers(build_date_translator):
    # as many as with the exercise's Tx = 30 and Ty = 10, which take longer to build
    model = _build(build_date_translator, 4, 2, 32, 64, 37, 11)
    for name, parameters in PARAMETERS.items():
        expect(
            model.get_layer(name).count_params(),
            parameters,
            f"layers.{name} has {parameters:,} parameters in the network of the exercise, so this "
            f"one is given something else: {HOW_USED[name]}",
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

    def logits(
        self,
        x,
        steps,
        looks=lambda s, c: s,
        begins=lambda s, c: (s, c),
        writes=lambda s, c, before: s,
        after=lambda s, c: (s, c),
    ):
        """Logits (texts, steps, machine vocabulary).

        Args:
            x: Texts, (texts, Tx, human vocabulary).
            steps: Ty.
            looks: What attention gets of the states.
            begins: The initial state of the decoder.
            writes: What becomes logits, of the new states and the s before.
            after: What the next step gets as s and c.
        """
        a = self.encode(x)
        s = c = np.zeros((len(a), N_S))
        kernel, bias = self.w["to_logits"]
        logits = []
        for _ in range(steps):
            before, context = s, self.context(a, looks(s, c))
            s, c = _step(self.w["decoder"], context, *begins(s, c))
            logits.append(writes(s, c, before) @ kernel + bias)
            s, c = after(s, c)
        return np.stack(logits, axis=1)


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


def _zeros(states):
    return np.zeros_like(states)


MISTAKES = (  # how the network differs, and what to say
    (
        {"begins": lambda s, c: (_zeros(s), _zeros(c))},
        "the decoder begins with zeros in every step, though attention gets the new s: hand "
        "initial_state=[s, c] to it",
    ),
    (
        {"after": lambda s, c: (_zeros(s), _zeros(c))},
        "every step begins with zeros: hand initial_state=[s, c] on",
    ),
    ({"after": lambda s, c: (s, _zeros(c))}, "c begins with zeros in every step: hand it on, as s"),
    ({"after": lambda s, c: (_zeros(s), c)}, "s begins with zeros in every step: hand it on, as c"),
    (
        {"looks": lambda s, c: _zeros(s)},
        "all steps look at the same place: call one_step_attention in each, with the new s",
    ),
    ({"looks": lambda s, c: c}, "attention gets c: it looks with s, one_step_attention(a, s, ...)"),
    ({"begins": lambda s, c: (c, s)}, "the initial state is [s, c], in this order"),
    ({"begins": lambda s, c: (s, s)}, "the initial state is [s, c]: this is s twice"),
    ({"begins": lambda s, c: (c, c)}, "the initial state is [s, c]: this is c twice"),
    (
        {"writes": lambda s, c, before: before},
        "the logits come from the new s, after the decoder's step",
    ),
    ({"writes": lambda s, c, before: c}, "the logits come from s, and these come from c"),
    (
        {"writes": lambda s, c, before: c, "after": lambda s, c: (c, s)},
        "the decoder gives its output, s and c, in this order: s and c are exchanged",
    ),
)


def the_state_goes_from_step_to_step(build_date_translator):
    Tx, Ty = 5, 3
    model = _small(build_date_translator, Tx, Ty)
    numpy, given = _Numpy(model), _logits(model, Tx, Ty)
    try:
        right = numpy.logits(X, Ty)
    except ValueError as error:
        mistake = "a layer is given something else than it should: see the cross above"
        raise Wrong(mistake, f"its kernel does not fit: {error}"[:200]) from None
    if same(given, right, within=1e-4):
        return
    known = [(numpy.logits(X, Ty, **differently), words) for differently, words in MISTAKES]
    known += [
        (right[:, ::-1], "the steps are reversed: the first comes first"),
        (np.repeat(right[:, -1:], Ty, 1), "all steps give the logits of the last one"),
        (np.repeat(right[:, :1], Ty, 1), "all steps give the logits of the first one"),
        (1 / (1 + np.exp(-right)), "these are sigmoids: return the logits that to_logits gives"),
    ]
    otherwise = (
        "this is not what Ty times attention, decoder, to_logits give; check each step of the "
        "loop, and that your one_step_attention passes its own check"
    )
    said = [words for wrong, words in known if same(given, wrong, within=1e-4)]
    step, text = np.argwhere(~(np.abs(given - right).max(axis=2).T <= 1e-4))[0]
    where = f"logits of step {step + 1} of {Ty}:"
    raise Wrong(
        said[0] if said else otherwise,
        f"{where} {describe(given[text, step])}",
        f"{where} {describe(right[text, step])}",
    )


def the_first_weights_come_from_the_seed(build_date_translator):
    def weights(seed):
        model = _network(build_date_translator, 2, 2, N_A, N_S, N_HUMAN, N_MACHINE, seed)
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
