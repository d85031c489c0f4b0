"""Wrong answers: one step of attention."""

from functools import partial

import numpy as np

from course_utils.backend import keras
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)
ops = keras.ops


def _energies(a, s_prev, layers):
    repeated = ops.repeat(s_prev[:, None], a.shape[1], axis=1)
    return layers.energy(layers.hidden(ops.concatenate([repeated, a], axis=-1)))


def _alphas(a, s_prev, layers):
    return ops.softmax(_energies(a, s_prev, layers), axis=1)


def _context(alphas, a):
    return ops.sum(alphas * a, axis=1, keepdims=True)


def _average(energies, a):
    alphas = ops.softmax(energies, axis=1)
    return _context(alphas, a), alphas


@mutant("one_step_attention", "no weights without energies")
def averages_without_looking(a, s_prev, layers):
    """Passes the exercise's public test, which takes any convex average."""
    alphas = ops.ones_like(a[:, :, :1]) / a.shape[1]
    return _context(alphas, a), alphas


@mutant("one_step_attention", "s_prev has no effect")
def forgets_the_state(a, s_prev, layers):
    alphas = _alphas(a, ops.zeros_like(s_prev), layers)
    return _context(alphas, a), alphas


@mutant("one_step_attention", "every weight is 1")
def takes_softmax_over_the_last_axis(a, s_prev, layers):
    """Keras's default axis."""
    alphas = ops.softmax(_energies(a, s_prev, layers))
    return _context(alphas, a), alphas


@mutant("one_step_attention", "mixes texts")
def takes_softmax_over_the_batch(a, s_prev, layers):
    alphas = ops.softmax(_energies(a, s_prev, layers), axis=0)
    return _context(alphas, a), alphas


@mutant("one_step_attention", "these are the energies themselves")
def takes_no_softmax(a, s_prev, layers):
    energies = _energies(a, s_prev, layers)
    return _context(energies, a), energies


@mutant("one_step_attention", "divide exp(energy)")
def divides_energies(a, s_prev, layers):
    energies = _energies(a, s_prev, layers)
    alphas = energies / ops.sum(energies, axis=1, keepdims=True)
    return _context(alphas, a), alphas


@mutant("one_step_attention", "s_prev comes first")
def puts_the_state_last(a, s_prev, layers):
    repeated = ops.repeat(s_prev[:, None], a.shape[1], axis=1)
    energies = layers.energy(layers.hidden(ops.concatenate([a, repeated], axis=-1)))
    alphas = ops.softmax(energies, axis=1)
    return _context(alphas, a), alphas


@mutant("one_step_attention", "layers.hidden was given a alone")
def leaves_the_state_out(a, s_prev, layers):
    alphas = ops.softmax(layers.energy(layers.hidden(a)), axis=1)
    return _context(alphas, a), alphas


@mutant("one_step_attention", "layers.energy takes what layers.hidden gives")
def skips_the_hidden_layer(a, s_prev, layers):
    repeated = ops.repeat(s_prev[:, None], a.shape[1], axis=1)
    alphas = ops.softmax(layers.energy(ops.concatenate([repeated, a], axis=-1)), axis=1)
    return _context(alphas, a), alphas


@mutant("one_step_attention", "keep the time axis")
def drops_the_time_axis(a, s_prev, layers):
    alphas = _alphas(a, s_prev, layers)
    return ops.sum(alphas * a, axis=1), alphas


@mutant("one_step_attention", "do not average again")
def averages_twice(a, s_prev, layers):
    alphas = _alphas(a, s_prev, layers)
    return ops.mean(alphas * a, axis=1, keepdims=True), alphas


@mutant("one_step_attention", "this is the plain mean")
def returns_the_mean(a, s_prev, layers):
    return ops.mean(a, axis=1, keepdims=True), _alphas(a, s_prev, layers)


@mutant("one_step_attention", "added up over time")
def never_adds_up(a, s_prev, layers):
    alphas = _alphas(a, s_prev, layers)
    return alphas * a, alphas


@mutant("one_step_attention", "not the heaviest alone")
def looks_at_one_place(a, s_prev, layers):
    """Hard attention."""
    alphas = _alphas(a, s_prev, layers)
    heaviest = ops.argmax(alphas[:, :, 0], axis=1)[:, None, None]
    return ops.take_along_axis(a, heaviest, axis=1), alphas


@mutant("one_step_attention", "keep the last axis of the alphas")
def flattens_the_weights(a, s_prev, layers):
    alphas = _alphas(a, s_prev, layers)
    return _context(alphas, a), alphas[:, :, 0]


