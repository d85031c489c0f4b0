"""Checks of notebook 02: drawing codes from logits."""

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect, expect_type, expect_unchanged

P = np.array([0.2, 0.1, 0.4, 0.3])


JUST_BELOW_1 = 1 - 2.0**-53
BELOW_1 = 1 - 1e-9  # float64 sums of probabilities reach it, float32 sums may not


def _draw(sample_codes, logits, temperature, uniforms):
    """Codes for logits (batch, n_codes), or for one row of them that serves all numbers."""
    rows = np.broadcast_to(logits, (len(uniforms), np.shape(logits)[-1])).copy()
    return sample_codes(rows, temperature, np.array(uniforms, float))


def _invert(weights, uniforms):
    """First place whose cumulative weight exceeds each number; 0 if none does."""
    return (np.cumsum(weights) > np.asarray(uniforms)[:, None]).argmax(axis=1)


def zero_takes_the_likeliest(sample_codes):
    logits = np.array([[0, 2, 1], [-5, -9, -6], [1, 2, 40], [3, 1, 2]], float)
    given = sample_codes(logits, 0, np.array([0.999, 0, 0.5, 0.999]))
    expect(
        given,
        [1, 0, 2, 0],
        "temperature 0 means the largest logit of each row, whatever the uniform number is",
        [
            ([0, 0, 0, 0], "dividing by temperature 0 gives NaN: take the largest logit instead"),
            ([2, 2, 2, 2], "dividing by temperature 0 gives NaN: take the largest logit instead"),
            ([3, 3, 3, 3], "dividing by temperature 0 gives NaN: take the largest logit instead"),
            (logits.argmax(0), "argmax runs over the batch: it must run over the codes (axis -1)"),
            (logits.argmax(), "argmax without an axis gives one number: it must run over axis -1"),
            (logits.argmin(1), "this is the smallest logit of each row, not the largest"),
            (logits.max(1), "these are the logits themselves: return their places (argmax)"),
            (1, "this is one code: return one for each row, (batch,)"),
            ([[1], [0], [2], [0]], "the shape is (batch,), not (batch, 1)"),
        ],
    )
    expect(
        sample_codes(np.array([[0, 1e-7, 0, 0]]), 0, np.array([0.999])),
        [1],
        "nearly equal logits: temperature 0 was replaced by a small number, take the largest logit",
    )


def draws_by_the_uniform_number(sample_codes):
    uniforms = [0.9, 0.06, 0.22, 0.5, 0.25, 0.61]
    column, cumulative = np.array(uniforms)[:, None], np.cumsum(P)
    logits = np.log(P) + 3
    given = _draw(sample_codes, logits, 1, uniforms)
    again = _draw(sample_codes, logits, 1, uniforms)
    if given is not None and not np.array_equal(given, again):
        mistake = "the same numbers gave other codes: draw with `uniforms`, not with a generator"
        raise Wrong(mistake, f"{given}, then {again}", "the same twice")
    down, up = np.argsort(-P), np.argsort(P)
    flat = np.where(np.arange(6) == 0, _invert(P, uniforms), 0)
    twice = np.exp(P) / np.exp(P).sum()
    from_one = [_invert(P, [u] * len(uniforms)) for u in uniforms]
    expect(
        given,
        _invert(P, uniforms),
        "take the first code whose cumulative probability (.2, .3, .7, 1) exceeds the number",
        [
            ([2] * 6, "this is the likeliest code each time: at temperature 1 codes are drawn"),
            (
                [0] * 6,
                "nothing exceeds the numbers, so argmax gave 0: add up probabilities along axis -1",
            ),
            (flat, "the sums run on from row to row: cumsum needs axis=-1"),
            (
                (np.arange(1, 7)[:, None] * P > column).argmax(axis=1),
                "the sums run over the batch: cumsum needs axis=-1",
            ),
            (
                _invert(P / 6, uniforms),
                "the probabilities of all rows together add up to 1: softmax is each row's own",
            ),
            (
                _invert(np.full(4, 1 / 6), uniforms),
                "softmax ran over the batch: it runs over the codes, axis -1",
            ),
            (_invert(twice, uniforms), "softmax was taken twice: once, of the logits"),
            (
                (cumulative - P > column).argmax(axis=1),
                "the sum stops before its code: the code's own probability is in its sum",
            ),
            (
                np.abs(cumulative - column).argmin(axis=1),
                "this is the nearest cumulative probability: take the first that exceeds it",
            ),
            (
                P[_invert(P, uniforms)],
                "these are the probabilities of the codes: return the codes",
            ),
            (_invert(P, 1 - column[:, 0]), "1 - uniforms was used: use the numbers as they are"),
            (
                _invert(P, uniforms) - 1,
                "one code too low: the first whose cumulative probability exceeds the number",
            ),
            (
                _invert(P, uniforms) + 1,
                "one code too high: the first whose cumulative probability exceeds the number",
            ),
            (
                _invert(P[::-1], uniforms),
                "the order of the codes is reversed: no sorting is needed",
            ),
            *(
                (
                    order[_invert(P[order], uniforms)],
                    "the codes were sorted, so that the likeliest codes come first or last: keep "
                    "their order",
                )
                for order in (down, up)
            ),
            (
                np.argmax(np.array(uniforms)[:, None] < P, axis=1),
                "compare with the cumulative sum, not with each probability",
            ),
            *((wrong, "all rows used one number: each row has its own") for wrong in from_one),
        ],
    )
    rows = np.log(np.stack([P, P[::-1], [0.7, 0.1, 0.1, 0.1]]))
    expect(
        sample_codes(rows, 1, np.array([0.35, 0.35, 0.75])),
        [2, 1, 1],
        "each row of the batch has its own probabilities: softmax and cumsum run over axis -1",
    )


