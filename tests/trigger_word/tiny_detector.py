"""A training of a detector of some seconds."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np

from course_utils.audio.front_end import FrontEnd
from course_utils.training.checkpoints import CheckpointFile
from course_utils.trigger_word.detectors import GruConfig
from course_utils.trigger_word.example_stream import example_stream
from course_utils.trigger_word.model import DetectorTrainingSettings, build_detector, train_detector

SETTINGS = DetectorTrainingSettings(epochs=2, steps=3, batch_size=4, seed=5)
FRONT_END = FrontEnd(window=1102, hop=441, n_mels=6)
CONFIG = GruConfig(FRONT_END, kernel_size=3, strides=2, filters=4, units=3)
N_FRAMES, N_STEPS = 7, 3


def make_example(number):
    """Loud frames are to be found."""
    rng = np.random.default_rng([1, number])
    features = rng.normal(size=(N_FRAMES, FRONT_END.n_bands)).astype(np.float32)
    labels = (features[:-1].reshape(N_STEPS, -1).mean(axis=1) > 0).astype(np.float32)
    return features, labels


@contextmanager
def open_stream(make, numbers):
    """Examples from threads: no process has to start."""
    with ThreadPoolExecutor(2) as executor, example_stream(make, numbers, executor) as examples:
        yield examples


def train(checkpoints=None, report=lambda progress, steps: None, settings=SETTINGS, **options):
    """Trains; returns the model and the progress."""
    model = build_detector(CONFIG, settings.seed)
    progress = train_detector(
        model,
        make_example,
        settings,
        checkpoints=checkpoints,
        report=report,
        open_stream=open_stream,
        **options,
    )
    return model, progress


def run(path, report=lambda progress, steps: None):
    """Trains with a checkpoint after every step; returns the weights and the progress."""
    model, progress = train(CheckpointFile(path, {"name": "tiny"}, 0.0), report)
    return model.get_weights(), progress
