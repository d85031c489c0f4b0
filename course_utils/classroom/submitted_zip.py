"""Unpacking what students handed in as archives: nothing in one reaches beyond its own folder.

`nbgrader zip_collect` uses it with this in nbgrader_config.py:

    from course_utils.classroom.submitted_zip import SafeExtractor
    c.ZipCollectApp.extractor_plugin = SafeExtractor
"""

import lzma
import os
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EACCES, EDQUOT, EIO, EMFILE, ENOSPC, EPERM, EROFS
from pathlib import Path, PurePosixPath
from typing import IO

from nbgrader.plugins.zipcollect import ExtractorPlugin

ARCHIVES = (".zip", ".tar", ".gz", ".tgz")
DEEPEST = 3  # the class's archive, a student's in it, and one that a student packed twice
MOST_FILES = 10_000
MOST_MB, TIMES = 200, 20  # notebooks shrink to a fifth at best, a bomb to a thousandth
LONGEST_NAME = 200
UNREADABLE = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(
        RuntimeError,
        NotImplementedError,
        ValueError,
    ),  # encrypted, compressed in an unknown way, with impossible values
)
OF_THE_MACHINE = {ENOSPC, EDQUOT, EIO, EROFS, EACCES, EPERM, EMFILE}


@dataclass(frozen=True)
class Member:
    """A file in an archive: its name as it stands there, and how to read it."""

    name: str
    open: Callable[[], IO[bytes]]


class SafeExtractor(ExtractorPlugin):
    """nbgrader's step, file by file, with a warning for each file that is left out."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpacks the archives of a folder and copies its other files."""
        source, goal = Path(archive_path), Path(extracted_path)
        for path in sorted(path for path in source.rglob("*") if path.is_file()):
            into = goal / path.relative_to(source).parent
            into.mkdir(parents=True, exist_ok=True)
            if is_archive(path):
                for warning in unpack(path, into / folder_name(path)):
                    self.log.warning(warning)
            else:
                shutil.copy(path, into / path.name)


def is_archive(path: Path) -> bool:
    """Whether a file's name is that of an archive."""
    return path.suffix.lower() in ARCHIVES


def folder_name(archive: Path) -> str:
    """The archive's name without its ending."""
    return archive.stem.removesuffix(".tar")


def unpack(archive: Path, into: Path, depth: int = DEEPEST) -> list[str]:
    """Unpacks an archive, and the archives in it into folders of their own.

    Links, devices and names that lead out of the folder are left out. What is unpacked together is
    at most 200 MB more than 20 times the archive's own size, in at most 10,000 files.

    Args:
        archive: A zip, tar or gzipped tar file; it stays.
        into: Folder for its files; made if it is not there.
        depth: How many archives within one another to unpack.

    Returns:
        What was left out and why, a sentence each; the rest is unpacked.
    """
    into.mkdir(parents=True, exist_ok=True)
    left = MOST_MB * 2**20 + TIMES * archive.stat().st_size
    warnings = []
    with _as_warning(archive.name, warnings):
        for number, member in enumerate(_members(archive, warnings)):
            if number == MOST_FILES:
                warnings.append(f"{archive.name!a}: the files after {MOST_FILES:,} are left out")
                break
            path = _safe_path(member.name, into)
            if path is None or _is_taken(path, into):
                why = "is there twice" if path else "is no name for a file here"
                warnings.append(f"{archive.name!a}: {member.name!a} {why}; left out")
                continue
            with _as_warning(member.name, warnings):
                left -= _write(member, path, left)
            if left < 0:
                warnings.append(f"{archive.name!a}: far more than its size; the rest is left out")
                break
            if path.exists() and is_archive(path):
                warnings += _unpack_inner(path, depth)
    return warnings


@contextmanager
def _as_warning(name: str, warnings: list[str]) -> Iterator[None]:
    """Makes a warning of an error in the archive; an error of the machine is raised."""
    try:
        yield
    except UNREADABLE as error:
        if getattr(error, "errno", None) in OF_THE_MACHINE:
            raise
        warnings.append(f"{name!a} cannot be read: {type(error).__name__}: {str(error)!a}")


def _members(archive: Path, warnings: list[str]) -> Iterator[Member]:
    """The plain files; of what is neither file nor folder a warning."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            for info in opened.infolist():
                kind = info.external_attr >> 28  # of the file's mode in Unix; 0 from elsewhere
                if kind in (0, 0o10) and not info.is_dir():
                    yield Member(info.filename, lambda info=info: opened.open(info))
                elif kind not in (0, 0o4, 0o10):
                    warnings.append(_no_file(archive, info.filename))
    else:
        with tarfile.open(archive) as opened:
            for info in opened:
                if info.isfile():
                    yield Member(info.name, lambda info=info: opened.extractfile(info))
                elif not info.isdir():
                    warnings.append(_no_file(archive, info.name))


def _no_file(archive: Path, name: str) -> str:
    return f"{archive.name!a}: {name!a} is a link or a device; left out"


def _safe_path(name: str, into: Path) -> Path | None:
    """Where a member belongs; None for names that lead elsewhere or that no file should bear."""
    path = PurePosixPath(name.replace("\\", "/"))
    bad = path.is_absolute() or ".." in path.parts or not path.parts or not name.isprintable()
    if bad or ":" in path.parts[0] or any(len(os.fsencode(p)) > LONGEST_NAME for p in path.parts):
        return None
    return into / path


def _is_taken(path: Path, into: Path) -> bool:
    """Whether a file stands there already, or where one of the folders above should."""
    above = path.relative_to(into).parents
    return path.exists() or any((into / folder).is_file() for folder in above)


def _write(member: Member, path: Path, most: int) -> int:
    """Writes at most one byte more than `most`, whatever the archive says of the size.

    Returns:
        Number of bytes; a file with too many, or that ends in an error, is not kept.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    size, whole = 0, False
    try:
        with member.open() as source, path.open("xb") as goal:
            while size <= most and (block := source.read(min(2**20, most + 1 - size))):
                size += goal.write(block)
        whole = size <= most
    finally:
        if not whole:
            path.unlink(missing_ok=True)
    return size


def _unpack_inner(path: Path, depth: int) -> list[str]:
    """Unpacks an archive that came out of another, and removes it."""
    if depth == 1:
        warnings = [f"{path.name!a}: an archive in too many others; left out"]
    else:
        folder = path.with_name(folder_name(path))
        warnings = unpack(path, folder, depth - 1)
    path.unlink()
    return warnings
