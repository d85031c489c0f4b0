"""Hidden checks of notebook 04: texts as numbers, attention, translating dates."""

import datetime
from types import SimpleNamespace

import numpy as np

from course_utils.checks.attention_dates.translators import CHARACTERS, TableState
from course_utils.checks.tensors import numpy_of, tensor
from course_utils.classroom.hidden.hidden_checks import HiddenCheck
from course_utils.classroom.hidden.networks import Product, draw_named_weights

LETTERS = list("abcdefghijklmnopqrstuvwxyz ,./0123456789")
STRANGE = list("éß🎉İ—")


def _text(rng, length, more=()):
    return "".join(rng.choice([*LETTERS, *more], size=length))


def _texts(rng):
    for length in (0, *range(1, 20), 40):
        known = rng.choice(LETTERS, size=25, replace=False).tolist()
        tokens = rng.permutation([*sorted({*known, *" ,"}), "<unk>", "<pad>"]).tolist()
        text = _text(rng, length, [*STRANGE, *"ABCDEFGHIJKLM", *" ,,  İİİ"])
        text = f" ß{text}  1 " if length % 5 == 0 else text
        yield text, int(rng.integers(1, 20)), {token: id_ for id_, token in enumerate(tokens)}


def _ids(rng):
    for shape in ((), (5,), (3, 4), (4, 1), (2, 3, 2), (0,)):
        n = int(rng.integers(2, 12))
        yield rng.integers(n, size=shape), n


def _attentions(rng):
    for Tx in rng.permutation(range(2, 7)):
        batch, n_a2, n_s, n_hidden = (int(n) for n in rng.integers(2, 7, size=4))
        hidden = Product(rng, n_s + n_a2, n_hidden, np.tanh)
        energy = Product(rng, n_hidden, 1, _relu_of_more)
        a, s_prev = rng.normal(size=(batch, Tx, n_a2)), rng.normal(size=(batch, n_s))
        yield a, s_prev, SimpleNamespace(hidden=hidden, energy=energy)


def _relu_of_more(values):
    return np.maximum(values + 2, 0)


def _attend(one_step_attention, a, s_prev, layers):
    return tuple(numpy_of(one_step_attention(tensor(a), tensor(s_prev), layers)))


def _translators(rng):
    Ty, *others = (int(n) for n in [rng.integers(2, 4), *(4 + rng.permutation(6))])
    Tx, n_a, n_s, n_human, n_machine, seed = others
    x = np.eye(n_human, dtype=np.float32)[rng.integers(n_human, size=(3, Tx))]
    yield (Tx, Ty, n_a, n_s, n_human, n_machine, seed), x, int(rng.integers(2**31))


def _logits(build_date_translator, sizes, x, seed):
    """With the first weights, and with drawn ones whose energies are seldom cut off at 0."""
    model = build_date_translator(*sizes)
    first = numpy_of(model(x, training=False))
    draw_named_weights(model, seed)
    energy = model.get_layer("energy")
    energy.set_weights([energy.get_weights()[0], np.full(1, 5, np.float32)])
    return model.count_params(), first, numpy_of(model(x, training=False))


class DrawnTranslator:
    """Gives in each step what a table says; what it will say cannot be looked up beforehand.

    Attributes:
        Ty: Steps.
        Tx: Characters that it reads.
        vocabulary: Of the text.
        texts: What it was started with.

    Args:
        table: Log probabilities (Ty, 11).
        alphas: Weights (Ty, Tx).
    """

    def __init__(self, table: np.ndarray, alphas: np.ndarray):
        self._table, self._alphas = table, alphas
        self.Ty, self.Tx = alphas.shape
        self.vocabulary = {"<unk>": 0, "<pad>": 1}
        self.texts = []

    def start(self, texts: list[str]) -> TableState:
        """The state before the first step, with weights of zero."""
        self.texts += texts
        return TableState(np.zeros(1, int), np.zeros((1, self.Tx), np.float32))

    def step(self, state: TableState) -> tuple[np.ndarray, TableState]:
        """Log probabilities (1, 11), and the new state."""
        step = np.asarray(state.step)
        return self._table[step], TableState(step + 1, self._alphas[step])

    def next_log_probabilities(self, state: TableState, tokens) -> tuple[np.ndarray, TableState]:
        """The same for a search: (rows, 12), the last of them impossible."""
        log_probabilities, state = self.step(state)
        return np.pad(log_probabilities, ((0, 0), (0, 1)), constant_values=-np.inf), state


def _weights(rng, Ty, Tx):
    e = rng.exponential(size=(Ty, Tx)) ** 3
    return (e / e.sum(axis=1, keepdims=True)).astype(np.float32)


def _maps(rng):
    for _ in range(4):
        Ty, Tx = (int(n) for n in rng.integers(2, 9, size=2))
        table = np.log(rng.dirichlet(np.ones(len(CHARACTERS)), size=Ty))
        text = f" A{_text(rng, int(rng.integers(4)))} "
        yield DrawnTranslator(table, _weights(rng, Ty, Tx)), text


def _map(attention_map, translator, text):
    alphas = attention_map(translator, text)
    return alphas, tuple(sorted(set(translator.texts)))


def _dates(rng):
    for real_dates_only in (True, True, False):
        for beam_width in (1, 2, 5, 8):
            table = _table_with_a_trap(rng)
            translator = DrawnTranslator(table, _weights(rng, 10, int(rng.integers(5, 20))))
            yield translator, f" {_text(rng, 12, 'ABC')} ", beam_width, real_dates_only


def _table_with_a_trap(rng):
    """Log probabilities (10, 11) in which the month's likeliest first digit leads to no month."""
    year, month, day = (int(n) for n in rng.integers((1900, 3, 1), (2100, 10, 29)))
    date = datetime.date(year, month, day).isoformat()
    table = rng.normal(size=(10, len(CHARACTERS)))
    table[range(10), [CHARACTERS.index(character) for character in date]] += 3
    table[5, CHARACTERS.index("1")] = table[5].max() + 0.3
    table[6, CHARACTERS.index(date[6])] += 3
    return table - np.log(np.exp(table).sum(axis=1, keepdims=True))


def _translation(translate_date, translator, *arguments):
    given = translate_date(translator, *arguments)
    texts = tuple(sorted(set(translator.texts)))
    costs, alphas = np.array(given.log_probabilities, float), np.array(given.alphas, float)
    return str(given.iso), str(given.text), costs, alphas, float(given.confidence), texts


HIDDEN = {
    "encode_text": HiddenCheck("Hidden: other texts and vocabularies", _texts),
    "one_hot": HiddenCheck("Hidden: other ids", _ids),
    "one_step_attention": HiddenCheck(
        "Hidden: other layers and sizes", _attentions, _attend, within=1e-4
    ),
    "build_date_translator": HiddenCheck(
        "Hidden: other sizes and weights", _translators, _logits, within=1e-3
    ),
    "attention_map": HiddenCheck("Hidden: other weights", _maps, _map, within=1e-6),
    "translate_date": HiddenCheck(
        "Hidden: other dates and widths", _dates, _translation, within=1e-5
    ),
}
