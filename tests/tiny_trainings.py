"""The trainings of the course, tiny, as a process with devices and backend of its own.

    python -m tests.tiny_trainings '[["wavenet", {"devices": 2}], ["dates", {}]]'

prints, for each in turn, a line of JSON: the losses of all steps and the sum of all trained
weights' magnitudes, or the message of the ValueError that ended it.
"""

import json
import sys

import numpy as np

from course_utils.dates.training import train_dates
from course_utils.training.devices import DeviceSettings, computing_on, plain_copy
from course_utils.trigger_word.model import build_detector
from course_utils.wavenet.model import build_wavenet
from course_utils.wavenet.training import train
from tests.dates import tiny_dates
from tests.trigger_word import tiny_detector
from tests.wavenet import tiny_training


def train_wavenet(report):
    model = build_wavenet(tiny_training.CONFIG)
    train(model, tiny_training.codes_of_epoch, tiny_training.SETTINGS, report=report)
    return plain_copy(model, lambda: build_wavenet(tiny_training.CONFIG))


def train_translator(report):
    model = tiny_dates.tiny_model()
    train_dates(model, tiny_dates.dates_of_epoch, tiny_dates.SETTINGS, report=report)
    return plain_copy(model, tiny_dates.tiny_model)


def train_detector(report):
    model, _ = tiny_detector.train(report=report)
    return plain_copy(model, lambda: build_detector(tiny_detector.CONFIG))


TRAININGS = {"wavenet": train_wavenet, "dates": train_translator, "trigger-word": train_detector}


def train_on(name, settings):
    """What the training of a name gives on some devices."""
    means = []
    try:
        with computing_on(DeviceSettings(**settings)):
            model = TRAININGS[name](lambda progress, steps: means.append((*progress[1:3],)))
    except ValueError as error:
        return {"error": str(error)}
    sums = [(step, loss_sum) for step, loss_sum in means]
    before = [0.0] + [s for _, s in sums]
    losses = [s - (b if step > 1 else 0) for (step, s), b in zip(sums, before, strict=False)]
    weights = float(sum(np.abs(w).sum() for w in model.get_weights() if w.dtype == np.float32))
    return {"losses": losses, "weights": weights}


if __name__ == "__main__":
    for tried in json.loads(sys.argv[1]):
        print(json.dumps(train_on(*tried)), flush=True)
