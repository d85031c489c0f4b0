"""Backgrounds of 10 s: rooms, machines, weather, streets and music, made by NumPy from a seed.

They stand in for recordings. First come the parts (noise, slow changes, tones,
impacts), then music, then each kind.
"""

from collections.abc import Callable, Sequence

import numpy as np

SAMPLE_RATE = 44_100
LEVEL_DBFS = -40.0
"""Quiet noise takes less space as FLAC; mixing sets the level again."""

PROGRESSIONS = ((0, 5, 7, 0), (0, 7, 9, 5), (9, 5, 0, 7), (0, 9, 2, 7), (0, 3, 7, 5), (2, 7, 0, 9))
MINOR = {2, 9}
TIMBRES = {
    "organ": ((1, 0.6, 0.4, 0.25, 0, 0.15), 0.02, 0.0),
    "piano": ((1, 0.5, 0.35, 0.2, 0.12, 0.08, 0.05), 0.004, 2.5),
    "strings": ((1, 0.7, 0.55, 0.4, 0.32, 0.25, 0.2, 0.15), 0.15, 0.0),
    "bell": ((1, 0, 0.6, 0, 0.4, 0, 0, 0.2), 0.002, 4.0),
    "pluck": ((1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1), 0.002, 7.0),
}
"""Strengths of the harmonics, attack in s, and decay per s."""


def colored_noise(
    rng: np.random.Generator, frames: int, slope_db: float, low_hz: float, high_hz: float
) -> np.ndarray:
    """Gaussian noise with an RMS of 1, made in the frequency domain.

    Args:
        rng: Where the noise comes from.
        frames: How many samples.
        slope_db: How power changes per octave: 0 white, -3 pink, -6 brown.
        low_hz: Below it the power falls by 12 dB per octave.
        high_hz: Above it too.
    """
    spectrum = np.fft.rfft(rng.standard_normal(frames))
    hz = np.maximum(np.fft.rfftfreq(frames, 1 / SAMPLE_RATE), 1.0)
    gain = (hz / 1000) ** (slope_db / (20 * np.log10(2)))
    gain /= (1 + (low_hz / hz) ** 2) * (1 + (hz / high_hz) ** 2)
    return unit_rms(np.fft.irfft(spectrum * gain, frames))


def unit_rms(audio: np.ndarray) -> np.ndarray:
    """Scales to an RMS of 1."""
    return audio / np.sqrt(np.mean(np.square(audio)))


def slow_change(rng: np.random.Generator, frames: int, per_second: float) -> np.ndarray:
    """A smooth random curve with mean 0 and deviation 1, with about `per_second` ups and downs."""
    n_knots = max(4, round(frames / SAMPLE_RATE * per_second * 2) + 4)
    knots = rng.standard_normal(n_knots)
    position = np.linspace(1, n_knots - 2, frames)
    left = np.clip(position.astype(int), 1, n_knots - 3)
    x = position - left
    before, start, end, after = (knots[left + k] for k in (-1, 0, 1, 2))
    return start + x / 2 * (
        end - before + x * (2 * before - 5 * start + 4 * end - after)
        + x**2 * (3 * (start - end) + after - before)
    )  # fmt: skip


def tone(hz: np.ndarray | float, frames: int, phase: float = 0.0) -> np.ndarray:
    """A sine of a fixed frequency, or of one that changes: hz of shape (frames,)."""
    cycles = np.cumsum(np.broadcast_to(np.asarray(hz, float), (frames,))) / SAMPLE_RATE
    return np.sin(2 * np.pi * cycles + phase)


def impact(rng: np.random.Generator, partials_hz: np.ndarray, decay_ms: float) -> np.ndarray:
    """The sound of a small object that is hit: decaying sines, and a click of noise."""
    frames = int(SAMPLE_RATE * decay_ms / 1000 * 5)
    t = np.arange(frames) / SAMPLE_RATE
    envelope = np.exp(-t * 1000 / decay_ms)
    phases = rng.uniform(0, 2 * np.pi, (len(partials_hz), 1))
    sines = np.sin(2 * np.pi * np.asarray(partials_hz)[:, None] * t + phases).mean(axis=0)
    click = rng.standard_normal(frames) * np.exp(-t / 0.002)
    return sines * envelope + 0.25 * click


def add_at(audio: np.ndarray, sound: np.ndarray, start: int) -> None:
    """Adds a sound to `audio` in place, cut at both ends."""
    first, last = max(0, start), min(len(audio), start + len(sound))
    if first < last:
        audio[first:last] += sound[first - start : last - start]


