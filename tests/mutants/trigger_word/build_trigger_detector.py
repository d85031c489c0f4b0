"""Wrong answers: the network."""

from functools import partial
from types import SimpleNamespace

from course_utils.backend import keras
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)
L = keras.layers
DEFAULTS = {
    "filters": 196,
    "kernel_size": 15,
    "strides": 4,
    "units": 128,
    "dropout": 0.2,
    "reset_after": False,
}


def _sizes(given):
    return SimpleNamespace(**{**DEFAULTS, **given})


def _conv(sizes, **other):
    return L.Conv1D(sizes.filters, sizes.kernel_size, **{"strides": sizes.strides, **other})


def _gru(sizes, **other):
    right = {"return_sequences": True, "reset_after": sizes.reset_after}
    return L.GRU(sizes.units, **{**right, **other})


def _after_gru(sizes):
    return [L.Dropout(sizes.dropout), L.BatchNormalization()]


def _network(input_shape, sizes, conv=None, before=None, grus=None, after=_after_gru, end=None):
    """The right network, with the parts that are given in place of its own."""
    chain = [conv or _conv(sizes)]
    chain += before or [L.BatchNormalization(), L.ReLU(), L.Dropout(sizes.dropout)]
    for gru in grus or [_gru(sizes), _gru(sizes)]:
        chain += [gru, *after(sizes)]
    chain += end or [L.Dropout(sizes.dropout), L.Dense(1, activation="sigmoid")]
    x = inputs = keras.Input(input_shape)
    for layer in chain:
        x = layer(x)
    return keras.Model(inputs, x)


@mutant("build_trigger_detector", "the function gives nothing back")
def forgets_to_return(input_shape, **given):
    _network(input_shape, _sizes(given))


@mutant("build_trigger_detector", "return the keras.Model")
def returns_the_probabilities(input_shape, **given):
    return _network(input_shape, _sizes(given)).output


@mutant("build_trigger_detector", "both GRUs need return_sequences=True")
def gives_only_the_last_step(input_shape, **given):
    s = _sizes(given)
    grus = [_gru(s, return_sequences=False), _gru(s, return_sequences=False)]
    return _network(input_shape, s, grus=grus)


@mutant("build_trigger_detector", "one answer for the whole clip")
def gives_only_the_last_step_of_the_second(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, grus=[_gru(s), _gru(s, return_sequences=False)])


@mutant("build_trigger_detector", "the last layer no Flatten")
def flattens_the_steps(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, end=[L.Flatten(), L.Dense(1, activation="sigmoid")])


@mutant("build_trigger_detector", "it wants no padding")
def pads_the_sound(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, conv=_conv(s, padding="same"))


@mutant("build_trigger_detector", "moves by one frame")
def forgets_the_strides(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, conv=_conv(s, strides=1))


@mutant("build_trigger_detector", "as many steps as frames")
def forgets_the_strides_and_pads(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, conv=_conv(s, strides=1, padding="same"))


@mutant("build_trigger_detector", "give it kernel_size")
def exchanges_kernel_size_and_strides(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, conv=L.Conv1D(s.filters, s.strides, strides=s.strides))


@mutant("build_trigger_detector", "one number says it all")
def has_a_unit_for_no_and_one_for_yes(input_shape, **given):
    s = _sizes(given)
    end = [L.Dropout(s.dropout), L.Dense(2, activation="softmax")]
    return _network(input_shape, s, end=end)


@mutant("build_trigger_detector", "softmax over one unit is always 1")
def ends_with_softmax(input_shape, **given):
    s = _sizes(given)
    end = [L.Dropout(s.dropout), L.Dense(1, activation="softmax")]
    return _network(input_shape, s, end=end)


@mutant("build_trigger_detector", "these are no probabilities")
def ends_with_logits(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, end=[L.Dropout(s.dropout), L.Dense(1)])


@mutant("build_trigger_detector", "Bidirectional hears the future")
def hears_both_ways(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, grus=[L.Bidirectional(_gru(s)) for _ in range(2)])


