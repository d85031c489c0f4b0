"""Files that are either whole or absent."""

import os
import secrets
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
