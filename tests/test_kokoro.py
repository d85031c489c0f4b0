"""Kokoro: speakers that are mixtures, espeak-ng's phonemes, and what the network is given."""

import subprocess

import numpy as np
import pytest

from course_utils import kokoro
from course_utils.voice_catalog import KOKORO

SYMBOLS = {symbol: number for number, symbol in enumerate("ætɪvA.?", start=1)}
MOST_TOKENS = 7


class FakeSession:
    """Says one frame for each token, and keeps what it was given."""

    def run(self, outputs, inputs):
        """Like onnxruntime's."""
        self.inputs = inputs
        return [np.full((1, inputs["tokens"].size), 0.5, np.float32)]


@pytest.fixture
def espeak(tmp_path, monkeypatch):
    """A function that sets what espeak-ng answers, for it is not installed everywhere."""

    def answers(text: str, status: int = 0) -> None:
        program = tmp_path / "espeak-ng"
        (tmp_path / "answer").write_text(text, encoding="utf-8")
        program.write_text(f"#!/bin/sh\n/bin/cat '{tmp_path}/answer'\nexit {status}\n")
        program.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    return answers


@pytest.fixture
def session(monkeypatch):
    """A network of MOST_TOKENS tokens, with five voices that are told by their numbers."""
    session = FakeSession()
    voices = np.arange(5.0)[:, np.newaxis, np.newaxis] * np.ones((5, MOST_TOKENS, 256))
    voices[:, :, kokoro.TIMBRE :] += 100
    monkeypatch.setattr(kokoro, "_network", lambda: (session, SYMBOLS, voices))
    return session


def test_a_speaker_is_a_mixture_of_the_voices_and_always_the_same():
    mixture = kokoro.mixtures(3, 5)
    assert mixture.shape == (2, 5)
    np.testing.assert_allclose(mixture.sum(axis=1), 1)
    np.testing.assert_array_equal(mixture, kokoro.mixtures(3, 5))


def test_speakers_differ_in_timbre_and_phrasing():
    both = np.stack([kokoro.mixtures(speaker, 5) for speaker in range(len(KOKORO))])
    for part in (both[:, 0], both[:, 1]):
        distances = np.abs(part[:, np.newaxis] - part).sum(axis=-1)
        assert distances[~np.eye(len(part), dtype=bool)].min() > 0.01


@pytest.mark.parametrize(
    ("spoken", "text", "expected"),
    [
        (" ˈæktɪvˌeɪt\n", "activate", "ˈæktɪvˌAt."),
        (" ˈæktɪvˌeɪt\n", "activate? ", "ˈæktɪvˌAt?"),
        (" tʃˈɜːtʃ\n dʒˈoʊ\n", "church, Joe!", "ʧˈɜɹʧ,  ʤˈO!"),
        (" bˈʌʔn̩ ɐ bˈɔɪ", "button, a boy", "bˈʌʔᵊn ə bˈY."),
        ("\n", "...", ""),
    ],
)
def test_phonemes_are_those_of_kokoro(espeak, spoken, text, expected):
    espeak(spoken)
    assert kokoro.phonemes(text) == expected


def test_the_network_gets_padded_tokens_a_mixed_style_and_the_speed(espeak, session):
    espeak("ætɪveɪt")
    audio, sample_rate = kokoro.say("activate", 1.5, speaker=3)
    assert sample_rate == kokoro.SAMPLE_RATE
    assert audio.ndim == 1
    given = session.inputs
    np.testing.assert_array_equal(given["tokens"], [[0, 1, 2, 3, 4, 5, 2, 6, 0]])
    assert given["tokens"].dtype == np.int64
    timbre, phrasing = kokoro.mixtures(3, 5) @ np.arange(5.0)
    np.testing.assert_allclose(given["style"][0, : kokoro.TIMBRE], timbre, rtol=1e-6)
    np.testing.assert_allclose(given["style"][0, kokoro.TIMBRE :], 100 + phrasing, rtol=1e-6)
    assert given["style"].shape == (1, 256)
    np.testing.assert_array_equal(given["speed"], [1.5])


@pytest.mark.parametrize(("spoken", "count"), [("\n", 0), ("ætætætæt", 9)])
def test_too_few_or_too_many_phonemes_are_counted(espeak, session, spoken, count):
    espeak(spoken)
    with pytest.raises(ValueError, match=f"has {count} phonemes: Kokoro says 1 to 7"):
        kokoro.say("a text", 1.0, speaker=0)


def test_a_failing_espeak_is_an_error(espeak, session):
    espeak("", status=1)
    with pytest.raises(subprocess.SubprocessError, match="exit status 1"):
        kokoro.say("activate", 1.0, speaker=0)
