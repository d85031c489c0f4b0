import json

import pytest

from course_utils.metrics.error_rates import error_rate
from course_utils.speech_recognition.experiment import (
    SHORT_SHARE,
    SpeechExperiment,
    most_frequent_letter_error,
    score_utterances,
)
from course_utils.speech_recognition.recordings import Recording
from course_utils.speech_recognition.training import RecognizerTrainingSettings
from tests.speech_recognition import tones


def test_a_training_learns_to_recognize(trained):
    experiment, model, _ = trained
    scores = experiment.score(model)
    rate, low, high = scores["error_rate"]
    assert low <= rate <= high
    assert rate < scores["most_frequent_letter"] / 2
    assert scores["most_frequent_letter"] == pytest.approx(2 / 3)
    assert set(scores["by_speaker"]) == {"ann", "bob"}
    assert (scores["letters"], scores["test_recordings"]) == (24, 6)  # in 4 rounds
    assert scores["utterances"] == len(experiment.test)
    json.dumps(scores)


class Repeats:
    """Stands in for a transcriber: writes what it is told."""

    def __init__(self, *texts):
        self.texts = texts

    def transcribe_all(self, sounds, beam_width=None):
        assert len(sounds) == len(self.texts)
        return list(self.texts)


def test_scores_are_of_all_and_of_each_speaker():
    said = [("01", "ann"), ("22", "bob"), ("0120", "ann")]
    utterances = [Recording(tones.tone("0"), text, speaker) for text, speaker in said]
    scores = score_utterances(Repeats("01", "2", "0000"), utterances)
    assert scores["error_rate"][0] == error_rate(["01", "22", "0120"], ["01", "2", "0000"])
    assert scores["by_speaker"]["ann"][0] == 2 / 6
    assert scores["by_speaker"]["bob"][0] == 1 / 2
    assert scores["exact"] == pytest.approx(1 / 3)
    assert scores["letters"] == 8


def test_the_most_frequent_letter_is_right_as_often_as_it_occurs():
    assert most_frequent_letter_error(["00", "012"]) == 1 - 3 / 5


def test_an_identity_says_what_the_weights_depend_on(trained):
    experiment, *_ = trained
    identity = json.loads(json.dumps(experiment.identity()))
    assert identity["symbols"] == "012"
    assert identity["joining"] == {"count": [1, 2], "gap_s": [0.05, 0.1], "separator": ""}
    assert identity["short_utterances"] == SHORT_SHARE * experiment.settings.n_utterances
    fewer = tones.recordings()
    other = SpeechExperiment(fewer, fewer, tones.CONFIG, experiment.settings)
    assert other.identity()["train_recordings_sha256"] != identity["train_recordings_sha256"]


def test_test_recordings_are_looked_at_before_training():
    odd = [Recording(tones.tone("0"), "7", name="odd.wav")]
    with pytest.raises(ValueError, match=r"odd\.wav: '7' has '7'"):
        SpeechExperiment(tones.recordings(), odd, tones.CONFIG, RecognizerTrainingSettings())
