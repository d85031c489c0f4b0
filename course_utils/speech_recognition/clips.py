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
        split: "train", "dev" or "test"; "" for a person.
    """

    audio: np.ndarray
    text: str
    kind: str
    voice: str
    speaker: str
    split: str = ""


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
    return load_set(folder, kinds, [split])


def load_asterisk(kinds: Collection[str] = KINDS) -> list[SpokenWord]:
    """Loads what a person says: prompts of the telephone system Asterisk, each once.

    They are a test and must not be trained on: see `data/speech_recognition/README.md`.

    Args:
        kinds: Which of KINDS; there are no strings.

    Raises:
        ValueError: There is no such kind.
    """
    return load_set(data_folder("speech_recognition") / "asterisk", kinds)


def load_set(
    folder: str | Path, kinds: Collection[str] = KINDS, splits: Collection[str] = ("", *SPLITS)
) -> list[SpokenWord]:
    """Loads a folder with a manifest: a set of machines, or the prompts of a person.

    Args:
        folder: As `course synthesize words` makes it, or `clip_making.asterisk`.
        kinds: Which of KINDS.
        splits: Which of SPLITS; "" for a person.

    Raises:
        ValueError: There is no such kind, or the folder holds no such set.
    """
    folder = Path(folder)
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise ValueError(f"the kinds are {', '.join(KINDS)}, got {', '.join(unknown)}")
    manifest = folder / "manifest.json"
    if not manifest.exists():
        raise ValueError(f"{manifest} does not exist: `course synthesize words` makes such a set")
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
    except ValueError:
        content = {}
    if not isinstance(content, dict) or not {"files", "clips"} <= set(content):
        raise ValueError(f"{manifest} lists no files and clips, as `course synthesize words` does")
    sounds, voices, split_of = {}, {}, {}
    for entry in content["files"]:
        file = entry["file"]
        split_of[file] = file.rpartition("/")[0]
        if split_of[file] in splits:
            sounds[file] = _sound(folder / file)
            voices[file] = entry["voice"]
    return [
        SpokenWord(
            sounds[file][clip["start"] : clip["start"] + clip["samples"]],
            clip["text"],
            clip["kind"],
            voices[file],
            f"{voices[file]} {clip['speaker']}" if "speaker" in clip else voices[file],
            split_of[file],
        )
        for clip in content["clips"]
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
