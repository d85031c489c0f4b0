from dataclasses import replace

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.dates.characters import (
    MACHINE_VOCABULARY,
    locale_vocabulary,
    one_hot,
    with_locale_padding,
)
from course_utils.dates.examples import load_dates
from course_utils.dates.training import (
    encode_dates,
    predict_exact_match,
    train_dates,
)
from tests.dates import tiny_dates


@pytest.mark.usefixtures("untraced")
def test_a_training_gives_its_history(tmp_path):
    _, progress = tiny_dates.run(tmp_path / "checkpoint.npz")
    assert progress.epoch == 2
    losses = [entry["loss"] for entry in progress.history]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] < np.log(11) + 0.5
    assert all(0 <= entry["exact_match"] <= 1 for entry in progress.history)


def test_without_guidance_a_network_without_attention_is_trained_too():
    length, n_characters = tiny_dates.dates_of_epoch(0).texts.shape[1], len(tiny_dates.VOCABULARY)
    x = keras.Input((length, n_characters))
    logits = keras.layers.Dense(2 * 11, kernel_initializer="zeros")(keras.layers.Flatten()(x))
    model = keras.Model(x, keras.ops.reshape(logits, (-1, 2, 11)))
    with pytest.raises(ValueError, match="No such layer: encoder"):
        train_dates(model, tiny_dates.dates_of_epoch, tiny_dates.SETTINGS)
    progress = train_dates(
        model, tiny_dates.dates_of_epoch, replace(tiny_dates.SETTINGS, guidance=0)
    )
    losses = [entry["loss"] for entry in progress.history]
    assert np.log(11) > losses[0] > losses[-1]


def test_too_few_dates_for_a_batch_are_refused():
    settings = replace(tiny_dates.SETTINGS, batch_size=100)
    with pytest.raises(ValueError, match="27 dates do not fill a batch of 100"):
        train_dates(tiny_dates.tiny_model(), tiny_dates.dates_of_epoch, settings)


@pytest.mark.usefixtures("untraced")
def test_a_loss_that_is_no_number_is_named():
    model = tiny_dates.tiny_model()
    model.set_weights([w + np.nan for w in model.get_weights()])
    with pytest.raises(ValueError, match="the loss is nan in epoch 0, step 0"):
        train_dates(model, tiny_dates.dates_of_epoch, tiny_dates.SETTINGS)


def test_exact_match_counts_whole_dates():
    dates = tiny_dates.dates_of_epoch(0)
    model = tiny_dates.tiny_model()
    x = one_hot(dates.texts, len(tiny_dates.VOCABULARY))
    answers = np.asarray(model.predict_on_batch(x)).argmax(-1).astype(np.int32)
    assert predict_exact_match(model, dates._replace(isos=answers)) == 1
    answers[0, 1] = (answers[0, 1] + 1) % 11
    expected = (len(answers) - 1) / len(answers)
    assert predict_exact_match(model, dates._replace(isos=answers), batch_size=7) == expected


def test_padding_says_the_locale():
    examples = load_dates(30, 1, ["en_US", "fr"])
    vocabulary = locale_vocabulary((e.text for e in examples), ["en_US", "fr"])
    assert vocabulary.tokens[-4:] == ("<unk>", "<pad>", "<pad en_US>", "<pad fr>")
    ids = encode_dates(examples, 40, vocabulary)
    for example, text, iso in zip(examples, ids.texts, ids.isos, strict=True):
        assert text[-1] == vocabulary[f"<pad {example.locale}>"]
        assert MACHINE_VOCABULARY.decode(iso) == example.iso
        assert "".join(vocabulary.tokens[i] for i in text[: len(example.text)]) == (
            example.text.lower()
        )
    assert with_locale_padding(vocabulary, "de")["<pad>"] == vocabulary["<pad>"]
    assert len(with_locale_padding(vocabulary, "fr")) == len(vocabulary)


def test_one_locale_needs_no_padding_of_its_own():
    vocabulary = locale_vocabulary(["5 May"], ["en_US"])
    assert vocabulary.tokens == (" ", "5", "a", "m", "y", "<unk>", "<pad>")
    with pytest.raises(ValueError, match="no dates to encode"):
        encode_dates([], 40, vocabulary)
