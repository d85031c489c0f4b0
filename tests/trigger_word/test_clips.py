import numpy as np
import pytest
import soundfile

from course_utils.audio.files import AudioError
from course_utils.audio.pydub_audio import to_samples, to_segment
from course_utils.trigger_word.clips import SAMPLE_RATE, load_clips, read_clip
from tests.sounds import tone
from tests.trigger_word.clips_for_tests import small_clips, write_clips

pytestmark = pytest.mark.filterwarnings("ignore:'audioop'")


def write(path, audio=None, rate=SAMPLE_RATE, subtype="PCM_16"):
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, tone(0.5, rate) if audio is None else audio, rate, subtype)
    return path


def fill(folder):
    for kind in ("activates", "negatives", "backgrounds"):
        write(folder / kind / "a.wav")
    return folder


def test_every_16_bit_value_survives_both_ways():
    pcm = np.arange(-32768, 32768).astype("<i2")
    samples = (pcm / 32768).astype(np.float32)
    segment = to_segment(samples)
    assert segment.raw_data == pcm.tobytes()
    assert np.array_equal(to_samples(segment), samples)
    assert to_samples(segment).dtype == np.float32


@pytest.mark.parametrize("bad", [[1.5], [np.nan], [-1.01]])
def test_samples_out_of_range_make_no_segment(bad):
    with pytest.raises(ValueError, match=r"in \[-1, 1\]"):
        to_segment(np.array(bad, np.float32))


def test_stereo_is_no_clip():
    with pytest.raises(ValueError, match=r"\(n,\)"):
        to_segment(np.zeros((5, 2), np.float32))
    with pytest.raises(ValueError, match="2 channels of 16 bits"):
        to_samples(to_segment(np.zeros(100, np.float32)).set_channels(2))


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "FLOAT"])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_rate_width_and_channels_become_a_clip(tmp_path, rate, subtype, channels):
    audio = np.stack([tone(0.5, rate)] * channels, axis=1)
    clip = read_clip(write(tmp_path / "a.wav", audio, rate, subtype))
    assert (clip.channels, clip.sample_width, clip.frame_rate) == (1, 2, SAMPLE_RATE)
    assert len(clip) == 500
    assert np.sqrt(np.mean(to_samples(clip) ** 2)) == pytest.approx(0.354, abs=0.01)


def test_a_clipped_recording_is_read(tmp_path):
    square = np.sign(tone(0.5, 16_000)) * 0.9999
    assert to_samples(read_clip(write(tmp_path / "a.wav", square, 16_000))).max() <= 1


def test_the_clips_of_a_folder_come_in_sorted_order(tmp_path):
    fill(tmp_path)
    write(tmp_path / "activates" / "b" / "c.flac", tone(0.2))
    write(tmp_path / "activates" / "B.wav", tone(0.3, SAMPLE_RATE), SAMPLE_RATE)
    write(tmp_path / "activates" / ".hidden.wav")
    clips = load_clips(tmp_path)
    assert [len(clip) for clip in clips.activates] == [300, 500, 73]
    assert (len(clips.negatives), len(clips.backgrounds), clips.skipped) == (1, 1, ())


def test_what_is_no_sound_is_skipped_with_its_reason(tmp_path):
    fill(tmp_path)
    negatives = tmp_path / "negatives"
    (negatives / "empty.wav").touch()
    (negatives / "notes.txt").write_text("no sound")
    write(negatives / "short.wav", tone(0.01, SAMPLE_RATE))
    write(negatives / "silent.wav", np.zeros(SAMPLE_RATE))
    whole = write(negatives / "whole.wav").read_bytes()
    (negatives / "cut.wav").write_bytes(whole[:1000])
    clips = load_clips(tmp_path)
    reasons = {path.name: reason for path, reason in clips.skipped}
    assert sorted(reasons) == ["cut.wav", "empty.wav", "notes.txt", "short.wav", "silent.wav"]
    assert "truncated" in reasons["cut.wav"]
    assert reasons["empty.wav"] == "is empty (0 bytes)"
    assert reasons["short.wav"] == "is too short: 10 ms, a clip needs 50"
    assert reasons["silent.wav"] == "is silent"
    assert len(clips.negatives) == 2


def test_a_folder_without_a_needed_kind_is_named(tmp_path):
    fill(tmp_path)
    (tmp_path / "activates" / "a.wav").write_bytes(b"nothing")
    with pytest.raises(
        ValueError, match=r"activates holds no usable clips; 1 are unusable, the fir"
    ):
        load_clips(tmp_path)
    assert load_clips(tmp_path, need=["negatives"]).activates == ()
    with pytest.raises(ValueError, match="does not exist"):
        load_clips(tmp_path / "none")
    with pytest.raises(ValueError, match="is not a folder"):
        load_clips(tmp_path / "negatives" / "a.wav")


def test_only_files_to_keep_are_read(tmp_path):
    folder = write_clips(tmp_path / "clips")
    clips = load_clips(folder, keep=lambda path: path.name != "1.wav")
    assert [len(clips.activates), len(clips.negatives), len(clips.backgrounds)] == [2, 1, 1]


def test_progress_sees_every_file(tmp_path):
    seen = []
    load_clips(fill(tmp_path), progress=lambda files: seen.extend(files) or files)
    assert len(seen) == 3


def test_a_damaged_file_says_so(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF")
    with pytest.raises(AudioError, match="cannot be read"):
        read_clip(path)


def test_clips_change_their_rate():
    clips = small_clips(rate=16_000)
    half = clips.at_rate(8_000)
    assert [len(clip) for clip in half.activates] == [len(clip) for clip in clips.activates]
    assert {clip.frame_rate for clip in half.backgrounds} == {8_000}
    assert clips.at_rate(16_000).activates[0] is clips.activates[0]
