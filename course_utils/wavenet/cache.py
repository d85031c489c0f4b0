"""Codes of recordings, kept on disk so that each recording is decoded and encoded only once.

An entry's name is made of everything that its codes depend on, so an entry never becomes outdated:
what changes has another name. Entries may be deleted at any time.
"""

import hashlib
import inspect
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils import atomic
from course_utils.audio.files import AudioError
from course_utils.wavenet.data import load_codes, mu_law_encode, to_mono

CHAIN_VERSION = 1


class CachedCodes(NamedTuple):
    """The codes of a recording.

    Attributes:
        codes: uint8 array (samples,).
        file: where the cache keeps them.
        sha256: digest of the recording's bytes.
    """

    codes: np.ndarray
    file: Path
    sha256: str


@dataclass(frozen=True)
class CodesCache:
    """A folder of codes, one `.npy` file for each recording and choice of settings.

    Several processes may use a folder at once: entries appear whole, and whoever makes the same
    entry makes the same bytes. A damaged entry is made again.
    """

    folder: str | Path

    def load(
        self,
        path: str | Path,
        sample_rate: int,
        n_codes: int = 256,
        *,
        to_mono: Callable = to_mono,
        encode: Callable = mu_law_encode,
    ) -> np.ndarray:
        """Returns what `load_codes` returns for the same arguments, from disk if it is there.

        Raises:
            AudioError: if the recording cannot be read.
            ValueError: if a function has no source text, or as `load_codes` does.
        """
        return self.entry(path, sample_rate, n_codes, to_mono=to_mono, encode=encode).codes

    def entry(
        self,
        path: str | Path,
        sample_rate: int,
        n_codes: int = 256,
        *,
        to_mono: Callable = to_mono,
        encode: Callable = mu_law_encode,
    ) -> CachedCodes:
        """As `load`, and says where the codes are kept.

        The entry's name holds the recording's content, `sample_rate`, `n_codes`, the source text
        of `to_mono` and `encode` (not of functions that they call), and CHAIN_VERSION, which
        stands for all else.
        """
        sha256 = _file_digest(Path(path))
        parts = [CHAIN_VERSION, sha256, sample_rate, n_codes, _source(to_mono), _source(encode)]
        key = hashlib.sha256(json.dumps(parts, default=int).encode("utf-8")).hexdigest()
        file = Path(self.folder) / f"{key}.npy"
        codes = _read_entry(file, n_codes)
        if codes is None:
            codes = load_codes(path, sample_rate, n_codes, to_mono=to_mono, encode=encode)
            atomic.write_bytes(file, _npy_bytes(codes))
        return CachedCodes(codes, file, sha256)


def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise AudioError(f"{path} cannot be read: {error.strerror}") from error


def _source(function: Callable) -> str:
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        raise ValueError(
            f"{function!r} has no source text, so the cache cannot tell when it changes; "
            "load_codes takes it without a cache"
        ) from None


def _npy_bytes(codes: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, codes, allow_pickle=False)
    return file.getvalue()


def _read_entry(file: Path, n_codes: int) -> np.ndarray | None:
    """Returns the codes, or None if there is no such entry or it is damaged."""
    if not file.exists():
        return None
    try:
        codes = np.load(file, allow_pickle=False)
    except Exception:  # numpy raises nearly anything for a damaged header
        return None
    is_sound = isinstance(codes, np.ndarray) and codes.dtype == np.uint8 and codes.ndim == 1
    return codes if is_sound and codes.size and codes.max() < n_codes else None
