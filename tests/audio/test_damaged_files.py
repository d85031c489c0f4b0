"""Damaged sound files, by chance: whatever a file holds, it is finite sound or an AudioError."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.audio.files import AudioError, read_audio
from tests.sounds import FLOAT, flac_bytes, wav_bytes, without_length

OFTEN = settings(max_examples=300, deadline=None)


@pytest.fixture(scope="module")
def valid_files():
    pcm = (np.random.default_rng(0).normal(size=(2000, 2)) * 3000).astype("<i2")
    floats = (pcm / 32768).astype("<f4").tobytes()
    return [
        wav_bytes(pcm.tobytes(), channels=2),
        wav_bytes(floats, channels=2, bits=32, tag=FLOAT, before=((b"PEAK", bytes(24)),)),
        wav_bytes(pcm.tobytes(), before=((b"bext", bytes(602)),), after=((b"LIST", bytes(30)),)),
        flac_bytes(pcm),
        without_length(flac_bytes(pcm)),
    ]


def assert_reads_or_raises(file):
    try:
        audio, sample_rate = read_audio(file)
    except AudioError:
        return
    assert audio.dtype == np.float32
    assert audio.ndim == 2
    assert audio.size > 0
    assert np.isfinite(audio).all()
    assert isinstance(sample_rate, int)


@pytest.fixture(scope="module")
def fuzz_file(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "a.wav"


@OFTEN
@given(
    which=st.integers(0, 4),
    flips=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 7)), min_size=1, max_size=5),
)
def test_bits_flipped_in_the_header(valid_files, fuzz_file, which, flips):
    content = bytearray(valid_files[which])
    for byte, bit in flips:
        content[byte] ^= 1 << bit
    fuzz_file.write_bytes(content)
    assert_reads_or_raises(fuzz_file)


@OFTEN
@given(
    start=st.sampled_from([b"", b"RIFF\0\1\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt ", b"fLaC"]),
    tail=st.binary(),
)
def test_random_bytes(fuzz_file, start, tail):
    fuzz_file.write_bytes(start + tail)
    assert_reads_or_raises(fuzz_file)


@OFTEN
@given(which=st.sampled_from([0, 1, 3]), fraction=st.floats(0, 1, exclude_max=True))
def test_every_truncation_raises(valid_files, fuzz_file, which, fraction):
    content = valid_files[which]
    fuzz_file.write_bytes(content[: int(len(content) * fraction)])
    with pytest.raises(AudioError):
        read_audio(fuzz_file)
