"""Folders of clips, read and checked as pydub segments; and when the word in a clip is said.

A clips folder holds activates/ (the word), negatives/ (other words) and backgrounds/, with files in
any folders below. A clip is an `AudioSegment`: mono, 16-bit, 44,100 Hz by default.
"""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils.audio.files import AudioError, read_audio, resample
from course_utils.audio.pydub_audio import AudioSegment, to_samples, to_segment
from course_utils.folders import data_folder

SAMPLE_RATE = 44_100
KINDS = ("activates", "negatives", "backgrounds")
SPLITS = ("train", "dev", "test")
SHARES = (0.6, 0.2, 0.2)
SHORTEST_MS = 50
SILENT_PEAK = 4 / 32768

# when a word is said
FRAME_MS = 10
RANGE_DB = 35.0
NOISE_MARGIN_DB = 6.0
LEAST_RANGE_DB = 20.0
LONGEST_PAUSE_MS = 250


@dataclass(frozen=True)
class Clips:
    """What a clips folder holds, in the order of the sorted file names.

    Attributes:
        activates: Clips of the word.
        negatives: Clips of other words.
        backgrounds: Sounds of any length to put words into.
        skipped: Pairs (path, reason) of the files that could not be used.
    """

    activates: tuple[AudioSegment, ...]
    negatives: tuple[AudioSegment, ...]
    backgrounds: tuple[AudioSegment, ...]
    skipped: tuple[tuple[Path, str], ...] = ()

    def at_rate(self, sample_rate: int) -> "Clips":
        """Returns the same clips at a sample rate in Hz."""
        changed = {
            kind: tuple(at_rate(clip, sample_rate) for clip in getattr(self, kind))
            for kind in KINDS
        }
        return replace(self, **changed)


def at_rate(clip: AudioSegment, sample_rate: int) -> AudioSegment:
    """Returns a clip at a sample rate in Hz; the clip itself if it has that rate."""
    if clip.frame_rate == sample_rate:
        return clip
    samples = resample(to_samples(clip), clip.frame_rate, sample_rate)
    return to_segment(np.clip(samples, -1, 1), sample_rate)


def load_clips(
    folder: str | Path,
    progress: Callable[[Sequence], Iterable] = iter,
    need: Iterable[str] = KINDS,
    keep: Callable[[Path], bool] = lambda path: True,
) -> Clips:
    """Reads a clips folder; what is not a usable sound is left out and listed with the reason.

    Hidden files do not count.

    Args:
        folder: Holds activates/, negatives/ and backgrounds/, or some of them.
        progress: Wraps the sequence of files to show how far it has come, as `tqdm` does.
        need: The kinds that must not be empty.
        keep: Which files to read, by their path.

    Raises:
        ValueError: There is no such folder, or no usable clip of a kind that is needed.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"{folder} {'is not a folder' if folder.exists() else 'does not exist'}")
    files = [(kind, path) for kind in KINDS for path in _files(folder / kind) if keep(path)]
    clips, skipped = {kind: [] for kind in KINDS}, []
    for kind, path in progress(files):
        try:
            clips[kind].append(read_clip(path))
        except AudioError as error:
            skipped.append((path, str(error).removeprefix(f"{path} ")))
    for kind in need:
        if not clips[kind]:
            raise ValueError(_nothing_usable(folder / kind, skipped))
    return Clips(*(tuple(clips[kind]) for kind in KINDS), skipped=tuple(skipped))


def read_clip(path: str | Path) -> AudioSegment:
    """Reads a sound file of any rate, width and number of channels as a clip.

    Raises:
        AudioError: It is no sound, damaged, silent, or shorter than 50 ms.
    """
    audio, sample_rate = read_audio(path)
    milliseconds = 1000 * len(audio) / sample_rate
    if milliseconds < SHORTEST_MS:
        raise AudioError(f"{path} is too short: {milliseconds:.0f} ms, a clip needs {SHORTEST_MS}")
    mono = resample(audio.mean(axis=1), sample_rate, SAMPLE_RATE)
    if np.abs(mono).max() < SILENT_PEAK:
        raise AudioError(f"{path} is silent")
    return to_segment(np.clip(mono, -1, 1))


def _nothing_usable(folder: Path, skipped: list[tuple[Path, str]]) -> str:
    reasons = [f"{path.name} {why}" for path, why in skipped if folder in path.parents]
    found = f"; {len(reasons)} are unusable, the first: {reasons[0]}" if reasons else ""
    return f"{folder} holds no usable clips{found}"


def _files(folder: Path) -> list[Path]:
    """All files in a folder and below, sorted by path, without hidden ones; links are followed."""
    found = []
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(parent, name) for name in names if not name.startswith(".")]
    return sorted(found, key=Path.as_posix)


class ClipSets(NamedTuple):
    """Clips, of which no file is in two sets.

    Attributes:
        train: To train on.
        dev: To choose a threshold on.
        test: To measure how good the detector is.
    """

    train: Clips
    dev: Clips
    test: Clips


def load_clip_sets(
    folder: str | Path, progress: Callable[[Sequence], Iterable] = iter, seed: int = 0
) -> ClipSets:
    """Loads a folder that holds train/, dev/ and test/, or splits one clips folder in three.

    A clips folder without backgrounds or other words gets those of the course, split by split.

    Args:
        folder: As `course synthesize-clips` makes it, or with activates/ in it.
        progress: See `load_clips`.
        seed: Of the split: which clips of one folder go where.

    Raises:
        ValueError: There is no such folder, or too few clips of a kind.
    """
    folder = Path(folder)
    if all((folder / split).is_dir() for split in SPLITS):
        return ClipSets(*(load_clips(folder / split, progress) for split in SPLITS))
    return _complete(_split(load_clips(folder, progress, need=("activates",)), folder, seed))


def _split(clips: Clips, folder: Path, seed: int) -> ClipSets:
    rng = np.random.default_rng(seed)
    parts = {}
    for kind in KINDS:
        all_clips = getattr(clips, kind)
        if 0 < len(all_clips) < len(SPLITS):
            raise ValueError(
                f"{folder / kind} holds {len(all_clips)} usable clips: to learn from, to choose "
                f"by and to test on takes at least {len(SPLITS)}"
            )
        order = rng.permutation(len(all_clips))
        n_held_out = max(1, round(SHARES[1] * len(all_clips))) if all_clips else 0
        cuts = np.split(order, [len(order) - 2 * n_held_out, len(order) - n_held_out])
        parts[kind] = [tuple(all_clips[i] for i in sorted(cut)) for cut in cuts]
    return ClipSets(
        *(
            Clips(*(parts[kind][number] for kind in KINDS), skipped=clips.skipped * (number == 0))
            for number in range(len(SPLITS))
        )
    )


def _complete(sets: ClipSets) -> ClipSets:
    pairs = zip(sets, SPLITS, strict=True)
    return ClipSets(*(with_negatives(with_backgrounds(c, split), split) for c, split in pairs))


def with_backgrounds(clips: Clips, split: str) -> Clips:
    """Returns clips with the course's backgrounds of a split, if they have none of their own."""
    return (
        clips if clips.backgrounds else replace(clips, backgrounds=course_clips(split).backgrounds)
    )


