import math

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.translation.corpus import make_phrases
from course_utils.translation.seq2seq import Seq2SeqConfig, Translator, build_seq2seq
from course_utils.translation.training import (
    Group,
    TrainingSettings,
    draw_batches,
    group_by_items,
    groups_in,
    token_cross_entropy,
    train,
)
from course_utils.translation.vocabulary import END, PAD, START, Vocabulary
from tests.translation import tiny_seq2seq

GROUPS = [
    Group(tiny_seq2seq.sentences([n] * 20, 11), tiny_seq2seq.sentences([n] * 20, 9)) for n in (2, 4)
]
SETTINGS = TrainingSettings(steps=12, batch_size=4)


def test_turning_letters_around_is_learned():
    """Targets are the sources, their last token first; sentences of up to 3 tokens."""
    rng = np.random.default_rng(0)
    groups = []
    for n in (1, 2, 3):
        letters = rng.integers(4, 9, size=(300, n))
        end = np.full((300, 1), END)
        groups.append(Group(np.hstack([letters, end]), np.hstack([letters[:, ::-1], end])))
    model = build_seq2seq(Seq2SeqConfig(9, 9, embedding_size=16, units=32), seed=0)
    settings = TrainingSettings(steps=500, batch_size=32, learning_rate=0.02)
    losses = train(model, groups, settings)
    assert losses[0] > 0.9 * math.log(9)
    assert np.mean(losses[-20:]) < 0.1
    translator = Translator(model)
    state, tokens = translator.start(groups[2].source), np.full(300, START)
    for t in range(4):
        log_probabilities, state = translator.next_log_probabilities(state, tokens)
        tokens = log_probabilities.argmax(axis=-1)
        assert (tokens == groups[2].target[:, t]).mean() > 0.9


@pytest.mark.usefixtures("untraced")
def test_the_seeds_decide_the_weights():
    def weights(seed):
        model = tiny_seq2seq.model()
        settings = TrainingSettings(steps=3, batch_size=4, seed=seed)
        losses = train(model, GROUPS[:1], settings)
        return losses, model.get_weights()

    (losses, first), (losses_again, again), (_, other) = weights(0), weights(0), weights(1)
    assert losses == losses_again
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


@pytest.mark.usefixtures("untraced")
def test_each_step_is_reported():
    seen = []
    losses = train(tiny_seq2seq.model(), GROUPS, SETTINGS, report=lambda *step: seen.append(step))
    assert seen == list(enumerate(losses, 1))
    assert len(losses) == 12


def test_phrases_are_grouped_by_length():
    phrases = make_phrases(40, seed=0, max_items=3)
    sides = [Vocabulary(getattr(p, side) for p in phrases) for side in ("source", "target")]
    groups = group_by_items(phrases, *sides)
    by_length = [[p for p in phrases if len(p.items) == n] for n in (1, 2, 3)]
    assert [len(group.source) for group in groups] == [len(part) for part in by_length]
    for group, part in zip(groups, by_length, strict=True):
        assert [sides[0].decode(row) for row in group.source] == [p.source for p in part]
        assert [sides[1].decode(row) for row in group.target] == [p.target for p in part]


def test_groups_join_one_by_one():
    settings = TrainingSettings(curriculum=0.5)
    joined = [groups_in(step / 100, 10, settings) for step in range(100)]
    assert joined[0] == 1
    assert joined == sorted(joined)
    assert set(joined) == set(range(1, 11))
    assert joined.index(10) == 50
    assert groups_in(0, 10, TrainingSettings(curriculum=0)) == 10


def test_a_batch_is_as_long_as_its_longest_sentence():
    source, target = np.array([[4, 5, 2, PAD]] * 3), np.array([[4, 2, PAD, PAD]] * 3)
    source[0] = 4, 5, 6, 2
    settings = TrainingSettings(steps=20, batch_size=2)
    batches = list(draw_batches([Group(source, target)], settings))
    assert {batch.source.shape[1] for batch in batches} == {3, 4}
    assert all((batch.source != PAD).any(axis=0).all() for batch in batches)
    assert {batch.target.shape for batch in batches} == {(2, 2)}


def test_padding_costs_nothing():
    logits = np.random.default_rng(0).normal(size=(2, 3, 5)).astype(np.float32)
    targets = np.array([[4, 2, PAD], [2, PAD, PAD]])
    log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    expected = -(log_p[0, 0, 4] + log_p[0, 1, 2] + log_p[1, 0, 2]) / 3
    loss = token_cross_entropy(keras.ops.convert_to_tensor(targets), logits)
    assert float(loss) == pytest.approx(expected, rel=1e-5)


@pytest.mark.usefixtures("untraced")
def test_a_loss_that_is_no_number_stops_the_training():
    model = tiny_seq2seq.model()

    def spoil(step, loss):
        model.get_layer("to_logits").bias.assign(np.full(9, np.nan, np.float32))

    with pytest.raises(ValueError, match="the loss is nan in epoch 0, step 1: try a lower"):
        train(model, GROUPS, SETTINGS, report=spoil)


def test_training_needs_sentences():
    with pytest.raises(ValueError, match="at least 1 group of sentences, got 0"):
        train(tiny_seq2seq.model(), [], SETTINGS)
