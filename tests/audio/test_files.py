"""Sound in and out of files; test_damaged_files.py has those that chance has damaged."""

import base64
import io
import os
import re
import struct
from itertools import product

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_utils.audio.files import (
    AudioBlocks,
    AudioError,
    find_data_chunk,
    player,
    read_audio,
    resample,
    write_audio,
)
from tests.sounds import FLOAT, PCM, chunk, flac_bytes, tone, wav_bytes, without_length

FEW = settings(max_examples=50, deadline=None)


def save(folder, content, name="a.wav"):
    file = folder / name
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("samples", "bits", "tag"),
    [
        (bytes([0, 64, 128, 192]), 8, PCM),
        (struct.pack("<4h", -(2**15), -(2**14), 0, 2**14), 16, PCM),
        (b"".join(struct.pack("<i", k << 30)[1:] for k in (-2, -1, 0, 1)), 24, PCM),
        (struct.pack("<4i", -(2**31), -(2**30), 0, 2**30), 32, PCM),
        (struct.pack("<4f", -1, -0.5, 0, 0.5), 32, FLOAT),
        (struct.pack("<4d", -1, -0.5, 0, 0.5), 64, FLOAT),
    ],
)
def test_every_sample_format_reads_the_same(tmp_path, samples, bits, tag):
    file = save(tmp_path, wav_bytes(samples, 22_050, bits=bits, tag=tag))
    audio, sample_rate = read_audio(file)
    assert sample_rate == 22_050
    assert audio.dtype == np.float32
    assert audio.tolist() == [[-1.0], [-0.5], [0.0], [0.5]]


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize(
    ("name", "length"),
    [(b"bext", 602), (b"PEAK", 16), *product([b"id3 ", b"LIST", b"zzzz"], [0, 17, 400_000])],
)
def test_other_chunks_do_not_matter(tmp_path, side, name, length):
    samples = struct.pack("<3h", 100, -200, 300)
    file = save(tmp_path, wav_bytes(samples, **{side: ((name, bytes(length)),)}))
    assert (read_audio(file)[0] * 32768).tolist() == [[100], [-200], [300]]


def test_right_channel_only(tmp_path):
    samples = struct.pack("<6h", 0, 1000, 0, -2000, 0, 3000)
    audio, _ = read_audio(save(tmp_path, wav_bytes(samples, channels=2)))
    assert (audio * 32768).tolist() == [[0, 1000], [0, -2000], [0, 3000]]


@pytest.mark.parametrize(
    ("suffix", "channels", "frames"),
    [*product([".wav", ".flac"], [1, 2, 6], [50]), (".flac", 1, 2_500_000)],
)
def test_channels_and_blocks_stay_in_order(tmp_path, suffix, channels, frames):
    audio = np.random.default_rng(0).integers(-100, 100, (frames, channels)) / 128
    write_audio(tmp_path / f"a{suffix}", audio, 44_100)
    read, sample_rate = read_audio(tmp_path / f"a{suffix}")
    assert sample_rate == 44_100
    assert np.array_equal(read, audio)


def test_long_flac_of_six_channels(tmp_path):
    """Read in one piece, libsndfile returns nothing: more than 2**24 samples, 6 channels."""
    frames = 2**24 // 6 + 1000
    write_audio(tmp_path / "a.flac", np.full((frames, 6), 0.25, np.float32), 48_000)
    audio, _ = read_audio(tmp_path / "a.flac")
    assert audio.shape == (frames, 6)
    assert (audio == 0.25).all()


def test_flac_without_a_length(tmp_path):
    audio = np.random.default_rng(0).integers(-100, 100, 40_000) / 128
    file = save(tmp_path, without_length(flac_bytes(audio)), "a.flac")
    assert np.array_equal(read_audio(file)[0][:, 0], audio)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"is empty \(0 bytes\)"),
        (b"not a sound at all", "cannot be read as audio: "),
        (wav_bytes(b""), "holds no sound: 0 frames"),
        (wav_bytes(bytes(8), 10), "its sample rate must be from 1,000 to 768,000 Hz, not 10"),
        (wav_bytes(bytes(998), data_length=1000), "declares 1,000 bytes of samples and holds 998"),
        (wav_bytes(bytes(1000))[:-600], "declares 1,000 bytes of samples and holds 400"),
        (
            wav_bytes(struct.pack("<4f", 0, np.nan, np.inf, -np.inf), bits=32, tag=FLOAT),
            "holds 3 samples that are NaN or infinite, the first in frame 1",
        ),
        (
            wav_bytes(struct.pack("<2d", 0, 1e300), bits=64, tag=FLOAT),
            "holds 1 samples that are NaN or infinite, the first in frame 1",
        ),
    ],
    ids=["empty", "text", "no frames", "rate", "declares more", "cut", "NaN", "beyond float32"],
)
def test_error_names_the_file_and_the_numbers(tmp_path, content, message):
    file = save(tmp_path, content)
    with pytest.raises(AudioError, match=f"^{re.escape(str(file))}.*{message}"):
        read_audio(file)


