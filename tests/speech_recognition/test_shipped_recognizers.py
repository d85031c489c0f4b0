"""The recognizers that come with the course are as good as their cards say."""

import json

import numpy as np
import pytest

from course_utils.folders import data_folder
from course_utils.speech_recognition.experiment import TEST_SEED, score_utterances
from course_utils.speech_recognition.recordings import SAMPLE_RATE, course_digits, fingerprint
from course_utils.speech_recognition.saved_models import load_recognizer
from course_utils.speech_recognition.streaming import read_streaming_recognizer
from course_utils.speech_recognition.utterances import STRINGS, utterances_to_test

NAMES = ("speech_digits", "speech_live", "speech_attention", "speech_forward")


@pytest.fixture(scope="module")
def recordings():
    return course_digits()


@pytest.fixture(scope="module", params=NAMES)
def transcriber(request):
    return load_recognizer(request.param)


def test_the_card_has_the_error_rate_of_machines_never_heard(transcriber, recordings):
    test = [recording for recording in recordings if recording.split == "test"]
    utterances = utterances_to_test(test, STRINGS, TEST_SEED)[:20]
    figures = score_utterances(transcriber, utterances)
    _, low, high = transcriber.card["metrics"]["error_rate"]
    assert low - 0.05 <= figures["error_rate"][0] <= high + 0.05
    assert high < transcriber.card["metrics"]["most_frequent_letter"] / 2


def test_the_card_names_the_recordings_that_taught_it(transcriber, recordings):
    train = [recording for recording in recordings if recording.split == "train"]
    assert transcriber.card["training"]["train_recordings_sha256"] == fingerprint(train)
    assert transcriber.card["command"].startswith("course train speech")


def test_silence_noise_and_half_a_minute_of_them_say_little(transcriber):
    noise = np.random.default_rng(0).normal(0, 1e-3, 30 * SAMPLE_RATE).astype(np.float32)
    silence, short, long = transcriber.transcribe_all(
        [np.zeros(2 * SAMPLE_RATE, np.float32), noise[:400], noise]
    )
    assert len(silence) + len(short) <= 1
    assert len(long) <= 5


def test_a_live_one_writes_what_the_whole_sound_gives(recordings):
    live, whole = read_streaming_recognizer("speech_live"), load_recognizer("speech_live")
    sound = next(r.audio for r in recordings if r.split == "test" and len(r.text) > 4)
    stream = live.stream()
    pieces = [stream.feed(sound[at : at + 777]) for at in range(0, len(sound), 777)]
    [expected] = whole.log_probabilities([sound])
    np.testing.assert_allclose(np.concatenate(pieces), expected, rtol=0, atol=1e-3)


@pytest.mark.parametrize("strings", ["2_6", "8_12"])
def test_figures_of_people_are_of_these_recognizers(strings):
    path = data_folder("models") / f"speech_people_{strings}.json"
    figures = json.loads(path.read_text(encoding="utf-8"))
    of_cards = {name: load_recognizer(name).card["sha256"] for name in NAMES}
    assert {model["model"]: model["sha256"] for model in figures} == of_cards
    assert {len(model["by_speaker"]) for model in figures} == {6}
    assert {model["letters"] for model in figures} == {3_000}
