"""The recordings of a training: which it learns from, which validate it, which test it.

Recordings are few, so an epoch may vary them in speed and level.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils.audio.files import AudioError, resample
from course_utils.wavenet.data import Recording, load_mono, mu_law_encode, split_recordings

LEFT_AS_IS = 1 / 3  # the share of the recordings that an epoch does not vary


class Clip(NamedTuple):
    """A recording in memory.

    Attributes:
        recording: Where it is from.
        audio: float32 (samples,) at the training's sample rate.
        sha256: Digest of the file's bytes.
    """

    recording: Recording
    audio: np.ndarray
    sha256: str


class Corpus(NamedTuple):
    """Clips by their part in a training.

    Attributes:
        train: To learn from.
        validation: Other recordings of the same speakers, scored after each epoch.
        test: Scored once, at the end: nothing is chosen by them.
    """

    train: list[Clip]
    validation: list[Clip]
    test: list[Clip]


def load_clips(
    recordings: Sequence[Recording],
    sample_rate: int,
    progress: Callable[[Sequence], Iterable] = iter,
) -> tuple[list[Clip], list[str]]:
    """Reads recordings into memory: 230 MB for an hour at 16 kHz.

    Args:
        recordings: As from `find_recordings`.
        sample_rate: In Hz.
        progress: Wraps the recordings to show how far it has come, as `tqdm` does.

    Returns:
        clips, skipped: What could be read, each content once; one line for each other recording.
    """
    clips, skipped, seen = [], [], {}
    for recording in progress(recordings):
        try:
            audio = load_mono(recording.path, sample_rate)
        except AudioError as error:
            skipped.append(str(error))
            continue
        sha256 = hashlib.sha256(recording.path.read_bytes()).hexdigest()
        if sha256 in seen:
            skipped.append(f"{recording.path} is the same file as {seen[sha256]}")
            continue
        seen[sha256] = recording.path
        clips.append(Clip(recording, audio, sha256))
    return clips, skipped


def split_clips(
    clips: Sequence[Clip], test_fraction: float, seed: int, known_speakers: bool = False
) -> Corpus:
    """Splits clips into training, validation and test.

    Validation is a tenth of each training speaker's recordings. The test is other speakers, as
    `split_recordings` draws them. With `known_speakers` these are left out, and the test is
    another share of the training speakers' recordings.

    Raises:
        ValueError: Too few recordings are left.
    """
    by_recording = {clip.recording: clip for clip in clips}
    train, test = split_recordings(list(by_recording), test_fraction, seed)
    if known_speakers:
        train, test = _hold_out(train, test_fraction, seed)
    train, validation = _hold_out(train, 0.1, seed + 1)
    if not train or not validation or not test:
        raise ValueError(
            f"{len(clips)} recordings are too few to learn from, to validate with and to test: "
            "record more, at least three of a speaker"
        )
    return Corpus(*([by_recording[r] for r in part] for part in (train, validation, test)))


def codes_of(clips: Sequence[Clip], n_codes: int = 256) -> list[np.ndarray]:
    """The mu-law codes of clips."""
    return [mu_law_encode(clip.audio, n_codes) for clip in clips]


def vary(
    audio: np.ndarray,
    sample_rate: int,
    rng: np.random.Generator,
    max_speed: float = 1.2,
    max_gain_db: float = 2.0,
) -> np.ndarray:
    """Plays a recording at a random speed and level.

    Args:
        audio: (frames,).
        sample_rate: In Hz.
        rng: Decides; equal states give equal sounds.
        max_speed: The speed is between 1 / max_speed and max_speed, evenly in its logarithm; 1 for
            no change.
        max_gain_db: The level changes by at most that many dB, either way.

    Returns:
        float32 (about frames / speed,); may rise above 1, so clip afterwards.

    Raises:
        ValueError: `max_speed` is below 1 or `max_gain_db` below 0.
    """
    if max_speed < 1 or max_gain_db < 0:
        raise ValueError(
            f"max_speed is at least 1 and max_gain_db at least 0, got {max_speed} and {max_gain_db}"
        )
    speed = max_speed ** rng.uniform(-1, 1)
    gain = 10 ** (rng.uniform(-max_gain_db, max_gain_db) / 20)
    return np.float32(gain) * resample(audio, sample_rate, round(sample_rate / speed))


def varied_codes(
    clips: Sequence[Clip], sample_rate: int, seed: int, epoch: int, n_codes: int = 256
) -> list[np.ndarray]:
    """The codes of clips for one epoch: two of three varied in speed and level, the others not.

    The same seed and epoch give the same codes.
    """
    rng = np.random.default_rng([seed, epoch])

    def varied(audio):
        return audio if rng.random() < LEFT_AS_IS else vary(audio, sample_rate, rng)

    return [mu_law_encode(varied(clip.audio), n_codes) for clip in clips]


def digest(corpus: Corpus, folder: Path) -> str:
    """SHA-256 of which file, with which content and speaker, has which part in the training."""
    lines = [
        f"{part} {clip.recording.path.relative_to(folder).as_posix()} "
        f"{clip.recording.speaker} {clip.sha256}\n"
        for part, clips in corpus._asdict().items()
        for clip in clips
    ]
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def _hold_out(recordings, fraction, seed):
    """Draws a share of each speaker's recordings, at least one if the speaker has two or more."""
    rng = np.random.default_rng(seed)
    by_speaker = {}
    for recording in sorted(recordings):
        by_speaker.setdefault(recording.speaker, []).append(recording)
    held_out = set()
    for own in by_speaker.values():
        wanted = max(1, round(fraction * len(own))) if len(own) > 1 else 0
        held_out |= {own[i] for i in rng.permutation(len(own))[:wanted]}
    kept = [recording for recording in recordings if recording not in held_out]
    return kept, sorted(held_out)
