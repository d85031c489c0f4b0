import numpy as np
import pytest

from course_utils.speech_recognition.recognizers import RecognizerConfig
from course_utils.speech_recognition.saved_models import load_recognizer, save_recognizer
from course_utils.speech_recognition.transcriber import AttentionTranscriber, CtcTranscriber
from tests.speech_recognition import tones


def test_a_recognizer_comes_back_with_its_card(trained):
    experiment, model, path = trained
    loaded = load_recognizer(path)
    assert loaded.config == tones.CONFIG
    assert loaded.card["training"]["train_recordings"] == 24
    sounds = [u.audio for u in experiment.test[:3]]
    expected = CtcTranscriber(model, tones.CONFIG).log_probabilities(sounds)
    for one, other in zip(loaded.log_probabilities(sounds), expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)
    assert path.stat().st_size < 90_000, "without its optimizer"


def test_one_that_hears_the_whole_sound_comes_back_too(bidirectional):
    model, config, path = bidirectional
    sounds = [tones.tone("1"), tones.tone("2", seconds=0.5)]
    expected = CtcTranscriber(model, config).log_probabilities(sounds)
    for one, other in zip(load_recognizer(path).log_probabilities(sounds), expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)


def test_one_that_writes_letter_by_letter_comes_back_too(spelling, tmp_path):
    experiment, model = spelling
    path = tmp_path / "speech_letters.keras"
    save_recognizer(path, model, experiment.config, {})
    loaded = load_recognizer(path)
    assert loaded.config == experiment.config
    sounds = [u.audio for u in experiment.test]
    expected = AttentionTranscriber(model, experiment.config).transcribe_all(sounds)
    assert loaded.transcribe_all(sounds) == expected


def test_a_model_of_another_alphabet_is_refused(bidirectional, tmp_path):
    model, *_ = bidirectional
    with pytest.raises(ValueError, match=r"model has 4 tokens, the alphabet '01' .* has 3"):
        save_recognizer(tmp_path / "x.keras", model, RecognizerConfig("01"), {})
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_no_recognizers(trained, tmp_path):
    with pytest.raises(ValueError, match="there is no model"):
        load_recognizer(tmp_path / "x.keras")
    _, _, path = trained
    copy = tmp_path / "copy.keras"
    copy.write_bytes(path.read_bytes())
    with pytest.raises(ValueError, match="has no card"):
        load_recognizer(copy)
