"""Recordings of people with what is said in them: a folder of sound files and a table of texts.

The table is a CSV or TSV file with a header: the columns `path` and `text`, and if there are some
`speaker` and `split` (train or test). Without a table the names of the files say it, as in the Free
Spoken Digit Dataset: `7_jackson_32.wav` is the digit 7 by jackson, number 32. There the numbers 0
to 4 of each digit and speaker are the test. A folder that `course synthesize words` made has a
manifest in place of a table; of its clips the digits and their strings are taken.
"""

import csv
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils.audio.files import read_audio, resample
from course_utils.folders import data_folder
from course_utils.speech_recognition.clips import SAMPLE_RATE, load_set

TABLES = ("transcripts.csv", "transcripts.tsv")
MANIFEST = "manifest.json"
SPLITS = ("train", "test")
NAMED = re.compile(r"(?P<text>\d)_(?P<speaker>[^_]+)_(?P<number>\d+)\.(wav|flac)", re.IGNORECASE)
TEST_NUMBERS = range(5)
NOBODY = "unknown"


class Recording(NamedTuple):
    """Sound and what is said in it.

    Attributes:
        audio: float32 (n,) in [-1, 1] at SAMPLE_RATE.
        text: What is said, as a recognizer is to write it.
        speaker: Who says it.
        split: "train" or "test", or "" where nothing says which.
        name: Where it comes from, for messages.
    """

    audio: np.ndarray
    text: str
    speaker: str = NOBODY
    split: str = ""
    name: str = "a recording"


class TableEntry(NamedTuple):
    """A line of a table, or what the name of a file says."""

    path: Path
    text: str
    speaker: str
    split: str


def load_recordings(
    folder: str | Path,
    table: str | Path | None = None,
    progress: Callable[[Sequence], Iterable] = iter,
) -> list[Recording]:
    """Loads a folder of recordings, in the order of the table or of the names.

    Sound of any rate becomes SAMPLE_RATE; channels are mixed to their mean.

    Args:
        folder: With sound files; paths in the table begin here.
        table: The table's path; None for `transcripts.csv` or `transcripts.tsv` in the folder. If
            there is neither, its `manifest.json` says what is said, or the names of the files.
        progress: Called with what is to be read, such as tqdm.

    Raises:
        ValueError: There is no such folder or table, the table lacks a column, a line has no text
            or names no file, a manifest is of something else, or a file is no sound. The message
            says which.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder of recordings")
    if table is None:
        table = next((folder / name for name in TABLES if (folder / name).is_file()), None)
    if table is None and (folder / MANIFEST).is_file():
        return _digits_of_set(folder)
    entries = _named(folder) if table is None else _read_table(folder, Path(table))
    return [
        Recording(_read(entry.path), entry.text, entry.speaker, entry.split, entry.path.name)
        for entry in progress(entries)
    ]


def _named(folder: Path) -> list[TableEntry]:
    entries = []
    for path in sorted(folder.iterdir()):
        if match := NAMED.fullmatch(path.name):
            split = SPLITS[int(match["number"]) in TEST_NUMBERS]
            entries.append(TableEntry(path, match["text"], match["speaker"], split))
    if not entries:
        raise ValueError(
            f"{folder} has neither a table ({' or '.join(TABLES)}) or {MANIFEST} nor files that "
            "are named DIGIT_SPEAKER_NUMBER.wav"
        )
    return entries


def _read_table(folder: Path, table: Path) -> list[TableEntry]:
    try:
        content = table.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{table} cannot be read as a table: {error}") from None
    delimiter = "\t" if table.suffix.lower() == ".tsv" else ","
    rows = csv.DictReader(content.splitlines(), delimiter=delimiter)
    columns = [name.strip().lower() for name in rows.fieldnames or ()]
    rows.fieldnames = columns
    for name in ("path", "text"):
        if name not in columns:
            raise ValueError(f"{table} has no column {name!r}: its columns are {columns}")
    entries = [_entry(folder, row, f"{table}, line {rows.line_num}") for row in rows]
    if not entries:
        raise ValueError(f"{table} has a header and no line below it")
    return entries


def _entry(folder: Path, row: dict, where: str) -> TableEntry:
    values = {name: (value or "").strip() for name, value in row.items() if name}
    path = folder / values["path"]
    if not values["path"] or not path.is_file():
        raise ValueError(f"{where}: there is no file {values['path']!r} in {folder}")
    if not values["text"]:
        raise ValueError(f"{where}: the text of {values['path']} is empty")
    split = values.get("split", "")
    if split not in ("", *SPLITS):
        raise ValueError(f"{where}: split is {' or '.join(SPLITS)}, got {split!r}")
    return TableEntry(path, values["text"], values.get("speaker") or NOBODY, split)


def _read(path: Path) -> np.ndarray:
    audio, sample_rate = read_audio(path)
    return resample(audio.mean(axis=1), sample_rate, SAMPLE_RATE)


def course_digits() -> list[Recording]:
    """Digits and strings of digits by the course's synthetic voices, for training and test."""
    return _digits_of_set(data_folder("speech_recognition"))


def _digits_of_set(folder: Path) -> list[Recording]:
    """What is for training or for the test, or of a person and for neither."""
    return [
        Recording(clip.audio, clip.text, clip.speaker, clip.split, f"{clip.text} by {clip.speaker}")
        for clip in load_set(folder, ("digit", "string"), ("", *SPLITS))
    ]


def split_recordings(
    recordings: Sequence[Recording], test_speakers: Collection[str] = ()
) -> tuple[list[Recording], list[Recording]]:
    """Splits recordings in those to learn from and those to test on.

    Args:
        recordings: At least one.
        test_speakers: Whose recordings are the test, all of them; none for the recordings' own
            split.

    Returns:
        train, test: Neither is empty.

    Raises:
        ValueError: Nobody has such a name, nothing says what the test is, or one part is empty.
    """
    speakers = sorted({recording.speaker for recording in recordings})
    if unknown := sorted(set(test_speakers) - set(speakers)):
        raise ValueError(f"no speaker is named {', '.join(unknown)}: {', '.join(speakers)} are")
    if test_speakers:
        parts = [r.speaker in test_speakers for r in recordings]
    elif unsplit := [r.name for r in recordings if not r.split]:
        raise ValueError(
            f"nothing says whether {unsplit[0]} is for training or for the test: name test "
            f"speakers among {', '.join(speakers)}, or give the table a column 'split'"
        )
    else:
        parts = [r.split == "test" for r in recordings]
    train, test = (
        [r for r, is_test in zip(recordings, parts, strict=True) if is_test == wanted]
        for wanted in (False, True)
    )
    for name, part in (("train", train), ("test", test)):
        if not part:
            raise ValueError(f"no recording is left to {name} on")
    return train, test


def fingerprint(recordings: Sequence[Recording]) -> str:
    """SHA-256 of the sound and the texts of recordings in their order, in hex."""
    digest = hashlib.sha256()
    for recording in recordings:
        digest.update(f"{recording.speaker} {recording.text} {len(recording.audio)} ".encode())
        digest.update(recording.audio.tobytes())
    return digest.hexdigest()
