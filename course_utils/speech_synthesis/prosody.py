"""How each text-to-speech engine is asked to speak faster or slower, higher or lower.

Factors, 1 is the voice as it is. At 1 an engine gets no option at all, so that its output stays the
same to the byte.
"""

import math
from dataclasses import dataclass, field

ESPEAK_WORDS_PER_MINUTE = 175
ESPEAK_PITCH = 50
ESPEAK_PITCH_STEP = 0.0089
"""One step of espeak-ng's 0 to 99 raises log F0 by this much: measured on en-us+m3 and +f2."""


@dataclass(frozen=True)
class Prosody:
    """What to add to an engine's call.

    Attributes:
        arguments: Command-line arguments, added at the end.
        before: Put before the text.
        after: Put after the text.
    """

    arguments: list[str] = field(default_factory=list)
    before: str = ""
    after: str = ""


def rhvoice(speed: float, pitch: float) -> Prosody:
    """RHVoice-test takes percent."""
    arguments = []
    if speed != 1:
        arguments += ["-r", f"{100 * speed:.0f}"]
    if pitch != 1:
        arguments += ["-t", f"{100 * pitch:.0f}"]
    return Prosody(arguments)


def espeak(speed: float, pitch: float) -> Prosody:
    """espeak-ng takes words a minute, and pitch on a scale that is logarithmic in Hz."""
    arguments = []
    if speed != 1:
        arguments += ["-s", f"{ESPEAK_WORDS_PER_MINUTE * speed:.0f}"]
    if pitch != 1:
        value = ESPEAK_PITCH + math.log(pitch) / ESPEAK_PITCH_STEP
        arguments += ["-p", f"{min(max(value, 0), 99):.0f}"]
    return Prosody(arguments)


def pico(speed: float, pitch: float) -> Prosody:
    """SVOX Pico reads percent from tags around the text."""
    before, after = "", ""
    if speed != 1:
        before, after = f'<speed level="{100 * speed:.0f}">', "</speed>"
    if pitch != 1:
        before, after = before + f'<pitch level="{100 * pitch:.0f}">', "</pitch>" + after
    return Prosody([], before, after)


def flite(speed: float, pitch: float, mean_f0_hz: float) -> Prosody:
    """CMU Flite takes how much longer than usual a sound lasts, and the mean F0 in Hz."""
    arguments = []
    if speed != 1:
        arguments += ["--setf", f"duration_stretch={1 / speed:.4f}"]
    if pitch != 1:
        arguments += ["--setf", f"int_f0_target_mean={mean_f0_hz * pitch:.2f}"]
    return Prosody(arguments)


def festival(speed: float, pitch: float, mean_f0_hz: float, f0_std_hz: float) -> Prosody:
    """In Scheme: a stretch of durations, and the statistics that F0 is mapped to."""
    arguments = []
    if speed != 1:
        arguments += ["-eval", f"(Parameter.set 'Duration_Stretch {1 / speed:.4f})"]
    if pitch != 1:
        mean = f"(target_f0_mean {mean_f0_hz * pitch:.2f}) (model_f0_mean 170)"
        deviation = f"(target_f0_std {f0_std_hz * pitch:.2f}) (model_f0_std 34)"
        arguments += ["-eval", f"(set! int_lr_params '({mean} {deviation}))"]
    return Prosody(arguments)
