"""Seconds of training until 99% of new dates are exact: ours against a port of the exercise.

The exercise is "Neural Machine Translation with Attention" (Ng, Katanforoosh and Mourri, "Sequence
Models", week 3). The port is in Keras 3, with its layers and its settings: Adam at 0.005, divided
by 1 + 0.01 * step, batches of 100 from 10,000 dates that stay the same. It reads the same 24
formats with the same right labels, is tested on the same 2,000 dates, and is stopped after five
times our seconds. Seconds count compiling, drawing dates and testing.
"""

from contextlib import suppress
from time import perf_counter

import numpy as np

from course_utils.backend import keras
from course_utils.dates.characters import human_vocabulary, one_hot
from course_utils.dates.examples import load_dates
from course_utils.dates.formats import EXERCISE_FORMATS
from course_utils.dates.model import build_date_translator
from course_utils.dates.training import (
    DateIds,
    DateTrainingSettings,
    encode_dates,
    predict_exact_match,
    train_dates,
)

TX, TY, N_A, N_S, N_TOKENS = 30, 10, 32, 64, 11
DATES, TEST = 10_000, 2_000
WANTED, PROMISED = 0.99, 5


class EnoughError(Exception):
    """Training has lasted long enough."""


class Clock:
    """Tests a network again and again, and stops its training.

    Args:
        test: What to test with.
        budget: Seconds; without one, training stops once enough is exact.
    """

    def __init__(self, test: DateIds, budget: float | None = None):
        self.test, self.budget, self.started = test, budget, perf_counter()
        self.seconds, self.exact, self.reached = 0.0, 0.0, None

    def look(self, model) -> float:
        """Tests the network; raises `EnoughError` once training has lasted long enough."""
        self.exact = predict_exact_match(model, self.test)
        self.seconds = perf_counter() - self.started
        print(f"    {self.seconds:6.1f} s {self.exact:7.2%}", flush=True)
        if self.exact >= WANTED and self.reached is None:
            self.reached = self.seconds
        if self.reached is not None or (self.budget and self.seconds >= self.budget):
            raise EnoughError
        return self.exact


def draw(seed: list[int], n: int, exclude=()):
    """Dates in the exercise's formats."""
    return load_dates(n, seed, formats=EXERCISE_FORMATS, exclude=exclude)


def train_ours(vocabulary, test: DateIds, texts: list[str]) -> Clock:
    """Our training, of which the first seconds to 99% are taken."""
    clock = Clock(test)
    model = build_date_translator(TX, TY, N_A, N_S, len(vocabulary), N_TOKENS)
    with suppress(EnoughError):
        train_dates(
            model,
            lambda epoch: encode_dates(draw([0, epoch], DATES, texts), TX, vocabulary),
            DateTrainingSettings(),
            validate=clock.look,
        )
    return clock


def build_port(n_characters: int):
    """The network of the exercise, with its layers."""
    layers = keras.layers
    repeat, concatenate = layers.RepeatVector(TX), layers.Concatenate(axis=-1)
    hidden, energy = layers.Dense(10, "tanh"), layers.Dense(1, "relu")
    softmax, dot = layers.Softmax(axis=1), layers.Dot(axes=1)
    decoder, output = layers.LSTM(N_S, return_state=True), layers.Dense(N_TOKENS, "softmax")
    x, s0, c0 = keras.Input((TX, n_characters)), keras.Input((N_S,)), keras.Input((N_S,))
    a = layers.Bidirectional(layers.LSTM(N_A, return_sequences=True))(x)
    s, c, outputs = s0, c0, []
    for _ in range(TY):
        alphas = softmax(energy(hidden(concatenate([a, repeat(s)]))))
        s, _, c = decoder(dot([alphas, a]), initial_state=[s, c])
        outputs.append(layers.Reshape((1, N_TOKENS))(output(s)))
    return keras.Model([x, s0, c0], layers.Concatenate(axis=1)(outputs))


class Look(keras.callbacks.Callback):
    """Tests after each epoch."""

    def __init__(self, clock: Clock):
        super().__init__()
        self.clock = clock

    def on_epoch_end(self, epoch, logs=None):
        """Tests the port, which has states as inputs, too."""
        self.clock.look(Port(self.model))


class Port:
    """A port as a function of texts alone, for `predict_exact_match`."""

    def __init__(self, model):
        self.model, self.input_shape = model, model.input_shape[0]

    def predict_on_batch(self, x):
        """Probabilities (batch, Ty, 11)."""
        zeros = keras.ops.zeros((len(x), N_S))
        return self.model.predict_on_batch([x, zeros, zeros])


def train_port(vocabulary, test: DateIds, texts: list[str], budget: float) -> Clock:
    """The exercise's training, until its seconds are over."""
    clock = Clock(test, budget)
    model = build_port(len(vocabulary))
    rate = keras.optimizers.schedules.InverseTimeDecay(0.005, decay_steps=1, decay_rate=0.01)
    model.compile(keras.optimizers.Adam(rate), "categorical_crossentropy")
    dates = encode_dates(draw([0, 0], DATES, texts), TX, vocabulary)
    zeros = np.zeros((DATES, N_S), np.float32)
    inputs = [one_hot(dates.texts, len(vocabulary)), zeros, zeros]
    targets = one_hot(dates.isos, N_TOKENS)
    with suppress(EnoughError):
        model.fit(inputs, targets, 100, epochs=1000, verbose=0, callbacks=[Look(clock)])
    return clock


def main() -> None:
    """Prints both trainings and holds the figure that the course promises."""
    examples = draw([1], TEST)
    texts = [example.text for example in examples]
    vocabulary = human_vocabulary(e.text for e in draw([0, 0], DATES, texts))
    test = encode_dates(examples, TX, vocabulary)
    print(f"{TEST:,} new dates in the exercise's 24 formats, exact after")
    print("  ours")
    ours = train_ours(vocabulary, test, texts)
    assert ours.reached, f"ours never reached {WANTED:.0%}"
    print("  port of the exercise")
    port = train_port(vocabulary, test, texts, PROMISED * ours.reached)
    print(f"  ours: {WANTED:.0%} after {ours.reached:.1f} s")
    if port.reached is None:
        print(
            f"  port: never in its {port.seconds:.1f} s, {port.seconds / ours.reached:.1f} times "
            f"ours; it was at {port.exact:.2%}"
        )
    else:
        print(f"  port: after {port.reached:.1f} s, {port.reached / ours.reached:.1f} times ours")
        ratio = port.reached / ours.reached
        assert ratio >= PROMISED, f"promised: {PROMISED} times fewer seconds, got {ratio:.1f}"


if __name__ == "__main__":
    main()
