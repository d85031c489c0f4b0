"""Translating dates with a trained network: in NumPy, fast enough for every keystroke.

The network does not read what it wrote: given the text, the characters of the ISO date are
independent. So it is run once for a text, and a search looks its log probabilities up. They stay
as the network gives them: a rule makes a character impossible, and no other one more likely. So
the probability of a date is one number, however the date was found.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from course_utils.dates.characters import MACHINE_VOCABULARY, encode_texts
from course_utils.dates.iso_dates import allowed_next
from course_utils.decoding.beam_search import beam_search
from course_utils.graded import graded
from course_utils.recurrent_cells import log_softmax, lstm_step

START = END = len(MACHINE_VOCABULARY)
"""The token before every date; a search also needs one that ends it, which is never written."""

LAYERS = ("encoder", "hidden", "energy", "decoder", "to_logits")


class DateState(NamedTuple):
    """How far the dates of several texts are written.

    Attributes:
        log_probabilities: Of the characters at each step, float32 (texts, Ty, 11).
        attention: The weights of each step, float32 (texts, Ty, Tx).
        step: Steps that were made, (texts,).
        alphas: The weights of the last of them, float32 (texts, Tx); zeros at first.
    """

    log_probabilities: np.ndarray
    attention: np.ndarray
    step: np.ndarray
    alphas: np.ndarray


class DateTranslator:
    """Translates with the weights of a model from `build_date_translator`.

    Args:
        model: Its weights are copied.
        vocabulary: The characters that it reads, with "<unk>" and "<pad>".

    Attributes:
        vocabulary: The same.
        Tx: Characters that it reads at most; a longer text is cut off behind them.
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
        self._weights = {
            name: [np.array(w, np.float32) for w in model.get_layer(name).get_weights()]
            for name in LAYERS
        }
        self._latest = None, None

    def predict(self, texts: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Runs the network.

        Args:
            texts: At least one, each of any characters: unknown ones are read as "<unk>".

        Returns:
            log_probabilities, alphas: Natural logarithms, float32 (texts, Ty, 11), in the order of
            `MACHINE_VOCABULARY`, and weights, float32 (texts, Ty, Tx).

        Raises:
            ValueError: It is a single text, or there is none.
        """
        texts = [] if isinstance(texts, str) else list(texts)
        if not texts:
            raise ValueError("texts are a list of at least 1 text: [text]")
        a = self._encode(encode_texts(texts, self.Tx, self.vocabulary))
        kernel, recurrent, bias = self._weights["decoder"]
        to_logits, logits_bias = self._weights["to_logits"]
        s = c = np.zeros((len(a), len(recurrent)), np.float32)
        log_probabilities, attention = [], []
        for _ in range(self.Ty):
            context, alphas = self._attend(a, s)
            s, c = lstm_step(s, c, context @ kernel, recurrent, bias)
            log_probabilities.append(log_softmax(s @ to_logits + logits_bias))
            attention.append(alphas)
        return np.stack(log_probabilities, axis=1), np.stack(attention, axis=1)

    def translate_greedily(self, texts: Iterable[str]) -> list[str]:
        """The most likely characters for each text; they need not be a date."""
        log_probabilities, _ = self.predict(texts)
        return [MACHINE_VOCABULARY.decode(ids) for ids in log_probabilities.argmax(axis=-1)]

    def start(self, texts: Iterable[str]) -> DateState:
        """The state before the first character.

        Runs the network, unless these texts are the ones that it was started with last.

        Args:
            texts: As for `predict`.

        Raises:
            ValueError: As for `predict`.
        """
        texts = texts if isinstance(texts, str) else tuple(texts)
        latest, state = self._latest
        if texts != latest:
            log_probabilities, attention = self.predict(texts)
            none, zeros = np.zeros(len(texts), int), np.zeros_like(attention[:, 0])
            state = DateState(log_probabilities, attention, none, zeros)
            for array in state:
                array.flags.writeable = False
            self._latest = texts, state
        return state

    def step(self, state: DateState) -> tuple[np.ndarray, DateState]:
        """Goes on to the next character of each date.

        Args:
            state: From `start`, or from the step before.

        Returns:
            Natural logarithms, float32 (texts, 11), in the order of `MACHINE_VOCABULARY`, and the
            new state.

        Raises:
            ValueError: A date is written already.
        """
        if state.step.max() >= self.Ty:
            raise ValueError(f"a date is written after {self.Ty} steps")
        here = np.arange(len(state.step)), state.step
        following = state._replace(step=state.step + 1, alphas=state.attention[here])
        return state.log_probabilities[here], following

    def next_log_probabilities(
        self, state: DateState, tokens: np.ndarray
    ) -> tuple[np.ndarray, DateState]:
        """The same for a search.

        Args:
            state: From `start`, or from the step before.
            tokens: The last ones, (rows,). They change nothing.

        Returns:
            Natural logarithms, float32 (rows, 12), the last of them minus infinity: `END` is
            impossible, so that a search ends by its `max_length`. And the new state.

        Raises:
            ValueError: A date is written already.
        """
        log_probabilities, state = self.step(state)
        return np.pad(log_probabilities, ((0, 0), (0, 1)), constant_values=-np.inf), state

    def _encode(self, ids: np.ndarray) -> np.ndarray:
        """Output of the encoder, (texts, Tx, 2 n_a)."""
        weights = self._weights["encoder"]
        forward = _read(ids, *weights[:3])
        backward = _read(ids[:, ::-1], *weights[3:])[:, ::-1]
        return np.concatenate([forward, backward], axis=-1)

    def _attend(self, a: np.ndarray, s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Context (texts, 2 n_a) and weights (texts, Tx), as of `one_step_attention`."""
        kernel, bias = self._weights["hidden"]
        n_s = s.shape[1]
        hidden = np.tanh((s @ kernel[:n_s])[:, None] + a @ kernel[n_s:] + bias)
        kernel, bias = self._weights["energy"]
        energies = np.maximum(hidden @ kernel + bias, 0)[:, :, 0]
        alphas = np.exp(log_softmax(energies))
        return (alphas[:, None] @ a)[:, 0], alphas


def _read(
    ids: np.ndarray, kernel: np.ndarray, recurrent: np.ndarray, bias: np.ndarray
) -> np.ndarray:
    """Outputs of an LSTM that reads one-hot vectors, (texts, Tx, units).

    The product of a one-hot vector and the kernel is the id's row of the kernel.
    """
    s = c = np.zeros((len(ids), len(recurrent)), np.float32)
    outputs = np.empty((*ids.shape, len(recurrent)), np.float32)
    for t in range(ids.shape[1]):
        s, c = lstm_step(s, c, kernel[ids[:, t]], recurrent, bias)
        outputs[:, t] = s
    return outputs


@graded(points=4)
def attention_map(translator, text: str) -> np.ndarray:
    """Collects the weights by which a translator looks at a text, step by step.

    `translator.start([text])` is the first state. `translator.step(state)` returns the log
    probabilities of a character and the state after it, whose `alphas`, (1, Tx), are the weights
    that the step looked with.

    Args:
        translator: A `DateTranslator`; `translator.Ty` is the number of steps.
        text: What to look at.

    Returns:
        (Ty, Tx): row t holds the weights of step t as they are, so each row sums to 1.
    """
    ### BEGIN SOLUTION
    state, rows = translator.start([text]), []
    for _ in range(translator.Ty):
        _, state = translator.step(state)
        rows.append(state.alphas[0])
    return np.stack(rows)
    ### END SOLUTION


class WrittenState(NamedTuple):
    """A state, and the characters that were written on the way to it.

    Attributes:
        state: Of the function that is searched.
        characters: (rows, characters), one letter each.
    """

    state: Any
    characters: np.ndarray


def begin(state: Any, rows: int) -> WrittenState:
    """The first state of a search by `only_real_dates`: nothing is written yet."""
    return WrittenState(state, np.zeros((rows, 0), "U1"))


def only_real_dates(next_log_probabilities: Callable) -> Callable:
    """Makes every character impossible that leads to no real date of 1900 to 2100.

    Args:
        next_log_probabilities: From a state and the last tokens to log probabilities (rows, 12) of
            the characters of `MACHINE_VOCABULARY` and `END`, and the state after the tokens.

    Returns:
        Such a function, its states from `begin(state, rows)`. Log probabilities of characters that
        may follow are as they were, those of others minus infinity.
    """

    def next_of_real_dates(
        written: WrittenState, tokens: np.ndarray
    ) -> tuple[np.ndarray, WrittenState]:
        characters = written.characters
        if np.all(tokens != START):
            last = np.array(MACHINE_VOCABULARY.tokens)[tokens]
            characters = np.concatenate([characters, last[:, None]], axis=1)
        log_probabilities, state = next_log_probabilities(written.state, tokens)
        allowed = np.array([_allowed("".join(row)) for row in characters])
        following = np.where(allowed, log_probabilities, -np.inf)
        return following, WrittenState(state, characters)

    return next_of_real_dates


def _allowed(prefix: str) -> list[bool]:
    """Which of the characters and, last, `END` may follow."""
    characters = allowed_next(prefix)
    return [*(c in characters for c in MACHINE_VOCABULARY.tokens), False]


@dataclass(frozen=True)
class DateTranslation:
    """A date as a translator reads it; `str` of it is the ISO date.

    Attributes:
        text: The text that was read.
        iso: The date that was found, "YYYY-MM-DD".
        log_probabilities: Of each of its characters, natural logarithms (Ty,).
        alphas: Where the translator looked for each character, (Ty, Tx).
    """

    text: str
    iso: str
    log_probabilities: np.ndarray = field(repr=False)
    alphas: np.ndarray = field(repr=False)

    def __str__(self) -> str:
        """The ISO date."""
        return self.iso

    @property
    def confidence(self) -> float:
        """The probability of the whole answer, 0 to 1: the product of its characters'."""
        return math.exp(min(0.0, float(np.sum(self.log_probabilities))))


@graded(points=5)
def translate_date(
    translator,
    text: str,
    beam_width: int = 4,
    real_dates_only: bool = True,
):
    """Translates a date by beam search.

    The search begins with the token `START` and goes on for `translator.Ty` tokens; `END` never
    comes. `only_real_dates(next_log_probabilities)` makes what is no date of 1900 to 2100
    impossible; its states begin as `begin(state, 1)`. A found hypothesis has `tokens`, which
    `MACHINE_VOCABULARY.decode(tokens)` turns into text, and `token_log_probabilities`.

    Args:
        translator: A `DateTranslator`; a search calls its `next_log_probabilities`.
        text: What is written; unknown characters are read as "<unk>", and what is behind the
            first `translator.Tx` ones is not read.
        beam_width: Hypotheses that the search follows; 1 is greedy.
        real_dates_only: Whether only real dates may be written.

    Returns:
        A `DateTranslation`: the most likely date found, the log probabilities of its characters,
        and the map. The probabilities are the translator's own, also where only real dates may be
        written.

    Raises:
        ValueError: The beam width is below 1.
    """
    search, state = translator.next_log_probabilities, translator.start([text])
    ### BEGIN SOLUTION
    if real_dates_only:
        search, state = only_real_dates(search), begin(state, 1)
    [[best]] = beam_search(search, state, START, END, beam_width, translator.Ty, n_best=1)
    iso = MACHINE_VOCABULARY.decode(best.tokens)
    log_probabilities = np.array(best.token_log_probabilities)
    return DateTranslation(text, iso, log_probabilities, attention_map(translator, text))
    ### END SOLUTION
