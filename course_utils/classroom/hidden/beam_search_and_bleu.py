"""Hidden checks of notebook 03: searching for sentences, and judging them."""

import numpy as np

from course_utils.classroom.hidden.hidden_checks import HiddenCheck

WORDS = ("a", "b", "c", "d", "e")


class DrawnModel:
    """Predicts tokens from all that came before: a small recurrent network.

    Attributes:
        state: With a row for each sentence, to begin with.

    Args:
        rng: Draws its weights.
        n_sentences: Rows of the first state.
        n_tokens: Size of the vocabulary.
        n_possible: How many tokens may follow a token, at most; the others have log 0.
    """

    def __init__(self, rng: np.random.Generator, n_sentences: int, n_tokens: int, n_possible=99):
        self.state = {"h": rng.normal(size=(n_sentences, 8)), "sentence": np.arange(n_sentences)}
        self._recurrent = rng.normal(size=(8, 8))
        self._embedding = rng.normal(size=(n_tokens, 8))
        self._to_logits = rng.normal(size=(8, n_tokens))
        ranks = rng.permuted(np.tile(np.arange(n_tokens), (n_tokens, 1)), axis=1)
        self._barred = np.where(ranks < n_possible, 0, -np.inf)

    def __call__(self, state, tokens):
        """Log probabilities (rows, n_tokens) after `tokens` (rows,), and the state after them."""
        h = np.tanh(np.asarray(state["h"]) @ self._recurrent + self._embedding[np.asarray(tokens)])
        logits = h @ self._to_logits + self._barred[np.asarray(tokens)]
        log_totals = np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return logits - log_totals, {"h": h, "sentence": state["sentence"]}


def _searches(rng, n_possible=99):
    for max_length in (1, 2, 3, *rng.integers(4, 10, size=6).tolist()):
        n_sentences, n_tokens = (int(n) for n in rng.integers((1, 4), (5, 8)))
        start, end = (int(token) for token in rng.permutation(n_tokens)[:2])
        yield DrawnModel(rng, n_sentences, n_tokens, n_possible), start, end, max_length


def _greedy(greedy_search, model, start, end, max_length):
    return _plain(greedy_search(model, model.state, start, end, max_length))


def _plain(hypotheses):
    """What is known of each hypothesis, as plain data."""
    return tuple(
        (
            tuple(h.tokens),
            bool(h.ended),
            np.array(h.token_log_probabilities),
            float(h.log_probability),
            float(h.score),
        )
        for h in hypotheses
    )


def _beams(rng):
    searches = (search for n_possible in (99, 99, 99, 2) for search in _searches(rng, n_possible))
    for model, start, end, max_length in searches:
        width, alpha = int(rng.integers(1, 9)), float(rng.uniform(0, 1.5))
        options = {"penalty": str(rng.choice(["power", "gnmt"])), "n_best": int(rng.integers(1, 4))}
        yield model, start, end, width, max_length, alpha, options


def _beam(beam_search, model, start, end, width, max_length, alpha, options):
    found = beam_search(model, model.state, start, end, width, max_length, alpha, **options)
    return tuple(_plain(hypotheses) for hypotheses in found)


def _expansions(rng):
    for beam_width in (*range(1, 10), *range(1, 10), 40):
        batch, live, n_tokens = (int(n) for n in rng.integers(2, 6, size=3))
        following = np.log(rng.dirichlet(np.ones(n_tokens), size=(batch, live)))
        yield -rng.exponential(1, size=(batch, live)), following, beam_width
    many = np.log(rng.dirichlet(np.ones(400), size=(1, 5)))
    yield -rng.exponential(1, size=(1, 5)), many, 60


def _sums_and_lengths(rng):
    for penalty in ("power", "gnmt"):
        for size in ((), (4,), (2, 3)):
            alpha = float(rng.uniform(0.1, 2))
            yield -rng.exponential(9, size=size), rng.integers(1, 40, size=size), alpha, penalty
        yield float(-rng.exponential(9)), int(rng.integers(2, 40)), 0, penalty


def _sentence(rng, least=0, most=9):
    return rng.choice(WORDS, size=rng.integers(least, most + 1)).tolist()


def _failures(rng):
    for case in rng.permutation(40) % 4:
        reference, score = _sentence(rng, 2), float(-rng.exponential(5))
        lower = score - float(rng.exponential(5))
        other = [*reference, "a"] if rng.random() < 0.5 else [*reference[:-1], "z"]
        scores = [(score, lower), (lower, score), (score, score), (lower, score)][case]
        yield reference, tuple(reference) if case == 3 else other, *scores
    for case in rng.permutation(12) % 6:
        reference, score = _sentence(rng, 4, 9), float(-rng.exponential(5))
        yield [
            (reference, reference[:1], 1.5 * score, score),
            (reference, [*reference[::-1], "z"], score, score - 0.01),
            (reference, [*reference[1:], "z"], score - 800, score - 900),
            (reference, ["".join(reference[:2]), *reference[2:]], score - 1, score),
            (reference, [word.upper() for word in reference], score, score - 1),
            (reference, [*reference, *reference], score - 1, score),
        ][case]


