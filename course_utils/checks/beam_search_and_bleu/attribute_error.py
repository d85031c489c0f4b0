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


def model_failed(attribute_error):
    expect(
        attribute_error(RIGHT, WRONG, -3.0, -2.0),
        "model",
        "the model scores the reference -3, lower than -2: no search would have taken it",
        [
            ("search", "it is the other way round: the search found what the model likes better"),
            ("none", "the tokens differ: something failed"),
        ],
    )
    expect(
        attribute_error(RIGHT, WRONG, -2.0, -2.0),
        "model",
        "equal scores: the search found one of the best, so the model failed",
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


EXERCISES = {
    "attribute_error": [
        Property("the reference scores higher: the search failed", search_failed),
        Property("it does not: the model failed", model_failed),
        Property("equal tokens are no error", equal_tokens_are_right),
    ],
}
