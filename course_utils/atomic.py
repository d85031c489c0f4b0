"""Files and folders that are either whole or absent."""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


def write_bytes(path: str | Path, content: bytes) -> None:
    """Writes a file in one step: nobody ever sees half of it, whoever else writes it too.

    The bytes go to a hidden neighbor first, which then takes the file's name. Missing parent
    folders are made. After an error nothing of it is left, and an older file is as it was.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Writes UTF-8 text with plain newlines in one step, as `write_bytes` does."""
    write_bytes(path, text.encode("utf-8"))


MANIFEST = "manifest.json"
NEW, OLD, PLAN = ".new", ".old", ".plan"


@contextmanager
def replacing(folder: Path, parts: Sequence[str], plan: str | None = None) -> Iterator[Path]:
    """Gives a folder to make a data set in; it replaces the set in `folder` when the block ends.

    A set is the folders `parts` and a manifest.json, whose "clips" list all their files. An older
    manifest is taken away before anything else is moved, and the new one comes last: a folder with
    a manifest holds a whole set, whenever the process is killed. A set whose replacement was killed
    is put back when the next one begins. After an error or Ctrl-C it is as it was.

    Args:
        folder: Where the set lives; made if there is none.
        parts: The folders of the set. All of them and the manifest must be made in the block.
        plan: All that the new set depends on. What a block with the same plan left unfinished is
            there again, so that it need not be made twice. None to begin with an empty folder.

    Raises:
        ValueError: `folder` holds files that are not of the set, which would be lost.
    """
    new, old = folder / NEW, folder / OLD
    _recover(folder, parts)
    _refuse_foreign_files(folder, parts)
    if plan is None or not _was_begun(new, plan):
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        (new / PLAN).write_text(plan or "", encoding="utf-8")
    try:
        yield new
        _refuse_foreign_files(folder, parts)  # making a set takes long enough to add some
        _swap(folder, parts)
    except BaseException:
        if plan is None and not old.exists():
            shutil.rmtree(new, ignore_errors=True)
        raise
    _remove_leftovers(folder)


def _was_begun(new: Path, plan: str) -> bool:
    """Whether `new` holds what was made for a plan."""
    file = new / PLAN
    return file.exists() and file.read_text(encoding="utf-8") == plan


def _refuse_foreign_files(folder: Path, parts: Sequence[str], manifest: Path | None = None) -> None:
    """Checks that the parts hold nothing but what the manifest lists, by default the folder's own.

    Raises:
        ValueError: They hold other files, or the manifest is none of a set.
    """
    manifest = manifest or folder / MANIFEST
    clips = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {"clips": []}
    if "clips" not in clips:
        raise ValueError(f"{manifest} is no manifest of clips: choose another folder")
    listed = {folder / clip["file"] for clip in clips["clips"]}
    for part in parts:
        files = (path for path in sorted((folder / part).rglob("*")) if path.is_file())
        if foreign := [path for path in files if path not in listed]:
            raise ValueError(
                f"{folder / part} holds {len(foreign)} files that its manifest.json does not list, "
                f"such as {foreign[0].name}; they would be lost: choose another folder"
            )


def _swap(folder: Path, parts: Sequence[str]) -> None:
    new, old = folder / NEW, folder / OLD
    for name in (*parts, MANIFEST):
        if not (new / name).exists():
            raise FileNotFoundError(f"{new / name} was not made")
    old.mkdir()
    try:
        _move(MANIFEST, folder, old)
        for part in parts:
            _move(part, folder, old)
            _move(part, new, folder)
        _move(MANIFEST, new, folder)
    except BaseException:
        _recover(folder, parts)
        raise


def _recover(folder: Path, parts: Sequence[str]) -> None:
    """Undoes a swap that was stopped, unless all was in its place; can itself be stopped anywhere.

    A part of the new set has been moved into its place if it is in `.new` no more.
    """
    new, old = folder / NEW, folder / OLD
    if not old.exists():
        return
    if (folder / MANIFEST).exists() and not (new / MANIFEST).exists():
        _remove_leftovers(folder)
        return
    moved = [part for part in parts if not (new / part).exists()]
    begun = [part for part in parts if (old / part).exists()]
    _refuse_foreign_files(folder, [*moved, *begun], new / MANIFEST)
    for part in parts:
        if part in moved:
            _move(part, folder, new)
        _move(part, old, folder)
    _move(MANIFEST, old, folder)
    old.rmdir()


def _move(name: str, source: Path, target: Path) -> None:
    """Moves a file or folder, if it is there."""
    if (source / name).exists():
        os.replace(source / name, target / name)


def _remove_leftovers(folder: Path) -> None:
    """Removes the older set, then what is left of the folder in which the new one was made."""
    shutil.rmtree(folder / OLD, ignore_errors=True)
    shutil.rmtree(folder / NEW, ignore_errors=True)
