"""Changes of a sound: its pace, its room, its microphone, its loudness, and hidden features.

A network that is trained on the same clips again and again learns the clips. Sound is float32 (n,)
in [-1, 1].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import soxr
from scipy.signal import ellip, oaconvolve, sosfilt

from course_utils.audio.loudness import gain_between, level_dbfs, limit_peak

TILT_HZ = 11_000
BLOCK = 1_024  # samples that are silent or not as a whole


@dataclass(frozen=True)
class Augmentation:
    """What changes, and how much; ranges are drawn from evenly, shares are probabilities.

    Attributes:
        snr_db: Range of the words' level over the background's, in dB.
        level_dbfs: Range of the words' level.
        speed: The pace, and with it the pitch, changes by at most this factor; 1 for never.
        cut: Share of words whose clip is cut tightly around them.
        cut_end: Largest share of such a word that is lost at its end, 0 for at most 40 ms: many
            people end "activate" without a "t" that could be heard.
        own_background: Share of words whose clip holds a background of its own.
        own_snr_db: Range of such a word's level over it, in dB.
        talk: The largest number of clips of other words in a row; 1 for each alone.
        without_word: Share of examples in which only other words are said, if any.
        room: Share of examples that are spoken in a room, if there are responses of rooms.
        tone_db: Largest rise or fall of an octave of the words, not of their background.
        equalizer_db: Largest rise or fall of the level from low to high frequencies.
        band_limit: Share of examples recorded at a low sample rate.
        lowest_band_hz: Range of the highest frequency that such a recording holds.
        noise: Share of examples with the hiss of a microphone.
        noise_snr_db: Range of the words' level over the hiss.
        time_masks: How many stretches of the features are hidden (SpecAugment, Park et al., 2019).
        time_mask_ms: Longest stretch.
        band_masks: How many groups of neighboring bands are hidden.
        band_mask_share: Largest share of the bands in a group.
    """

    snr_db: tuple[float, float] = (5.0, 30.0)
    level_dbfs: tuple[float, float] = (-40.0, -18.0)
    speed: float = 1.15
    cut: float = 0.3
    cut_end: float = 0.0
    own_background: float = 0.3
    own_snr_db: tuple[float, float] = (15.0, 40.0)
    talk: int = 8
    without_word: float = 0.0
    room: float = 0.5
    tone_db: float = 0.0
    equalizer_db: float = 6.0
    band_limit: float = 0.4
    lowest_band_hz: tuple[float, float] = (3_500.0, 8_000.0)
    noise: float = 0.3
    noise_snr_db: tuple[float, float] = (10.0, 40.0)
    time_masks: int = 2
    time_mask_ms: float = 60.0
    band_masks: int = 2
    band_mask_share: float = 0.1

    def __post_init__(self) -> None:
        """Raises ValueError for a setting out of range."""
        shares = ("cut", "cut_end", "own_background", "without_word", "room", "band_limit")
        for name in (*shares, "noise", "band_mask_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a share from 0 to 1, got {getattr(self, name)}")
        for name in ("snr_db", "level_dbfs", "own_snr_db", "lowest_band_hz", "noise_snr_db"):
            low, high = getattr(self, name)
            if low > high:
                raise ValueError(f"{name} is a range (low, high), got {(low, high)}")
        if self.talk < 1:
            raise ValueError(f"talk is at least 1, got {self.talk}")
        if self.speed < 1:
            raise ValueError(f"speed is a factor of at least 1, got {self.speed}")


PLAIN = Augmentation(
    snr_db=(20.0, 20.0),
    level_dbfs=(-26.0, -26.0),
    speed=1.0,
    cut=0.0,
    own_background=0.0,
    talk=1,
    room=0.0,
    equalizer_db=0.0,
    band_limit=0.0,
    noise=0.0,
    time_masks=0,
    band_masks=0,
)


def change_speed(samples: np.ndarray, sample_rate: int, factor: float) -> np.ndarray:
    """Plays a sound faster by `factor`: shorter, and higher in pitch and formants."""
    if factor == 1:
        return samples
    return soxr.resample(samples, sample_rate, sample_rate / factor, quality="LQ")


def speak_in_room(samples: np.ndarray, response: np.ndarray) -> np.ndarray:
    """Puts what is said into a room, at the level it had.

    Args:
        samples: (n,).
        response: The room's impulse response (m,) at their rate; its direct sound is at index 0.

    Returns:
        float32 (n,); every word begins where it began.
    """
    echoing = np.zeros(len(samples) + len(response) - 1, np.float32)
    for start, stop in _stretches(samples):
        part = oaconvolve(samples[start:stop], response)
        echoing[start : start + len(part)] += part
    echoing = echoing[: len(samples)]
    return echoing * gain_between(level_dbfs(echoing), level_dbfs(samples))


def _stretches(samples: np.ndarray) -> np.ndarray:
    """Where there is sound at all, (stretches, 2): silence adds no echo."""
    blocks = np.pad(samples, (0, -len(samples) % BLOCK)).reshape(-1, BLOCK)
    sounds = np.einsum("ij,ij->i", blocks, blocks) > 0
    edges = np.flatnonzero(np.diff(sounds, prepend=False, append=False))
    return np.minimum(edges * BLOCK, len(samples)).reshape(-1, 2)


def tilt(samples: np.ndarray, sample_rate: int, rise_db: float) -> np.ndarray:
    """Lets the level rise with frequency, or fall: a microphone's tone.

    Sound plus c times itself d samples earlier has the gain |1 + c e^(-iwd)|. With d half a period
    of 11 kHz (of 8 kHz at 16,000 Hz), `rise_db` lie between 0 Hz and there.

    Args:
        samples: (n,).
        sample_rate: in Hz.
        rise_db: Negative to fall.

    Returns:
        float32 (n,); the gains at both ends multiply to 1, so that the level stays about the same.
    """
    delay = max(1, sample_rate // (2 * TILT_HZ))
    ratio = 10 ** (rise_db / 20)
    c = (1 - ratio) / (1 + ratio)
    scale = np.float32(1 / np.sqrt(1 - c * c))
    tilted = samples * scale
    tilted[delay:] += samples[:-delay] * (np.float32(c) * scale)
    return tilted


def limit_band(samples: np.ndarray, sample_rate: int, highest_hz: float) -> np.ndarray:
    """Takes away what is above `highest_hz`, to 100 Hz: recorded at twice that rate, it is lost."""
    highest_hz = highest_hz // 100 * 100
    if 2 * highest_hz >= sample_rate:
        return samples
    return sosfilt(_low_pass(sample_rate, highest_hz), samples)


@cache
def _low_pass(sample_rate: int, highest_hz: float) -> np.ndarray:
    return ellip(4, 0.5, 40, highest_hz, fs=sample_rate, output="sos").astype(np.float32)


def add_noise(samples: np.ndarray, dbfs: float, rng: np.random.Generator) -> np.ndarray:
    """Adds white noise of a level; of 256 values, as white as any and the fastest to draw."""
    noise = rng.integers(-128, 128, len(samples), np.int8)
    rms = np.sqrt((256**2 + 2) / 12)  # of the whole numbers from -128 to 127
    noise = noise * np.float32(10 ** (dbfs / 20) / rms)
    noise += samples
    return noise


def change_microphone(
    samples: np.ndarray,
    sample_rate: int,
    word_dbfs: float,
    settings: Augmentation,
    rng: np.random.Generator,
) -> np.ndarray:
    """Records a whole clip with another microphone: its tone, its band, its hiss.

    Args:
        samples: (n,).
        sample_rate: in Hz.
        word_dbfs: The level of the words in it, which the hiss is measured against.
        settings: What may change.
        rng: Decides.

    Returns:
        float32 (n,) in [-1, 1].
    """
    limited, hissing = rng.random(2) < (settings.band_limit, settings.noise)
    if settings.equalizer_db:
        rise = rng.uniform(-settings.equalizer_db, settings.equalizer_db)
        samples = tilt(samples, sample_rate, rise)
    if hissing:
        samples = add_noise(samples, word_dbfs - rng.uniform(*settings.noise_snr_db), rng)
    if limited:
        samples = limit_band(samples, sample_rate, rng.uniform(*settings.lowest_band_hz))
    return limit_peak(samples)


def mask_features(
    features: np.ndarray, frame_ms: float, settings: Augmentation, rng: np.random.Generator
) -> np.ndarray:
    """Hides stretches of time and groups of bands behind the mean: SpecAugment.

    Args:
        features: (frames, bands); stays as it is.
        frame_ms: From one frame to the next.
        settings: How many and how wide.
        rng: Decides.
    """
    masked, mean = features.copy(), features.mean()
    longest = min(len(features), round(settings.time_mask_ms / frame_ms))
    for _ in range(settings.time_masks):
        masked[_stretch(len(features), longest, rng)] = mean
    n_bands = features.shape[1]
    for _ in range(settings.band_masks):
        masked[:, _stretch(n_bands, round(settings.band_mask_share * n_bands), rng)] = mean
    return masked


def _stretch(length: int, longest: int, rng: np.random.Generator) -> slice:
    width = rng.integers(longest + 1)
    start = rng.integers(length - width + 1)
    return slice(start, start + width)


def draw_response(
    responses: Sequence[np.ndarray], share: float, rng: np.random.Generator
) -> np.ndarray | None:
    """Draws the room of an example; None, for no echo, in all but a share of them."""
    in_a_room = rng.random() < share
    return responses[rng.integers(len(responses))] if in_a_room and len(responses) else None
