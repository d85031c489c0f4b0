"""Checks of notebook 04: the map of attention."""

import numpy as np

from course_utils.checks.attention_dates.translators import TableTranslator, some_alphas, table_of
from course_utils.checks.properties import Property, Wrong, describe, expect, explained

TY, TX = 5, 3
ALPHAS = some_alphas(TY, TX)
UNIFORM = table_of(*[{"0": 1 / 11}] * TY)
EMPTY = "the map is empty: keep the weights of each step's new state"


def _map(attention_map, alphas=ALPHAS, text="5/4"):
    translator = TableTranslator(UNIFORM[: len(alphas)], alphas)
    try:
        given = attention_map(translator, text)
    except AttributeError as error:
        two = "translator.step gives two things: log probabilities and the state after the step"
        raise explained(error, {"'tuple' object": two}) from None
    if not translator.texts:
        raise Wrong("no weights without a translation: begin with translator.start([text])")
    return given


def a_row_for_each_step(attention_map):
    given = _map(attention_map)
    shape = _shape(given)
    known = {
        (TY * TX,): "the rows were joined into one: stack them, np.stack(rows)",
        (TY, 11): "these are log probabilities of characters: the weights are state.alphas",
        (TY,): "this is one number for each step: keep the weights of all Tx characters",
        (TY - 1, TX): "a step is missing: make translator.Ty of them",
        (TX, TY): "rows and columns are exchanged: a row for each step, (Ty, Tx)",
        (TY, 1, TX): "alphas are (1, Tx): take row 0, the only text",
        (1, TY, TX): "this has an axis for texts: there is one text, (Ty, Tx)",
        (TY, TX, 1): "this has an axis too many: (Ty, Tx)",
        (TX,): "this is one row: collect those of all Ty steps",
        (1, TX): "this is one row: collect those of all Ty steps",
        (TY + 1, TX): "the first state was not looked from: its weights do not count",
        (TX, TX): "there are as many rows as characters of the text: make translator.Ty steps",
    }
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    if shape != (TY, TX):
        mistake = known.get(shape, "the map is (Ty, Tx)")
        raise Wrong(mistake, f"shape {shape}", f"shape {(TY, TX)}")
    other = _map(attention_map, np.roll(ALPHAS, 1, axis=1))
    if np.array_equal(given, other):
        mistake = "the map is the same for other weights: its rows are those of state.alphas"
        raise Wrong(mistake if np.any(given) else EMPTY, describe(np.asarray(given)))
    long = some_alphas(7, 2)
    rows = np.shape(attention_map(TableTranslator(np.zeros((7, 11)), long), "a"))
    expect(
        rows,
        (7, 2),
        "another translator writes 7 characters and reads 2: take sizes from it",
        [((7, 1), "the translator reads 2 characters, and fills short texts up: keep all columns")],
    )


def _shape(given):
    try:
        return np.shape(given)
    except ValueError as error:  # rows that are no arrays of one length
        mistake = "a row is the weights alone, state.alphas[0], (Tx,)"
        raise Wrong(mistake, f"{type(error).__name__}: {error}"[:150], "(Ty, Tx)") from None


def the_weights_are_as_they_are(attention_map):
    scaled = ALPHAS / ALPHAS.max(axis=1, keepdims=True)
    spread = ALPHAS - ALPHAS.min(axis=1, keepdims=True)
    expect(
        _map(attention_map),
        ALPHAS,
        "row t holds the weights of step t, as they are",
        [
            (scaled, "the rows are scaled to a largest weight of 1: show the weights as they are"),
            (
                spread / spread.max(axis=1, keepdims=True),
                "the rows are scaled from 0 to 1: show the weights as they are",
            ),
            (np.log(ALPHAS), "these are logarithms: show the weights as they are"),
            (np.exp(ALPHAS), "these are exponentials: the softmax is taken already"),
            (
                np.exp(ALPHAS) / np.exp(ALPHAS).sum(1, keepdims=True),
                "this is the softmax of the weights: it is taken already",
            ),
            (ALPHAS[::-1], "the steps are reversed: the first comes first"),
            (
                np.concatenate([np.zeros((1, TX)), ALPHAS[:-1]]),
                "row t holds the weights of the step before: look at the new state",
            ),
            (
                np.repeat(ALPHAS[:1], TY, axis=0),
                "every row is that of the first step: hand the new state to the next step",
            ),
            (np.repeat(ALPHAS[-1:], TY, axis=0), "every row is that of the last step"),
            (np.round(ALPHAS), "the weights are rounded: show them as they are"),
            (np.round(ALPHAS, 2), "the weights are rounded: show them as they are"),
            (100 * ALPHAS, "the weights are in percent: show them as they are"),
            (
                np.cumsum(ALPHAS, axis=0),
                "the weights of the steps before were added: each row is that of its step alone",
            ),
            (
                np.tile(ALPHAS.mean(axis=0), (TY, 1)),
                "every row is the mean of all: keep the steps apart",
            ),
            (
                ALPHAS / ALPHAS.sum(axis=0),
                "the columns are scaled to a sum of 1: it is the rows that have it, as they are",
            ),
            (ALPHAS[:, ::-1], "the characters are reversed: the first stands in front"),
            (np.zeros_like(ALPHAS), EMPTY),
        ],
        within=1e-6,
    )


def the_text_is_read_as_it_is(attention_map):
    for text in ("5 April 09", " 5 April\t", "", "🎉"):
        translator = TableTranslator(UNIFORM, ALPHAS)
        given = attention_map(translator, text)
        if not translator.texts or set(translator.texts) != {text}:
            raise Wrong(
                "the translator was given another text: translator.start([text])",
                repr(translator.texts),
                repr([text]),
            )
        expect(given, ALPHAS, "of any text the map holds the weights as they are", within=1e-6)


EXERCISES = {
    "attention_map": [
        Property("a row for each character that is written", a_row_for_each_step),
        Property("the weights as they are, in their order", the_weights_are_as_they_are, points=2),
        Property("of this text, whatever it is", the_text_is_read_as_it_is),
    ],
}
