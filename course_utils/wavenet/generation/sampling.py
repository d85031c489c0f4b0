"""Drawing codes from a network's logits."""

import numpy as np

from course_utils.graded import graded


@graded(points=5)
def sample_codes(logits: np.ndarray, temperature: float, uniforms: np.ndarray) -> np.ndarray:
    """Draws one code for each row of logits, by inverting the cumulative distribution.

    p(code) is the softmax of logits / temperature; the code is the first one whose cumulative
    probability exceeds the row's uniform number. Temperature 0 means the most likely code.

    Args:
        logits: (batch, n_codes); -inf for a code that is impossible.
        temperature: 0 or more; below 1 likely codes become likelier, above 1 less so.
        uniforms: (batch,), in [0, 1).

    Returns:
        uint8 array (batch,).

    Raises:
        ValueError: The temperature is negative or not finite.
    """
    if not 0 <= temperature < float("inf"):
        raise ValueError(f"temperature is 0 or more, got {temperature}")
    ### BEGIN SOLUTION
    if temperature == 0:
        return logits.argmax(axis=-1).astype(np.uint8)
    scaled = (logits - logits.max(axis=-1, keepdims=True)).astype(np.float64) / temperature
    cumulative = np.exp(scaled).cumsum(axis=-1)
    threshold = uniforms[:, None] * cumulative[:, -1:]
    return (cumulative > threshold).argmax(axis=-1).astype(np.uint8)
    ### END SOLUTION


def uniform_numbers(seed: int, batch: int) -> "UniformNumbers":
    """The random numbers of `batch` streams; stream i is the same however many there are."""
    return UniformNumbers([np.random.default_rng([seed, stream]) for stream in range(batch)])


class UniformNumbers:
    """Independent streams of uniform numbers; drawing in pieces gives the same as drawing at once.

    Args:
        generators: One for each stream.
    """

    def __init__(self, generators: list[np.random.Generator]):
        self.generators = generators

    def draw(self, n: int) -> np.ndarray:
        """The next `n` numbers of each stream: (batch, n) in [0, 1)."""
        return np.stack([generator.random(n) for generator in self.generators])

    @property
    def state(self) -> list[dict]:
        """All that is needed to go on; give it to `uniform_numbers_from`."""
        return [generator.bit_generator.state for generator in self.generators]


def uniform_numbers_from(state: list[dict]) -> UniformNumbers:
    """Streams that go on where `state` was taken."""
    generators = [np.random.default_rng() for _ in state]
    for generator, kept in zip(generators, state, strict=True):
        generator.bit_generator.state = kept
    return UniformNumbers(generators)