def with_negatives(clips: Clips, split: str) -> Clips:
    """Returns clips with the course's other words of a split, if they have none of their own."""
    return clips if clips.negatives else replace(clips, negatives=course_clips(split).negatives)


def course_clips(split: str, names: str = "*") -> Clips:
    """Loads the clips that come with the course.

    Args:
        split: "train", "dev" or "test".
        names: A pattern that the files' names fit, as `near_*`.
    """
    need = KINDS if names == "*" else ()
    return load_clips(
        data_folder("trigger_word") / split, need=need, keep=lambda path: path.match(names)
    )


def course_voices(split: str) -> list[str]:
    """Returns the voices that speak the course's clips of a split, as their manifest lists them."""
    manifest = (data_folder("trigger_word") / "manifest.json").read_text(encoding="utf-8")
    return json.loads(manifest)["splits"][split]


def word_times(clip: AudioSegment) -> tuple[int, int]:
    """Measures the word's acoustic start and end, in ms from the clip's start.

    A frame of 10 ms counts as loud within 35 dB of the loudest, and, in a noisy clip, 6 dB above
    the quietest tenth of the frames. Loud frames less than 250 ms apart (the closure before a "t"
    takes 100) are one sound; the word is the sound with the most energy, so that a click, a breath
    or a mouse after the word does not count.

    Args:
        clip: Mono, 16-bit, at least 10 ms, not silent.

    Raises:
        ValueError: The clip is shorter than 10 ms or silent.
    """
    frame = clip.frame_rate * FRAME_MS // 1000
    samples = to_samples(clip)
    n_frames = len(samples) // frame
    if n_frames == 0 or not samples.any():
        raise ValueError(f"no word can be found in a clip that is silent or {len(clip)} ms short")
    frames = samples[: n_frames * frame].reshape(n_frames, frame)
    energy = np.einsum("ij,ij->i", frames, frames) / frame
    (loud,) = np.nonzero(energy >= _threshold(energy))
    sounds = np.split(loud, np.flatnonzero(np.diff(loud) > LONGEST_PAUSE_MS // FRAME_MS) + 1)
    word = max(sounds, key=lambda sound: energy[sound].sum())
    return int(word[0]) * FRAME_MS, (int(word[-1]) + 1) * FRAME_MS


def word_end_ms(clip: AudioSegment) -> int:
    """Returns where the word ends, in ms from the clip's start; see `word_times`."""
    return word_times(clip)[1]


@dataclass(frozen=True)
class TimedClip:
    """A clip and when the word in it is said, in ms from the clip's start.

    A file ends later than its word, by up to half a second; labels must follow the word.
    """

    clip: AudioSegment
    start_ms: int
    end_ms: int


def timed(clip: AudioSegment) -> TimedClip:
    """Returns a clip with the times that `word_times` measures."""
    return TimedClip(clip, *word_times(clip))


def _threshold(energy: np.ndarray) -> float:
    """The energy from which a frame is loud."""
    loudest = energy.max()
    tenth = np.interp(0.1 * (len(energy) - 1), np.arange(len(energy)), np.sort(energy))
    noise = tenth * 10 ** (NOISE_MARGIN_DB / 10)
    quietest = loudest * 10 ** (-RANGE_DB / 10)
    return min(max(quietest, noise), loudest * 10 ** (-LEAST_RANGE_DB / 10))
