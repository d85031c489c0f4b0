"""Checks of notebook 03: what short hypotheses lose."""

import math

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect


def short_hypotheses_lose(brevity_penalty):
    for c, r in (8, 20), (9, 10):
        expect(
            brevity_penalty(c, r),
            math.exp(1 - r / c),
            f"with c = {c} tokens for r = {r} the penalty is exp(1 - r / c)",
            [
                (1.0, "no penalty, though the hypothesis is shorter than the reference"),
                (math.exp(1 - c / r), "c and r are swapped: exp(1 - r / c)"),
                (math.exp(r / c - 1), "the sign is turned: exp(1 - r / c) is below 1"),
                (math.exp(c / r - 1), "the ratio is upside down: r / c, reference by hypothesis"),
                (math.exp(-r / c), "the 1 is missing: exp(1 - r / c)"),
                (c / r, "this is the ratio of lengths: the penalty is exp(1 - r / c)"),
                (r / c, "this is the ratio of lengths: the penalty is exp(1 - r / c)"),
                (1 - r / c, "this is the logarithm of the penalty: exp of it"),
                (math.exp(1 - r // c), "divide with /, not with //: lengths are whole numbers"),
                (math.exp(c - r), "this is exp of the difference: divide the lengths"),
                (math.exp((1 - r) / c), "brackets: 1 - r / c, not (1 - r) / c"),
                (1 - math.exp(1 - r / c), "this is what is lost: return what is left of 1"),
                (2 ** (1 - r / c), "the base is e: exp, not 2 **"),
                (10 ** (1 - r / c), "the base is e: exp, not 10 **"),
                (math.log(c / r), "this is a logarithm: the penalty is exp(1 - r / c)"),
                (round(math.exp(1 - r / c), 2), "leave the penalty as it is: no rounding"),
                (100 * math.exp(1 - r / c), "the penalty is 0 to 1, not percent"),
            ],
            within=1e-6,
        )


def long_hypotheses_lose_nothing(brevity_penalty):
    for c, r in (12, 10), (10, 10), (40, 10):
        expect(
            brevity_penalty(c, r),
            1.0,
            f"a hypothesis of {c} for a reference of {r} is not too short: the penalty is 1",
            [
                (math.exp(1 - r / c), "a reward for length: the penalty is never above 1"),
                (math.exp(1 - c / r), "long hypotheses are not punished here: precision does that"),
                (0.0, "not too short means no penalty: a factor of 1, not of 0"),
            ],
            within=1e-6,
        )

    if brevity_penalty(5, 10) >= 1:
        mistake = "the penalty is never below 1: half of the reference is too short"
        raise Wrong(mistake, str(brevity_penalty(5, 10)), str(math.exp(-1)))


def nothing_earns_nothing(brevity_penalty):
    for c, r, expected in (0, 7, 0.0), (0, 0, 1.0):
        try:
            with np.errstate(all="ignore"):
                given = brevity_penalty(c, r)
        except ZeroDivisionError:
            raise Wrong(
                f"c = 0 tokens for r = {r} divide by 0: look at the lengths before",
                "ZeroDivisionError",
                str(expected),
            ) from None
        words = "no tokens at all" if r else "nothing said where nothing was to be said"
        expect(
            given,
            expected,
            f"{words}: the penalty is {expected:.0f}",
            [
                (1.0, "no tokens at all: the penalty is 0, where exp(1 - r / c) goes for small c"),
                (0.0, "nothing is missing where the references are empty too: the penalty is 1"),
            ],
            within=1e-6,
        )


EXERCISES = {
    "brevity_penalty": [
        Property("short hypotheses lose by exp(1 - r / c)", short_hypotheses_lose),
        Property("others lose nothing, and win nothing", long_hypotheses_lose_nothing),
        Property("hypotheses without tokens", nothing_earns_nothing),
    ],
}