@mutant("build_trigger_detector", "GRUs, not LSTMs")
def has_lstms(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, grus=[L.LSTM(s.units, return_sequences=True) for _ in range(2)])


@mutant("build_trigger_detector", "after layer 10, BatchNormalization, comes Dropout, not GRU")
def has_three_grus(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, grus=[_gru(s) for _ in range(3)])


@mutant("build_trigger_detector", "after layer 7, BatchNormalization, comes GRU, not Dropout")
def has_one_gru(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, grus=[_gru(s)])


@mutant("build_trigger_detector", "after layer 5, GRU, comes Dropout, not BatchNormalization")
def normalizes_before_dropout(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, after=lambda s: _after_gru(s)[::-1])


@mutant("build_trigger_detector", "after layer 10, BatchNormalization, comes Dropout, not Dense")
def forgets_the_last_dropout(input_shape, **given):
    return _network(input_shape, _sizes(given), end=[L.Dense(1, activation="sigmoid")])


@mutant("build_trigger_detector", "after layer 1, Conv1D, comes BatchNormalization, not ReLU")
def rectifies_before_it_normalizes(input_shape, **given):
    s = _sizes(given)
    before = [L.BatchNormalization(), L.Dropout(s.dropout)]
    return _network(input_shape, s, conv=_conv(s, activation="relu"), before=before)


@mutant("build_trigger_detector", "after layer 2, BatchNormalization, comes ReLU, not Dropout")
def forgets_the_rectifier(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, before=[L.BatchNormalization(), L.Dropout(s.dropout)])


@mutant("build_trigger_detector", "units is an argument")
def writes_the_units_of_the_exercise(input_shape, **given):
    s = _sizes({**given, "units": 128})
    return _network(input_shape, s)


@mutant("build_trigger_detector", "dropout is an argument")
def hides_eight_of_ten(input_shape, **given):
    """The rate of deeplearning.ai's "Trigger Word Detection"; Keras drops that share."""
    return _network(input_shape, _sizes({**given, "dropout": 0.8}))


@mutant("build_trigger_detector", "reset_after is an argument")
def leaves_the_gru_as_keras_has_it(input_shape, **given):
    s = _sizes({**given, "reset_after": True})
    return _network(input_shape, s)


@mutant("build_trigger_detector", "another number of parameters")
def has_no_biases(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, conv=_conv(s, use_bias=False))


@mutant("build_trigger_detector", "the last frames of a sound change the steps before them")
def hears_backwards(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, grus=[_gru(s, go_backwards=True) for _ in range(2)])


@mutant("build_trigger_detector", "has another activation")
def has_grus_with_relu(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, grus=[_gru(s, activation="relu") for _ in range(2)])


@mutant("build_trigger_detector", "has another recurrent_dropout")
def drops_within_the_grus(input_shape, **given):
    s = _sizes(given)
    grus = [_gru(s, recurrent_dropout=s.dropout) for _ in range(2)]
    return _network(input_shape, s, grus=grus)


@mutant("build_trigger_detector", "a layer that is used twice counts once")
def uses_a_normalization_twice(input_shape, **given):
    s = _sizes(given)
    normalize = L.BatchNormalization()
    return _network(input_shape, s, after=lambda s: [L.Dropout(s.dropout), normalize])


@mutant("build_trigger_detector", "input_shape is an argument")
def hears_sounds_of_the_exercise_only(input_shape, **given):
    return _network((5511, 101), _sizes(given))


@mutant("build_trigger_detector", "by as many frames as it sees")
def moves_by_the_kernel(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, s, conv=_conv(s, strides=s.kernel_size))


@mutant("build_trigger_detector", "the whole input_shape")
def forgets_the_number_of_frames(input_shape, **given):
    return _network((None, input_shape[1]), _sizes(given))


@mutant("build_trigger_detector", "dropout is an argument")
def keeps_what_it_should_hide(input_shape, **given):
    s = _sizes(given)
    return _network(input_shape, _sizes({**given, "dropout": 1 - s.dropout}))
