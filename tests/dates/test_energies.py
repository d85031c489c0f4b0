from types import SimpleNamespace

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.dates.characters import one_hot
from course_utils.dates.energies import energy_gradients
from course_utils.dates.model import build_date_translator
from course_utils.dates.training import DateIds
from course_utils.decoding.attention import one_step_attention

TX, TY, N_HUMAN = 6, 3, 7


@pytest.fixture(scope="module")
def model():
    model = build_date_translator(TX, TY, 4, 5, N_HUMAN, 11, seed=1)
    energy = model.get_layer("energy")
    energy.set_weights([3 * energy.get_weights()[0], np.ones(1, np.float32)])
    return model


@pytest.fixture(scope="module")
def dates():
    rng = np.random.default_rng(0)
    texts, isos = rng.integers(N_HUMAN, size=(2, TX)), rng.integers(11, size=(2, TY))
    return DateIds(texts, isos, np.ones((2, TY, TX), bool))


def loss_of_each(model, a, dates, nudges):
    """In nats of each date, from its encoded text; numbers (Ty, Tx) are added to its energies."""
    hidden, energy, decoder, to_logits = map(
        model.get_layer, ("hidden", "energy", "decoder", "to_logits")
    )
    s = c = keras.ops.zeros((len(dates.texts), 5))
    losses = 0
    for step in range(TY):

        def nudged(both, step=step):
            return energy(both) + nudges[step].astype("float32")[:, None]

        context, _ = one_step_attention(a, s, SimpleNamespace(hidden=hidden, energy=nudged))
        _, s, c = decoder(context, initial_state=[s, c])
        losses += keras.losses.sparse_categorical_crossentropy(
            dates.isos[:, step], to_logits(s), from_logits=True
        )
    return keras.ops.convert_to_numpy(losses)


def test_a_gradient_is_the_slope_of_the_loss(model, dates):
    gradients = energy_gradients(model, dates)
    assert gradients.shape == (2, TY, TX)
    assert np.abs(gradients).max() > 1e-3
    a = model.get_layer("encoder")(one_hot(dates.texts, N_HUMAN))
    for step in range(TY):
        for place in range(TX):
            nudges = np.zeros((TY, TX))
            nudges[step, place] = 0.05
            more, less = (loss_of_each(model, a, dates, by) for by in (nudges, -nudges))
            assert gradients[:, step, place] == pytest.approx((more - less) / 0.1, abs=1e-4)


def test_what_one_place_gains_the_others_lose(model, dates):
    assert energy_gradients(model, dates).sum(axis=-1) == pytest.approx(0, abs=1e-6)


def test_the_model_stays_as_it_is(model, dates):
    before = model.get_weights()
    energy_gradients(model, dates)
    assert all(map(np.array_equal, before, model.get_weights()))
    assert model.trainable
    assert len(model.trainable_variables) == len(before)


def test_the_students_own_attention_is_used(model, dates):
    def uniform(a, s_prev, layers):
        energies = layers.energy(keras.ops.zeros((*a.shape[:2], 10)))
        return keras.ops.mean(a, axis=1, keepdims=True) + 0 * keras.ops.sum(energies), None

    assert not energy_gradients(model, dates, one_step_attention=uniform).any()
