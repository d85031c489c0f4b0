from functools import partial

import numpy as np

from course_utils.backend import keras
from course_utils.dates.characters import MACHINE_VOCABULARY
from course_utils.dates.model import AttentionLayers
from course_utils.dates.translator import (
    END,
    START,
    DateTranslation,
    attention_map,
    begin,
    only_real_dates,
)
from course_utils.decoding.attention import one_step_attention
from course_utils.decoding.beam_search import beam_search
from tests.right_answers import collect

ANSWERS = []
right = partial(collect, ANSWERS)
ops = keras.ops


@right("encode_text")
def fills_an_array(text, length, vocabulary):
    ids = np.full(length, vocabulary["<pad>"], "int32")
    for i, character in enumerate(text.lower()):
        if i == length:
            break
        ids[i] = vocabulary[character if character in vocabulary else "<unk>"]
    return ids


@right("encode_text")
def pads_an_iterator(text, length, vocabulary):
    tokens = [*text.lower(), *["<pad>"] * length]
    ids = (vocabulary[t] if t in vocabulary else vocabulary["<unk>"] for t in tokens)
    return np.fromiter(ids, np.int32, count=length)


@right("encode_text")
def stops_at_an_error(text, length, vocabulary):
    ids = []
    for character in text.lower():
        try:
            ids += [vocabulary[character]]
        except KeyError:
            ids += [vocabulary["<unk>"]]
    padded = np.pad(ids, (0, length), constant_values=vocabulary["<pad>"])
    return padded[:length].astype(np.int32)


@right("one_hot")
def compares_with_all_places(ids, n):
    return np.equal(np.asarray(ids)[..., None], np.arange(n)).astype("float32")


@right("one_hot")
def puts_ones_along_an_axis(ids, n):
    ids = np.asarray(ids)
    vectors = np.zeros((*ids.shape, n), np.float32)
    np.put_along_axis(vectors, ids[..., None], 1, axis=-1)
    return vectors


@right("one_hot")
def asks_keras(ids, n):
    return ops.convert_to_numpy(ops.one_hot(ids, n, dtype="float32"))


@right("one_hot")
def goes_id_by_id(ids, n):
    vectors = [[float(place == id_) for place in range(n)] for id_ in np.ravel(ids)]
    return np.array(vectors, np.float32).reshape((*np.shape(ids), n))


@right("one_step_attention")
def uses_the_layers_of_the_exercise(a, s_prev, layers):
    repeated = keras.layers.RepeatVector(a.shape[1])(s_prev)
    both = keras.layers.Concatenate(axis=-1)([repeated, a])
    alphas = keras.layers.Softmax(axis=1)(layers.energy(layers.hidden(both)))
    return [keras.layers.Dot(axes=1)([alphas, a]), alphas]


@right("one_step_attention")
def multiplies_matrices(a, s_prev, layers):
    repeated = ops.expand_dims(s_prev, 1) + ops.zeros_like(a[:, :, :1])
    energies = layers.energy(layers.hidden(ops.concatenate([repeated, a], axis=2)))
    e = ops.exp(energies - ops.max(energies, axis=1, keepdims=True))
    alphas = e / ops.sum(e, axis=1, keepdims=True)
    return ops.matmul(ops.transpose(alphas, (0, 2, 1)), a), alphas


@right("one_step_attention")
def adds_time_steps_up_one_by_one(a, s_prev, layers):
    steps = [ops.concatenate([s_prev, a[:, t]], axis=1) for t in range(a.shape[1])]
    alphas = ops.softmax(layers.energy(layers.hidden(ops.stack(steps, axis=1))), axis=-2)
    context = sum(alphas[:, t] * a[:, t] for t in range(a.shape[1]))
    return ops.expand_dims(context, axis=1), alphas


@right("build_date_translator")
def joins_logits_with_an_axis_for_time(
    Tx, Ty, n_a, n_s, human_vocab_size, machine_vocab_size, seed=0
):
    layers = AttentionLayers(n_a, n_s, machine_vocab_size, seed)
    x = keras.Input((Tx, human_vocab_size))
    a = layers.encoder(x)
    state = [layers.first_state(a), layers.first_state(a)]
    logits = []
    while len(logits) < Ty:
        context = one_step_attention(a, state[0], layers)[0]
        output, *state = layers.decoder(context, initial_state=state)
        logits.append(keras.layers.Reshape((1, -1))(layers.to_logits(output)))
    return keras.Model(inputs=x, outputs=keras.layers.Concatenate(axis=1)(logits))


