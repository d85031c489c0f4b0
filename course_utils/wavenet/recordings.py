"""Which recordings a folder holds, and who speaks in each."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SUFFIXES = (".wav", ".flac", ".ogg")


class Recording(NamedTuple):
    """A sound file and the name of its speaker."""

    path: Path
    speaker: str


def find_recordings(folder: str | Path, speaker_pattern: str | None = None) -> list[Recording]:
    """Finds the sound files in a folder and all folders in it, sorted by path.

    Hidden files and folders, macOS's `._*` among them, do not count.

    Args:
        folder: for instance the folder above VCTK's `wav48/p225/p225_001.wav`.
        speaker_pattern: a regular expression, searched in each path below `folder` (written with
            `/`); its first group is the speaker. Without it, the speaker is the name of the
            folder that the file is in: `p225` above.

    Raises:
        ValueError: if there is no such folder or no sound file in it, or if the pattern is not a
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
