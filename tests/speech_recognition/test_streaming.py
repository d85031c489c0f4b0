import subprocess
import sys

import numpy as np
import pytest

from course_utils.audio.files import AudioError
from course_utils.speech_recognition.ctc import greedy_decode
from course_utils.speech_recognition.saved_models import load_recognizer
from course_utils.speech_recognition.streaming import (
    GreedyStream,
    read_streaming_recognizer,
    write_along,
)
from tests.speech_recognition import tones

RATE = tones.FRONT_END.sample_rate


@pytest.fixture(scope="module")
def sound(trained):
    """All utterances of the test, one after the other."""
    experiment, *_ = trained
    return np.concatenate([utterance.audio for utterance in experiment.test])


@pytest.fixture(scope="module")
def recognizer(trained):
    return read_streaming_recognizer(trained[2])


def pieces_of(sound, size):
    return [sound[start : start + size] for start in range(0, len(sound), size)]


@pytest.mark.parametrize("size", [37, 800, 100_000])
def test_pieces_give_the_log_probabilities_of_the_whole_by_keras(trained, recognizer, sound, size):
    [expected] = load_recognizer(trained[2]).log_probabilities([sound])
    stream = recognizer.stream()
    found = np.concatenate([stream.feed(piece) for piece in pieces_of(sound, size)])
    assert found.shape == expected.shape
    assert expected.std() > 0.5
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4)


def test_a_step_comes_as_soon_as_its_sound_is_there(recognizer, sound):
    stream = recognizer.stream()
    window, step = tones.FRONT_END.window, tones.CONFIG.stride * tones.FRONT_END.hop
    assert len(stream.feed(sound[: window - 1])) == 0
    assert len(stream.feed(sound[window - 1 : window])) == 1
    assert len(stream.feed(sound[window : window + step - 1])) == 0
    assert len(stream.feed(sound[window + step - 1 : window + step])) == 1
    assert stream.feed(np.empty(0, np.float32)).shape == (0, 4)


def test_what_is_written_is_what_greedy_decoding_writes():
    rng = np.random.default_rng(0)
    for _ in range(50):
        rows = np.log(rng.dirichlet(np.ones(4), 30))
        stream = GreedyStream(tones.CONFIG)
        cuts = np.sort(rng.integers(0, 31, 5))
        written = [w for piece in np.split(rows, cuts) for w in stream.feed(piece)]
        text = "".join(w.character for w in written)
        assert text == tones.CONFIG.alphabet.decode(greedy_decode(rows))
        times = [w.time_ms for w in written]
        assert times == sorted(times)
        for w in written:
            step = round((w.time_ms - 32) / tones.CONFIG.step_ms)
            assert w.probability == pytest.approx(np.exp(rows[step].max()))


def test_characters_come_while_the_sound_does(trained, recognizer):
    experiment, *_ = trained
    transcribed = load_recognizer(trained[2])
    utterance = next(
        u for u in experiment.test if transcribed.transcribe(u.audio, RATE) == u.text != ""
    )

    def endless():
        yield from (piece[:, np.newaxis] for piece in pieces_of(utterance.audio, 160))
        raise AssertionError("asked for more than was needed")

    along = write_along(endless(), RATE, recognizer)
    assert next(along).character == utterance.text[0]


def test_other_rates_and_stereo_are_written_alike(recognizer, sound):
    blocks = [np.stack([2 * p, 0 * p], axis=1) for p in pieces_of(sound, 1_000)]
    mono = [p[:, np.newaxis] for p in pieces_of(sound, 333)]
    one = [w.character for w in write_along(mono, RATE, recognizer)]
    two = [w.character for w in write_along(blocks, RATE, recognizer)]
    assert one == two
    assert len(one) > 10
    with pytest.raises(AudioError, match="NaN or infinite"):
        list(write_along([np.full((9, 1), np.nan)], RATE, recognizer))


def test_one_that_needs_the_whole_sound_is_refused(bidirectional):
    with pytest.raises(ValueError, match=r"needs the whole sound: .*--causal"):
        read_streaming_recognizer(bidirectional[2])


def test_no_keras_is_needed(trained):
    code = (
        "import sys; from course_utils.speech_recognition.streaming import *; "
        "import numpy as np; stream = read_streaming_recognizer(sys.argv[1]).stream(); "
        "assert len(stream.feed(np.zeros(8000, np.float32))) == 25; "
        "assert 'keras' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(trained[2])], check=True)
