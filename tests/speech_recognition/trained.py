"""Recognizers for the tests of several files; each file's conftest imports the fixtures."""

from dataclasses import replace
from functools import cache

import pytest

from tests.speech_recognition import tones


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """The experiment of a causal recognizer of tones, its model, and the path of its file."""
    from course_utils.speech_recognition.saved_models import save_recognizer

    experiment, model, facts = recognizer_of_tones()
    path = tmp_path_factory.mktemp("models") / "speech_tones.keras"
    save_recognizer(path, model, tones.CONFIG, facts)
    return experiment, model, path


@cache  # for pytest the fixture of each conftest is another one
def recognizer_of_tones():
    """The experiment, the trained model, and the facts for its card."""
    from course_utils.speech_recognition.experiment import SpeechExperiment
    from course_utils.speech_recognition.training import RecognizerTrainingSettings
    from course_utils.training.checkpoints import KeepNothing

    recordings = tones.recordings(per_digit=5)
    settings = RecognizerTrainingSettings(
        epochs=2, steps=75, batch_size=8, learning_rate=0.02, seed=5
    )
    experiment = SpeechExperiment(
        [r for r in recordings if r.split == "train"],
        [r for r in recordings if r.split == "test"],
        tones.CONFIG,
        settings,
        tones.JOINING,
        tones.AUGMENTATION,
        tones.JOINING,
        rounds=4,
    )
    model, progress = experiment.train(KeepNothing(), lambda progress, steps: None)
    return experiment, model, {"training": experiment.identity(), "history": progress.history}


@pytest.fixture(scope="session")
def bidirectional(tmp_path_factory):
    """An untrained recognizer that needs the whole sound, its configuration and its file's path."""
    from course_utils.speech_recognition.model import build
    from course_utils.speech_recognition.recognizers import RecognizerConfig
    from course_utils.speech_recognition.saved_models import save_recognizer

    config = RecognizerConfig("012", tones.FRONT_END, filters=5, stride=4, units=4, layers=2)
    model = build(config, seed=3)
    path = tmp_path_factory.mktemp("models") / "speech_whole.keras"
    save_recognizer(path, model, config, {})
    return model, config, path


@pytest.fixture(scope="session", params=[False, True], ids=["anywhere", "forward"])
def spelling(request):
    """The experiment of a recognizer of tones that writes letter by letter, and its model."""
    from course_utils.speech_recognition.experiment import SpeechExperiment
    from course_utils.speech_recognition.recognizers import AttentionConfig
    from course_utils.speech_recognition.training import RecognizerTrainingSettings
    from course_utils.training.checkpoints import KeepNothing

    recordings = tones.recordings(per_digit=5)
    encoder = replace(tones.CONFIG, causal=False)
    sizes = {"n_s": 16, "energy_units": 8, "letter_units": 4, "longest_s": 1.5}
    experiment = SpeechExperiment(
        [r for r in recordings if r.split == "train"],
        [r for r in recordings if r.split == "test"],
        AttentionConfig(encoder, **sizes, monotonic=request.param),
        RecognizerTrainingSettings(epochs=2, steps=75, batch_size=8, learning_rate=0.02),
        tones.JOINING,
        tones.AUGMENTATION,
        tones.JOINING,
    )
    model, _ = experiment.train(KeepNothing(), lambda progress, steps: None)
    return experiment, model
