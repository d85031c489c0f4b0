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


MADE_OF = ".made_of"


@contextmanager
def replacing(folder: Path, names: Sequence[str], made_of: str | None = None) -> Iterator[Path]:
    """Gives a folder to make `names` in; they replace those in `folder` when the block ends.

    After an error or Ctrl-C they are as they were. If the process is killed between the moves, the
    next call puts the old ones back before it begins.

    Args:
        folder: Where the data lives; made if there is none.
        names: The files and folders that belong together. All must be made in the block.
        made_of: All that the new ones depend on. What a block with the same left unfinished is
            there again, so that it need not be made twice. None to begin with an empty folder.
    """
    new, old = folder / ".new", folder / ".old"
    _put_back(old, folder)
    if made_of is None or not _is_unfinished(new, made_of):
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        (new / MADE_OF).write_text(made_of or "", encoding="utf-8")
    try:
        yield new
        _swap(new, old, folder, names)
    except BaseException:
        if made_of is None:
            shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(new, ignore_errors=True)


def _is_unfinished(new: Path, made_of: str) -> bool:
    """Whether `new` was begun for `made_of`, and nobody was killed when all was in its place."""
    told = new / MADE_OF
    begun = told.exists() and told.read_text(encoding="utf-8") == made_of
    return begun and not (new / ".old").exists()


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
