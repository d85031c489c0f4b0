"""Who Kokoro can be: for each voice, 256 numbers that vary with the length of the text.

Kokoro's voices come as tables of a row for each number of phonemes from 1 to 510. Rows of
neighboring lengths are nearly the same, so a few are kept in `data/kokoro/voices.npz`, and those
between are interpolated: off by at most 3% of a row's norm up to 200 phonemes, 8% beyond.

    npm pack kokoro-js@1.2.1 && tar xzf kokoro-js-1.2.1.tgz
    python -m course_utils.kokoro_voices package/voices
"""

import sys
from functools import cache
from pathlib import Path

import numpy as np

from course_utils.folders import data_folder

STYLE = 256
LENGTHS = (1, 2, 3, 5, 7, 10, 13, 17, 23, 31, 41, 56, 76, 101, 151, 201, 301, 510)
FILE = "voices.npz"


def style(voice: str, n_phonemes: int) -> np.ndarray:
    """How a voice says a text of so many phonemes, from 1 to 510: float32 (256,)."""
    rows = _voices()[voice]
    after = int(np.searchsorted(LENGTHS, n_phonemes))
    if LENGTHS[after] == n_phonemes:
        return rows[after]
    low, high = LENGTHS[after - 1 : after + 1]
    share = (n_phonemes - low) / (high - low)
    return ((1 - share) * rows[after - 1] + share * rows[after]).astype(np.float32)


@cache
def _voices() -> dict[str, np.ndarray]:
    with np.load(data_folder("kokoro") / FILE) as voices:
        return {name: voices[name].astype(np.float32) for name in voices.files}


def pack_voices(folder: Path, out: Path) -> list[str]:
    """Keeps the rows of LENGTHS of all voices in a folder, in half precision.

    Args:
        folder: Holds a file VOICE.bin for each: float32 (510, 256).
        out: The file to write.

    Returns:
        The names of the voices.

    Raises:
        ValueError: There is none, or a file has another size.
    """
    rows = {}
    for file in sorted(folder.glob("*.bin")):
        numbers = np.fromfile(file, np.float32)
        if numbers.size != LENGTHS[-1] * STYLE:
            raise ValueError(
                f"{file.name} holds {numbers.size} numbers, not {LENGTHS[-1]} x {STYLE}"
            )
        table = numbers.reshape(LENGTHS[-1], STYLE)
        rows[file.stem] = table[np.array(LENGTHS) - 1].astype(np.float16)
    if not rows:
        raise ValueError(f"{folder} holds no file VOICE.bin")
    np.savez_compressed(out, **rows)
    return list(rows)


if __name__ == "__main__":
    print(*pack_voices(Path(sys.argv[1]), data_folder("kokoro") / FILE))
