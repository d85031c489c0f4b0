"""The trainings of the three models, at the sizes that the course ships, timed step by step."""

from collections.abc import Callable
from contextlib import nullcontext
from itertools import repeat
from time import perf_counter

import numpy as np

from course_utils.commands.train_dates import DEFAULTS, LOCALES
from course_utils.dates.characters import MACHINE_VOCABULARY, locale_vocabulary
from course_utils.dates.examples import load_dates
from course_utils.dates.model import build_date_translator
from course_utils.dates.training import DateTrainingSettings, encode_dates, train_dates
from course_utils.training.devices import DeviceSettings, computing_on
from course_utils.trigger_word.detectors import CONFIGS
from course_utils.trigger_word.model import DetectorTrainingSettings, build_detector, train_detector
from course_utils.wavenet import experiment as wavenet_experiment
from course_utils.wavenet.generation.numpy_engine import read_weights
from course_utils.wavenet.model import build_wavenet
from course_utils.wavenet.training import TrainingSettings, train
from tests.benchmarks.scanned_wavenet import products_of

STEPS, WARM_UP = 60, 20
FORWARD_AND_BACKWARD = 3 * 2  # both ways cost three times forward; a product is also a sum


def wavenet(report: Callable) -> float:
    """Trains on random codes; returns the operations of a step."""
    config, settings = wavenet_experiment.CONFIGS["large"][0], TrainingSettings(epochs=1)
    samples = settings.batch_size * settings.fragment_length
    codes = np.random.default_rng(0).integers(0, 256, STEPS * samples + 1, dtype=np.uint8)
    model = build_wavenet(config)
    train(model, lambda epoch: [codes], settings, report=report)
    return FORWARD_AND_BACKWARD * products_of(read_weights(model)) * samples


def dates(report: Callable) -> float:
    """Trains on as many dates as fill the steps; returns the operations of a step."""
    Tx, Ty, units = 40, 10, 64
    settings = DateTrainingSettings(epochs=1, batch_size=DEFAULTS["batch_size"])
    examples = load_dates(STEPS * settings.batch_size, 0, LOCALES)
    vocabulary = locale_vocabulary((e.text for e in examples), LOCALES)
    model = build_date_translator(
        Tx, Ty, units, units, len(vocabulary), len(MACHINE_VOCABULARY), seed=0
    )
    ids = encode_dates(examples, Tx, vocabulary)
    train_dates(model, lambda epoch: ids, settings, report=report)
    sizes = {name: _kernels(model.get_layer(name)) for name in ("encoder", "hidden", "energy")}
    read = Tx * sizes["encoder"] + Ty * Tx * (sizes["hidden"] + sizes["energy"])
    written = Ty * (_kernels(model.get_layer("decoder")) + _kernels(model.get_layer("to_logits")))
    return FORWARD_AND_BACKWARD * settings.batch_size * (read + written)


def trigger_word(report: Callable) -> float:
    """Trains on noise of 10 s; returns the operations of a step."""
    config, settings = CONFIGS["course"], DetectorTrainingSettings(epochs=1, steps=STEPS)
    model = build_detector(config)
    n_frames = config.sizes["kernel_size"] + config.sizes["strides"] * (config.clip_steps - 1)
    features = np.random.default_rng(0).normal(size=(n_frames, config.front_end.n_bands))
    example = features.astype(np.float32), np.zeros(config.clip_steps, np.float32)
    train_detector(
        model,
        None,
        settings,
        report=report,
        open_stream=lambda make, numbers: nullcontext(repeat(example)),
    )
    products = config.clip_steps * sum(_kernels(layer) for layer in model.layers)
    return FORWARD_AND_BACKWARD * settings.batch_size * products


TRAININGS = {"WaveNet": wavenet, "dates": dates, "trigger word": trigger_word}


def steps_per_second(name: str, mixed_precision: bool) -> tuple[float, float]:
    """Steps per second, without the first ones, and operations per second."""
    times = []
    with computing_on(DeviceSettings(mixed_precision=mixed_precision)):
        operations = TRAININGS[name](lambda progress, steps: times.append(perf_counter()))
    rate = 1 / float(np.median(np.diff(times[WARM_UP:])))
    return rate, rate * operations


def _kernels(layer) -> int:
    return sum(int(np.prod(w.shape)) for w in layer.trainable_weights if "kernel" in w.name)