def test_missing_file_folder_and_headerless_file(tmp_path):
    with pytest.raises(AudioError, match=r"none\.wav does not exist"):
        read_audio(tmp_path / "none.wav")
    with pytest.raises(AudioError, match="is a folder"):
        read_audio(tmp_path)
    with pytest.raises(AudioError, match=r"a\.raw has no header"):
        read_audio(save(tmp_path, bytes(100), "a.raw"))


def test_flac_that_ends_between_two_of_its_blocks(tmp_path):
    audio = np.random.default_rng(0).integers(-100, 100, 40_000) / 128
    content = bytearray(flac_bytes(audio))
    content[22:26] = struct.pack(">I", 50_000)
    with pytest.raises(AudioError, match="truncated: it declares 50,000 frames and holds 40,000"):
        read_audio(save(tmp_path, content, "a.flac"))


@pytest.mark.parametrize(
    ("from_rate", "to_rate"), [(16_000, 8_000), (8_000, 44_100), (44_100, 4_410)]
)
def test_resampled_tone_is_the_tone_at_the_other_rate(from_rate, to_rate):
    wanted = tone(1, to_rate)
    got = resample(tone(1, from_rate).astype(np.float32), from_rate, to_rate)
    assert got.dtype == np.float32
    assert len(got) == len(wanted)
    middle = slice(to_rate // 10, -to_rate // 10)
    noise = got[middle] - wanted[middle]
    assert 10 * np.log10(np.mean(wanted[middle] ** 2) / np.mean(noise**2)) > 90


def test_resampling_removes_what_the_lower_rate_cannot_hold():
    got = resample(tone(1, 16_000, hz=6_000), 16_000, 8_000)
    assert np.abs(got[800:-800]).max() < 1e-4


@FEW
@given(
    audio=arrays(
        np.float32,
        st.tuples(st.integers(20, 300), st.integers(1, 3)),
        elements=st.floats(-1, 1, width=32),
    ),
    to_rate=st.sampled_from([4_000, 8_000, 16_000, 22_050, 48_000]),
)
def test_resample_takes_each_channel_by_itself_and_leaves_its_argument(audio, to_rate):
    before = audio.copy()
    got = resample(audio, 16_000, to_rate)
    assert np.array_equal(audio, before)
    assert abs(len(got) - len(audio) * to_rate / 16_000) <= 1
    for channel in range(audio.shape[1]):
        assert np.array_equal(got[:, channel], resample(audio[:, channel], 16_000, to_rate))


def test_equal_rates_give_a_copy():
    audio = tone(0.1).astype(np.float32)
    got = resample(audio, 16_000, 16_000)
    assert np.array_equal(got, audio)
    assert not np.shares_memory(got, audio)


@pytest.mark.parametrize("rate", [0, -16_000, 16_000.5, 999, 768_001, "16000", None, np.nan])
def test_rates_that_make_no_sense(rate, tmp_path):
    audio = np.zeros(100, np.float32)
    for call in (
        lambda: resample(audio, rate, 16_000),
        lambda: resample(audio, 16_000, rate),
        lambda: write_audio(tmp_path / "a.wav", audio, rate),
        lambda: player(audio, rate),
    ):
        with pytest.raises(AudioError, match="rate must be"):
            call()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("audio", "message"),
    [
        (np.zeros(0, np.float32), "no samples"),
        (np.zeros((5, 0), np.float32), "no samples"),
        (np.zeros((2, 2, 2), np.float32), r"\(frames, channels\)"),
        (np.zeros(100, np.int16), "must be float samples"),
        (np.array([0, np.nan]), "1 samples that are NaN or infinite, the first in frame 1"),
        (np.zeros(1, np.float32), "1 frames at 16,000 Hz are too short for a sample at 4,410 Hz"),
    ],
)
def test_sound_that_cannot_be_resampled(audio, message):
    with pytest.raises(AudioError, match=message):
        resample(audio, 16_000, 4_410)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".WAV"])
def test_every_16_bit_sample_survives_writing_and_reading(tmp_path, suffix):
    pcm = np.arange(-32768, 32768).astype(np.int16)
    write_audio(tmp_path / f"a{suffix}", pcm / 32768, 8_000)
    audio, sample_rate = read_audio(tmp_path / f"a{suffix}")
    assert sample_rate == 8_000
    assert np.array_equal(audio[:, 0] * 32768, pcm)
    stored, _ = soundfile.read(tmp_path / f"a{suffix}", dtype="int16")
    assert np.array_equal(stored, pcm)