def make_music(rng: np.random.Generator, frames: int, timbres: tuple[str, ...]) -> np.ndarray:
    """Chords in one of `timbres`, a bass, mostly a tune, and mostly drums; RMS 1, (frames,)."""
    beat = int(SAMPLE_RATE * 60 / rng.uniform(70, 150))
    key = rng.integers(45, 57)
    progression = PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
    timbre, lead = (TIMBRES[timbres[rng.integers(len(timbres))]] for _ in range(2))
    with_tune, with_drums = rng.random(2) < 0.75
    audio = np.zeros(frames)
    offset = -int(rng.integers(4 * beat))
    for bar, start in enumerate(range(offset, frames, 4 * beat)):
        root = key + progression[bar % len(progression)]
        chord = (0, 3 if progression[bar % len(progression)] in MINOR else 4, 7)
        for interval in chord:
            add_at(audio, 0.5 * note(root + interval, 4 * beat, timbre), start)
        for half in range(2):
            add_at(audio, note(root - 12, 2 * beat, TIMBRES["pluck"]), start + half * 2 * beat)
        if with_tune:
            _add_tune(rng, audio, start, beat, root, chord, lead)
        if with_drums:
            _add_drums(rng, audio, start, beat)
    return unit_rms(audio)


def note(midi: float, frames: int, timbre: tuple) -> np.ndarray:
    """One note by its MIDI number (69 is 440 Hz), with its release at the end."""
    harmonics, attack_s, decay = timbre
    t = np.arange(frames) / SAMPLE_RATE
    hz = 440 * 2 ** ((midi - 69) / 12)
    sound = sum(a * np.sin(2 * np.pi * hz * k * t) for k, a in enumerate(harmonics, 1))
    release = np.minimum(1, (frames - np.arange(frames)) / (0.03 * SAMPLE_RATE))
    return sound * np.minimum(1, t / attack_s) * np.exp(-decay * t) * release


