"""Folders as plain data: the path of each file within, and its bytes."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from course_utils.atomic import write_bytes

Tree = Mapping[str, bytes]


def read_tree(folder: Path, largest: int | None = None) -> dict[str, bytes]:
    """Every regular file of a folder; links, pipes and devices are not followed or read.

    Args:
        folder: May be missing; then it holds nothing.
        largest: Bytes of all files together, at most.

    Raises:
        ValueError: The folder holds more.
    """
    paths = []
    for root, _, names in os.walk(folder):
        paths += [Path(root, name) for name in names]
    files = {path: path.lstat() for path in sorted(paths)}
    regular = {path: at for path, at in files.items() if stat.S_ISREG(at.st_mode)}
    size = sum(at.st_size for at in regular.values())
    if largest is not None and size > largest:
        raise ValueError(f"{size:,} bytes; at most {largest:,} are read")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in regular}


def write_tree(folder: Path, tree: Tree) -> None:
    """Writes files into a folder that is new."""
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def replace_tree(folder: Path, tree: Tree, mode: int) -> None:
    """Makes a folder hold these files and no others, each file whole at any moment.

    Notebooks come last: where one is there, what belongs to it is too.
    """
    for name in sorted(tree, key=lambda name: (name.endswith(".ipynb"), name)):
        write_bytes(folder / name, tree[name])
        (folder / name).chmod(mode)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in tree:
            path.unlink()
