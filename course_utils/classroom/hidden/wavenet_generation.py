"""Hidden checks of notebook 02: building a WaveNet, drawing codes, generating."""

from types import SimpleNamespace

import numpy as np

from course_utils.checks.tensors import numpy_of, tensor
from course_utils.checks.wavenet_generation.cached_step import Layer
from course_utils.classroom.hidden.hidden_checks import HiddenCheck
from course_utils.classroom.hidden.networks import Product, draw_named_weights


def _stacks(rng):
    for _ in range(10):
        dilations = rng.integers(1, 20, size=rng.integers(1, 12))
        yield int(rng.integers(2, 9)), tuple(dilations.tolist())


def _sounds(rng):
    for dilation in (1, 3, 20):
        time, k, inputs, outputs = (int(n) for n in rng.integers(2, 9, size=4))
        kernel = rng.normal(size=(k, inputs, outputs))
        yield rng.normal(size=(time, inputs)), kernel, rng.normal(size=outputs), dilation


def _blocks(rng):
    for scale in (0, 1, 200):
        batch, time, residual, gate, skip = (int(n) for n in rng.integers(2, 6, size=5))
        layers = [Product(rng, residual, 2 * gate), Product(rng, gate, skip)]
        layers.append(Product(rng, gate, residual))
        condition = scale * rng.normal(size=(batch, 1, 2 * gate)) if scale else None
        yield rng.normal(size=(batch, time, residual)), layers, condition


def _block(residual_block, x, layers, condition):
    conditions = [] if condition is None else [tensor(condition)]
    return tuple(numpy_of(residual_block(tensor(x), *layers, *conditions)))


def _wavenets(rng):
    for n_speakers in (0, int(rng.integers(2, 5))):
        n_codes, residual, gate, skip = (int(n) for n in rng.integers(3, 8, size=4))
        config = SimpleNamespace(
            n_codes=n_codes,
            kernel_size=int(rng.integers(2, 4)),
            dilations=tuple(rng.integers(1, 4, size=2).tolist()),
            residual_channels=residual,
            gate_channels=gate,
            skip_channels=skip,
            n_speakers=n_speakers,
        )
        codes = rng.integers(n_codes, size=(3, 9)).astype(np.int32)
        speakers = rng.integers(n_speakers, size=3).astype(np.int32) if n_speakers else None
        yield config, codes, speakers, int(rng.integers(2**31))


def _logits(build_wavenet, config, codes, speakers, seed):
    model = build_wavenet(config)
    draw_named_weights(model, seed)
    logits = model(codes if speakers is None else [codes, speakers], training=False)
    return model.count_params(), numpy_of(logits)


def _guesses(rng):
    for shape in ((), (4,), (3, 5)):
        n_codes = int(rng.integers(2, 250))
        targets = rng.integers(n_codes, size=shape).astype(np.uint8)
        logits = 5 * rng.normal(size=(*shape, n_codes))
        impossible = (rng.random(logits.shape) < 0.3) & (np.arange(n_codes) != targets[..., None])
        logits[impossible] = -np.inf
        logits -= np.log(np.exp(logits).sum(axis=-1, keepdims=True))
        yield logits, targets
    p = np.array([1e-12, 0.5, 0.5]) * rng.uniform(0.1, 1)
    yield np.log(p), np.zeros((), np.uint8)


def _rows_of_logits(rng):
    for temperature in (0, 1, float(rng.uniform(0.1, 0.9)), float(rng.uniform(1.1, 5))):
        n_codes = int(rng.integers(5, 200))
        logits = 3 * rng.normal(size=(30, n_codes)) + 500 * rng.normal(size=(30, 1))
        logits[:, [0, -1]] = -np.inf
        yield logits, temperature, np.array([0.0, 1 - 2.0**-40, *rng.random(28)])


