import matplotlib as mpl
import numpy as np
import pytest

from course_utils.audio.files import resample
from course_utils.speech_recognition.own_voice import write_back
from course_utils.speech_recognition.transcriber import CtcTranscriber
from tests.speech_recognition import tones

mpl.use("agg")


@pytest.fixture
def transcriber(trained):
    return CtcTranscriber(trained[1], tones.CONFIG)


def test_what_was_said_is_written_by_both_decoders(transcriber, trained):
    utterance = trained[0].test[0]
    faster = resample(utterance.audio, tones.FRONT_END.sample_rate, 44_100)
    text, figure = write_back(faster, 44_100, transcriber=transcriber)
    [expected] = transcriber.transcribe_all([utterance.audio])
    assert f"Greedy decoding writes **{expected}**" in text.data
    [best] = transcriber.transcribe_all([utterance.audio], 8)
    assert f"The search finds **{best}** (" in text.data
    assert "%" in text.data
    assert len(figure.axes) == 2


def test_silence_is_nothing(transcriber):
    text, _ = write_back(np.zeros(8_000, np.float32), 8_000, transcriber=transcriber)
    assert text.data.startswith("Greedy decoding writes **nothing**.")


def test_the_readers_own_decoders_are_used(transcriber):
    text, _ = write_back(
        np.zeros(8_000, np.float32),
        8_000,
        transcriber=transcriber,
        greedy_decode=lambda log_p: [3, 1],
    )
    assert text.data.startswith("Greedy decoding writes **20**.")
