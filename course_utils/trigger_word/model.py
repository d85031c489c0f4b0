"""A detector's network, how it is trained on examples that are mixed while it learns, and its file.

The network looks in one direction only: a convolution over time, then two GRUs. It never sees the
future, so it can answer while the sound comes in. The GRU is that of Cho et al., "Learning Phrase
Representations using RNN Encoder-Decoder for Statistical Machine Translation" (2014,
arXiv:1406.1078).
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from course_utils.backend import keras
from course_utils.folders import data_folder
from course_utils.graded import graded
from course_utils.training import model_files
from course_utils.training.checkpoints import KeepNothing, Progress
from course_utils.training.devices import train_on_batch
from course_utils.training.loop import adam_with_warmup, train_epoch
from course_utils.training.prefetch import prefetch
from course_utils.trigger_word.detectors import (
    KIND,
    SHIPPED,
    VERSION,
    Detector,
    DetectorConfig,
    GruConfig,
    describe_front_end,
    parse_card,
)
from course_utils.trigger_word.example_stream import example_stream, kept_examples
from course_utils.validation import require_at_least, require_positive


@graded(points=4)
def build_trigger_detector(
    input_shape, filters=196, kernel_size=15, strides=4, units=128, dropout=0.2, reset_after=False
):
    """Builds the network from features to the probability, step by step, that the word just ended.

    In this order:

        convolution over time (no padding), batch normalization, ReLU, dropout
        GRU that returns every step, dropout, batch normalization
        GRU that returns every step, dropout, batch normalization, dropout
        one unit with a sigmoid, the same at every step

    Args:
        input_shape: (frames, bands); (None, bands) for sound of any length.
        filters: Of the convolution.
        kernel_size: Frames that the convolution sees at once.
        strides: Frames from one of its steps to the next: fewer steps for the GRUs.
        units: Of each GRU.
        dropout: Share of the numbers that each dropout hides while the network trains.
        reset_after: Where the GRU multiplies with its reset gate: False is Cho et al.'s first form,
            True the one that cuDNN computes, with a second bias.

    Returns:
        A keras.Model: (batch, frames, bands) -> (batch, steps, 1) with
        steps = (frames - kernel_size) // strides + 1.
    """
    layers = keras.layers
    ### BEGIN SOLUTION
    inputs = keras.Input(input_shape)
    x = layers.Conv1D(filters, kernel_size, strides=strides)(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.Dropout(dropout)(layers.ReLU()(x))
    for _ in range(2):
        x = layers.GRU(units, return_sequences=True, reset_after=reset_after)(x)
        x = layers.BatchNormalization()(layers.Dropout(dropout)(x))
    x = layers.Dropout(dropout)(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))
    ### END SOLUTION


def build_word_layers(input_shape, kernel_size, strides, filters, dropout):
    """Builds two layers on top of a pre-trained embedding: a convolution and the answer.

    Args:
        input_shape: (frames, bands); (None, bands) for sound of any length.
        kernel_size: Frames that an answer is made from.
        strides: Frames from one answer to the next.
        filters: Of the first layer.
        dropout: Share of the numbers that is hidden before each layer while the network trains.

    Returns:
        A keras.Model: (batch, frames, bands) -> (batch, steps, 1).
    """
    layers = keras.layers
    inputs = keras.Input(input_shape)
    frames = layers.Dropout(dropout)(layers.BatchNormalization()(inputs))
    word = layers.Conv1D(filters, kernel_size, strides=strides, activation="relu")(frames)
    answer = layers.Dense(1, activation="sigmoid")
    return keras.Model(inputs, answer(layers.Dropout(dropout)(word)))


def build_detector(config: DetectorConfig, seed: int = 0, build: Callable = build_trigger_detector):
    """Builds the network of a detector for sound of any length.

    Args:
        config: Its front end and its sizes.
        seed: Of the first weights.
        build: As `build_trigger_detector`; makes the network of a `GruConfig`.
    """
    build = build if isinstance(config, GruConfig) else build_word_layers
    model = build((None, config.front_end.n_bands), **config.sizes)
    draw_weights(model, seed)
    return model


def draw_weights(model, seed: int) -> None:
    """Draws all first weights of a detector, and what its dropout hides, from one seed.

    Without a seed for each layer, Keras draws other weights each time. Matrices are drawn as Glorot
    and Bengio do (2010), those of a GRU's own state orthogonal (Saxe et al., 2014); the rest stays.

    Args:
        model: As from `build_trigger_detector`; changed.
        seed: Equal seeds give equal weights.
    """
    rng = np.random.default_rng(seed)
    for layer in model.layers:
        for variable in layer.variables:
            drawn = int(rng.integers(2**31))
            if variable.name == "kernel":
                variable.assign(keras.initializers.GlorotUniform(drawn)(variable.shape))
            elif variable.name == "recurrent_kernel":
                variable.assign(keras.initializers.Orthogonal(seed=drawn)(variable.shape))
            elif variable.name == "seed_generator_state":
                variable.assign(np.array([drawn, 0], dtype="uint32"))


def crossentropy_off_edges(labels, probabilities):
    """Cross-entropy of the steps whose neighbors have the same label; the others do not count.

    Where a step is long, a label that changes beside it is a matter of some milliseconds, of which
    no network can be sure. Without these steps it learns what the word is, not where 80 ms end.

    Args:
        labels: (batch, steps, 1), 0 or 1.
        probabilities: (batch, steps, 1).

    Returns:
        Nats (batch, steps), scaled so that their mean is that of the steps that count.
    """
    ops = keras.ops
    same = ops.cast(labels[:, 1:, 0] == labels[:, :-1, 0], "float32")
    counts = ops.pad(same, ((0, 0), (1, 0)), constant_values=1.0)
    counts *= ops.pad(same, ((0, 0), (0, 1)), constant_values=1.0)
    loss = keras.losses.binary_crossentropy(labels, probabilities)
    return loss * counts / ops.maximum(ops.mean(counts), keras.config.epsilon())


@dataclass(frozen=True)
class DetectorTrainingSettings:
    """How to train.

    Attributes:
        epochs: Stretches of the training between which it is looked at.
        steps: Batches in an epoch.
        batch_size: Examples in a batch.
        learning_rate: Of Adam, at its highest; see `adam_with_warmup`.
        max_gradient_norm: Gradients that are longer, all weights together, are shortened to it.
        seed: Of the first weights and of the examples.
        distinct_examples: How many examples are made and then repeated; None to repeat none.
        label_edges: Whether the steps beside a change of the label count.
    """

    epochs: int = 10
    steps: int = 100
    batch_size: int = 16
    learning_rate: float = 2e-3
    max_gradient_norm: float = 1.0
    seed: int = 0
    distinct_examples: int | None = None
    label_edges: bool = True

    def __post_init__(self):
        """Refuses settings that make no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        require_at_least(1, epochs=self.epochs, steps=self.steps, batch_size=self.batch_size)
        require_at_least(0, seed=self.seed)
        if self.distinct_examples is not None:
            require_at_least(1, distinct_examples=self.distinct_examples)
        require_positive(learning_rate=self.learning_rate, max_gradient_norm=self.max_gradient_norm)

    @property
    def n_examples(self) -> int:
        """Examples in the whole training."""
        return self.epochs * self.steps * self.batch_size


