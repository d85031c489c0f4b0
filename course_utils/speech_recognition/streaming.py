"""A causal recognizer for sound that comes in pieces: the same text as of the whole, without Keras.

It takes the likeliest token at each step. A character is written when its token first appears, so
it never has to be taken back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from course_utils.audio.blocks import mono, resampled
from course_utils.numpy_layers import Layer, read_layers
from course_utils.recurrent_cells import log_softmax
from course_utils.speech_recognition.alphabet import BLANK
from course_utils.speech_recognition.recognizers import (
    KIND,
    VERSION,
    RecognizerConfig,
    parse_card,
)
from course_utils.training.model_cards import find_model

BLOCK_S = 1
"""The most sound that goes through the layers at once, in seconds: it bounds the memory."""


@dataclass(frozen=True)
class StreamingRecognizer:
    """A trained causal recognizer without Keras.

    Attributes:
        layers: From features to logits, in the order in which they run.
        config: Its alphabet, front end and sizes.
    """

    layers: tuple[Layer, ...]
    config: RecognizerConfig

    def stream(self) -> "LogProbabilityStream":
        """From samples to log probabilities, from the beginning of a sound."""
        return LogProbabilityStream(self)


def read_streaming_recognizer(name_or_path: str | Path) -> StreamingRecognizer:
    """Reads a trained recognizer and its card without Keras.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.

    Raises:
        ValueError: There is no such recognizer, it has no card, the two do not belong together, or
            it needs the whole sound.
    """
    path, card = find_model(name_or_path, KIND, VERSION)
    config = parse_card(card, path)
    if not config.causal:
        raise ValueError(
            f"{path} needs the whole sound: only a recognizer that was trained with --causal "
            "writes while the sound comes in"
        )
    return StreamingRecognizer(read_layers(path), config)


class LogProbabilityStream:
    """Turns sound that comes in pieces of any size into log probabilities of the tokens.

    Args:
        recognizer: A trained one.
    """

    def __init__(self, recognizer: StreamingRecognizer):
        front_end = recognizer.config.front_end
        self._layers, self._features = recognizer.layers, front_end.stream()
        self._states: list[Any] = [layer.start() for layer in recognizer.layers]
        self._block = front_end.sample_rate * BLOCK_S
        self._n_tokens = recognizer.config.alphabet.n_tokens

    def feed(self, samples: np.ndarray) -> np.ndarray:
        """Takes in the next samples.

        Args:
            samples: float32 (n,) in [-1, 1] at the front end's rate; n may be 0.

        Returns:
            Natural logarithms of the steps that are complete now: float32 (steps, tokens).
        """
        found = [np.empty((0, self._n_tokens), np.float32)]
        for start in range(0, len(samples), self._block):
            x = self._features.feed(samples[start : start + self._block])
            for i, layer in enumerate(self._layers):
                self._states[i], x = layer.run(self._states[i], x)
            found.append(log_softmax(x))
        return np.concatenate(found)


class Written(NamedTuple):
    """A character that was recognized.

    Attributes:
        character: Which.
        time_ms: How much sound had come in when it was written.
        probability: Of its token at that step.
    """

    character: str
    time_ms: float
    probability: float


class GreedyStream:
    """`greedy_decode` for log probabilities that come in pieces: the same characters.

    Args:
        config: Of the recognizer.
    """

    def __init__(self, config: RecognizerConfig):
        self._config, self._step, self._last = config, 0, BLANK

    def feed(self, log_probabilities: np.ndarray) -> list[Written]:
        """Takes in the next log probabilities (steps, tokens) and gives what they write."""
        front_end = self._config.front_end
        first_ms = 1000 * front_end.window / front_end.sample_rate
        written = []
        for row in log_probabilities:
            token = int(row.argmax())
            if token not in (BLANK, self._last):
                character = self._config.symbols[token - 1]
                time_ms = first_ms + self._step * self._config.step_ms
                written.append(Written(character, time_ms, float(np.exp(row[token]))))
            self._last, self._step = token, self._step + 1
        return written


def write_along(
    blocks: Iterable[np.ndarray], sample_rate: int, recognizer: StreamingRecognizer
) -> Iterator[Written]:
    """Yields each character as soon as it is recognized.

    Args:
        blocks: Float samples (frames, channels) in [-1, 1], one block after the other; channels
            are mixed to their mean.
        sample_rate: Of the blocks, in Hz.
        recognizer: As `read_streaming_recognizer` gives it.

    Raises:
        AudioError: A block holds NaN or infinity.
    """
    stream, text = recognizer.stream(), GreedyStream(recognizer.config)
    rate = recognizer.config.front_end.sample_rate
    for samples in resampled(map(mono, blocks), sample_rate, rate):
        yield from text.feed(stream.feed(samples))
