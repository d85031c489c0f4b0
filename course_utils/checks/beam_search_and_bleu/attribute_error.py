"""Checks of notebook 03: whether the search failed, or the model."""

from course_utils.checks.properties import Property, expect

RIGHT, WRONG = ("un", "litre"), ("un", "mètre")


def search_failed(attribute_error):
    expect(
        attribute_error(RIGHT, WRONG, -2.0, -3.0),
        "search",
        "the model scores the reference -2, higher than -3: the search missed it",
        [
            (
                "model",
                "it is the other way round: the model likes the reference better, and the "
                "search did not find it",
            ),
            ("none", "the tokens differ: something failed"),
            (True, 'return the word "search"'),
        ],
    )
    expect(
        attribute_error(RIGHT, WRONG, -0.5, -30.0),
        "search",
        "-0.5 is higher than -30: compare the scores as numbers with their signs",
    )
    expect(
        attribute_error(RIGHT, WRONG, -800.0, -900.0),
        "search",
        "-800 is higher than -900: compare the log probabilities, exp of both is 0",
    )
    expect(
        attribute_error(RIGHT, WRONG, -2.0, -2.01),
        "search",
        "-2 is higher than -2.01: any difference counts, however small",
    )
    expect(
        attribute_error(RIGHT, WRONG, -3.0, -2.0),
        "model",
        '"search" only where the reference scores higher: here it does not',
    )


def model_failed(attribute_error):
    expect(
        attribute_error(RIGHT, WRONG, -3.0, -2.0),
        "model",
        "the model scores the reference -3, lower than -2: no search would have taken it",
        [
            ("none", "the tokens differ: something failed"),
        ],
    )
    expect(
        attribute_error(RIGHT, WRONG, -2.0, -2.0),
        "model",
        "equal scores: the search found one of the best, so the model failed",
        [("none", "equal scores do not make a translation right: compare the tokens")],
    )
    expect(
        attribute_error(("un", "litre", "de", "lait"), ("un",), -3.0, -2.0),
        "model",
        "-3 is lower than -2: compare the scores as they are, they need no length penalty here",
        [("none", "a part of the reference is not the reference")],
    )
    expect(
        attribute_error(RIGHT, WRONG, -2.0, -3.0),
        "search",
        '"model" only where the reference does not score higher: here it does',
    )


def equal_tokens_are_right(attribute_error):
    expect(
        attribute_error(RIGHT, RIGHT, -2.0, -2.0),
        "none",
        "the tokens are equal: nothing failed",
        [
            ("model", "equal tokens are no error: compare the tokens first"),
            ("search", "equal tokens are no error: compare the tokens first"),
        ],
    )
    expect(
        attribute_error(list(RIGHT), tuple(RIGHT), -2.0, -1.9999),
        "none",
        "a list and a tuple of the same tokens are one translation: compare their tokens",
    )
    expect(
        attribute_error(RIGHT, RIGHT[::-1], -2.0, -1.0),
        "model",
        "the same tokens in another order are another translation",
    )
    expect(
        attribute_error(RIGHT, RIGHT[:1], -2.0, -1.0),
        "model",
        "a part of the reference is not the reference",
    )
    expect(
        attribute_error(RIGHT, (*RIGHT, "de"), -2.0, -1.0),
        "model",
        "the reference and a word more are not the reference",
    )
    expect(
        attribute_error(("un", "litre"), ("Un", "litre"), -2.0, -1.0),
        "model",
        "Un is another token than un: compare the tokens as they are",
    )
    expect(
        attribute_error(("au", "tour"), ("autour",), -2.0, -1.0),
        "model",
        "'au tour' and 'autour' are other tokens: compare tokens, not the letters put together",
    )


EXERCISES = {
    "attribute_error": [
        Property("the reference scores higher: the search failed", search_failed),
        Property("it does not: the model failed", model_failed),
        Property("equal tokens are no error", equal_tokens_are_right),
    ],
}
