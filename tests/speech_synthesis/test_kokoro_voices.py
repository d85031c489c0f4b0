"""The voices of Kokoro: their rows, what lies between them, and how the file is made."""

import numpy as np
import pytest

from course_utils.speech_synthesis import kokoro as kokoro_voices
from course_utils.speech_synthesis.kokoro import LENGTHS, STYLE, pack_voices, style
from course_utils.speech_synthesis.voice_catalog import KOKORO


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
    assert pack_voices(tables, tables / kokoro_voices.FILE) == ["one", "two"]
    monkeypatch.setattr(kokoro_voices, "data_folder", lambda chapter: tables)
    kokoro_voices._voices.cache_clear()
    try:
        for length in (1, 2, 4, 99, 100, 510):
            np.testing.assert_allclose(style("one", length), length, rtol=1e-3)
            np.testing.assert_allclose(style("two", length), 2 * length, rtol=1e-3)
    finally:
        kokoro_voices._voices.cache_clear()


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
