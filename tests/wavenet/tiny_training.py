"""A training of a second, also as a process of its own that a test can kill."""

import sys
import time

import numpy as np

from course_utils.training.checkpoints import CheckpointFile
from course_utils.wavenet.model import WaveNetConfig, build_wavenet
from course_utils.wavenet.training import TrainingSettings, train

CONFIG = WaveNetConfig(
    n_codes=16, dilations=(1, 2), residual_channels=8, gate_channels=8, skip_channels=8
)
SETTINGS = TrainingSettings(epochs=3, batch_size=4, fragment_length=32, seed=5)
STEPS = 10


def codes_of_epoch(epoch):
    """Other codes in each epoch, as with variations of recordings."""
    rng = np.random.default_rng(epoch)
    return [rng.integers(0, 16, 32 * 21 + 1, dtype=np.uint8) for _ in range(2)]


def run(path, report=lambda progress, steps: None, every_s=0.0):
    """Trains with a checkpoint after every step; returns the weights and the progress."""
    model = build_wavenet(CONFIG)
    checkpoints = CheckpointFile(path, {"name": "tiny"}, every_s)
    progress = train(
        model,
        codes_of_epoch,
        SETTINGS,
        validate=lambda model: float(np.abs(model.get_weights()[0]).sum()),
        checkpoints=checkpoints,
        report=report,
    )
    return model.get_weights(), progress


if __name__ == "__main__":
    run(sys.argv[1], report=lambda progress, steps: time.sleep(0.2))