class DrawnNetwork:
    """Looks like a WaveNet of one block; each logit depends on all codes that it can see.

    Args:
        rng: Draws its weights.
        n_codes: Codes are 0 .. n_codes - 1.
        dilation: Of its only block, of kernel size 2.
        n_speakers: 0 for a network without.
    """

    name = "wavenet"

    def __init__(self, rng: np.random.Generator, n_codes: int, dilation: int, n_speakers: int = 0):
        self.layers = [
            SimpleNamespace(name="embedding", input_dim=n_codes, output_dim=2),
            SimpleNamespace(
                name="dilated_0", dilation_rate=(dilation,), kernel_size=(2,), filters=4
            ),
            SimpleNamespace(name="to_skip_0", units=2),
            SimpleNamespace(name="to_logits"),
        ]
        if n_speakers:
            self.layers.append(SimpleNamespace(name="to_condition_0", input_dim=n_speakers))
        self._of_code = rng.normal(size=(1 + dilation, n_codes, n_codes))
        self._of_speaker = 2 * rng.normal(size=(max(1, n_speakers), n_codes))

    def get_layer(self, name):
        """The layer of this name."""
        return next(layer for layer in self.layers if layer.name == name)

    def __call__(self, inputs, *_, **__):
        """Logits (batch, time, n_codes) for codes (batch, time), or for [codes, speakers]."""
        codes, speakers = self._read(numpy_of(inputs))
        time = codes.shape[1]
        logits = np.repeat(self._of_speaker[speakers][:, None], time, axis=1)
        for back in range(min(time, len(self._of_code))):
            logits[:, back:] += self._of_code[back][codes[:, : time - back]]
        return tensor(logits)

    def predict(self, inputs, *_, **__):
        """The same as an array."""
        return numpy_of(self(inputs))

    def _read(self, inputs):
        if isinstance(inputs, (tuple, list)):
            return np.asarray(inputs[0], int), np.asarray(inputs[1], int)
        return np.asarray(inputs, int), np.zeros(len(inputs), int)


def _generations(rng):
    for n_speakers, with_prompt, batch in ((0, False, 1), (0, True, 2), (3, True, 1), (3, True, 3)):
        n_codes, dilation = (int(n) for n in rng.integers((9, 1), (30, 12)))
        network = DrawnNetwork(rng, n_codes, dilation, n_speakers)
        prompt = rng.integers(n_codes, size=(batch, 9)).astype(np.uint8) if with_prompt else None
        temperature = float(rng.uniform(0.2, 0.5) if batch == 1 else rng.uniform(2, 4))
        seed, speaker = int(rng.integers(2**31)), rng.integers(3, size=batch)
        yield network, prompt, 12, temperature, seed, batch, speaker if n_speakers else None


def _steps(rng):
    for with_condition in (False, True, True):
        batch, k, dilation, residual, gate, skip = (int(n) for n in rng.integers(2, 5, size=6))
        shapes = [(k, residual, 2 * gate), (2 * gate,), (gate, skip), (skip,)]
        shapes += [(gate, residual), (residual,)]
        layer = Layer(*(rng.normal(size=s).astype(np.float32) for s in shapes), dilation)
        x = rng.normal(size=(batch, residual)).astype(np.float32)
        past = rng.normal(size=(batch, (k - 1) * dilation, residual)).astype(np.float32)
        condition = rng.normal(size=(batch, 2 * gate)).astype(np.float32)
        yield x, past, layer, condition if with_condition else None


HIDDEN = {
    "causal_conv": HiddenCheck("Hidden: other sounds and kernels", _sounds, within=1e-5),
    "receptive_field": HiddenCheck("Hidden: other kernels and dilations", _stacks),
    "residual_block": HiddenCheck("Hidden: other layers and sizes", _blocks, _block, within=1e-4),
    "build_wavenet": HiddenCheck(
        "Hidden: other sizes and weights", _wavenets, _logits, within=1e-3
    ),
    "bits_per_sample": HiddenCheck("Hidden: other guesses and codes", _guesses, within=1e-5),
    "sample_codes": HiddenCheck("Hidden: other logits and temperatures", _rows_of_logits),
    "generate_naive": HiddenCheck("Hidden: other networks and prompts", _generations),
    "cached_step": HiddenCheck("Hidden: other layers and pasts", _steps, within=1e-4),
}