def train_detector(
    model,
    make_example: Callable[[int], tuple[np.ndarray, np.ndarray]],
    settings: DetectorTrainingSettings,
    *,
    validate: Callable[[object], dict] = lambda model: {},
    checkpoints=None,
    report: Callable[[Progress, int], None] = lambda progress, steps: None,
    executor: Executor | None = None,
    open_stream: Callable = example_stream,
) -> Progress:
    """Trains a detector from the weights that it has.

    Args:
        model: As from `build_trigger_detector`.
        make_example: Number -> features (frames, bands) and labels (steps,), as `ExampleMaker`.
        settings: How.
        validate: Called with the model after each epoch; what it gives goes to the history.
        checkpoints: What keeps the progress and finds it again, by default nothing.
        report: Called after each step with the progress and the number of steps in an epoch.
        executor: Makes the examples; by default processes do, on all cores.
        open_stream: As `example_stream`.

    Returns:
        The progress at the end; its history has each epoch's `loss` (cross-entropy in nats per
        step), `waiting`, the share of the time in which no example was ready, and what `validate`
        gave.

    Raises:
        ValueError: The loss is no longer a number.
    """
    checkpoints = checkpoints or KeepNothing()
    n_steps = settings.epochs * settings.steps
    model.compile(
        adam_with_warmup(settings.learning_rate, n_steps, settings.max_gradient_norm),
        "binary_crossentropy" if settings.label_edges else crossentropy_off_edges,
    )
    model.optimizer.build(model.trainable_variables)
    progress = checkpoints.restore(model)
    if executor is not None:
        open_stream = partial(open_stream, executor=executor)
    if settings.distinct_examples is not None:
        open_stream = partial(
            kept_examples, distinct=settings.distinct_examples, open_stream=open_stream
        )
    done = progress.epoch * settings.steps + progress.step
    numbers = range(done * settings.batch_size, settings.n_examples)
    with (
        open_stream(make_example, numbers) as examples,
        prefetch(
            lambda step: take_batch(examples, settings.batch_size), range(done, n_steps)
        ) as batches,
    ):
        while progress.epoch < settings.epochs:
            progress, waiting = train_epoch(
                model,
                batches,
                settings.steps,
                lambda batch, progress: train_on_batch(model, *batch),
                progress,
                checkpoints,
                report,
            )
            figures = {"loss": progress.mean_loss, "waiting": waiting, **validate(model)}
            progress = progress.after_epoch(**figures)
            checkpoints.after_epoch(model, progress)
    return progress


