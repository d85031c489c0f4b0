"""Music without recordings: a few bars of chords, bass and drums from a seed."""

import numpy as np

from course_utils.trigger_word.background_parts import SAMPLE_RATE, add_at, colored_noise, unit_rms

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
