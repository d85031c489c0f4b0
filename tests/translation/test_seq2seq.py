import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.translation.seq2seq import Seq2SeqConfig, build_seq2seq, target_inputs
from tests.translation import tiny_seq2seq


def logits(model, source, inputs):
    return keras.ops.convert_to_numpy(model([source, inputs]))


def test_the_shapes_are_those_of_the_config():
    model = tiny_seq2seq.model()
    source, target = np.full((3, 6), 4), np.full((3, 8), 4)
    assert logits(model, source, target).shape == (3, 8, 9)
    n_weights = (11 + 9) * 5 + 2 * 3 * 7 * (5 + 7 + 2) + (7 + 1) * 9
    assert model.count_params() == n_weights


def test_padding_behind_a_source_changes_nothing():
    model = tiny_seq2seq.spread_model()
    source = tiny_seq2seq.sentences([5, 5], 11)
    inputs = target_inputs(tiny_seq2seq.sentences([4, 4], 9))
    padded = np.pad(source, ((0, 0), (0, 3)))
    np.testing.assert_allclose(
        logits(model, padded, inputs), logits(model, source, inputs), atol=1e-6
    )


def test_a_logit_depends_on_the_whole_source_and_on_earlier_targets_alone():
    model = tiny_seq2seq.spread_model()
    source = tiny_seq2seq.sentences([5], 11)
    inputs = target_inputs(tiny_seq2seq.sentences([6], 9))
    before = logits(model, source, inputs)
    for t in range(5):
        changed = source.copy()
        changed[0, t] = 3
        assert np.abs(logits(model, changed, inputs) - before).min(axis=(0, 2)).all()
    for t in range(6):
        changed = inputs.copy()
        changed[0, t] = 3
        moved = np.abs(logits(model, source, changed) - before).max(axis=(0, 2)) > 1e-6
        assert moved.tolist() == [False] * t + [True] * (6 - t)


def test_the_seed_decides_the_first_weights():
    first, again, other = (tiny_seq2seq.model(seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    different = [not np.array_equal(a, b) for a, b in zip(first, other, strict=True)]
    assert different == [bool(np.any(a)) for a in first], "all but the biases"
    encoder, decoder = (tiny_seq2seq.model(1).get_layer(name) for name in ("encoder", "decoder"))
    assert not np.array_equal(encoder.get_weights()[0], decoder.get_weights()[0])


def test_embeddings_have_deviation_one():
    model = build_seq2seq(Seq2SeqConfig(200, 100, embedding_size=50), seed=0)
    for name in ("source_embedding", "target_embedding"):
        (table,) = model.get_layer(name).get_weights()
        assert table.std() == pytest.approx(1, rel=0.05)


def test_the_decoder_reads_one_token_behind():
    targets = np.array([[5, 6, 2], [7, 2, 0]], np.int32)
    np.testing.assert_array_equal(target_inputs(targets), [[1, 5, 6], [1, 7, 2]])
    assert targets.tolist() == [[5, 6, 2], [7, 2, 0]]


@pytest.mark.parametrize("name", ["n_source_tokens", "n_target_tokens", "embedding_size", "units"])
def test_a_shape_that_makes_no_sense_is_refused(name):
    with pytest.raises(ValueError, match=f"{name} is at least 1, got 0"):
        Seq2SeqConfig(**{"n_source_tokens": 5, "n_target_tokens": 5, name: 0})
