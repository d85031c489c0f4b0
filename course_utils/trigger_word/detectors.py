"""The detectors of the course: front end and sizes of each, and what the card of a model says.

Nothing here needs Keras.
"""

from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from course_utils.audio.front_end import FrontEnd
from course_utils.audio.speech_embedding import EmbeddingFrontEnd
from course_utils.trigger_word.placing import CLIP_MS

KIND, VERSION = "trigger_word", 1
"""Of the cards of trained detectors: see `course_utils.training.model_cards`."""

SHIPPED = "trigger_word_course"
"""The detector that commands use where none is named."""

LABEL_DELAY_MS = 120
"""How much sound after a word's end a detector may use: "activate" is not "activated"."""


@dataclass(frozen=True)
class DetectorConfig:
    """A detector's front end, and when it answers.

    Attributes:
        front_end: From sound to features.
        kernel_size: Frames that a step of its convolution sees.
        strides: Frames from step to step.
    """

    front_end: FrontEnd | EmbeddingFrontEnd
    kernel_size: int
    strides: int

    @property
    def step_ms(self) -> float:
        """Milliseconds from one answer to the next."""
        return 1000 * self.strides * self.front_end.hop / self.front_end.sample_rate

    @property
    def first_ms(self) -> float:
        """How much sound the first answer needs, in milliseconds."""
        samples = (self.kernel_size - 1) * self.front_end.hop + self.front_end.window
        return 1000 * samples / self.front_end.sample_rate

    def n_steps(self, n_samples: int) -> int:
        """Number of answers for a number of samples."""
        frames = self.front_end.n_frames(n_samples)
        return max(0, 1 + (frames - self.kernel_size) // self.strides)

    @property
    def clip_steps(self) -> int:
        """How many answers a clip of 10 s gives."""
        return self.n_steps(self.front_end.sample_rate * CLIP_MS // 1000)

    @property
    def label_times_ms(self) -> np.ndarray:
        """When the label of each of those answers is read: its own time, less LABEL_DELAY_MS."""
        return self.first_ms + np.arange(self.clip_steps) * self.step_ms - LABEL_DELAY_MS

    def from_time_0(self, probabilities: np.ndarray) -> np.ndarray:
        """Puts zeros before the first answer, for the sound that it needed: step 0 is at 0 ms."""
        return np.pad(probabilities, (round(self.first_ms / self.step_ms), 0))

    @property
    def sizes(self) -> dict:
        """The sizes of the network, by their names in the function that builds it."""
        sizes = asdict(self)
        del sizes["front_end"]
        return sizes


@dataclass(frozen=True)
class GruConfig(DetectorConfig):
    """The shape of `build_trigger_detector`; by default in the sizes of its exercise.

    "course" has the exercise's 522,561 parameters and 101 bands, but on the mel scale up to
    7,600 Hz, for which 16,000 samples a second are enough, and answers every 30 ms. With the
    exercise's bins, 220 Hz wide up to 22 kHz, the same network trained as long knew the training's
    voices well and others badly.

    Attributes:
        filters: Of the convolution.
        units: Of each GRU.
        dropout: Share of numbers that are hidden in training.
    """

    front_end: FrontEnd = field(default_factory=FrontEnd)
    kernel_size: int = 15
    strides: int = 4
    filters: int = 196
    units: int = 128
    dropout: float = 0.2


@dataclass(frozen=True)
class EmbeddingConfig(DetectorConfig):
    """The shape of `build_word_layers`, on a pre-trained front end.

    Attributes:
        filters: Of the first layer.
        dropout: Share of numbers that are hidden in training.
    """

    front_end: EmbeddingFrontEnd = field(default_factory=EmbeddingFrontEnd)
    kernel_size: int = 8
    strides: int = 1
    filters: int = 128
    dropout: float = 0.6


CONFIGS = {
    "course": GruConfig(FrontEnd(768, hop=160, n_mels=101, sample_rate=16_000), strides=3),
    "small": GruConfig(
        FrontEnd(400, hop=160, n_mels=40, sample_rate=16_000), strides=3, filters=64, units=64
    ),
    "embedding": EmbeddingConfig(),
}


@dataclass(frozen=True)
class Detector:
    """A trained detector and what it takes to use it.

    Attributes:
        model: The `keras.Model`, for sound of any length.
        config: Its front end and sizes.
        threshold: Of an event, picked on development clips.
        word: What it was trained to detect.
        card: What made it and how good it is, if it was read from disk.
    """

    model: object
    config: DetectorConfig
    threshold: float
    word: str
    card: dict = field(default_factory=dict)


def describe_front_end(config: DetectorConfig) -> dict:
    """What a card says of a front end, as plain JSON."""
    if isinstance(config, GruConfig):
        return asdict(config.front_end)
    return {"embedding": "google/speech_embedding"}


def parse_card(card: dict, model: str | Path) -> tuple[DetectorConfig, float, str]:
    """Reads the configuration of a detector, its threshold and its word from its card.

    Args:
        card: As `find_model` gives it.
        model: The model's name or path, for the message.

    Raises:
        ValueError: The card lacks one of the three, or says something else.
    """
    try:
        return _config(card), float(card["threshold"]), str(card["word"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the card of {model} is no card of a detector: {error}") from None


def _config(card: dict) -> DetectorConfig:
    if "embedding" in card["front_end"]:
        return EmbeddingConfig(**card["sizes"])
    return GruConfig(FrontEnd(**card["front_end"]), **card["sizes"])
