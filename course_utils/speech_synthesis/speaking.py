"""Many speakers from few voices: pitch, speed and the length of the vocal tract vary."""

from dataclasses import dataclass

import numpy as np
import soxr

from course_utils.speech_synthesis.voices import Voice, speak

SAMPLE_RATE = 44_100
LEVEL_DBFS = -26.0
SILENCE_MS = 100
SILENCE_DB = -40.0
HIGHEST_PEAK = 0.99
FORMANTS = (0.85, 1.18)
PITCH = (0.8, 1.25)
SPEED = (0.85, 1.6)


@dataclass(frozen=True)
class Speaker:
    """A voice, changed by factors; 1 leaves it as it is.

    Attributes:
        voice: The engine's voice.
        formants: How high the resonances of the vocal tract are: above 1 a shorter tract, as of a
            smaller person.
        pitch: How high F0 is.
        speed: How fast the words come.
    """

    voice: Voice
    formants: float = 1.0
    pitch: float = 1.0
    speed: float = 1.0


def random_speaker(voice: Voice, rng: np.random.Generator) -> Speaker:
    """Draws factors, uniform in their logarithm, from FORMANTS, PITCH and SPEED.

    A voice that is another one for each speaker is drawn first. One whose pitch its engine cannot
    change gets a pitch that rises with its formants.
    """
    if voice.draw is not None:
        voice = voice.draw(rng)
    formants, pitch, speed = (
        round(float(np.exp(rng.uniform(*np.log(ends)))), 3) for ends in (FORMANTS, PITCH, SPEED)
    )
    return Speaker(voice, formants, pitch if voice.has_pitch else formants, speed)


def say(
    speaker: Speaker,
    text: str,
    sample_rate: int = SAMPLE_RATE,
    silence_ms: int = SILENCE_MS,
    level_dbfs: float = LEVEL_DBFS,
) -> np.ndarray:
    """Speaks: float32 (frames,) at `sample_rate`, silence trimmed, level set.

    Sound that is played f times as fast has formants and F0 f times as high and is f times as
    short. So the engine speaks lower and slower by a factor f, and playing it faster undoes both.

    Raises:
        VoiceError: The voice is not installed, cannot change so, or its engine failed.
    """
    f = speaker.formants
    audio, rate = speak(speaker.voice, text, speaker.speed / f, speaker.pitch / f)
    audio = soxr.resample(audio, rate * f, sample_rate, quality="HQ")
    return set_level(trim_silence(audio, sample_rate, silence_ms), sample_rate, level_dbfs)


def trim_silence(
    audio: np.ndarray, sample_rate: int = SAMPLE_RATE, silence_ms: int = SILENCE_MS
) -> np.ndarray:
    """Cuts leading and trailing silence to about `silence_ms`.

    Speech begins and ends where a frame of 10 ms comes within 40 dB of the loudest.

    Args:
        audio: (frames,) at `sample_rate`, at least 10 ms and not silent.
        sample_rate: In Hz.
        silence_ms: What is left of it at each end.
    """
    frame = sample_rate // 100
    loud = np.flatnonzero(_is_loud(_power(audio, sample_rate)))
    margin = sample_rate * silence_ms // 1000
    return audio[max(0, loud[0] * frame - margin) : (loud[-1] + 1) * frame + margin]


def set_level(
    audio: np.ndarray, sample_rate: int = SAMPLE_RATE, level_dbfs: float = LEVEL_DBFS
) -> np.ndarray:
    """Scales speech to a level, the RMS of its loud frames; lower where it would be clipped.

    Args:
        audio: (frames,) at `sample_rate`, at least 10 ms and not silent.
        sample_rate: In Hz.
        level_dbfs: The level.
    """
    power = _power(audio, sample_rate)
    rms = np.sqrt(power[_is_loud(power)].mean())
    gain = min(10 ** (level_dbfs / 20) / rms, HIGHEST_PEAK / np.abs(audio).max())
    return (audio * gain).astype(np.float32)


def _power(audio: np.ndarray, sample_rate: int) -> np.ndarray:
    """The mean square of each frame of 10 ms."""
    frame = sample_rate // 100
    n_frames = len(audio) // frame
    frames = audio[: n_frames * frame].reshape(n_frames, frame)
    return np.mean(np.square(frames, dtype=np.float64), axis=1)


def _is_loud(power: np.ndarray) -> np.ndarray:
    return power >= power.max() * 10 ** (SILENCE_DB / 10)
