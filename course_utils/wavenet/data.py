"""From recordings to what a WaveNet learns from: files -> audio -> codes -> fragments -> batches.

Audio is float32 in [-1, 1]; codes are whole numbers 0 .. n_codes - 1 in uint8, one per sample.
"""

import re
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils.audio.files import AudioError, read_audio, resample
from course_utils.folders import data_folder
from course_utils.graded import graded

SUFFIXES = (".wav", ".flac", ".ogg")


class Recording(NamedTuple):
    """A sound file and the name of its speaker."""

    path: Path
    speaker: str


def speech_folder() -> Path:
    """The recordings that come with the course, one folder for each speaker."""
    return data_folder("wavenet") / "speech"


def find_recordings(folder: str | Path, speaker_pattern: str | None = None) -> list[Recording]:
    """Finds the sound files in a folder and all folders in it, sorted by path.

    Hidden files and folders, macOS's `._*` among them, do not count.

    Args:
        folder: For instance the folder above VCTK's `wav48/p225/p225_001.wav`.
        speaker_pattern: A regular expression, searched in each path below `folder` (written with
            `/`); its first group is the speaker. Without it, the speaker is the name of the
            folder that the file is in: `p225` above.

    Raises:
        ValueError: There is no such folder or no sound file in it, or the pattern is not a
            regular expression, has no group or finds no speaker in some file.
    """
    folder = Path(folder)
    pattern = None if speaker_pattern is None else _compile(speaker_pattern)
    if not folder.is_dir():
        raise ValueError(f"{folder} {'is not a folder' if folder.exists() else 'does not exist'}")
    paths = sorted(filter(_is_sound, folder.rglob("*")), key=Path.as_posix)
    paths = [path for path in paths if not _is_hidden(path.relative_to(folder))]
    if not paths:
        raise ValueError(f"{folder} holds no sound files: none ends in {', '.join(SUFFIXES)}")
    if pattern is None:
        return [Recording(path, path.resolve().parent.name) for path in paths]
    names = [path.relative_to(folder).as_posix() for path in paths]
    return list(map(Recording, paths, _match_speakers(names, pattern)))


@graded(points=2)
def shift_by_one(sequence):
    """Pairs each element of a sequence with the one that comes after it.

    Args:
        sequence: At least two elements; a list, a tuple, a string or an array.

    Returns:
        x, y: Both of the kind of `sequence` and one element shorter; y[t] is the element that
            follows x[t].
    """
    ### BEGIN SOLUTION
    return sequence[:-1], sequence[1:]
    ### END SOLUTION


@graded(points=5)
def pcm_to_float(pcm: np.ndarray) -> np.ndarray:
    """Converts PCM samples to float32 in [-1, 1]; digital silence becomes exactly 0.0.

    Args:
        pcm: Samples of any shape. int16 and int32 are signed; uint8 is unsigned, silence is 128
            (the WAV format's convention); floats are in [-1, 1] already, what is beyond is clipped.

    Returns:
        float32 array of the same shape.

    Raises:
        ValueError: The samples are of another type.
    """
    if pcm.dtype not in (np.uint8, np.int16, np.int32, np.float32, np.float64):
        raise ValueError(f"PCM samples are uint8, int16, int32 or float, got {pcm.dtype}")
    ### BEGIN SOLUTION
    if pcm.dtype == np.uint8:
        return (pcm.astype(np.float32) - 128) / 128
    if pcm.dtype in (np.int16, np.int32):
        full_scale = -float(np.iinfo(pcm.dtype).min)
        return (pcm / full_scale).astype(np.float32)
    return np.clip(pcm, -1, 1).astype(np.float32)
    ### END SOLUTION


@graded(points=3)
def to_mono(audio: np.ndarray) -> np.ndarray:
    """Mixes the channels of a recording down to one: their mean.

    Args:
        audio: (frames,) or (frames, channels).

    Returns:
        (frames,) in the type of `audio`.

    Raises:
        ValueError: `audio` has another number of axes.
    """
    if audio.ndim not in (1, 2):
        raise ValueError(f"audio is (frames,) or (frames, channels), got shape {audio.shape}")
    ### BEGIN SOLUTION
    return audio if audio.ndim == 1 else audio.mean(axis=1).astype(audio.dtype)
    ### END SOLUTION


