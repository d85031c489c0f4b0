"""Speakers: a vowel keeps to the pitch, formants and length asked for; silence and level."""

import numpy as np
import pytest

from course_utils.speech_synthesis import speaking
from course_utils.speech_synthesis.speaking import (
    LEVEL_DBFS,
    SAMPLE_RATE,
    Speaker,
    random_speaker,
    say,
    set_level,
    trim_silence,
)
from course_utils.speech_synthesis.voice_catalog import VOICES

ENGINE_RATE = 16_000
F0_HZ = 120
FORMANT_HZ = 1_500


def vowel(voice, text, speed=1.0, pitch=1.0):
    """Stands for an engine: pulses of F0_HZ ring at FORMANT_HZ, 1 s long."""
    frames = round(ENGINE_RATE / speed)
    t = np.arange(ENGINE_RATE // 20) / ENGINE_RATE
    ringing = np.sin(2 * np.pi * FORMANT_HZ * t) * np.exp(-t * 400)
    pulses = np.zeros(frames)
    pulses[(np.arange(0, frames / ENGINE_RATE, 1 / (F0_HZ * pitch)) * ENGINE_RATE).astype(int)] = 1
    return (0.3 * np.convolve(pulses, ringing)[:frames]).astype(np.float32), ENGINE_RATE


def f0_hz(audio):
    middle = audio[len(audio) // 4 : 3 * len(audio) // 4]
    spectrum = np.abs(np.fft.rfft(middle, 2 * len(middle))) ** 2
    correlation = np.fft.irfft(spectrum)
    shortest, longest = SAMPLE_RATE // 300, SAMPLE_RATE // 60
    return SAMPLE_RATE / (shortest + np.argmax(correlation[shortest:longest]))


def formant_hz(audio):
    """The mean frequency of the power, which is the formant's where there is only one."""
    power = np.abs(np.fft.rfft(audio)) ** 2
    hz = np.fft.rfftfreq(len(audio), 1 / SAMPLE_RATE)
    return np.sum(hz * power) / np.sum(power)


@pytest.fixture
def engine(monkeypatch):
    monkeypatch.setattr(speaking, "speak", vowel)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("formants", [0.85, 1.0, 1.18])
@pytest.mark.parametrize("pitch", [0.8, 1.0, 1.25])
@pytest.mark.parametrize("speed", [0.8, 1.25])
def test_pitch_formants_and_length_change_each_by_itself(formants, pitch, speed):
    audio = say(Speaker(VOICES["slt"], formants, pitch, speed), "a")
    usual = say(Speaker(VOICES["slt"]), "a")
    assert f0_hz(audio) / F0_HZ == pytest.approx(pitch, rel=0.02)
    assert formant_hz(audio) / formant_hz(usual) == pytest.approx(formants, rel=0.03)
    assert len(audio) / SAMPLE_RATE == pytest.approx(1 / speed, abs=0.03)


def test_an_engine_is_moved_too():
    if not VOICES["espeak-m3"].installed:
        pytest.skip("needs espeak-ng")
    low, high = (say(Speaker(VOICES["espeak-m3"], formants=f), "activate") for f in (0.85, 1.18))
    assert len(high) / len(low) == pytest.approx(1, rel=0.1)
    assert formant_hz(high) / formant_hz(low) > 1.15


def test_random_speakers_differ_and_stay_in_range():
    speakers = [random_speaker(VOICES["slt"], np.random.default_rng(i)) for i in range(200)]
    assert len(set(speakers)) == 200
    for name, (low, high) in (("formants", speaking.FORMANTS), ("pitch", speaking.PITCH)):
        values = [getattr(speaker, name) for speaker in speakers]
        assert low <= min(values) < 0.95 < 1.05 < max(values) <= high


def test_a_voice_whose_pitch_is_fixed_is_changed_by_its_formants_alone():
    speaker = random_speaker(VOICES["rms"], np.random.default_rng(0))
    assert speaker.pitch == speaker.formants != 1


def test_silence_is_cut_to_a_tenth_of_a_second():
    tone = 0.5 * np.sin(np.arange(SAMPLE_RATE))
    quiet = np.zeros(SAMPLE_RATE)
    cut = trim_silence(np.concatenate([quiet, tone, quiet]))
    assert len(cut) / SAMPLE_RATE == pytest.approx(1.2, abs=0.02)
    np.testing.assert_array_equal(trim_silence(tone), tone)


def test_the_level_is_that_of_the_speech_without_its_silence():
    tone = 0.9 * np.sin(np.arange(SAMPLE_RATE))
    audio = set_level(np.concatenate([tone, np.zeros(SAMPLE_RATE)]))
    assert 20 * np.log10(audio[:SAMPLE_RATE].std()) == pytest.approx(LEVEL_DBFS, abs=0.1)
    assert audio.dtype == np.float32


def test_a_peak_that_would_be_clipped_lowers_the_level():
    clicks = np.zeros(SAMPLE_RATE)
    clicks[::441] = 0.1
    assert np.abs(set_level(clicks)).max() <= speaking.HIGHEST_PEAK + 1e-6
