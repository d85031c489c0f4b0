"""Kokoro: espeak-ng's phonemes, what the network is given, and the file of its voices."""

import subprocess

import numpy as np
import pytest

from course_utils.speech_synthesis import kokoro
from course_utils.speech_synthesis.kokoro import LENGTHS, STYLE, pack_voices, style
from course_utils.speech_synthesis.voice_catalog import KOKORO

SYMBOLS = {symbol: number for number, symbol in enumerate("ætɪvA.?ʔ", start=1)}


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
        program.write_text(
            f"#!/bin/sh\ncd '{tmp_path}'\necho $2 > accent\n/bin/cat answer\nexit {status}\n"
        )
        program.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    return answers


@pytest.fixture
def session(monkeypatch):
    """A network that says anything."""
    session = FakeSession()
    monkeypatch.setattr(kokoro, "_network", lambda: (session, SYMBOLS))
    return session


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


def test_the_network_gets_padded_tokens_the_voices_style_and_the_speed(espeak, session):
    espeak("ætɪveɪt")
    audio, sample_rate = kokoro.say("activate", 1.5, "am_puck")
    assert sample_rate == kokoro.SAMPLE_RATE
    assert audio.ndim == 1
    given = session.inputs
    np.testing.assert_array_equal(given["tokens"], [[0, 1, 2, 3, 4, 5, 2, 6, 0]])
    assert given["tokens"].dtype == np.int64
    np.testing.assert_array_equal(given["style"], [style("am_puck", 7)])
    np.testing.assert_array_equal(given["speed"], [1.5])


@pytest.mark.parametrize(("voice", "accent"), [("bm_lewis", "en-gb"), ("zf_xiaoni", "en-us")])
def test_british_voices_get_british_phonemes(espeak, session, tmp_path, voice, accent):
    espeak("ætɪv")
    kokoro.say("active", 1.0, voice)
    assert (tmp_path / "accent").read_text().strip() == accent


@pytest.mark.parametrize("voice", ["bm_lewis", "ef_dora"])
def test_another_language_has_its_own_phonemes_in_every_voice(espeak, session, tmp_path, voice):
    espeak("ætɪv")
    kokoro.say("activa", 1.0, voice, language="es-419")
    assert (tmp_path / "accent").read_text().strip() == "es-419"


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("ætɪveɪt", "ætɪvAʔ."),
        ("æt æt, ɪt", "æʔ æʔ ɪʔ."),
        ("tɪæt ævt", "tɪæʔ ævt."),  # not at the start of a word, and not after a consonant
    ],
)
def test_a_glottal_stop_stands_for_a_final_t(espeak, session, spoken, expected):
    espeak(spoken)
    kokoro.say("a text", 1.0, "am_puck", glottal=True)
    symbols = [symbol for symbol in expected if symbol in SYMBOLS]
    np.testing.assert_array_equal(
        session.inputs["tokens"], [[0, *(SYMBOLS[symbol] for symbol in symbols), 0]]
    )


def test_an_accent_replaces_phonemes_one_habit_after_the_other(espeak, session):
    espeak("θɹiː")
    kokoro.say("a text", 1.0, "am_puck", accent=(("θ", "s"), ("ɹ", "ʁ"), ("z", "ts")))
    expected = [SYMBOLS[symbol] for symbol in "sʁi." if symbol in SYMBOLS]
    np.testing.assert_array_equal(session.inputs["tokens"], [[0, *expected, 0]])


def test_two_voices_are_mixed_by_their_styles(espeak, session):
    espeak("ætɪ")
    styles = []
    for options in ({}, {"other": "af_sky", "share": 1.0}, {"other": "af_sky", "share": 0.25}):
        kokoro.say("a text", 1.0, "am_puck", **options)
        styles.append(session.inputs["style"])
    assert styles[2].dtype == np.float32
    np.testing.assert_allclose(styles[2], 0.75 * styles[0] + 0.25 * styles[1], atol=1e-6)


@pytest.mark.parametrize(("spoken", "count"), [("\n", 0), (511 * "æ", 512)])
def test_too_few_or_too_many_phonemes_are_counted(espeak, session, spoken, count):
    espeak(spoken)
    with pytest.raises(ValueError, match=f"has {count} phonemes: Kokoro says 1 to 510"):
        kokoro.say("a text", 1.0, "am_puck")


def test_a_failing_espeak_is_an_error(espeak, session):
    espeak("", status=1)
    with pytest.raises(subprocess.SubprocessError, match="exit status 1"):
        kokoro.say("activate", 1.0, "am_puck")


@pytest.fixture
def tables(tmp_path):
    """A folder with the tables of two voices: each number is its row's, or twice that."""
    rows = np.repeat(np.arange(1, 511, dtype=np.float32)[:, np.newaxis], STYLE, axis=1)
    rows.tofile(tmp_path / "one.bin")
    (2 * rows).tofile(tmp_path / "two.bin")
    return tmp_path


def test_every_voice_of_the_catalog_is_there_and_another_one():
    styles = np.stack([style(name.removeprefix("kokoro-"), 9) for name in KOKORO])
    assert styles.shape == (54, STYLE)
    assert styles.dtype == np.float32
    apart = np.linalg.norm(styles[:, np.newaxis] - styles, axis=-1)
    assert apart[~np.eye(len(styles), dtype=bool)].min() > 0.1


def test_packed_voices_come_back_for_every_length(tables, monkeypatch):
    assert pack_voices(tables, tables / kokoro.FILE) == ["one", "two"]
    monkeypatch.setattr(kokoro, "data_folder", lambda chapter: tables)
    kokoro._voices.cache_clear()
    try:
        for length in (1, 2, 4, 99, 100, 510):
            np.testing.assert_allclose(style("one", length), length, rtol=1e-3)
            np.testing.assert_allclose(style("two", length), 2 * length, rtol=1e-3)
    finally:
        kokoro._voices.cache_clear()


def test_lengths_span_what_kokoro_says():
    assert (LENGTHS[0], LENGTHS[-1]) == (1, 510)
    assert sorted(set(LENGTHS)) == list(LENGTHS)


def test_a_folder_without_voices_and_a_table_of_another_size_are_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no file VOICE"):
        pack_voices(tmp_path, tmp_path / "voices.npz")
    np.zeros(100, np.float32).tofile(tmp_path / "bad.bin")
    with pytest.raises(ValueError, match=r"bad\.bin holds 100 numbers, not 510 x 256"):
        pack_voices(tmp_path, tmp_path / "voices.npz")
    assert not (tmp_path / "voices.npz").exists()