def _add_tune(rng, audio, start, beat, root, chord, timbre):
    for k in range(8):
        if rng.random() < 0.6:
            pitch = root + 12 + chord[rng.integers(3)] + 2 * (rng.random() < 0.2)
            length = beat // 2 * (1 + (rng.random() < 0.3))
            add_at(audio, 0.8 * note(pitch, length, timbre), start + k * beat // 2)


def _add_drums(rng, audio, start, beat):
    t = np.arange(int(0.25 * SAMPLE_RATE)) / SAMPLE_RATE
    kick = 2.5 * np.sin(2 * np.pi * (50 * t - 6 * np.exp(-30 * t))) * np.exp(-14 * t)
    for k in range(8):
        if k % 4 == 0:
            add_at(audio, kick, start + k * beat // 2)
        if k % 4 == 2:
            snare = colored_noise(rng, len(t), 0, 300, 9000) * np.exp(-18 * t)
            add_at(audio, snare, start + k * beat // 2)
        hat = 0.5 * colored_noise(rng, len(t), 0, 6000, 16000) * np.exp(-60 * t)
        add_at(audio, hat, start + k * beat // 2)


def room(rng: np.random.Generator, frames: int) -> np.ndarray:
    """A quiet room: soft, dark noise that hardly changes."""
    air = colored_noise(rng, frames, rng.uniform(-7, -4), 30, rng.uniform(2000, 6000))
    return air * (1 + 0.1 * slow_change(rng, frames, 0.5))


def fan(rng: np.random.Generator, frames: int) -> np.ndarray:
    """A fan: wind that beats with the blades, and the motor's tones."""
    blades_hz = rng.uniform(15, 90) * (1 + 0.005 * slow_change(rng, frames, 0.3))
    beat = 1 + rng.uniform(0.1, 0.4) * tone(blades_hz, frames)
    wind = colored_noise(rng, frames, rng.uniform(-5, -2), 80, rng.uniform(1500, 5000)) * beat
    motor = sum(rng.uniform(0.1, 0.6) / k * tone(4 * k * blades_hz, frames) for k in range(1, 6))
    return wind + motor


def hum(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Mains hum of a transformer or a fridge: harmonics of 50 or 60 Hz, and a little noise."""
    mains = rng.choice([50.0, 60.0])
    strengths = rng.uniform(0.2, 1, 12) / np.arange(1, 13) ** rng.uniform(0.3, 1.2)
    phases = rng.uniform(0, 2 * np.pi, 12)
    harmonics = sum(
        a * tone(2 * mains * k if k > 1 else mains, frames, phase)
        for k, (a, phase) in enumerate(zip(strengths, phases, strict=True), 1)
    )
    return unit_rms(harmonics) + rng.uniform(0.05, 0.3) * colored_noise(rng, frames, -4, 50, 4000)


def rain(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Rain: a bright hiss of far drops, and single near ones on something hard."""
    hiss = colored_noise(rng, frames, rng.uniform(-2, 0), 800, rng.uniform(6000, 14000))
    hiss *= 1 + 0.15 * slow_change(rng, frames, 0.5)
    drops = np.zeros(frames)
    pitch = rng.uniform(1500, 5000)
    for start in rng.integers(0, frames, rng.poisson(rng.uniform(15, 80) * frames / SAMPLE_RATE)):
        drop = impact(rng, pitch * rng.uniform(0.6, 1.6, 2), rng.uniform(2, 6))
        add_at(drops, rng.gamma(2.0, 0.7) * drop, start)
    return hiss + rng.uniform(0.5, 1.5) * drops


def wind(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Wind: gusts that grow brighter as they grow louder."""
    gust = slow_change(rng, frames, rng.uniform(0.2, 0.6))
    dark = colored_noise(rng, frames, -6, 40, 400) * np.exp(0.4 * gust)
    bright = colored_noise(rng, frames, -3, rng.uniform(200, 500), 1500) * np.exp(0.9 * gust - 1)
    return dark + bright


def traffic(rng: np.random.Generator, frames: int) -> np.ndarray:
    """A street: far rumble, and cars that pass with tires and engine."""
    street = 0.4 * colored_noise(rng, frames, -6, 30, 800)
    t = np.arange(frames) / SAMPLE_RATE
    for _ in range(rng.integers(2, 6)):
        passing = (t - rng.uniform(0, t[-1])) / rng.uniform(0.6, 2.0)
        near = 1 / (1 + passing**2)
        doppler = 1 - 0.04 * passing / np.sqrt(1 + passing**2)
        tires = colored_noise(rng, frames, -3, 200, rng.uniform(1200, 3500))
        engine_hz = rng.uniform(35, 110) * doppler
        engine = sum(tone(k * engine_hz, frames) / k for k in range(1, 7))
        street += near * rng.uniform(0.4, 1) * (tires + rng.uniform(0.2, 0.8) * engine)
    return street


def typing(rng: np.random.Generator, frames: int) -> np.ndarray:
    """A keyboard in a quiet room: bursts of strokes, each a press and a release."""
    desk = rng.uniform(300, 900)
    strokes = np.zeros(frames)
    start = rng.uniform(0, 0.3) * SAMPLE_RATE
    while start < frames:
        for delay_s, strength in ((0, 1.0), (rng.uniform(0.05, 0.1), 0.4)):
            key = impact(rng, desk * rng.uniform(1, 6, 4), rng.uniform(3, 9))
            position = int(start + delay_s * SAMPLE_RATE)
            add_at(strokes, rng.uniform(0.5, 1) * strength * key, position)
        pause = rng.gamma(3, 0.05) if rng.random() < 0.9 else rng.uniform(0.5, 1.5)
        start += pause * SAMPLE_RATE
    return unit_rms(strokes) + rng.uniform(0.1, 0.3) * room(rng, frames)


def music(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Chords and bass, mostly with a tune and with drums."""
    return make_music(rng, frames, tuple(TIMBRES))


KINDS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    kind.__name__: kind for kind in (room, fan, hum, rain, wind, traffic, typing, music)
}


def make_background(kind: str, seed: int, seconds: float = 10) -> np.ndarray:
    """Makes a background: float32 (frames,) at SAMPLE_RATE with an RMS of LEVEL_DBFS.

    The same kind and seed give the same sound.

    Raises:
        ValueError: There is no such kind, or seconds is not positive.
    """
    if kind not in KINDS:
        raise ValueError(f"no background called {kind!r}; there are {', '.join(KINDS)}")
    if not seconds > 0:
        raise ValueError(f"seconds must be positive, not {seconds}")
    rng = np.random.default_rng([seed, *kind.encode()])
    return at_level(KINDS[kind](rng, round(seconds * SAMPLE_RATE)))


def make_babble(clips: Sequence[np.ndarray], seed: int, seconds: float = 10) -> np.ndarray:
    """Many voices at once, from clips of speech at SAMPLE_RATE; as make_background."""
    rng = np.random.default_rng([seed, *b"babble"])
    frames = round(seconds * SAMPLE_RATE)
    audio = np.zeros(frames)
    for _ in range(rng.integers(6, 14)):
        near = rng.uniform(0.3, 1)
        position = -int(rng.integers(SAMPLE_RATE))
        while position < frames:
            clip = clips[rng.integers(len(clips))]
            add_at(audio, near * clip, position)
            position += len(clip) + int(rng.uniform(0, 0.4) * SAMPLE_RATE)
    return at_level(audio)


def at_level(audio: np.ndarray) -> np.ndarray:
    """float32 with an RMS of LEVEL_DBFS, peaks cut at full scale."""
    return np.clip(unit_rms(audio) * 10 ** (LEVEL_DBFS / 20), -1, 1).astype(np.float32)
