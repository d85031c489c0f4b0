"""Impulse responses that change a sound: simulated rooms, and the tone of a microphone or voice."""

import numpy as np
from scipy.fft import irfft, rfft, rfftfreq

SPEED_OF_SOUND = 343.0
EARLY_MS = 40
LONGEST_S = 0.6
SMALLEST_M = (2.5, 2.5, 2.2)
LARGEST_M = (10.0, 8.0, 4.0)
RT60_S = (0.15, 0.8)
DISTANCE_M = (0.3, 3.0)
OCTAVES_HZ = 250.0 * 2.0 ** np.arange(6)
TAPS_MS = 8


def random_responses(rng: np.random.Generator, count: int, sample_rate: int) -> list[np.ndarray]:
    """Draws rooms, from small and dry to large and reverberant, and a talker's distance in each.

    Args:
        rng: Decides.
        count: Number of rooms.
        sample_rate: In Hz.

    Returns:
        Impulse responses; see `simulate_room`.
    """
    return [
        simulate_room(
            rng, sample_rate, rng.uniform(*RT60_S), rng.uniform(*DISTANCE_M), _random_size(rng)
        )
        for _ in range(count)
    ]


def simulate_room(
    rng: np.random.Generator,
    sample_rate: int,
    rt60_s: float,
    distance_m: float,
    size_m: tuple[float, float, float] = (5.0, 4.0, 2.7),
) -> np.ndarray:
    """Simulates what a microphone records of a short click, from the direct sound on.

    The first 40 ms are the walls' mirror images of the talker (Allen and Berkley, "Image method for
    efficiently simulating small-room acoustics", 1979), the rest is noise that decays exponentially
    (Polack's model of late reverberation, 1988), as strong as diffuse sound at that distance is.

    Args:
        rng: Places talker and microphone; makes the tail.
        sample_rate: In Hz.
        rt60_s: In how many seconds the echo falls by 60 dB.
        distance_m: From the mouth to the microphone; less where the room is too small for it.
        size_m: Length, width and height.

    Returns:
        float32 (n,), 0.6 s long or as long as the echo lasts, if that is less; the direct sound is
        the 1 at index 0.

    Raises:
        ValueError: A time, distance or size is not positive.
    """
    for name, value in (("rt60_s", rt60_s), ("distance_m", distance_m), ("size_m", min(size_m))):
        if not value > 0:
            raise ValueError(f"{name} must be positive, not {value}")
    size = np.asarray(size_m, float)
    n = max(1, round(min(rt60_s, LONGEST_S) * sample_rate))
    response = np.zeros(n)
    talker, microphone, distance_m = _place(rng, size, distance_m)
    _add_images(response, sample_rate, rt60_s, size, talker, microphone)
    response /= response[0]
    _add_tail(rng, response, sample_rate, rt60_s, size, distance_m)
    return response.astype(np.float32)


def _random_size(rng: np.random.Generator) -> tuple[float, float, float]:
    return tuple(float(x) for x in rng.uniform(SMALLEST_M, LARGEST_M))


def _place(rng, size, distance_m):
    """Two points in the inner 80% of the room, `distance_m` apart or as far as it allows."""
    talker = rng.uniform(0.1 * size, 0.9 * size)
    direction = rng.standard_normal(3) * (1, 1, 0.3)
    microphone = talker + distance_m * direction / np.linalg.norm(direction)
    microphone = np.clip(microphone, 0.1 * size, 0.9 * size)
    if not (distance := float(np.linalg.norm(microphone - talker))):
        return talker, talker + np.array([0, 0, 0.01]), 0.01
    return talker, microphone, distance


def _add_images(response, sample_rate, rt60_s, size, talker, microphone):
    """Adds the talker and his mirror images, by delay after the direct sound and by strength."""
    reach_m = SPEED_OF_SOUND * EARLY_MS / 1000 + np.linalg.norm(talker - microphone)
    orders = [np.arange(-k, k + 1) for k in np.ceil(reach_m / size).astype(int)]
    cells = np.stack(np.meshgrid(*orders, indexing="ij"), axis=-1).reshape(-1, 3)
    mirrored = np.where(cells % 2 == 0, talker, size - talker)
    images = cells * size + mirrored
    distance = np.linalg.norm(images - microphone, axis=1)
    reflections = np.abs(cells).sum(axis=1)
    strength = _reflection(rt60_s, size) ** reflections / distance
    delay_s = (distance - np.linalg.norm(talker - microphone)) / SPEED_OF_SOUND
    early = delay_s <= EARLY_MS / 1000
    index = np.rint(delay_s[early] * sample_rate).astype(int)
    inside = index < len(response)
    np.add.at(response, index[inside], strength[early][inside])


def _add_tail(rng, response, sample_rate, rt60_s, size, distance_m):
    """Adds diffuse sound after the early part, for a direct sound of energy 1.

    Direct and diffuse sound are equally strong at 0.057 sqrt(V / RT60) meters from the talker.
    """
    equal_at_m = 0.057 * np.sqrt(size.prod() / rt60_s)
    decay = 6 * np.log(10) / rt60_s
    t = np.arange(len(response)) / sample_rate
    late = t > EARLY_MS / 1000
    power = (distance_m / equal_at_m) ** 2 * decay / sample_rate * np.exp(-decay * t[late])
    response[late] += rng.standard_normal(late.sum()) * np.sqrt(power)


def _reflection(rt60_s, size):
    """The share of the sound pressure that walls reflect, for an RT60: Eyring's formula."""
    length, width, height = size
    area = 2 * (length * width + length * height + width * height)
    return float(np.exp(-0.5 * 0.161 * size.prod() / (area * rt60_s)))


def random_equalizer(largest_db: float, sample_rate: int, rng: np.random.Generator) -> np.ndarray:
    """Draws a gain for each octave from 250 to 8,000 Hz, and returns the filter with these gains.

    Args:
        largest_db: The largest gain, up or down.
        sample_rate: In Hz.
        rng: Decides.

    Returns:
        Impulse response (n,), 8 ms long, of minimum phase; see `equalizer`.
    """
    return equalizer(rng.uniform(-largest_db, largest_db, len(OCTAVES_HZ)), sample_rate)


def equalizer(gains_db: np.ndarray, sample_rate: int) -> np.ndarray:
    """Returns a minimum-phase filter with the given gains at 250, 500, ..., 8,000 Hz.

    Between them the gain in dB is linear over octaves.

    The cepstrum of a minimum-phase filter is zero before time 0 (Oppenheim and Schafer,
    Discrete-Time Signal Processing), so the real cepstrum is folded.

    Args:
        gains_db: (6,); the outer ones hold beyond 250 and 8,000 Hz.
        sample_rate: In Hz.
    """
    taps = sample_rate * TAPS_MS // 1000
    n = 4 * taps
    octaves = np.log2(np.maximum(rfftfreq(n, 1 / sample_rate), 1.0))
    curve = np.interp(octaves, np.log2(OCTAVES_HZ), gains_db)
    cepstrum = irfft(np.log(10) / 20 * curve, n)
    cepstrum[1 : n // 2] *= 2
    cepstrum[n // 2 + 1 :] = 0
    return irfft(np.exp(rfft(cepstrum)), n)[:taps].astype(np.float32)
