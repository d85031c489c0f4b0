"""Replacing the data of a chapter as a whole: whoever stops it halfway keeps what was there."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """Gives an empty folder to make `names` in; they replace those in `folder` when the block ends.

    After an error or Ctrl-C nothing has changed. If the process is killed between the moves, the
    next call puts the old ones back before it begins.

    Args:
        folder: Where the data lives; made if there is none.
        names: The files and folders that belong together. All must be made in the block.
    """
    new, old = folder / ".new", folder / ".old"
    _put_back(old, folder)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
        _swap(new, old, folder, names)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def refuse_foreign_files(folder: Path, name: str) -> None:
    """Checks that `folder/name` holds nothing but what `folder/manifest.json` lists.

    Raises:
        ValueError: It holds other files, which replacing it would delete.
    """
    manifest = folder / "manifest.json"
    clips = json.loads(manifest.read_text(encoding="utf-8"))["clips"] if manifest.exists() else []
    listed = {folder / clip["file"] for clip in clips}
    files = (path for path in sorted((folder / name).rglob("*")) if path.is_file())
    if foreign := [path for path in files if path not in listed]:
        raise ValueError(
            f"{folder / name} holds {len(foreign)} files that its manifest.json does not list, such"
            f" as {foreign[0].name}; they would be lost: choose another folder"
        )


def _swap(new: Path, old: Path, folder: Path, names: Sequence[str]) -> None:
    old.mkdir()
    try:
        for name in names:
            if (folder / name).exists():
                os.replace(folder / name, old / name)
            os.replace(new / name, folder / name)
        os.replace(old, new / ".old")
    except BaseException:
        _put_back(old, folder)
        raise


def _put_back(old: Path, folder: Path) -> None:
    if not old.exists():
        return
    for kept in old.iterdir():
        if (folder / kept.name).is_dir():
            shutil.rmtree(folder / kept.name)
        os.replace(kept, folder / kept.name)
    old.rmdir()
