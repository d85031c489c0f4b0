import os

import numpy as np
import pytest

from course_utils.audio.files import AudioBlocks, AudioError, read_audio, write_audio
from tests.sounds import flac_bytes, tone, wav_bytes


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_blocks_one_behind_the_other_are_the_file(tmp_path, suffix):
    path = tmp_path / f"tone{suffix}"
    write_audio(path, np.stack([tone(1.0), -tone(1.0)], axis=1), 16_000)
    with AudioBlocks(path, block_frames=4096) as blocks:
        assert blocks.sample_rate == 16_000
        pieces = list(blocks)
    assert [len(piece) for piece in pieces] == [4096, 4096, 4096, 3712]
    np.testing.assert_array_equal(np.concatenate(pieces), read_audio(path)[0])


def test_blocks_of_a_pipe_last_until_it_ends():
    pipe, end = os.pipe()
    samples = np.arange(1000, dtype="<i2")
    os.write(end, wav_bytes(samples.tobytes(), data_length=0xFFFFFFFF, riff_length=0xFFFFFFFF))
    os.close(end)
    with AudioBlocks(pipe, block_frames=300) as blocks:
        heard = np.concatenate(list(blocks))
    np.testing.assert_array_equal(heard[:, 0] * 32768, samples)
    os.close(pipe)


def test_a_pipe_without_sound():
    pipe, end = os.pipe()
    os.close(end)
    with pytest.raises(AudioError, match="standard input cannot be read as audio"):
        AudioBlocks(pipe)
    os.close(pipe)


def test_blocks_of_a_truncated_file_come_before_the_error(tmp_path):
    path = tmp_path / "cut.flac"
    path.write_bytes(flac_bytes(np.random.default_rng(0).uniform(-1, 1, 20_000))[:20_000])
    with AudioBlocks(path, block_frames=1000) as blocks:
        iterator = iter(blocks)
        assert len(next(iterator)) == 1000
        with pytest.raises(AudioError, match=r"truncated|cannot be read"):
            list(iterator)
