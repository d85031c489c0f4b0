"""Recordings that a tiny network learns to recognize in some seconds: each digit is a tone."""

import numpy as np

from course_utils.audio.front_end import FrontEnd
from course_utils.speech_recognition.augmentation import Augmentation
from course_utils.speech_recognition.recognizers import RecognizerConfig
from course_utils.speech_recognition.recordings import SAMPLE_RATE, Recording
from course_utils.speech_recognition.utterances import Joining

HZ = {"0": 300, "1": 900, "2": 2_100}
PITCH = {"ann": 1.06, "bob": 0.94, "eve": 1.0}
FRONT_END = FrontEnd(256, hop=160, n_mels=12, highest_hz=3_800.0, sample_rate=8_000)
CONFIG = RecognizerConfig("012", FRONT_END, filters=24, stride=2, units=24, causal=True)
JOINING = Joining(count=(1, 2), gap_s=(0.05, 0.1))
AUGMENTATION = Augmentation(speed=1.1, masks=1, mask_bands=1, mask_frames=1)


def tone(digit, speaker="eve", seconds=0.2, seed=0):
    """A tone that swells and fades, with a faint hiss: float32 (n,)."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = 0.3 * np.sin(2 * np.pi * HZ[digit] * PITCH[speaker] * t) * np.hanning(len(t))
    return (sound + rng.normal(0, 1e-3, len(t))).astype(np.float32)


def recordings(speakers=("ann", "bob"), per_digit=4):
    """Recordings of each digit by each speaker; the first of each is the test."""
    return [
        Recording(
            tone(digit, speaker, 0.15 + 0.02 * k, seed=k),
            digit,
            speaker,
            "train" if k else "test",
            f"{digit}_{speaker}_{k}.wav",
        )
        for speaker in speakers
        for digit in HZ
        for k in range(per_digit)
    ]