@mutant("one_step_attention", "the context comes first")
def returns_weights_first(a, s_prev, layers):
    alphas = _alphas(a, s_prev, layers)
    return alphas, _context(alphas, a)


@mutant("one_step_attention", "return 2 things")
def returns_the_context_alone(a, s_prev, layers):
    return _context(_alphas(a, s_prev, layers), a)


@mutant("one_step_attention", "use keras.ops, not NumPy")
def computes_in_numpy(a, s_prev, layers):
    """Right for arrays, and no layer of a network."""
    a, s_prev = np.array(a), np.array(s_prev)
    both = np.concatenate([np.repeat(s_prev[:, None], a.shape[1], axis=1), a], axis=-1)
    energies = np.exp(layers.energy(layers.hidden(both)))
    alphas = energies / energies.sum(axis=1, keepdims=True)
    return (alphas * a).sum(axis=1, keepdims=True), alphas


@mutant("one_step_attention", "take sizes from a")
def writes_the_sizes_down(a, s_prev, layers):
    if a.shape[1] != 5:
        alphas = ops.softmax(_energies(a, s_prev, layers)[:, :5], axis=1)
        return _context(alphas, a[:, :5]), ops.pad(alphas, ((0, 0), (0, a.shape[1] - 5), (0, 0)))
    alphas = _alphas(a, s_prev, layers)
    return _context(alphas, a), alphas


@mutant("one_step_attention", "has no time axis")
def joins_two_axes_to_three(a, s_prev, layers):
    return _average(layers.energy(layers.hidden(ops.concatenate([s_prev, a], axis=-1))), a)


@mutant("one_step_attention", "repeat s_prev along the time axis")
def forgets_to_repeat(a, s_prev, layers):
    both = ops.concatenate([s_prev[:, None], a], axis=-1)
    return _average(layers.energy(layers.hidden(both)), a)


@mutant("one_step_attention", "it is the last one along which they are joined")
def joins_along_time(a, s_prev, layers):
    repeated = ops.repeat(s_prev[:, None], a.shape[1], axis=1)
    return _average(layers.energy(layers.hidden(ops.concatenate([repeated, a], axis=1))), a)


@mutant("one_step_attention", "layers.hidden was given s_prev alone")
def leaves_a_out(a, s_prev, layers):
    repeated = ops.repeat(s_prev[:, None], a.shape[1], axis=1)
    return _average(layers.energy(layers.hidden(repeated)), a)


@mutant("one_step_attention", "layers.hidden was given a twice")
def compares_with_the_last_step(a, s_prev, layers):
    """Attention of the encoder to itself."""
    last = ops.repeat(a[:, -1:], a.shape[1], axis=1)
    return _average(layers.energy(layers.hidden(ops.concatenate([last, a], axis=-1))), a)


@mutant("one_step_attention", "another number of time steps")
def repeats_30_times(a, s_prev, layers):
    """As often as the exercise's Tx."""
    repeated = ops.repeat(s_prev[:, None], 30, axis=1)
    return _average(layers.energy(layers.hidden(ops.concatenate([repeated, a], axis=-1))), a)


@mutant("one_step_attention", "states of one text got to another")
def tiles_the_states(a, s_prev, layers):
    tiled = ops.reshape(ops.tile(s_prev, (a.shape[1], 1)), (-1, a.shape[1], s_prev.shape[1]))
    return _average(layers.energy(layers.hidden(ops.concatenate([tiled, a], axis=-1))), a)


@mutant("one_step_attention", "softmax was taken twice")
def takes_softmax_twice(a, s_prev, layers):
    return _average(_alphas(a, s_prev, layers), a)


@mutant("one_step_attention", "a sigmoid weighs each time step by itself")
def takes_a_sigmoid(a, s_prev, layers):
    alphas = ops.sigmoid(_energies(a, s_prev, layers))
    return _context(alphas, a), alphas


@mutant("one_step_attention", "over all texts together")
def divides_by_the_sum_of_all(a, s_prev, layers):
    e = ops.exp(_energies(a, s_prev, layers))
    alphas = e / ops.sum(e)
    return _context(alphas, a), alphas


@mutant("one_step_attention", "this is the average of [s_prev, a]")
def averages_the_states_too(a, s_prev, layers):
    alphas = _alphas(a, s_prev, layers)
    repeated = ops.repeat(s_prev[:, None], a.shape[1], axis=1)
    return _context(alphas, ops.concatenate([repeated, a], axis=-1)), alphas