def _orders(rng):
    for order in (1, 2, 2, 3, 4):
        yield _sentence(rng, 0, 30), order
        yield _sentence(rng, order - 1, order - 1), order
        yield rng.integers(3, size=12).tolist(), order


def _counts(ngram_counts, tokens, order):
    return tuple(sorted(dict(ngram_counts(tokens, order)).items()))


def _precisions(rng):
    for order in (1, 1, 1, 1, 2, 2, 2, 2, 3, 3):
        for most in (12, order):
            references = [_sentence(rng, 3, 12) for _ in range(rng.integers(1, 4))]
            hypothesis = rng.choice(WORDS[:3], size=rng.integers(most // 2, most + 1))
            yield hypothesis.tolist(), references, order
    for _ in range(8):
        references = [_sentence(rng, 4, 9) for _ in range(4)]
        yield rng.choice(WORDS, size=25).tolist(), references, 1


def _lengths(rng):
    for _ in range(4):
        shorter, longer = sorted(rng.integers(1, 99, size=2).tolist())
        yield from [(shorter, longer), (longer, shorter), (longer, longer)]
    yield from [(0, longer), (longer, 0), (0, 0), (longer + 19, longer + 20)]


def _corpora(rng):
    for smooth in ("none", "floor", "add-k", "exp"):
        for max_order in (2, 4):
            sizes = rng.integers(1, 3, size=rng.integers(2, 6))
            references = [[_sentence(rng, 4, 12) for _ in range(size)] for size in sizes]
            hypotheses = [_like(rng, of_one[0]) for of_one in references]
            value = float(rng.uniform(0.1, 2)) if smooth in ("floor", "add-k") else None
            yield hypotheses, references, max_order, smooth, value
        reference = _sentence(rng, 4, 6)
        yield [reference[:2]], [[reference]], 4, smooth
        yield [["z", *_sentence(rng, 3, 5)]], [[_sentence(rng, 4, 6)]], 4, smooth


def _like(rng, reference):
    """A sentence that shares most of its words with a reference."""
    changed = [str(rng.choice(WORDS)) if rng.random() < 0.2 else word for word in reference]
    return changed[: int(rng.integers(3, len(changed) + 1))]


def _sentences(rng):
    for smooth in ("none", "floor", "add-k", "exp"):
        for max_order in (1, 2, 3, 4, 4, 4, 4, 5, 5, 5):
            # with add-k an order without n-grams has a precision: counted or not, both are right
            shortest = max_order if smooth == "add-k" else 1
            hypothesis, others = _sentence(rng, shortest, 7), _sentence(rng, 2, 7)
            reference = _like(rng, [*hypothesis, *_sentence(rng, 2, 3)])
            value = float(rng.uniform(0.1, 2)) if smooth in ("floor", "add-k") else None
            options = smooth, value, None, bool(rng.integers(2))
            yield hypothesis, [reference, others], max_order, *options
    for _ in range(6):
        yield _sentence(rng, 3, 5), [_sentence(rng, 4, 6)], 4, "none"
    yield [], [_sentence(rng, 2, 7)]


def _bleu(function, *arguments):
    """All that a `Bleu` says; -1 where it has no precision."""
    bleu = function(*arguments)
    precisions = np.nan_to_num(np.array(bleu.precisions, float), nan=-1)
    counts = np.array(bleu.matches), np.array(bleu.totals)
    lengths = bleu.hypothesis_length, bleu.reference_length
    return float(bleu.score), precisions, float(bleu.brevity_penalty), *counts, *lengths


HIDDEN = {
    "greedy_search": HiddenCheck("Hidden: other models", _searches, _greedy, within=1e-6),
    "expand_hypotheses": HiddenCheck(
        "Hidden: other hypotheses and widths", _expansions, within=1e-9
    ),
    "length_normalized_score": HiddenCheck(
        "Hidden: other sums and lengths", _sums_and_lengths, within=1e-9
    ),
    "beam_search": HiddenCheck(
        "Hidden: other models, widths and penalties", _beams, _beam, within=1e-6
    ),
    "attribute_error": HiddenCheck("Hidden: other sentences and scores", _failures),
    "ngram_counts": HiddenCheck("Hidden: other sentences", _orders, _counts),
    "clipped_precision": HiddenCheck("Hidden: other sentences", _precisions),
    "brevity_penalty": HiddenCheck("Hidden: other lengths", _lengths, within=1e-6),
    "corpus_bleu": HiddenCheck("Hidden: other corpora", _corpora, _bleu, within=1e-6),
    "sentence_bleu": HiddenCheck("Hidden: other sentences", _sentences, _bleu, within=1e-6),
}
