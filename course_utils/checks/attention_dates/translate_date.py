"""Checks of notebook 04: translating a date."""

import numpy as np

from course_utils.checks.attention_dates.translators import (
    CHARACTERS,
    TableTranslator,
    some_alphas,
    table_of,
)
from course_utils.checks.properties import Property, Wrong, expect, explained

ALPHAS = some_alphas()
CLEAR = table_of(*[{character: 0.9} for character in "2009-04-05"])
NO_DATE = table_of(
    *[{character: 0.8} for character in "2001-0"],
    {"2": 0.8, "3": 0.15},
    {"-": 0.8},
    {"3": 0.8, "2": 0.05},
    {"0": 0.8},
)
TRAP = table_of(
    *[{character: 0.9} for character in "2018-"],
    {"1": 0.5, "0": 0.4},
    {"7": 0.99},
    *[{character: 0.9} for character in "-12"],
)


TEXT = "5 April 2009"
ERRORS = {  # parts of what is said, and what is meant
    "has no attribute 'characters'": "only_real_dates(...) has states of its own: search from "
    "begin(state, 1)",
    "different numbers of rows": "there is one text, and so one row: begin(state, 1)",
    "a state holds NumPy arrays": "`begin` takes the state of translator.start: begin(state, 1)",
    "object is not callable": "only_real_dates takes a function: that of the search, "
    "translator.next_log_probabilities",
    "too many values to unpack": "a search gives beam_width hypotheses for a text: n_best=1, or "
    "take the first",
    "'list' object has no attribute": "a search gives a list of hypotheses for each text: take the "
    "first of the first",
}


def _translate(translate_date, table, *options, text=TEXT):
    translator = TableTranslator(table, ALPHAS)
    try:
        given = translate_date(translator, text, *options)
    except (AttributeError, ValueError, TypeError) as error:
        raise explained(error, ERRORS) from None
    if set(translator.texts) - {text}:
        raise Wrong(
            "the translator was given another text: attention_map(translator, text)",
            repr(translator.texts)[:100],
            repr(text)[:100],
        )
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    for name in ("iso", "confidence", "alphas", "log_probabilities", "text"):
        if not hasattr(given, name):
            raise Wrong(
                "return a DateTranslation(text, iso, log_probabilities, alphas)",
                type(given).__name__,
                "DateTranslation",
            )
    return given


def the_answer_is_the_date(translate_date):
    given = _translate(translate_date, CLEAR)
    if not isinstance(given.iso, str):
        raise Wrong(
            "iso is a text: MACHINE_VOCABULARY.decode(best.tokens)",
            f"{given.iso!r}"[:80],
            "'2009-04-05'",
        )
    expect(
        str(given),
        "2009-04-05",
        "the characters of the most likely tokens make the date",
        [
            (TEXT, "this is the text that was read: iso is what was found"),
            ("2009-0", "the date ends too early: it has translator.Ty characters, not Tx"),
            ("20090405", "the hyphens are lost: they are characters of the date"),
            ("50-40-9002", "the characters are reversed"),
            ("2009-04-0", f"the date ends too early: it has {len(CLEAR)} characters"),
            ("2009-04-0" + CHARACTERS[0], "the last token is not the one that was found"),
        ],
    )
    expect(
        given.text,
        TEXT,
        "text is what was read, as it was given",
        [(TEXT.lower(), "text is in lower case: keep it as it was given")],
    )


def only_real_dates_are_written(translate_date):
    expect(
        str(_translate(translate_date, NO_DATE)),
        "2001-03-30",
        "this is not the most likely real date: search only_real_dates(next_log_probabilities), "
        "from begin(state, 1)",
        [
            ("2001-02-30", "there is no 30 February: search only_real_dates(...)"),
            ("2001-02-20", "this is the greedy answer: hand beam_width to the search"),
        ],
    )
    expect(
        str(_translate(translate_date, NO_DATE, 4, False)),
        "2001-02-30",
        "with real_dates_only=False the most likely characters come, a date or not",
        [("2001-03-30", "real_dates_only=False has no effect")],
    )


def the_beam_is_as_wide_as_asked(translate_date):
    expect(
        str(_translate(translate_date, TRAP)),
        "2018-07-12",
        "by default the search follows 4 hypotheses",
        [("2018-10-12", "this is the greedy answer: hand beam_width to the search")],
    )
    narrow = str(_translate(translate_date, TRAP, 1))
    if narrow == "2018-07-12":
        raise Wrong(
            "beam_width=1 is greedy and falls into the trap here: hand beam_width to the search",
            narrow,
            "2018-1...",
        )


def the_confidence_is_the_answers_probability(translate_date):
    given = _translate(translate_date, CLEAR)
    steps = np.shape(given.log_probabilities)
    if steps != (10,):
        raise Wrong(
            "this is the map: DateTranslation(text, iso, log_probabilities, alphas), in this order"
            if steps == ALPHAS.shape
            else "log_probabilities holds one for each character: best.token_log_probabilities",
            f"shape {steps}",
            "shape (10,)",
        )
    expect(
        float(given.confidence),
        0.9**10,
        "the confidence is the probability of the answer: 0.9 ten times here",
        [
            (1.0, "the confidence is 1: log_probabilities are logarithms, not probabilities"),
            (0.9, "this is the probability of one character: all ten have to be right"),
        ],
        within=1e-5,
    )
    expect(
        float(_translate(translate_date, NO_DATE).confidence),
        0.8**6 * 0.15 * 0.8**3,
        "probabilities are the translator's own, also where only real dates may be written",
        [
            (0.8**10, "this is the probability of 2001-02-30, which is no date"),
        ],
        within=1e-5,
    )


def the_map_comes_with_it(translate_date):
    given = _translate(translate_date, CLEAR)
    expect(
        given.alphas,
        ALPHAS,
        "alphas is attention_map(translator, text)",
        [
            (ALPHAS.T, "rows and columns of the map are exchanged"),
            (ALPHAS[-1], "these are the weights of the last step: attention_map has all"),
            (ALPHAS[-1:], "these are the weights of the last step: attention_map has all"),
            (np.zeros_like(ALPHAS), "the map is empty"),
            (np.round(ALPHAS, 2), "the map is rounded: keep the weights as they are"),
        ],
        within=1e-6,
    )
    for text in ("", " 🎉\t", "9" * 10_000):
        given = _translate(translate_date, CLEAR, text=text)
        expect(str(given), "2009-04-05", "a text may be empty, long or strange")
        expect(
            given.text,
            text,
            "text is what was read, as it was given",
            [
                (text.strip(), "spaces around the text are lost: keep it as it was given"),
                (text[: ALPHAS.shape[1]], "text was cut: keep it as it was given"),
            ],
        )


EXERCISES = {
    "translate_date": [
        Property("the answer is an ISO date", the_answer_is_the_date),
        Property("only real dates are written, unless asked", only_real_dates_are_written),
        Property("the beam is as wide as asked", the_beam_is_as_wide_as_asked),
        Property("the confidence is a probability", the_confidence_is_the_answers_probability),
        Property("the map of attention comes with it", the_map_comes_with_it),
    ],
}
