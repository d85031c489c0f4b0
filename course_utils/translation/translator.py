"""A trained encoder-decoder as a function of one step, in NumPy: what a search calls."""

from typing import NamedTuple

import numpy as np

from course_utils.recurrent_cells import gru_step, log_softmax
from course_utils.translation.seq2seq import target_inputs
from course_utils.translation.vocabulary import PAD


class GRU(NamedTuple):
    """A gated recurrent unit that reads tokens, with its embedding multiplied in; float32.

    Attributes:
        inputs: (tokens, 3 * units), what each token adds: to the update gate, to the reset gate,
            and to the candidate.
        kernel: (units, 3 * units), for the state.
        bias: (3 * units,), added to the state's product.
    """

    inputs: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray

    def step(self, state: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """Reads one token in each row.

        Args:
            state: (rows, units).
            tokens: Ids (rows,).

        Returns:
            The new state (rows, units).
        """
        return gru_step(state, self.inputs[tokens], self.kernel, self.bias)


class Translator:
    """Next words' log probabilities from the weights of a model made by `build_seq2seq`.

    The probabilities are the model's own: `<pad>` and `<s>` keep theirs, which training makes
    tiny, since no sentence holds them.

    Args:
        model: Its weights are copied.

    Raises:
        ValueError: The model was not made by `build_seq2seq`.
    """

    def __init__(self, model):
        names = {layer.name for layer in model.layers}
        if not {"encoder", "decoder", "to_logits"} <= names:
            raise ValueError(f"the model {model.name!r} was not made by build_seq2seq")
        self._encoder = _read_gru(model, "source_embedding", "encoder")
        self._decoder = _read_gru(model, "target_embedding", "decoder")
        self._kernel, self._bias = _read(model, "to_logits")

    def start(self, source_ids: np.ndarray) -> np.ndarray:
        """Reads sentences, backwards.

        Args:
            source_ids: (sentences, time), `<pad>` behind the shorter ones.

        Returns:
            The decoder's first state, float32 (sentences, units).

        Raises:
            ValueError: The ids have another number of axes, or are out of range.
        """
        source_ids = _checked(source_ids, 2, len(self._encoder.inputs))
        state = np.zeros((len(source_ids), len(self._encoder.kernel)), np.float32)
        for tokens in source_ids.T[::-1]:
            read = tokens != PAD
            state[read] = self._encoder.step(state[read], tokens[read])
        return state

    def next_log_probabilities(
        self, state: np.ndarray, tokens: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Reads one token in each row and says what may follow.

        Args:
            state: (rows, units), from `start` or from the step before.
            tokens: Ids (rows,); the first is `<s>`.

        Returns:
            Natural logarithms, float32 (rows, tokens in the vocabulary), and the new state.

        Raises:
            ValueError: The tokens have another number of axes, or are out of range.
        """
        tokens = _checked(tokens, 1, len(self._decoder.inputs))
        state = self._decoder.step(state, tokens)
        return log_softmax(state @ self._kernel + self._bias), state

    def log_probability(self, source_ids: np.ndarray, target_ids: np.ndarray) -> np.ndarray:
        """The log probability of whole translations, log p(y | x), the end token's included.

        Args:
            source_ids: (sentences, time).
            target_ids: (sentences, time), as from `Vocabulary.batch`: each ends with `</s>`.

        Returns:
            float64 (sentences,).

        Raises:
            ValueError: The sentences are not equally many, or ids are out of range.
        """
        target_ids = _checked(target_ids, 2, len(self._decoder.inputs))
        state = self.start(source_ids)
        if len(state) != len(target_ids):
            raise ValueError(f"there are {len(state)} sources and {len(target_ids)} targets")
        total, rows = np.zeros(len(state)), np.arange(len(state))
        for read, written in zip(target_inputs(target_ids).T, target_ids.T, strict=True):
            log_probabilities, state = self.next_log_probabilities(state, read)
            total += np.where(written == PAD, 0, log_probabilities[rows, written])
        return total


def _read(model, layer: str) -> list[np.ndarray]:
    return [np.array(weight, np.float32) for weight in model.get_layer(layer).get_weights()]


def _read_gru(model, embedding: str, layer: str) -> GRU:
    kernel, recurrent_kernel, (input_bias, bias) = _read(model, layer)
    (table,) = _read(model, embedding)
    return GRU(table @ kernel + input_bias, recurrent_kernel, bias)


def _checked(ids: np.ndarray, axes: int, n_tokens: int) -> np.ndarray:
    ids = np.asarray(ids)
    if ids.ndim != axes:
        raise ValueError(f"ids have {axes} axes, got the shape {ids.shape}")
    if ids.size and not 0 <= ids.min() <= ids.max() < n_tokens:
        raise ValueError(f"ids are 0 to {n_tokens - 1}, got {ids.min()} to {ids.max()}")
    return ids
