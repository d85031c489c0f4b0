"""Checks of notebook 04: one step of attention, against the same step in NumPy."""

from types import SimpleNamespace

import numpy as np

from course_utils.backend import keras
from course_utils.checks.properties import Property, Wrong, beside, expect, expect_parts
from course_utils.checks.tensors import numpy_of, tensor

BATCH, TX, N_A2, N_S, HIDDEN = 2, 5, 4, 3, 9
RNG = np.random.default_rng(4)
A = RNG.normal(size=(BATCH, TX, N_A2)).astype(np.float32)
S = RNG.normal(size=(BATCH, N_S)).astype(np.float32)
KERNEL = RNG.normal(size=(N_S + N_A2, HIDDEN)).astype(np.float32)
TO_ENERGY = RNG.normal(size=(HIDDEN, 1)).astype(np.float32)
BIAS = np.float32(1.5)
WITHIN = 1e-5
SIDE_BY_SIDE = (
    "layers.hidden takes s_prev and a side by side at every time step: repeat s_prev Tx times, "
    "then concatenate along the last axis"
)
NOT_HIDDEN = {  # channels that layers.hidden was given, and what they are
    N_A2: "layers.hidden was given a alone: s_prev decides, too, so join [s_prev, a] first",
    N_S: "layers.hidden was given s_prev alone: join [s_prev, a] first",
    2 * N_A2: "layers.hidden was given a twice: join s_prev and a, [s_prev, a]",
    2 * N_S: "layers.hidden was given s_prev twice: join s_prev and a, [s_prev, a]",
    N_S + TX * N_A2: "all time steps of a stand in one row: keep the time axis of a, and repeat "
    "s_prev along it",
    HIDDEN: "layers.hidden comes first, then layers.energy, each once",
    1: "layers.hidden comes first, then layers.energy, each once",
}
NOT_JOINED = {  # shapes that a failed concatenation names, and what is missing
    f"[{BATCH},{N_S}]": "s_prev (batch, n_s) has no time axis: give it one, s_prev[:, None, :], "
    "and repeat it Tx times along that",
    f"[{BATCH},1,{N_S}]": "s_prev stands at one time step, a at Tx: repeat s_prev along the time "
    "axis, Tx times",
    f"[{BATCH},{TX},{N_S}]": "s_prev and a have other last axes: it is the last one along which "
    "they are joined, axis=-1",
    f",{N_S}]": "s_prev is repeated to another number of time steps than a has: a.shape[1]",
}


def _hidden(x):
    shape = (BATCH, TX, N_S + N_A2)
    if len(x.shape) != 3 or x.shape[-1] != N_S + N_A2:
        raise Wrong(
            NOT_HIDDEN.get(x.shape[-1], SIDE_BY_SIDE), f"shape {tuple(x.shape)}", f"shape {shape}"
        )
    return keras.ops.tanh(keras.ops.matmul(x, KERNEL))


def _energy(x):
    if len(x.shape) != 3 or x.shape[-1] != HIDDEN:
        raise Wrong(
            "layers.energy takes what layers.hidden gives",
            f"shape {tuple(x.shape)}",
            f"shape {(BATCH, TX, HIDDEN)}",
        )
    return keras.ops.relu(keras.ops.matmul(x, TO_ENERGY) + BIAS)


LAYERS = SimpleNamespace(hidden=_hidden, energy=_energy)


def _attend(one_step_attention, a=A, s_prev=S):
    energies = []

    def energy(x):
        energies.append(_energy(x))
        return energies[-1]

    layers = SimpleNamespace(hidden=_hidden, energy=energy)
    try:
        given = numpy_of(one_step_attention(tensor(a), tensor(s_prev), layers))
    except (Wrong, NotImplementedError):
        raise
    except Exception as error:
        raise _explained(error) from None
    expect_parts(given, "context", "alphas")
    if not energies:
        raise Wrong("no weights without energies: call layers.hidden and then layers.energy")
    return given


def _explained(error):
    """What it means that s_prev and a cannot be joined; another error itself."""
    text = str(error).replace(" ", "").replace("(", "[").replace(")", "]")
    if "oncat" in text:
        for shape, meant in NOT_JOINED.items():
            if shape in text:
                return Wrong(meant, f"{type(error).__name__}: {error}"[:300])
    return error


