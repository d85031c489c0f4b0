import math

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.training.checkpoints import Progress
from course_utils.wavenet.model import WaveNetConfig, build_wavenet
from course_utils.wavenet.scoring import score_recordings
from course_utils.wavenet.training import (
    TrainingSettings,
    set_first_weights,
    train,
)
from tests.wavenet import tiny_training

N_CODES = 8


class Order2Source:
    """A source of codes, each drawn given the two before it, whose entropy rate is known."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.p = rng.dirichlet(np.full(N_CODES, 0.3), size=(N_CODES, N_CODES))

    def entropy_bits(self):
        """The mean over pairs (a, b), as often as they come in the long run, of H(p(. | a, b))."""
        pairs = np.full((N_CODES, N_CODES), 1 / N_CODES**2)
        for _ in range(2_000):
            pairs = np.einsum("ab,abc->bc", pairs, self.p)
        p = np.maximum(self.p, 1e-300)
        return float((pairs[..., None] * self.p * -np.log2(p)).sum())

    def draw(self, n, seed):
        uniforms = np.random.default_rng(seed).random(n)
        cumulative = self.p.cumsum(axis=-1)
        codes = [0, 1]
        for uniform in uniforms:
            drawn = np.searchsorted(cumulative[codes[-2], codes[-1]], uniform, side="right")
            codes.append(min(int(drawn), N_CODES - 1))
        return np.array(codes, np.uint8)


def test_a_source_of_known_entropy_is_learned_to_its_floor():
    source = Order2Source(seed=1)
    floor = source.entropy_bits()
    assert 0.5 < floor < 2.5
    config = WaveNetConfig(
        n_codes=N_CODES, dilations=(1, 1), residual_channels=24, gate_channels=24, skip_channels=48
    )
    codes = source.draw(120_000, seed=2)
    model = build_wavenet(config)
    settings = TrainingSettings(
        epochs=4, batch_size=8, fragment_length=256, learning_rate=0.01, max_gradient_norm=10
    )
    train(model, lambda epoch: [codes], settings)
    bits = score_recordings(model, [source.draw(40_000, seed=3)], context=3)
    assert floor - 0.03 < bits < floor + 0.05


def test_the_history_has_an_entry_for_each_epoch():
    model = build_wavenet(tiny_training.CONFIG)
    seen = []
    progress = train(
        model,
        tiny_training.codes_of_epoch,
        tiny_training.SETTINGS,
        validate=lambda model: 1.5,
        report=lambda progress, steps: seen.append((progress.epoch, progress.step, steps)),
    )
    epochs, steps = tiny_training.SETTINGS.epochs, tiny_training.STEPS
    assert progress.epoch == epochs == len(progress.history)
    assert all(entry["validation_bits"] == 1.5 for entry in progress.history)
    assert all(3.5 < entry["bits"] < 5 for entry in progress.history)
    assert seen == [(epoch, step + 1, steps) for epoch in range(epochs) for step in range(steps)]


def test_the_seed_decides_the_first_weights():
    def weights(seed):
        model = build_wavenet(tiny_training.CONFIG)
        set_first_weights(model, seed)
        return model.get_weights()

    assert all(np.array_equal(a, b) for a, b in zip(weights(1), weights(1), strict=True))
    different = [not np.array_equal(a, b) for a, b in zip(weights(1), weights(2), strict=True)]
    assert different == [bool(np.any(a)) for a in weights(1)], "all but the biases"


def test_first_weights_have_the_spread_of_glorot():
    config = WaveNetConfig(
        dilations=(1,), kernel_size=3, residual_channels=64, gate_channels=32, n_speakers=3
    )
    model = build_wavenet(config)
    set_first_weights(model, seed=0)
    kernel = keras.ops.convert_to_numpy(model.get_layer("dilated_0").kernel)
    limit = math.sqrt(6 / (3 * 64 + 3 * 64))
    assert kernel.shape == (3, 64, 64)
    assert 0.98 * limit < np.abs(kernel).max() <= limit
    embeddings = keras.ops.convert_to_numpy(model.get_layer("embedding").embeddings)
    assert embeddings.std() == pytest.approx(0.3, rel=0.05)


def test_the_network_learns_who_speaks():
    """Two speakers say independent codes of the same alphabet, one mostly 0, the other mostly 1."""
    rng = np.random.default_rng(0)
    codes = [rng.choice(2, size=4_000, p=p).astype(np.uint8) for p in ([0.8, 0.2], [0.2, 0.8])]
    config = WaveNetConfig(
        n_codes=2,
        dilations=(1,),
        residual_channels=4,
        gate_channels=8,
        skip_channels=8,
        n_speakers=2,
    )
    settings = TrainingSettings(epochs=8, batch_size=2, fragment_length=100, learning_rate=0.02)
    model = build_wavenet(config)
    train(model, lambda epoch: codes, settings, speakers=[0, 1])
    right = score_recordings(model, codes, context=2, speakers=[0, 1])
    wrong = score_recordings(model, codes, context=2, speakers=[1, 0])
    floor = -(0.8 * math.log2(0.8) + 0.2 * math.log2(0.2))
    assert right == pytest.approx(floor, abs=0.03)
    assert wrong > right + 0.5


def test_a_loss_that_is_no_number_stops_the_training():
    model = build_wavenet(tiny_training.CONFIG)

    def spoil(progress, steps):
        model.get_layer("to_logits").bias.assign(np.full(16, np.nan, np.float32))

    with pytest.raises(ValueError, match=r"the loss is nan in epoch 0, step 1: .* lower"):
        train(model, tiny_training.codes_of_epoch, tiny_training.SETTINGS, report=spoil)


def test_too_little_to_learn_from_is_said():
    model = build_wavenet(tiny_training.CONFIG)
    codes = [np.zeros(70, np.uint8)]
    with pytest.raises(ValueError, match="2 fragments of 32 samples are fewer than a batch of 4"):
        train(model, lambda epoch: codes, tiny_training.SETTINGS)


def test_progress_is_the_mean_over_the_steps_of_an_epoch():
    progress = Progress().after_step(4.0).after_step(2.0)
    assert progress.mean_loss == 3.0
    assert progress.after_epoch(bits=3.0) == Progress(epoch=1, history=({"bits": 3.0},))