def temperature_divides_logits(sample_codes):
    uniforms = (np.arange(12) + 0.5) / 12
    for temperature in (0.5, 2.0):
        p = P ** (1 / temperature)
        expect(
            _draw(sample_codes, np.log(P), temperature, uniforms),
            _invert(p / p.sum(), uniforms),
            f"at temperature {temperature} p(code) is softmax(logits / {temperature})",
            [
                (_invert(P, uniforms), "the temperature has no effect: divide the logits by it"),
                (
                    _invert(P**temperature / np.sum(P**temperature), uniforms),
                    "the temperature works backwards: divide the logits by it, do not multiply",
                ),
                (
                    _invert(P / temperature, uniforms),
                    "the probabilities were divided: divide the logits, before softmax",
                ),
                (
                    _invert(p, uniforms),
                    "the probabilities do not add up to 1 any more: softmax after dividing",
                ),
            ],
        )


def impossible_codes_never_come(sample_codes):
    never = -np.inf
    impossible = (
        "number 0 drew the impossible code 0: exceeds means >, not >=, and the probability of a "
        "logit of -inf is exactly 0"
    )
    logits = [never, 0.0, never, 0.0, never]
    with np.errstate(all="ignore"):
        given = _draw(sample_codes, logits, 1, [0, 0.4, 0.5, JUST_BELOW_1])
    expect(
        given,
        [1, 1, 3, 3],
        "codes 1 and 3 share the probability, the others have none: a number below 0.5 draws 1, "
        "others draw 3",
        [
            ([0, 1, 1, 3], impossible),
            ([0, 1, 3, 3], impossible),
            ([1, 1, 1, 3], "0.5 does not exceed 0.5: exceeds means >, not >="),
            (
                [1, 1, 3, 4],
                "the last code got what was taken from the others: a floor that is heard as "
                "clicks. Leave the probabilities as they are",
            ),
        ],
    )
    rare = np.full(256, -20.0)
    rare[0] = 0
    expect(
        _draw(sample_codes, rare, 1, [1 - 2e-6]),
        [0],
        "255 codes share 5e-7 here, and one was drawn: a number was added to all "
        "probabilities. Such a floor is heard as clicks; leave it out",
    )
    tail = np.append(np.random.default_rng(1).normal(size=(8, 255)), np.full((8, 1), 4.0), axis=1)
    given = sample_codes(tail.astype(np.float32), 1, np.full(8, BELOW_1))
    expect(
        given,
        [255] * 8,
        "the number was 1 - 1e-9: the sum had been rounded to less, so no code exceeded it. "
        "Compute in float64, or compare with the number times the sum"
        if np.isin(given, (0, 255)).all()
        else "a number just below 1 draws the last code",
    )


def large_logits_and_types(sample_codes):
    with np.errstate(all="ignore"):
        given = _draw(sample_codes, np.array([990, 1000, 999.0]), 1, [0.3, 0.9])
        cold = _draw(sample_codes, np.array([0, 30, 10.0]), 0.01, [0.3, 0.9])
        rows = sample_codes(np.array([[0, 10, 9], [990, 1000, 999.0]]), 1, np.array([0.3, 0.9]))
    overflow = "exp of a large logit is infinite: take each row's largest logit away first"
    draws = "large logits are drawn from as small ones are: only their differences count"
    expect(given, [1, 2], draws, [([0, 0], overflow), ([3, 3], overflow)])
    expect(cold, [1, 1], draws, [([0, 0], overflow), ([3, 3], overflow)])
    expect(
        rows,
        [1, 2],
        draws,
        [
            (
                [0, 2],
                "row 0 was lost: each row's own largest logit is taken away (axis=-1, "
                "keepdims=True), not the largest of all rows",
            )
        ],
    )
    expect_type(given, np.uint8, "codes are uint8: end with astype")
    expect_type(_draw(sample_codes, P, 0, [0.3]), np.uint8, "codes are uint8 at temperature 0 too")
    expect_unchanged(sample_codes, np.array([[1.0, 2, 3], [0, 1, 0]]), 0.5, np.array([0.1, 0.9]))


EXERCISES = {
    "sample_codes": [
        Property("temperature 0 takes the likeliest code", zero_takes_the_likeliest),
        Property("temperature 1 draws by the row's uniform number", draws_by_the_uniform_number),
        Property("other temperatures divide the logits", temperature_divides_logits),
        Property("impossible codes never come, rare ones stay rare", impossible_codes_never_come),
        Property("large logits, uint8 codes, arguments as they were", large_logits_and_types),
    ],
}