def take_batch(examples: Iterator, batch_size: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns the next examples: features (batch, frames, bands), labels (batch, steps, 1)."""
    features, labels = zip(*islice(examples, batch_size), strict=True)
    return np.stack(features), np.stack(labels)[..., np.newaxis]


def save_detector(path: str | Path, detector: Detector, facts: dict) -> dict:
    """Writes a detector without its optimizer, and its card.

    Args:
        path: Ends in `.keras`; the card has the same name with `.json`.
        detector: Trained.
        facts: What the card is to say besides, as plain JSON.

    Returns:
        The card.

    Raises:
        ValueError: The name ends otherwise.
    """
    bare = keras.Model.from_config(detector.model.get_config())  # a clone would be compiled, too
    bare.set_weights(detector.model.get_weights())
    facts = {
        "word": detector.word,
        "threshold": detector.threshold,
        "front_end": describe_front_end(detector.config),
        "sizes": detector.config.sizes,
        **facts,
    }
    return model_files.write_model(path, bare, KIND, VERSION, facts)


def load_detector(name_or_path: str | Path = SHIPPED) -> Detector:
    """Loads a detector that comes with the course, by name, or any other one by its path.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.

    Raises:
        ValueError: There is no such model, it has no card, or the two do not belong together.
    """
    model, card = model_files.read_model(name_or_path, KIND, VERSION)
    return Detector(model, *parse_card(card, name_or_path), card)


def read_ablation() -> dict[str, list[dict]]:
    """Reads what `course train ablation` wrote: tables of rows with `name`, `f1` and `missed`."""
    tables = json.loads((data_folder("models") / "trigger_word_ablation.json").read_text("utf-8"))
    return {name: tables[name] for name in ("rows", "voices")}


def read_dropouts() -> list[dict]:
    """Reads what `course train ablation --dropouts` wrote: rows as those of `read_ablation`."""
    path = data_folder("models") / "trigger_word_dropout.json"
    return json.loads(path.read_text("utf-8"))["rows"]


def read_people() -> dict[str, list[dict]]:
    """Reads how trained detectors did on recordings of people, which the course does not ship.

    Returns:
        "alexa": rows with `name`, the number of training `examples`, `f1` with its interval, and
        `missed_at_10` and `missed_at_2`, the share missed at so many false alarms per hour of other
        people's speech. "activate": rows of one person among other people, with `name`, `found`,
        `false_alarms_per_hour` and `f1`, each with its interval. data/models/README.md says more.
    """
    tables = json.loads((data_folder("models") / "trigger_word_people.json").read_text("utf-8"))
    return {name: tables[name] for name in ("alexa", "activate")}