@graded(points=5)
def mu_law_encode(audio: np.ndarray, n_codes: int = 256) -> np.ndarray:
    """Compresses audio with the mu-law and rounds it to the nearest of `n_codes` codes.

    With mu = n_codes - 1, f(x) = sign(x) ln(1 + mu |x|) / ln(1 + mu) (ITU-T G.711; van den Oord et
    al., WaveNet, 2016, section 2.2) maps [-1, 1] to itself; codes are spaced evenly over f.

    Args:
        audio: Any shape; samples outside [-1, 1] are clipped.
        n_codes: 2 to 256.

    Returns:
        uint8 array of the same shape: -1.0 is code 0, silence n_codes // 2, 1.0 n_codes - 1.

    Raises:
        ValueError: `n_codes` is out of range, or `audio` holds NaN.
    """
    if not 2 <= n_codes <= 256:
        raise ValueError(f"n_codes is 2 to 256, got {n_codes}")
    if np.isnan(audio).any():
        raise ValueError(f"audio holds {np.isnan(audio).sum()} NaN samples")
    mu = n_codes - 1
    ### BEGIN SOLUTION
    clipped = np.clip(audio, -1, 1)
    compressed = np.sign(clipped) * np.log1p(mu * np.abs(clipped)) / np.log1p(mu)
    return np.floor((compressed + 1) / 2 * mu + 0.5).astype(np.uint8)
    ### END SOLUTION


@graded(points=4)
def mu_law_decode(codes: np.ndarray, n_codes: int = 256) -> np.ndarray:
    """Turns mu-law codes back into audio: the inverse of `mu_law_encode`, up to its rounding.

    With mu = n_codes - 1 and f = 2 code / mu - 1, the sample is sign(f) ((1 + mu)^|f| - 1) / mu.

    Args:
        codes: Whole numbers 0 .. n_codes - 1, any shape.
        n_codes: 2 to 256, as it was for encoding.

    Returns:
        float32 array of the same shape, in [-1, 1].

    Raises:
        ValueError: `n_codes` is out of range, or a code is outside 0 .. n_codes - 1.
    """
    if not 2 <= n_codes <= 256:
        raise ValueError(f"n_codes is 2 to 256, got {n_codes}")
    if codes.size and not 0 <= codes.min() <= codes.max() < n_codes:
        raise ValueError(f"codes are 0 to {n_codes - 1}, got {codes.min()} to {codes.max()}")
    mu = n_codes - 1
    ### BEGIN SOLUTION
    compressed = 2 * codes.astype(np.float64) / mu - 1
    audio = np.sign(compressed) * ((1 + mu) ** np.abs(compressed) - 1) / mu
    return audio.astype(np.float32)
    ### END SOLUTION


@graded(points=5)
def split_recordings(
    recordings: list, test_fraction: float = 0.1, seed: int = 0
) -> tuple[list, list]:
    """Splits recordings into a training and a test list that share no recording and no speaker.

    Whole groups move to the test list: all recordings of a speaker together. Where there is only
    one speaker, each recording is a group of its own. Groups are drawn in random order, and one
    joins the test list if that brings it closer to its share of the recordings. Neither list is
    ever empty: the group that is drawn last stays in training, and if none joins the test list,
    the smallest does, the first one drawn of several.

    Args:
        recordings: At least two; the speaker is `recording.speaker`. What has no such attribute,
            a path for instance, counts as a speaker of its own.
        test_fraction: Wanted share of the recordings in the test list, between 0 and 1.
        seed: Same recordings, in any order, and same seed: same split.

    Returns:
        train, test: Lists of the given recordings, sorted.

    Raises:
        ValueError: Fewer than two recordings, or a fraction that is not between 0 and 1.
    """
    if len(set(recordings)) < 2 or not 0 < test_fraction < 1:
        raise ValueError(
            f"a split needs 2 recordings and a fraction between 0 and 1, "
            f"got {len(recordings)} and {test_fraction}"
        )
    rng = np.random.default_rng(seed)
    groups = {}
    for recording in sorted(recordings):
        groups.setdefault(getattr(recording, "speaker", recording), []).append(recording)
    if len(groups) == 1:
        groups = {recording: [recording] for recording in sorted(recordings)}
    names = list(groups)
    ### BEGIN SOLUTION
    drawn = [groups[names[i]] for i in rng.permutation(len(names))]
    test, wanted = [], test_fraction * len(recordings)
    for group in drawn[:-1]:
        if abs(len(test) + len(group) - wanted) < abs(len(test) - wanted):
            test = test + group
    test = sorted(test or min(drawn, key=len))
    held_out = set(test)
    train = sorted(recording for recording in recordings if recording not in held_out)
    return train, test
    ### END SOLUTION


