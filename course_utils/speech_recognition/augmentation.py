"""How the sound of an utterance changes from one time to the next.

What helps most with people who were never heard is to play a recording faster or slower: it changes
the pitch and, as the length of the vocal tract does, the resonances (N. Jaitly and G. Hinton,
"Vocal Tract Length Perturbation (VTLP) improves speech recognition", ICML workshop 2013; T. Ko et
al., "Audio Augmentation for Speech Recognition", Interspeech 2015). Groups of bands and stretches
of time are hidden as in SpecAugment (D. Park et al., 2019, arXiv:1904.08779).
"""

import math
from dataclasses import dataclass

import numpy as np
import soxr

from course_utils.audio.loudness import level_dbfs
from course_utils.speech_recognition.clips import SAMPLE_RATE
from course_utils.validation import require_at_least, require_positive

NOISE_RMS = math.sqrt((256**2 + 2) / 12)  # of the whole numbers from -128 to 127
PAUSE_DBFS = -30.0
TEST_SNR_DB = 45.0
OWN_TILT_DB = 12.0  # of the noise that recordings bring


@dataclass(frozen=True)
class Augmentation:
    """How the sound of an utterance changes; ranges are drawn from evenly.

    Attributes:
        speed: The pace, and with it the pitch, changes by at most this factor; 1 for never.
        level_db: Largest change of each recording's level against the others.
        cut_s: The most that is cut off each end of a recording, as careless trimming does; never
            more than an eighth of it.
        own_noise: Share of recordings with a noise of their own, which begins and ends with them.
        own_snr_db: Range of the level of such a recording over its noise.
        noise: Share of utterances with a hiss, the others are as they were recorded.
        snr_db: Range of the level of speech over the hiss.
        tilt_db: Largest rise or fall of the level from low to high frequencies: a microphone's.
        pauses: Share of utterances in which nobody speaks.
        masks: How many groups of bands, and as many stretches of time, are hidden.
        mask_bands: Most bands in a group.
        mask_frames: Most frames in a stretch; never more than a quarter of an utterance.
    """

    speed: float = 1.2
    level_db: float = 4.0
    cut_s: float = 0.0
    own_noise: float = 0.0
    own_snr_db: tuple[float, float] = (10.0, 40.0)
    noise: float = 0.9
    snr_db: tuple[float, float] = (15.0, 60.0)
    tilt_db: float = 6.0
    pauses: float = 0.03
    masks: int = 0
    mask_bands: int = 6
    mask_frames: int = 8

    def __post_init__(self):
        """Refuses what makes no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        for name in ("own_noise", "noise", "pauses"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a share from 0 to 1, got {getattr(self, name)}")
        for name in ("level_db", "cut_s", "tilt_db"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} is at least 0, got {getattr(self, name)}")
        for name in ("own_snr_db", "snr_db"):
            low, high = getattr(self, name)
            object.__setattr__(self, name, (low, high))  # JSON and options have lists
            if not low <= high:
                raise ValueError(f"{name} is a range (low, high), got {(low, high)}")
        require_at_least(0, masks=self.masks, mask_bands=self.mask_bands)
        require_at_least(0, mask_frames=self.mask_frames)
        require_positive(speed=self.speed)
        if self.speed < 1:
            raise ValueError(f"speed is a factor of at least 1, got {self.speed}")


STRONG = Augmentation(speed=1.3, cut_s=0.1, own_noise=0.5, snr_db=(5.0, 50.0), tilt_db=12.0)
"""For speakers and microphones unlike those of the training, such as people for machines' voices;
for the same ones the light changes that are the default learn faster."""

PLAIN = Augmentation(
    speed=1.0,
    level_db=0.0,
    noise=1.0,
    snr_db=(TEST_SNR_DB, TEST_SNR_DB),
    tilt_db=0.0,
    pauses=0.0,
    masks=0,
)
"""Nothing changes; a faint hiss lies over recordings and pauses alike."""


def change_recording(
    audio: np.ndarray, settings: Augmentation, rng: np.random.Generator
) -> np.ndarray:
    """Cuts off the ends of a recording, lays its own noise under it and sets its level.

    Args:
        audio: float32 (n,).
        settings: What may change.
        rng: Decides.

    Returns:
        float32, at least three quarters of n.
    """
    most = min(settings.cut_s * SAMPLE_RATE, len(audio) / 8)
    first, last = np.round(rng.uniform(0, most, size=2)).astype(int)
    audio = audio[first : len(audio) - last]
    if rng.random() < settings.own_noise and audio.any():
        noise = add_noise(np.zeros_like(audio), level_dbfs(audio), rng)
        snr = rng.uniform(*settings.own_snr_db)
        audio = audio + np.float32(10 ** (-snr / 20)) * tilt(
            noise, rng.uniform(-1, 1) * OWN_TILT_DB
        )
    return audio * np.float32(10 ** (rng.uniform(-1, 1) * settings.level_db / 20))


def tilt(audio: np.ndarray, db: float) -> np.ndarray:
    """Raises the low frequencies against the high ones by `db`, as a microphone may."""
    ratio = 10 ** (db / 20)
    before = np.pad(audio, (1, 0))[: len(audio)]
    return audio + np.float32((ratio - 1) / (1 + ratio)) * before


def change_sound(audio: np.ndarray, settings: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Plays a sound faster or slower, lays a hiss over it and tilts its spectrum.

    Args:
        audio: float32 (n,); of silence the hiss is as of speech of PAUSE_DBFS.
        settings: What may change.
        rng: Decides.

    Returns:
        float32 (m,).
    """
    if settings.speed > 1:
        factor = settings.speed ** rng.uniform(-1, 1)
        audio = soxr.resample(audio, SAMPLE_RATE, SAMPLE_RATE / factor, quality="LQ")
    if rng.random() < settings.noise:
        level = level_dbfs(audio) if audio.any() else PAUSE_DBFS
        audio = add_noise(audio, level - rng.uniform(*settings.snr_db), rng)
    if settings.tilt_db:
        audio = tilt(audio, rng.uniform(-1, 1) * settings.tilt_db)
    return audio


def add_noise(audio: np.ndarray, dbfs: float, rng: np.random.Generator) -> np.ndarray:
    """Adds white noise of a level; of 256 values, as white as any and the fastest to draw."""
    noise = rng.integers(-128, 128, len(audio), np.int8)
    return audio + noise * np.float32(10 ** (dbfs / 20) / NOISE_RMS)


def mask_features(
    features: np.ndarray, settings: Augmentation, rng: np.random.Generator
) -> np.ndarray:
    """Hides groups of neighboring bands and stretches of time: they become 0, the running mean."""
    longest = min(settings.mask_frames, len(features) // 4)
    masked = features.copy()
    for _ in range(settings.masks):
        for axis, most in ((1, settings.mask_bands), (0, longest)):
            width = min(rng.integers(most + 1), masked.shape[axis])
            start = rng.integers(masked.shape[axis] - width + 1)
            hidden = slice(start, start + width)
            masked[(slice(None), hidden) if axis else hidden] = 0
    return masked