def _softmax(x, axis=1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _energies(a=A, s=S):
    return _energies_of(np.repeat(s[:, None], a.shape[1], axis=1), a)


def _energies_of(*both):
    both = both if len(both) == 2 else (*both, A)
    return np.maximum(np.tanh(np.concatenate(both, -1) @ KERNEL) @ TO_ENERGY + BIAS, 0)


def _weights(a=A, s=S):
    return _softmax(_energies(a, s))


def _average(weights, a=A):
    return (weights * a).sum(axis=1, keepdims=True)


def weights_sum_to_1_over_time(one_step_attention):
    context, alphas = _attend(one_step_attention)
    if np.shape(context) == (BATCH, TX, 1) and np.shape(alphas) == (BATCH, 1, N_A2):
        raise Wrong("the context comes first, then the alphas", "alphas, context")
    known = {
        (BATCH, TX): "keep the last axis of the alphas: the softmax of (batch, Tx, 1) has it",
        (BATCH, TX, N_A2): "these are alphas * a: the alphas are the softmax alone",
        (BATCH, 1, TX): "the axes of the alphas are exchanged: (batch, Tx, 1)",
        (BATCH, TX, HIDDEN): "the alphas are the softmax of what layers.energy gives, not of what "
        "layers.hidden gives",
    }
    shape = np.shape(alphas)
    if shape != (BATCH, TX, 1):
        mistake = known.get(shape, "there is one weight for each time step: (batch, Tx, 1)")
        raise Wrong(mistake, f"shape {shape}", f"shape {(BATCH, TX, 1)}")
    energies = _energies()
    expect(
        alphas.sum(axis=1),
        np.ones((BATCH, 1)),
        "the weights of a text sum to 1 over Tx: softmax along axis 1",
        [
            (np.full((BATCH, 1), TX), "every weight is 1: the softmax runs along axis 1, time"),
            (_softmax(energies, 0).sum(1), "softmax along axis 0 mixes texts: axis 1 is time"),
            (energies.sum(1), "these are the energies themselves: take their softmax"),
            (np.exp(energies).sum(1), "exp alone is no softmax: divide by the sum over time"),
            (
                (1 / (1 + np.exp(-energies))).sum(1),
                "a sigmoid weighs each time step by itself: softmax along axis 1",
            ),
            (np.log(_softmax(energies)).sum(1), "these are logarithms of the weights: no log"),
            (
                (np.exp(energies) / np.exp(energies).sum()).sum(1),
                "the softmax runs over all texts together: along axis 1 alone",
            ),
        ],
        within=WITHIN,
    )


def weights_are_the_softmax_of_the_energies(one_step_attention):
    _, alphas = _attend(one_step_attention)
    energies = _energies()
    expect(
        alphas,
        _softmax(energies),
        "alphas are softmax(energy(hidden([s_prev, a]))) over time",
        [
            (
                _softmax(_energies_of(A, np.repeat(S[:, None], TX, axis=1))),
                "s_prev comes first, then a: [s_prev, a]",
            ),
            (_softmax(-energies), "the larger the energy, the larger the weight"),
            (energies / energies.sum(1, keepdims=True), "divide exp(energy), not the energy"),
            (_weights(s=np.zeros_like(S)), "s_prev has no effect: it stands in [s_prev, a]"),
            (_weights(a=np.zeros_like(A)), "a has no effect: it stands in [s_prev, a]"),
            (_weights(s=S[::-1]), "the rows of s_prev are exchanged: each text has its own"),
            (_weights(s=S[[0, 0]]), "all texts have the state of the first: each has its own"),
            (_weights(a=A[:, ::-1]), "time runs backwards in the weights"),
            (_softmax(_softmax(energies)), "softmax was taken twice: once makes weights"),
            (
                (energies == energies.max(axis=1, keepdims=True)).astype(float),
                "the largest energy gets all the weight: softmax gives some to each",
            ),
            (
                _weights(s=np.repeat(S.mean(axis=0, keepdims=True), BATCH, axis=0)),
                "the states of the texts were averaged: each text has its own",
            ),
            (
                _softmax(_energies_of(np.tile(S, (TX, 1)).reshape(BATCH, TX, N_S))),
                "states of one text got to another: repeat s_prev along a new time axis, "
                "repeat(s_prev[:, None], Tx, axis=1)",
            ),
        ],
        within=WITHIN,
    )


def weights_depend_on_the_state(one_step_attention):
    other = S + np.float32([[2, -1, 1], [-2, 1, -1]])
    for s in (S, other):
        _, alphas = _attend(one_step_attention, s_prev=s)
        expect(
            alphas,
            _weights(s=s),
            "the decoder's state decides where to look: another s_prev, other weights",
            [(_weights(), "another s_prev gives the same weights: it has no effect")],
            within=WITHIN,
        )


def the_context_is_the_weighted_average(one_step_attention):
    context, alphas = _attend(one_step_attention)
    shape = np.shape(context)
    known = {
        (BATCH, N_A2): "keep the time axis, of length 1: the decoder's LSTM reads a sequence",
        (BATCH, TX, N_A2): "alphas * a is to be added up over time",
        (BATCH, TX, 1): "alphas * a is to be added up over time, axis 1, not over the last one",
        (BATCH, N_A2, 1): "the axes of the context are exchanged: (batch, 1, 2 n_a)",
        (1, TX, N_A2): "this adds up over texts: axis 1 is time",
        (BATCH, 1, N_S + N_A2): "this is the average of [s_prev, a]: average a alone",
        (BATCH, 1, 1): "these are the alphas added up: multiply them by a first",
    }
    if shape != (BATCH, 1, N_A2):
        mistake = known.get(shape, "there is one context for each text: (batch, 1, 2 n_a)")
        raise Wrong(mistake, f"shape {shape}", f"shape {(BATCH, 1, N_A2)}")
    weights = np.asarray(alphas)
    expect(
        weights.sum(axis=1),
        np.ones((BATCH, 1)),
        "weights that do not sum to 1 make no average",
        within=WITHIN,
    )
    looked_at = np.take_along_axis(A, weights.argmax(1)[:, :, None], axis=1)
    expect(
        context,
        _average(weights),
        "the context is the sum of alphas * a over time",
        [
            (_average(weights) / TX, "the weights sum to 1 already: add up, do not average again"),
            (A.mean(axis=1, keepdims=True), "this is the plain mean: multiply by the alphas"),
            (A.sum(axis=1, keepdims=True), "this is the plain sum: multiply by the alphas"),
            ((weights * A).max(1, keepdims=True), "add up alphas * a, do not take the largest"),
            (looked_at, "all time steps count by their weight, not the heaviest alone"),
            (_average(_energies()), "these are energies * a: multiply by the alphas"),
            (A[:, -1:], "this is the last time step alone"),
            (
                _average(weights[:, ::-1]),
                "time runs backwards in the alphas that a is multiplied by",
            ),
        ],
        within=WITHIN,
    )


def run_inside_a_network(one_step_attention, a, s_prev):
    """What the step gives as a part of a network, for arrays."""
    inputs = keras.Input(a.shape[1:]), keras.Input(s_prev.shape[1:])
    given = one_step_attention(*inputs, LAYERS)
    expect_parts(given, "context", "alphas")
    return tuple(numpy_of(keras.Model(inputs, list(given))([tensor(a), tensor(s_prev)])))


def it_works_inside_a_network(one_step_attention):
    longer = np.random.default_rng(5).normal(size=(3, 7, N_A2)).astype(np.float32)
    states = np.float32([[1, 0, -1], [0, 2, 0], [0, 0, 0]])
    try:
        given = beside(one_step_attention, run_inside_a_network)(longer, states)
    except (Wrong, NotImplementedError):
        raise
    except Exception as error:
        raise Wrong(
            "the step cannot be part of a network: use keras.ops, not NumPy, and no number of "
            f"texts ({type(error).__name__})"
        ) from None
    weights = _weights(longer, states)
    expect(
        given,
        (_average(weights, longer), weights),
        "with 3 texts of 7 characters the result is another: take sizes from a",
        within=WITHIN,
    )


EXERCISES = {
    "one_step_attention": [
        Property("the weights sum to 1 over time", weights_sum_to_1_over_time),
        Property("they are the softmax of the energies", weights_are_the_softmax_of_the_energies),
        Property("the decoder's state decides where to look", weights_depend_on_the_state),
        Property("the context is the weighted average", the_context_is_the_weighted_average),
        Property("the step can be part of a network", it_works_inside_a_network),
    ],
}
