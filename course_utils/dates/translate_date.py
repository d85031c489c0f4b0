"""From a written date to its ISO date, with the translator's confidence and where it looked."""

import math
from dataclasses import dataclass, field

import numpy as np

from course_utils.dates.characters import MACHINE_VOCABULARY
from course_utils.dates.translator import END, START
from course_utils.decoding.beam_search import beam_search
from course_utils.graded import graded
from course_utils.translation.date_decoding import begin, only_real_dates


@dataclass(frozen=True)
class DateTranslation:
    """A date as a translator reads it; `str` of it is the ISO date.

    Attributes:
        text: What was read.
        iso: What was written, "YYYY-MM-DD".
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
        """The probability of the whole answer, 0 to 1: that of each character, multiplied."""
        return math.exp(min(0.0, float(np.sum(self.log_probabilities))))


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