@FEW
@given(audio=arrays(np.float64, st.integers(1, 200), elements=st.floats(-1, 1)))
def test_writing_rounds_to_the_nearest_step(tmp_path_factory, audio):
    file = tmp_path_factory.getbasetemp() / "rounded.wav"
    write_audio(file, audio, 16_000)
    difference = read_audio(file)[0][:, 0] - audio
    assert np.abs(difference[audio < 32767 / 32768]).max(initial=0) <= 0.5 / 32768 + 1e-7
    assert np.abs(difference).max() <= 1 / 32768 + 1e-7


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_equal_sound_gives_equal_bytes(tmp_path, suffix):
    for name in ("a", "b"):
        write_audio(tmp_path / f"{name}{suffix}", tone(0.5), 16_000)
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@pytest.mark.parametrize(
    ("name", "audio", "message"),
    [
        ("a.wav", np.array([0.1, np.nan, np.inf]), "2 samples that are NaN or infinite"),
        (
            "a.flac",
            np.array([0.5, 1.25, -1.5]),
            r"2 samples are outside \[-1, 1\], the peak is 1.5",
        ),
        ("a.mp3", np.zeros(4), r"the suffix must be .wav or .flac, not '.mp3'"),
        ("a.flac", np.zeros((4, 9)), r"cannot write \(4, 9\) samples at 16,000 Hz as FLAC"),
    ],
)
def test_what_cannot_be_written_leaves_no_file(tmp_path, name, audio, message):
    with pytest.raises(AudioError, match=message):
        write_audio(tmp_path / name, audio, 16_000)
    assert list(tmp_path.iterdir()) == []


def played(sound):
    _, encoded = re.search(r'src="data:(audio/flac);base64,([^"]+)"', sound._repr_html_()).groups()
    return soundfile.read(io.BytesIO(base64.b64decode(encoded)), dtype="float32")


def test_player_is_as_loud_as_the_samples():
    audio = np.array([0.25, -0.125, 3.0, -3.0])
    samples, sample_rate = played(player(audio, 16_000))
    assert sample_rate == 16_000
    assert samples.tolist() == [0.25, -0.125, 32767 / 32768, -1.0]
    assert audio.tolist() == [0.25, -0.125, 3.0, -3.0]


def test_player_of_two_channels_is_compact():
    audio = np.stack([tone(1), -tone(1)], axis=1)
    sound = player(audio, 16_000)
    assert played(sound)[0].shape == (16_000, 2)
    assert len(sound._repr_html_()) < 2 * audio.astype(np.int16).nbytes


def test_player_refuses_what_cannot_be_played():
    with pytest.raises(AudioError, match="NaN"):
        player(np.array([np.nan]), 16_000)


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
    content = flac_bytes(np.random.default_rng(0).uniform(-1, 1, 20_000))[:20_000]
    with AudioBlocks(save(tmp_path, content, "cut.flac"), block_frames=1000) as blocks:
        iterator = iter(blocks)
        assert len(next(iterator)) == 1000
        with pytest.raises(AudioError, match=r"truncated|cannot be read"):
            list(iterator)


def test_data_after_an_odd_chunk(tmp_path):
    content = wav_bytes(b"\1\2\3\4", before=((b"note", b"odd"),), after=((b"LIST", b"more"),))
    data = find_data_chunk(save(tmp_path, content))
    assert content[data.start :].startswith(b"\1\2\3\4LIST")
    assert data.declared == 4
    assert data.held == len(content) - data.start
    assert not data.streamed


@pytest.mark.parametrize(
    ("data_length", "riff_length", "streamed"),
    [
        (0, 0, True),
        (0, 36, True),
        (0, 0xFFFFFFFF, True),
        (0, None, False),
        (0x7FFFF000, 0x7FFFF024, True),
        (0xFFFFFFFF, 0xFFFFFFFF, True),
        (5, None, False),
    ],
)
def test_length_that_the_writer_did_not_know(tmp_path, data_length, riff_length, streamed):
    samples = struct.pack("<3h", 100, -200, 300)
    content = wav_bytes(samples, data_length=data_length, riff_length=riff_length)
    file = save(tmp_path, content)
    assert find_data_chunk(file)[1:] == (data_length, 6, streamed)
    if streamed:
        assert (read_audio(file)[0] * 32768).tolist() == [[100], [-200], [300]]


def test_length_in_ds64(tmp_path):
    lengths = struct.pack("<QQQI", 0, 5 * 2**30, 0, 0)
    body = b"WAVE" + chunk(b"ds64", lengths) + chunk(b"data", b"\1\2", 0xFFFFFFFF)
    data = find_data_chunk(save(tmp_path, chunk(b"RF64", body, 0xFFFFFFFF)))
    assert (data.declared, data.held, data.streamed) == (5 * 2**30, 2, False)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"fLaC" + bytes(40), b"RIFF\4\0\0\0WAVE"])
def test_file_without_a_data_chunk(tmp_path, content):
    assert find_data_chunk(save(tmp_path, content)) is None


def test_big_endian(tmp_path):
    data = struct.pack(">4sI", b"data", 2) + b"\0\1"
    content = struct.pack(">4sI", b"RIFX", 4 + len(data)) + b"WAVE" + data
    assert find_data_chunk(save(tmp_path, content))[1:] == (2, 2, False)