@graded(points=4)
def fragment_starts(lengths: list[int], fragment_length: int, stride: int) -> np.ndarray:
    """Lists where the training fragments of all recordings start.

    A fragment is `fragment_length` codes, and its target is the same stretch one sample later, so
    each start leaves room for fragment_length + 1 codes.

    Args:
        lengths: Samples in each recording.
        fragment_length: Samples in a fragment, at least 1.
        stride: Samples between two starts in one recording, at least 1.

    Returns:
        Integer array (n, 2) of [recording, start], ordered; (0, 2) if every recording is too short.

    Raises:
        ValueError: `fragment_length` or `stride` is below 1.
    """
    if fragment_length < 1 or stride < 1:
        raise ValueError(
            f"fragment_length and stride are at least 1, got {fragment_length} and {stride}"
        )
    ### BEGIN SOLUTION
    starts = [
        [recording, start]
        for recording, length in enumerate(lengths)
        for start in range(0, length - fragment_length, stride)
    ]
    return np.array(starts, dtype=np.int64).reshape(-1, 2)
    ### END SOLUTION


@graded(points=3)
def shifted_batch(
    codes: list[np.ndarray], starts: np.ndarray, fragment_length: int
) -> tuple[np.ndarray, np.ndarray]:
    """Cuts a batch of fragments and their targets, the same stretches one sample later.

    Args:
        codes: One array (samples,) of codes for each recording.
        starts: (batch, 2) of [recording, start], as from `fragment_starts`.
        fragment_length: Samples in a fragment.

    Returns:
        x, y: (batch, fragment_length) each, in the type of the codes; y[:, t] follows x[:, t].
    """
    windows = np.empty((len(starts), fragment_length + 1), dtype=codes[0].dtype)
    ### BEGIN SOLUTION
    for row, (recording, start) in enumerate(starts.tolist()):
        windows[row] = codes[recording][start : start + fragment_length + 1]
    return windows[:, :-1], windows[:, 1:]
    ### END SOLUTION


def load_mono(path: str | PathLike, sample_rate: int, *, to_mono: Callable = to_mono) -> np.ndarray:
    """Reads a recording as float32 (samples,): read -> mono -> resample.

    Args:
        path: A sound file.
        sample_rate: Wanted, in Hz.
        to_mono: Mixes (frames, channels) down to (frames,).

    Raises:
        AudioError: The file cannot be read, or a sample rate makes no sense.
    """
    audio, original_rate = read_audio(path)
    try:
        return resample(to_mono(audio), original_rate, sample_rate)
    except AudioError as error:
        raise AudioError(f"{path}: {error}") from None


def load_codes(
    path: str | PathLike,
    sample_rate: int,
    n_codes: int = 256,
    *,
    to_mono: Callable = to_mono,
    encode: Callable = mu_law_encode,
) -> np.ndarray:
    """Reads a recording as codes: read -> mono -> resample -> clip and mu-law -> round.

    The mu-law comes last because resampling is linear: it averages neighboring samples, and an
    average of logarithms is not the logarithm of the average.

    Args:
        path: A sound file.
        sample_rate: Of the codes, in Hz.
        n_codes: 2 to 256.
        to_mono: Mixes (frames, channels) down to (frames,).
        encode: Turns audio (frames,) and `n_codes` into codes.

    Returns:
        uint8 array (samples,).

    Raises:
        AudioError: The file cannot be read, or a sample rate makes no sense.
        ValueError: `n_codes` is out of range.
    """
    return encode(load_mono(path, sample_rate, to_mono=to_mono), n_codes)


def one_hot(codes: np.ndarray, n_codes: int = 256) -> np.ndarray:
    """Spreads codes of shape S into uint8 vectors of shape S + (n_codes,) with a single 1.

    Raises:
        ValueError: A code is outside 0 .. n_codes - 1.
    """
    if codes.size and not 0 <= codes.min() <= codes.max() < n_codes:
        raise ValueError(f"codes are 0 to {n_codes - 1}, got {codes.min()} to {codes.max()}")
    return np.eye(n_codes, dtype=np.uint8)[codes]


def _is_sound(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.is_dir()


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _compile(speaker_pattern: str) -> re.Pattern:
    try:
        pattern = re.compile(speaker_pattern)
    except re.error as error:
        raise ValueError(
            f"the speaker pattern {speaker_pattern!r} is not a regular expression: {error}"
        ) from None
    if pattern.groups == 0:
        raise ValueError(
            f"the speaker pattern {speaker_pattern!r} has no group: put parentheses around the "
            "speaker's name"
        )
    return pattern


def _match_speakers(names: Sequence[str], pattern: re.Pattern) -> list[str]:
    matches = [pattern.search(name) for name in names]
    speakers = [match and match.group(1) for match in matches]
    missing = [name for name, speaker in zip(names, speakers, strict=True) if not speaker]
    if missing:
        raise ValueError(
            f"the speaker pattern {pattern.pattern!r} finds no speaker in {len(missing):,} of "
            f"{len(names):,} files, the first is {missing[0]}"
        )
    return speakers