@right("build_date_translator")
def makes_logits_of_all_states_at_once(
    Tx, Ty, n_a, n_s, human_vocab_size, machine_vocab_size, seed=0
):
    layers = AttentionLayers(n_a, n_s, machine_vocab_size, seed)
    x = keras.Input((Tx, human_vocab_size))
    a = layers.encoder(x)
    states = [(layers.first_state(a),) * 2]
    for _ in range(Ty):
        context, _ = one_step_attention(a, states[-1][0], layers)
        states.append(layers.decoder(context, initial_state=list(states[-1]))[1:])
    return keras.Model(x, layers.to_logits(ops.stack([s for s, _ in states[1:]], axis=1)))


@right("build_date_translator")
def stacks_steps_first_and_turns(Tx, Ty, n_a, n_s, human_vocab_size, machine_vocab_size, seed=0):
    layers = AttentionLayers(n_a, n_s, machine_vocab_size, seed)
    x = keras.Input((Tx, human_vocab_size))
    a = layers.encoder(x)

    def steps(n, s, c):
        if n == 0:
            return []
        context, _ = one_step_attention(a, s, layers)
        s, h, c = layers.decoder(context, initial_state=(s, c))
        return [layers.to_logits(h), *steps(n - 1, s, c)]

    zeros = ops.zeros_like(layers.first_state(a))
    logits = ops.transpose(ops.stack(steps(Ty, zeros, zeros)), (1, 0, 2))
    return keras.Model(x, [logits], name="another_name")


@right("attention_map")
def fills_rows_in_place(translator, text):
    rows = np.zeros((translator.Ty, translator.Tx), np.float32)
    state = translator.start((text,))
    for row in rows:
        state = translator.step(state)[1]
        row[:] = np.ravel(state.alphas)
    return rows.tolist()


@right("attention_map")
def joins_rows_in_float64(translator, text):
    state = translator.start([text])
    rows = np.empty((0, translator.Tx))
    while len(rows) < translator.Ty:
        _, state = translator.step(state)
        rows = np.concatenate([rows, state.alphas])
    return rows


@right("attention_map")
def calls_itself(translator, text):
    def rows(state, left):
        if not left:
            return ()
        following = translator.step(state)[-1]
        return (np.squeeze(following.alphas, axis=0), *rows(following, left - 1))

    return np.vstack(rows(translator.start([text]), translator.Ty))


def _translated(translator, text, best):
    log_probabilities = best.token_log_probabilities
    return DateTranslation(
        text=text,
        iso="".join("-0123456789"[token] for token in best.tokens),
        log_probabilities=log_probabilities,
        alphas=attention_map(translator, text),
    )


@right("translate_date")
def takes_the_first_of_all_that_were_found(translator, text, beam_width=4, real_dates_only=True):
    state = translator.start([text])
    search = translator.next_log_probabilities
    if real_dates_only:
        search, state = only_real_dates(search), begin(state, 1)
    found = beam_search(search, state, START, END, beam_width, translator.Ty)
    return _translated(translator, text, found[0][0])


@right("translate_date")
def chooses_the_likeliest_itself(translator, text, beam_width=4, real_dates_only=True):
    options = {"beam_width": beam_width, "max_length": translator.Ty, "stop_early": False}
    if real_dates_only:
        ask = only_real_dates(translator.next_log_probabilities)
        (found,) = beam_search(ask, begin(translator.start([text]), 1), START, END, **options)
    else:
        ask = translator.next_log_probabilities
        (found,) = beam_search(ask, translator.start([text]), START, END, **options)
    return _translated(translator, text, max(found, key=lambda h: h.log_probability))


@right("translate_date")
def asks_for_log_probabilities_again(translator, text, beam_width=4, real_dates_only=True):
    search, state = translator.next_log_probabilities, translator.start([text])
    if real_dates_only:
        search, state = only_real_dates(search), begin(state, 1)
    [[best]] = beam_search(search, state, START, END, beam_width, translator.Ty, 1.0, n_best=1)
    state, log_probabilities = translator.start([text]), []
    for token in best.tokens:
        following, state = translator.step(state)
        log_probabilities.append(np.float32(following[0, token]))
    iso = MACHINE_VOCABULARY.decode(list(best.tokens))
    alphas = attention_map(translator, text).tolist()
    return DateTranslation(text, iso, np.array(log_probabilities), alphas)
