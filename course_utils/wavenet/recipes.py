"""The two networks that `course train wavenet` makes: their shape and how to train them."""

from typing import NamedTuple

from course_utils.wavenet.model import WaveNetConfig
from course_utils.wavenet.training import TrainingSettings


class Recipe(NamedTuple):
    """A network and its training."""

    config: WaveNetConfig
    settings: TrainingSettings


RECIPES = {
    "small": Recipe(
        WaveNetConfig(
            dilations=(1, 2, 4, 8, 16, 32, 64, 128, 256),
            residual_channels=16,
            gate_channels=16,
            skip_channels=32,
        ),
        TrainingSettings(epochs=5),
    ),
    "large": Recipe(
        WaveNetConfig(
            dilations=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512) * 2,
            residual_channels=32,
            gate_channels=32,
            skip_channels=64,
        ),
        TrainingSettings(epochs=16),
    ),
}
