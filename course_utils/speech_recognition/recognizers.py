"""The recognizers of the course: front end and sizes, and what the card of a model says.

Nothing here needs Keras.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

from course_utils.audio.front_end import FrontEnd
from course_utils.speech_recognition.alphabet import Alphabet
from course_utils.validation import require_at_least, require_positive

KIND, VERSION = "speech", 1
"""Of the cards of trained recognizers: see `course_utils.training.model_cards`."""

FRONT_END = FrontEnd(200, hop=100, n_mels=32, highest_hz=3_800.0, sample_rate=8_000)
"""Frames of 25 ms every 12.5 ms, for the sound of a telephone."""


@dataclass(frozen=True)
class RecognizerConfig:
    """What a recognizer can write, its front end and its sizes.

    Attributes:
        symbols: The characters that it can write.
        front_end: From sound to features.
        filters: Of each convolution.
        kernel_size: Inputs that a convolution sees at once.
        stride: Frames from one step to the next.
        units: Of each GRU, in each direction.
        layers: Of GRUs.
        dropout: Share of numbers that are hidden in training.
        causal: Whether it hears the past alone, so that it can write while the sound comes in.
    """

    symbols: str
    front_end: FrontEnd = FRONT_END
    filters: int = 96
    kernel_size: int = 5
    stride: int = 3
    units: int = 96
    layers: int = 1
    dropout: float = 0.0
    causal: bool = False

    def __post_init__(self):
        """Refuses sizes that make no sense.

        Raises:
            ValueError: Naming the attribute and its value, or what is wrong with the symbols.
        """
        Alphabet(self.symbols)
        require_at_least(
            1,
            filters=self.filters,
            kernel_size=self.kernel_size,
            units=self.units,
            stride=self.stride,
            layers=self.layers,
        )
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout is from 0 to below 1, got {self.dropout}")

    @property
    def alphabet(self) -> Alphabet:
        """Ids of the characters."""
        return Alphabet(self.symbols)

    @property
    def step_ms(self) -> float:
        """Milliseconds from one step to the next."""
        return 1000 * self.stride * self.front_end.hop / self.front_end.sample_rate

    def n_steps(self, n_frames: int) -> int:
        """How many steps a number of frames gives: the first frame gives one already."""
        return -(-n_frames // self.stride)

    @property
    def sizes(self) -> dict:
        """The sizes of the network, by their names in `build_recognizer`."""
        sizes = asdict(self)
        del sizes["symbols"], sizes["front_end"]
        return sizes


@dataclass(frozen=True)
class AttentionConfig:
    """A recognizer that writes letter by letter, and looks back at the sound for each.

    Attributes:
        encoder: Alphabet, front end, and the sizes of what reads the sound: the network of a CTC
            recognizer without its logits.
        n_s: Units of the decoder.
        energy_units: Of the hidden layer of the energies.
        letter_units: Numbers that stand for the letter before.
        monotonic: Whether the attention may only move forward.
        longest_s: Seconds of the longest sound in training. Later a sound may be longer.
    """

    encoder: RecognizerConfig
    n_s: int = 128
    energy_units: int = 32
    letter_units: int = 32
    monotonic: bool = False
    longest_s: float = 4.5

    def __post_init__(self):
        """Refuses sizes that make no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        require_positive(longest_s=self.longest_s)
        sizes = ("n_s", "energy_units", "letter_units")
        require_at_least(1, **{name: getattr(self, name) for name in sizes})
        if self.encoder.causal:
            raise ValueError("attention looks at the whole sound: its encoder is not causal")

    @property
    def alphabet(self) -> Alphabet:
        """Ids of the characters."""
        return self.encoder.alphabet

    @property
    def front_end(self) -> FrontEnd:
        """From sound to features."""
        return self.encoder.front_end

    @property
    def step_ms(self) -> float:
        """Milliseconds from one step of the encoder to the next."""
        return self.encoder.step_ms

    def n_steps(self, n_frames: int) -> int:
        """How many steps the encoder makes of a number of frames."""
        return self.encoder.n_steps(n_frames)

    @property
    def most_frames(self) -> int:
        """Frames of the longest sound in training."""
        return self.front_end.n_frames(round(self.longest_s * self.front_end.sample_rate))


def describe(config: RecognizerConfig | AttentionConfig) -> dict:
    """What a card says of a configuration, as plain JSON."""
    if isinstance(config, AttentionConfig):
        attention = asdict(config)
        del attention["encoder"]
        return {**describe(config.encoder), "attention": attention}
    return {
        "symbols": config.symbols,
        "front_end": asdict(config.front_end),
        "sizes": config.sizes,
    }


def parse_card(card: dict, model: str | Path) -> RecognizerConfig | AttentionConfig:
    """Reads the configuration of a recognizer from its card.

    Args:
        card: As `find_model` gives it.
        model: The model's name or path, for the message.

    Raises:
        ValueError: The card lacks a part of it, or says something else.
    """
    try:
        front_end = FrontEnd(**card["front_end"])
        config = RecognizerConfig(card["symbols"], front_end, **card["sizes"])
        return AttentionConfig(config, **card["attention"]) if "attention" in card else config
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the card of {model} is no card of a recognizer: {error}") from None
