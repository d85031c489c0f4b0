"""The spoken digits and words that come with the course: of machines, and of one person.

A voice's clips follow each other in one file, and a manifest says where each begins: thousands of
clips are read in a fraction of a second.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course_utils.audio.files import read_audio
from course_utils.folders import data_folder

SAMPLE_RATE = 8_000
SPLITS = ("train", "dev", "test")
KINDS = ("digit", "string", "number", "month", "letter")


@dataclass(frozen=True)
class SpokenWord:
    """A clip and what is said in it.

    Attributes:
        audio: float32 (n,) in [-1, 1] at SAMPLE_RATE.
        text: What is said, as it is written: "7", "371", "seventeen", "january", "b".
        kind: One of KINDS.
        voice: Who says it: a voice of an engine, or a person.
        speaker: The voice with a number: each stands for other formants, pitch and speed.
    """

    audio: np.ndarray
    text: str
    kind: str
    voice: str
    speaker: str


def load_clips(
    split: str, kinds: Collection[str] = KINDS, folder: str | Path | None = None
) -> list[SpokenWord]:
    """Loads what synthetic voices say, in the order of the manifest.

    Args:
        split: "train", "dev" or "test"; no voice and no engine is in two of them.
        kinds: Which of KINDS.
        folder: As `course synthesize words` makes it; None for the course's own.

    Raises:
        ValueError: There is no such split or kind, or the folder holds no such set.
    """
    if split not in SPLITS:
        raise ValueError(f"the splits are {', '.join(SPLITS)}, got {split!r}")
    folder = data_folder("speech_recognition") if folder is None else Path(folder)
    return _read(folder, kinds, f"{split}/")


def load_asterisk(kinds: Collection[str] = KINDS) -> list[SpokenWord]:
    """Loads what a person says: prompts of the telephone system Asterisk, each once.

    They are a test and must not be trained on: see `data/speech_recognition/README.md`.

    Args:
        kinds: Which of KINDS; there are no strings.

    Raises:
        ValueError: There is no such kind.
    """
    return _read(data_folder("speech_recognition") / "asterisk", kinds)


def _read(folder: Path, kinds: Collection[str], start: str = "") -> list[SpokenWord]:
    """The clips of some kinds in the files whose names begin with `start`."""
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise ValueError(f"the kinds are {', '.join(KINDS)}, got {', '.join(unknown)}")
    manifest = folder / "manifest.json"
    if not manifest.exists():
        raise ValueError(f"{manifest} does not exist: `course synthesize words` makes such a set")
    manifest = json.loads(manifest.read_text(encoding="utf-8"))
    sounds, voices = {}, {}
    for entry in manifest["files"]:
        if entry["file"].startswith(start):
            sounds[entry["file"]] = _sound(folder / entry["file"])
            voices[entry["file"]] = entry["voice"]
    return [
        SpokenWord(
            sounds[file][clip["start"] : clip["start"] + clip["samples"]],
            clip["text"],
            clip["kind"],
            voices[file],
            f"{voices[file]} {clip['speaker']}" if "speaker" in clip else voices[file],
        )
        for clip in manifest["clips"]
        if (file := clip["file"]) in sounds and clip["kind"] in kinds
    ]


def _sound(path: Path) -> np.ndarray:
    audio, sample_rate = read_audio(path)
    if sample_rate != SAMPLE_RATE or audio.shape[1] != 1:
        raise ValueError(
            f"{path} must be mono at {SAMPLE_RATE:,} Hz, not {audio.shape[1]} channels at "
            f"{sample_rate:,} Hz"
        )
    return audio[:, 0]
