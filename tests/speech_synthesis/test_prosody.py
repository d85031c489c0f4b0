"""What engines are told to speak faster, slower, higher or lower."""

from functools import partial

import pytest

from course_utils.speech_synthesis import prosody
from course_utils.speech_synthesis.prosody import Prosody

ENGINES = {
    "RHVoice": prosody.rhvoice,
    "espeak-ng": prosody.espeak,
    "pico": prosody.pico,
    "flite": partial(prosody.flite, mean_f0_hz=100),
    "festival": partial(prosody.festival, mean_f0_hz=105, f0_std_hz=15),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_unchanged_voice_gets_no_option(engine):
    assert ENGINES[engine](1, 1) == Prosody()


@pytest.mark.parametrize(
    ("engine", "told"),
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
def test_faster_and_lower(engine, told):
    assert ENGINES[engine](1.25, 0.8) == told


def test_festival_is_told_in_scheme():
    stretch, f0 = ENGINES["festival"](0.5, 2).arguments[1::2]
    assert stretch == "(Parameter.set 'Duration_Stretch 2.0000)"
    assert "(target_f0_mean 210.00)" in f0
    assert "(target_f0_std 30.00)" in f0
    assert f0.count("(") == f0.count(")")


@pytest.mark.parametrize(("pitch", "value"), [(0.4, "0"), (2.5, "99")])
def test_the_pitch_of_espeak_stays_on_its_scale(pitch, value):
    assert ENGINES["espeak-ng"](1, pitch).arguments == ["-p", value]
