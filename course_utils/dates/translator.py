"""A trained date translator as a function of one step, in NumPy: fast enough for every keystroke.

The state of a text is a `DateState`; `next_log_probabilities(state, tokens)` is what the searches
of `beam_search` call.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from course_utils.dates.characters import MACHINE_VOCABULARY, encode_texts, one_hot
from course_utils.recurrent_cells import log_softmax, lstm_step

START = END = len(MACHINE_VOCABULARY)
"""The token before every date; searches also want one that ends it, which is never written."""

LAYERS = ("encoder", "hidden", "energy", "decoder", "to_logits")


class DateState(NamedTuple):
    """Where the decoder stands, for several texts.

    Attributes:
        a: What the encoder has read, float32 (texts, Tx, 2 n_a).
        s: The decoder's state, float32 (texts, n_s).
        c: The memory of its LSTM, float32 (texts, n_s).
        alphas: The weights that the last step looked with, float32 (texts, Tx); zeros at first.
    """

    a: np.ndarray
    s: np.ndarray
    c: np.ndarray
    alphas: np.ndarray


class LSTM(NamedTuple):
    """Long short-term memory; float32, the gates in the order input, forget, candidate, output.

    Attributes:
        kernel: (inputs, 4 * units).
        recurrent: (units, 4 * units).
        bias: (4 * units,).
    """

    kernel: np.ndarray
    recurrent: np.ndarray
    bias: np.ndarray

    def step(self, x: np.ndarray, s: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Reads one vector in each row.

        Args:
            x: (rows, inputs).
            s: The output before, (rows, units).
            c: The memory before, (rows, units).

        Returns:
            s, c: After it.
        """
        return lstm_step(s, c, x @ self.kernel, self.recurrent, self.bias)

    def read(self, xs: np.ndarray) -> np.ndarray:
        """Reads sequences from zeros: (rows, time, inputs) to its outputs (rows, time, units)."""
        s = c = np.zeros((len(xs), len(self.recurrent)), np.float32)
        outputs = np.empty((*xs.shape[:2], len(self.recurrent)), np.float32)
        for t in range(xs.shape[1]):
            s, c = self.step(xs[:, t], s, c)
            outputs[:, t] = s
        return outputs


class DateTranslator:
    """Translates with the weights of a model from `build_date_translator`.

    Args:
        model: Its weights are copied.
        vocabulary: The characters that it reads, with "<unk>" and "<pad>".

    Attributes:
        vocabulary: The same.
        Tx: Characters that it reads at most; what is behind them is cut off.
        Ty: Characters that it writes.

    Raises:
        ValueError: The model was not made by `build_date_translator`, or reads vectors of another
            size than the vocabulary.
    """

    def __init__(self, model, vocabulary: dict[str, int]):
        if not set(LAYERS) <= {layer.name for layer in model.layers}:
            raise ValueError(f"the model {model.name!r} was not made by build_date_translator")
        _, self.Tx, n_characters = model.input_shape
        _, self.Ty, n_tokens = model.output_shape
        if (n_characters, n_tokens) != (len(vocabulary), len(MACHINE_VOCABULARY)):
            raise ValueError(
                f"the model is for vocabularies of {n_characters} and {n_tokens} characters, "
                f"these have {len(vocabulary)} and {len(MACHINE_VOCABULARY)}"
            )
        self.vocabulary = vocabulary
        encoder = _read(model, "encoder")
        self._forward, self._backward = LSTM(*encoder[:3]), LSTM(*encoder[3:])
        self._decoder = LSTM(*_read(model, "decoder"))
        self._hidden, self._energy = _read(model, "hidden"), _read(model, "energy")
        self._to_logits = _read(model, "to_logits")

    def start(self, texts: Iterable[str]) -> DateState:
        """Reads texts.

        Args:
            texts: Anything: unknown characters become "<unk>".

        Returns:
            The decoder's first state.

        Raises:
            ValueError: It is a single text, or there is none.
        """
        texts = list(texts) if not isinstance(texts, str) else []
        if not texts:
            raise ValueError("start takes a list of at least 1 text: start([text])")
        ids = encode_texts(texts, self.Tx, self.vocabulary)
        x = one_hot(ids, len(self.vocabulary))
        backward = self._backward.read(x[:, ::-1])[:, ::-1]
        a = np.concatenate([self._forward.read(x), backward], axis=-1)
        zeros = np.zeros((len(x), len(self._decoder.recurrent)), np.float32)
        alphas = np.zeros((len(x), self.Tx), np.float32)
        return DateState(a, zeros, zeros, alphas)

    def step(self, state: DateState) -> tuple[np.ndarray, DateState]:
        """Looks at the texts, and says which character comes next.

        Args:
            state: From `start`, or from the step before.

        Returns:
            Natural logarithms, float32 (texts, 11), in the order of `MACHINE_VOCABULARY`, and the
            new state.
        """
        context, alphas = self._attend(state.a, state.s)
        s, c = self._decoder.step(context, state.s, state.c)
        kernel, bias = self._to_logits
        return log_softmax(s @ kernel + bias), DateState(state.a, s, c, alphas)

    def next_log_probabilities(
        self, state: DateState, tokens: np.ndarray
    ) -> tuple[np.ndarray, DateState]:
        """The same for a search.

        Args:
            state: From `start`, or from the step before.
            tokens: The last ones, (rows,). The network is not told them: given the text, its
                characters are independent.

        Returns:
            Natural logarithms, float32 (rows, 12), the last of them minus infinity: `END` is
            impossible, so that a search ends by its `max_length`. And the new state.
        """
        log_probabilities, state = self.step(state)
        return np.pad(log_probabilities, ((0, 0), (0, 1)), constant_values=-np.inf), state

    def read(self, texts: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Reads many texts at once.

        Args:
            texts: At least one.

        Returns:
            log_probabilities, alphas: (texts, Ty, 11) and (texts, Ty, Tx).
        """
        state = self.start(texts)
        steps = []
        for _ in range(self.Ty):
            log_probabilities, state = self.step(state)
            steps.append((log_probabilities, state.alphas))
        log_probabilities, alphas = zip(*steps, strict=True)
        return np.stack(log_probabilities, axis=1), np.stack(alphas, axis=1)

    def translate_greedily(self, texts: Iterable[str]) -> list[str]:
        """The most likely characters for each text; they need not be a date."""
        log_probabilities, _ = self.read(texts)
        return [MACHINE_VOCABULARY.decode(ids) for ids in log_probabilities.argmax(axis=-1)]

    def _attend(self, a: np.ndarray, s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Context (rows, 2 n_a) and weights (rows, Tx), as of `one_step_attention`."""
        kernel, bias = self._hidden
        n_s = s.shape[1]
        hidden = np.tanh((s @ kernel[:n_s])[:, None] + a @ kernel[n_s:] + bias)
        kernel, bias = self._energy
        energies = np.maximum(hidden @ kernel + bias, 0)[:, :, 0]
        alphas = np.exp(log_softmax(energies))
        return (alphas[:, None] @ a)[:, 0], alphas


def _read(model, layer: str) -> list[np.ndarray]:
    return [np.array(weight, np.float32) for weight in model.get_layer(layer).get_weights()]
