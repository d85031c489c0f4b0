"""Right answers about attention get all points, also those that are written in another way."""

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.checks import all_exercises
from course_utils.checks.report import try_properties
from course_utils.dates import model as date_model
from course_utils.dates import translator as date_translator
from course_utils.dates.translator import END, START, begin, only_real_dates
from course_utils.decoding import attention
from course_utils.decoding.beam_search import beam_search

EXERCISES = all_exercises()


def one_step_attention(a, s_prev, layers):
    """In the layers of the exercise."""
    repeated = keras.layers.RepeatVector(a.shape[1])(s_prev)
    both = keras.layers.Concatenate(axis=-1)([repeated, a])
    alphas = keras.layers.Softmax(axis=1)(layers.energy(layers.hidden(both)))
    return [keras.layers.Dot(axes=1)([alphas, a]), alphas]


def build_date_translator(Tx, Ty, n_a, n_s, human_vocab_size, machine_vocab_size, seed=0):
    """A step at a time, each step's logits with an axis for time."""
    layers = date_model.AttentionLayers(n_a, n_s, machine_vocab_size, seed)
    x = keras.Input((Tx, human_vocab_size))
    a = layers.encoder(x)
    state = [layers.first_state(a), layers.first_state(a)]
    logits = []
    while len(logits) < Ty:
        context = attention.one_step_attention(a, state[0], layers)[0]
        output, *state = layers.decoder(context, initial_state=state)
        logits.append(keras.layers.Reshape((1, -1))(layers.to_logits(output)))
    return keras.Model(inputs=x, outputs=keras.layers.Concatenate(axis=1)(logits))


def attention_map(translator, text):
    rows = np.zeros((translator.Ty, translator.Tx), np.float32)
    state = translator.start((text,))
    for row in rows:
        state = translator.step(state)[1]
        row[:] = np.ravel(state.alphas)
    return rows.tolist()


def translate(translator, text, beam_width=4, real_dates_only=True):
    state = translator.start([text])
    search = translator.next_log_probabilities
    if real_dates_only:
        found = beam_search(
            only_real_dates(search), begin(state, 1), START, END, beam_width, translator.Ty
        )
    else:
        found = beam_search(search, state, START, END, beam_width, translator.Ty)
    best = found[0][0]
    return date_translator.DateTranslation(
        text=text,
        iso="".join("-0123456789"[token] for token in best.tokens),
        log_probabilities=best.token_log_probabilities,
        alphas=date_translator.attention_map(translator, text),
    )


OTHER_WAYS = {
    "one_step_attention": one_step_attention,
    "build_date_translator": build_date_translator,
    "attention_map": attention_map,
    "translate_date": translate,
}


@pytest.mark.parametrize("name", OTHER_WAYS)
def test_right_answers_may_be_written_in_another_way(name):
    report = try_properties(OTHER_WAYS[name], EXERCISES[name])
    assert report.earned == report.possible, str(report)
