"""Wrong answers: drawing codes from logits."""

from functools import partial

import numpy as np

from course_utils.wavenet.generation import generator
from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


def _softmax(logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _invert(p, uniforms):
    """The right way to draw from p: the sum is taken into account."""
    cumulative = np.cumsum(p, axis=-1)
    return (cumulative > uniforms[:, None] * cumulative[:, -1:]).argmax(axis=-1).astype(np.uint8)


def _greedy(logits):
    return logits.argmax(axis=-1).astype(np.uint8)


@mutant("sample_codes", "temperature 0 gives NaN")
def divides_by_zero(logits, temperature, uniforms):
    """basveeling/wavenet's way with temperature 0."""
    with np.errstate(all="ignore"):
        return _invert(_softmax(logits / temperature), uniforms)


@mutant("sample_codes", "run over the codes (axis -1)")
def takes_argmax_over_the_batch(logits, temperature, uniforms):
    if temperature == 0:
        return logits.argmax(axis=0).astype(np.uint8)
    return generator.sample_codes(logits, temperature, uniforms)


@mutant("sample_codes", "gives one number")
def takes_argmax_of_all(logits, temperature, uniforms):
    if temperature == 0:
        return logits.argmax().astype(np.uint8)
    return generator.sample_codes(logits, temperature, uniforms)


@mutant("sample_codes", "return their places")
def returns_the_largest_logit(logits, temperature, uniforms):
    if temperature == 0:
        return logits.max(axis=-1)
    return generator.sample_codes(logits, temperature, uniforms)


@mutant("sample_codes", "likeliest code each time")
def is_always_greedy(logits, temperature, uniforms):
    return _greedy(logits)


@mutant("sample_codes", "not with a generator")
def draws_its_own_numbers(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    p = _softmax(logits / temperature)
    rng = draws_its_own_numbers.rng
    return np.array([rng.choice(len(row), p=row) for row in p], np.uint8)


draws_its_own_numbers.rng = np.random.default_rng(0)


@mutant("sample_codes", "one code too low")
def steps_back_once(logits, temperature, uniforms):
    codes = generator.sample_codes(logits, temperature, uniforms)
    return codes if temperature == 0 else codes - np.int64(1)


@mutant("sample_codes", "the likeliest codes come first")
def sorts_the_codes(logits, temperature, uniforms):
    """A habit from top-k sampling."""
    if temperature == 0:
        return _greedy(logits)
    order = np.argsort(-logits, axis=-1)
    places = _invert(_softmax(np.take_along_axis(logits, order, -1) / temperature), uniforms)
    return np.take_along_axis(order, places[:, None].astype(int), -1)[:, 0].astype(np.uint8)


@mutant("sample_codes", "compare with the cumulative sum")
def forgets_the_cumulative_sum(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    p = _softmax(logits / temperature)
    return (p > uniforms[:, None]).argmax(axis=-1).astype(np.uint8)


@mutant("sample_codes", "all rows used one number")
def uses_the_first_number(logits, temperature, uniforms):
    return generator.sample_codes(logits, temperature, np.full(len(uniforms), uniforms[0]))


@mutant("sample_codes", "each row of the batch")
def uses_the_first_row(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    return generator.sample_codes(np.tile(logits[:1], (len(logits), 1)), temperature, uniforms)


@mutant("sample_codes", "temperature has no effect")
def ignores_the_temperature(logits, temperature, uniforms):
    return generator.sample_codes(logits, float(temperature > 0), uniforms)


@mutant("sample_codes", "works backwards")
def multiplies_by_the_temperature(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    return _invert(_softmax(logits * temperature), uniforms)


@mutant("sample_codes", "probabilities were divided")
def divides_probabilities(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    cumulative = np.cumsum(_softmax(logits) / temperature, axis=-1)
    return (cumulative > uniforms[:, None]).argmax(axis=-1).astype(np.uint8)


@mutant("sample_codes", "do not add up to 1")
def forgets_to_normalize(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    cumulative = np.cumsum(_softmax(logits) ** (1 / temperature), axis=-1)
    return (cumulative > uniforms[:, None]).argmax(axis=-1).astype(np.uint8)


@mutant("sample_codes", "exceeds means >")
def accepts_equality(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    p = _softmax(logits.astype(float) / temperature)
    return (np.cumsum(p, axis=-1) >= uniforms[:, None]).argmax(axis=-1).astype(np.uint8)


@mutant("sample_codes", "exceeds means >")
def searches_on_the_left(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    cumulative = np.cumsum(_softmax(logits.astype(float) / temperature), axis=-1)
    rows = zip(cumulative, uniforms, strict=True)
    return np.array([np.searchsorted(row, u) for row, u in rows], np.uint8)


@mutant("sample_codes", "heard as clicks")
def takes_a_little_from_each(logits, temperature, uniforms):
    """basveeling/wavenet: 1e-7 less for each of 256 codes, so the last gets 2.56e-5 (a click)."""
    if temperature == 0:
        return _greedy(logits)
    p = _softmax(logits.astype(float) / temperature)
    p = p - 1e-7
    p[:, -1] += 1 - p.sum(axis=-1)
    return _invert(p, uniforms)


@mutant("sample_codes", "heard as clicks")
def gives_a_little_to_each(logits, temperature, uniforms):
    """The remedy against log 0, left in where nothing is logged."""
    if temperature == 0:
        return _greedy(logits)
    p = _softmax(logits.astype(float) / temperature)
    return _invert(np.where(p > 0, p + 1e-7, 0), uniforms)


@mutant("sample_codes", "rounded to less")
def adds_up_in_float32(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    cumulative = np.cumsum(_softmax(logits / np.float32(temperature)), axis=-1)
    return (cumulative > uniforms[:, None]).argmax(axis=-1).astype(np.uint8)


@mutant("sample_codes", "take each row's largest logit away")
def overflows(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    return _invert(np.exp(logits.astype(float) / temperature), uniforms)


@mutant("sample_codes", "codes are uint8")
def returns_int64_codes(logits, temperature, uniforms):
    return generator.sample_codes(logits, temperature, uniforms).astype(np.int64)


@mutant("sample_codes", "changes its argument")
def scales_in_place(logits, temperature, uniforms):
    codes = generator.sample_codes(logits, temperature, uniforms)
    logits /= temperature or 1
    return codes


@mutant("sample_codes", "replaced by a small number")
def keeps_the_temperature_above_zero(logits, temperature, uniforms):
    return _invert(_softmax(logits.astype(float) / max(temperature, 1e-6)), uniforms)


@mutant("sample_codes", "one for each row")
def returns_the_first_code(logits, temperature, uniforms):
    return generator.sample_codes(logits, temperature, uniforms)[0]


@mutant("sample_codes", "not (batch, 1)")
def returns_a_column(logits, temperature, uniforms):
    return generator.sample_codes(logits, temperature, uniforms)[:, None]


@mutant("sample_codes", "softmax is each row's own")
def normalizes_all_rows_together(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    powers = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    cumulative = np.cumsum(powers / powers.sum(), axis=-1)
    return (cumulative > uniforms[:, None]).argmax(axis=-1).astype(np.uint8)


@mutant("sample_codes", "softmax ran over the batch")
def normalizes_along_the_batch(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    powers = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    cumulative = np.cumsum(powers / powers.sum(axis=0), axis=-1)
    return (cumulative > uniforms[:, None]).argmax(axis=-1).astype(np.uint8)


@mutant("sample_codes", "run on from row to row")
def adds_up_through_all_rows(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    p = _softmax(logits.astype(float) / temperature)
    return (np.cumsum(p).reshape(p.shape) > uniforms[:, None]).argmax(axis=-1).astype(np.uint8)


@mutant("sample_codes", "the code's own probability is in its sum")
def leaves_the_code_out_of_its_sum(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    p = _softmax(logits.astype(float) / temperature)
    return (np.cumsum(p, axis=-1) - p > uniforms[:, None]).argmax(axis=-1).astype(np.uint8)


@mutant("sample_codes", "the nearest cumulative probability")
def takes_the_nearest_sum(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    cumulative = np.cumsum(_softmax(logits.astype(float) / temperature), axis=-1)
    return np.abs(cumulative - uniforms[:, None]).argmin(axis=-1).astype(np.uint8)


@mutant("sample_codes", "softmax was taken twice")
def takes_softmax_twice(logits, temperature, uniforms):
    """basveeling/wavenet takes the temperature's softmax of probabilities."""
    if temperature == 0:
        return _greedy(logits)
    return _invert(_softmax(_softmax(logits.astype(float)) / temperature), uniforms)


@mutant("sample_codes", "use the numbers as they are")
def counts_from_the_top(logits, temperature, uniforms):
    return generator.sample_codes(logits, temperature, 1 - uniforms)


@mutant("sample_codes", "these are the probabilities")
def returns_probabilities(logits, temperature, uniforms):
    codes = generator.sample_codes(logits, temperature, uniforms)
    if temperature == 0:
        return codes
    return np.take_along_axis(_softmax(logits / temperature), codes[:, None].astype(int), 1)[:, 0]


@mutant("sample_codes", "row 0 was lost")
def takes_the_largest_of_all_rows_away(logits, temperature, uniforms):
    if temperature == 0:
        return _greedy(logits)
    powers = np.exp((logits - logits.max()).astype(float) / temperature)
    with np.errstate(all="ignore"):
        return _invert(powers / powers.sum(axis=-1, keepdims=True), uniforms)


@mutant("sample_codes", "a logit of -inf is exactly 0")
def replaces_infinities(logits, temperature, uniforms):
    return generator.sample_codes(np.clip(logits, -50, None), temperature, uniforms)
