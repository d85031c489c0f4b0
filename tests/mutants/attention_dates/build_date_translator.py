"""Wrong answers: the whole network."""

from functools import partial

from course_utils.backend import keras
from course_utils.dates.model import AttentionLayers
from course_utils.decoding.attention import one_step_attention
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)
ops = keras.ops


def _given(Tx, n_a, n_s, human, machine, seed):
    """What stands before the solution, and its first line."""
    layers = AttentionLayers(n_a, n_s, machine, seed)
    x = keras.Input((Tx, human), name="text")
    return layers, x, layers.encoder(x)


def _decode(layers, a, Ty, change=lambda s, c: (s, c)):
    """The states s after each step; `change` spoils what goes on to the next one."""
    s = c = layers.first_state(a)
    states = []
    for _ in range(Ty):
        context, _ = one_step_attention(a, s, layers)
        _, s, c = layers.decoder(context, initial_state=[s, c])
        states.append(s)
        s, c = change(s, c)
    return states


def _stack(layers, states):
    return ops.stack([layers.to_logits(s) for s in states], axis=1)


@mutant("build_date_translator", "outputs, a list of steps")
def returns_a_list(Tx, Ty, n_a, n_s, human, machine, seed=0):
    """The exercise's ten outputs."""
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    return keras.Model(x, [layers.to_logits(s) for s in _decode(layers, a, Ty)])


@mutant("build_date_translator", "stack the logits along axis 1")
def stacks_steps_first(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    return keras.Model(x, ops.stack([layers.to_logits(s) for s in _decode(layers, a, Ty)]))


@mutant("build_date_translator", "only one step came out")
def returns_the_last_step(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    return keras.Model(x, layers.to_logits(_decode(layers, a, Ty)[-1]))


@mutant("build_date_translator", "run Ty steps")
def runs_tx_steps(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    return keras.Model(x, _stack(layers, _decode(layers, a, Tx)))


@mutant("build_date_translator", "this is softmax already")
def ends_with_softmax(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    return keras.Model(x, ops.softmax(_stack(layers, _decode(layers, a, Ty))))


@mutant("build_date_translator", "return the keras.Model")
def returns_the_logits(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, _, a = _given(Tx, n_a, n_s, human, machine, seed)
    return _stack(layers, _decode(layers, a, Ty))


@mutant("build_date_translator", "no path from the text to the logits uses layers.hidden")
def has_no_attention(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    s = c = layers.first_state(a)
    states = []
    for _ in range(Ty):
        _, s, c = layers.decoder(a[:, -1:], initial_state=[s, c])
        states.append(s)
    return keras.Model(x, _stack(layers, states))


@mutant("build_date_translator", "make the layers once, before the loop")
def has_an_output_layer_for_each_step(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    states = _decode(layers, a, Ty)
    logits = [layers.to_logits(states[0])]
    logits += [keras.layers.Dense(machine)(s) for s in states[1:]]
    return keras.Model(x, ops.stack(logits, axis=1))


@mutant("build_date_translator", "every step begins with zeros")
def never_hands_the_state_on(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    states = _decode(layers, a, Ty, lambda s, c: (ops.zeros_like(s), ops.zeros_like(c)))
    return keras.Model(x, _stack(layers, states))


@mutant("build_date_translator", "c begins with zeros in every step")
def forgets_the_memory(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    states = _decode(layers, a, Ty, lambda s, c: (s, ops.zeros_like(c)))
    return keras.Model(x, _stack(layers, states))


@mutant("build_date_translator", "in this order")
def exchanges_state_and_memory(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    s = c = layers.first_state(a)
    states = []
    for _ in range(Ty):
        context, _ = one_step_attention(a, s, layers)
        _, s, c = layers.decoder(context, initial_state=[c, s])
        states.append(s)
    return keras.Model(x, _stack(layers, states))


@mutant("build_date_translator", "all steps look at the same place")
def looks_once(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    s = c = layers.first_state(a)
    context, _ = one_step_attention(a, s, layers)
    states = []
    for _ in range(Ty):
        _, s, c = layers.decoder(context, initial_state=[s, c])
        states.append(s)
    return keras.Model(x, _stack(layers, states))


@mutant("build_date_translator", "the logits come from the new s")
def writes_before_it_reads(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    states = [layers.first_state(a), *_decode(layers, a, Ty)[:-1]]
    return keras.Model(x, _stack(layers, states))


@mutant("build_date_translator", "the steps are reversed")
def writes_backwards(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    return keras.Model(x, _stack(layers, _decode(layers, a, Ty)[::-1]))


@mutant("build_date_translator", "two seeds give the same network")
def has_one_seed(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, 0)
    return keras.Model(x, _stack(layers, _decode(layers, a, Ty)))


@mutant("build_date_translator", "the decoder begins with zeros in every step")
def forgets_the_initial_state(Tx, Ty, n_a, n_s, human, machine, seed=0):
    """Attention gets the new s, the decoder does not."""
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    s, states = layers.first_state(a), []
    for _ in range(Ty):
        context, _ = one_step_attention(a, s, layers)
        _, s, _ = layers.decoder(context)
        states.append(s)
    return keras.Model(x, _stack(layers, states))


@mutant("build_date_translator", "layers are made in the loop")
def makes_layers_for_each_step(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    s = c = layers.first_state(a)
    logits = []
    for _ in range(Ty):
        layers = AttentionLayers(n_a, n_s, machine, seed)
        context, _ = one_step_attention(a, s, layers)
        _, s, c = layers.decoder(context, initial_state=[s, c])
        logits.append(layers.to_logits(s))
    return keras.Model(x, ops.stack(logits, axis=1))


@mutant("build_date_translator", "s and c are exchanged")
def unpacks_the_states_in_another_order(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    s = c = layers.first_state(a)
    states = []
    for _ in range(Ty):
        context, _ = one_step_attention(a, s, layers)
        _, c, s = layers.decoder(context, initial_state=[s, c])
        states.append(s)
    return keras.Model(x, _stack(layers, states))


@mutant("build_date_translator", "one step too many")
def writes_the_first_state_too(Tx, Ty, n_a, n_s, human, machine, seed=0):
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    states = [layers.first_state(a), *_decode(layers, a, Ty)]
    return keras.Model(x, _stack(layers, states))


@mutant("build_date_translator", "not the alphas")
def reads_the_alphas(Tx, Ty, n_a, n_s, human, machine, seed=0):
    """The two things that one_step_attention gives, exchanged: the decoder reads Tx weights."""
    layers, x, a = _given(Tx, n_a, n_s, human, machine, seed)
    s = c = layers.first_state(a)
    states = []
    for _ in range(Ty):
        _, alphas = one_step_attention(a, s, layers)
        _, s, c = layers.decoder(alphas, initial_state=[s, c])
        states.append(s)
    return keras.Model(x, _stack(layers, states))
