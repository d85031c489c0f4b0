"""Wrong answers: the map of attention."""

from functools import partial

import numpy as np

from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)


def _rows(translator, text):
    state, rows = translator.start([text]), []
    for _ in range(translator.Ty):
        _, state = translator.step(state)
        rows.append(state.alphas[0])
    return np.stack(rows)


@mutant("attention_map", "scaled to a largest weight of 1")
def scales_to_the_largest(translator, text):
    rows = _rows(translator, text)
    return rows / rows.max(axis=1, keepdims=True)


@mutant("attention_map", "scaled from 0 to 1")
def scales_from_0_to_1(translator, text):
    """What the exercise plots."""
    rows = _rows(translator, text)
    rows = rows - rows.min(axis=1, keepdims=True)
    return rows / rows.max(axis=1, keepdims=True)


@mutant("attention_map", "rows and columns are exchanged")
def exchanges_axes(translator, text):
    return _rows(translator, text).T


@mutant("attention_map", "take row 0")
def keeps_the_axis_of_texts(translator, text):
    return _rows(translator, text)[:, None]


@mutant("attention_map", "of the step before")
def looks_at_the_old_state(translator, text):
    state, rows = translator.start([text]), []
    for _ in range(translator.Ty):
        rows.append(state.alphas[0])
        _, state = translator.step(state)
    return np.stack(rows)


@mutant("attention_map", "hand the new state to the next step")
def steps_from_the_first_state(translator, text):
    state = translator.start([text])
    return np.stack([translator.step(state)[1].alphas[0] for _ in range(translator.Ty)])


@mutant("attention_map", "the first state was not looked from")
def counts_the_first_state(translator, text):
    rows = _rows(translator, text)
    return np.concatenate([np.zeros_like(rows[:1]), rows])


@mutant("attention_map", "collect those of all Ty steps")
def returns_the_last_row(translator, text):
    return _rows(translator, text)[-1]


@mutant("attention_map", "make translator.Ty steps")
def makes_a_step_for_each_character(translator, text):
    state, rows = translator.start([text]), []
    for _ in text:
        _, state = translator.step(state)
        rows.append(state.alphas[0])
    return np.stack(rows)


@mutant("attention_map", "it is taken already")
def takes_softmax_again(translator, text):
    e = np.exp(_rows(translator, text))
    return e / e.sum(axis=1, keepdims=True)


@mutant("attention_map", "start([text])")
def starts_with_a_text(translator, text):
    state = translator.start(text)
    return np.stack([translator.step(state)[1].alphas[0] for _ in range(translator.Ty)])


@mutant("attention_map", "another text")
def changes_the_text(translator, text):
    return _rows(translator, text.lower())


@mutant("attention_map", "no attribute 'alphas'")
def asks_the_translator_instead_of_its_states(translator, text):
    _rows(translator, text)
    return translator.alphas


@mutant("attention_map", "these are log probabilities of characters")
def collects_log_probabilities(translator, text):
    state, rows = translator.start([text]), []
    for _ in range(translator.Ty):
        log_probabilities, state = translator.step(state)
        rows.append(log_probabilities[0])
    return np.stack(rows)


@mutant("attention_map", "translator.step gives two things")
def takes_both_for_the_state(translator, text):
    state, rows = translator.start([text]), []
    for _ in range(translator.Ty):
        state = translator.step(state)
        rows.append(state.alphas[0])
    return np.stack(rows)


@mutant("attention_map", "keep all columns")
def shows_the_text_alone(translator, text):
    return _rows(translator, text)[:, : len(text)]


@mutant("attention_map", "another text")
def strips_the_text(translator, text):
    return _rows(translator, text.strip())


@mutant("attention_map", "the rows were joined")
def joins_the_rows(translator, text):
    return np.concatenate(list(_rows(translator, text)))


@mutant("attention_map", "a step is missing")
def stops_a_step_early(translator, text):
    return _rows(translator, text)[:-1]


@mutant("attention_map", "the weights of the steps before were added")
def adds_the_steps_up(translator, text):
    return np.cumsum(_rows(translator, text), axis=0)


@mutant("attention_map", "the weights are rounded")
def rounds_to_two_digits(translator, text):
    return np.round(_rows(translator, text), 2)


@mutant("attention_map", "the map is the same for other weights")
def looks_everywhere_alike(translator, text):
    translator.start([text])
    return np.full((translator.Ty, translator.Tx), 1 / translator.Tx)
