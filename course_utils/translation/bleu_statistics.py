"""What BLEU needs to know of each sentence, counted for a whole corpus at once.

All that BLEU is made of are sums over the sentences: n-grams, matched n-grams and two lengths.
Counted once, they give the score of the corpus, of any part of it, and of any resample.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count, repeat
from typing import NamedTuple

import numpy as np

from course_utils.translation.tokenizers import pair_sentences


@dataclass(frozen=True, eq=False)
class BleuStatistics:
    """Counts of each sentence, or sums of them.

    Attributes:
        matches: (sentences, max_order), n-grams of order 1, 2, ... that the references have too.
        totals: (sentences, max_order), n-grams of the hypothesis.
        hypothesis_length: (sentences,), tokens of the hypothesis.
        reference_length: (sentences,), tokens of the reference closest to it in length.
    """

    matches: np.ndarray
    totals: np.ndarray
    hypothesis_length: np.ndarray
    reference_length: np.ndarray

    def __len__(self) -> int:
        """The number of sentences."""
        return len(self.matches)

    def __getitem__(self, sentences) -> "BleuStatistics":
        """The counts of some sentences: a slice, a mask, or numbers that may repeat."""
        return BleuStatistics(
            self.matches[sentences],
            self.totals[sentences],
            self.hypothesis_length[sentences],
            self.reference_length[sentences],
        )

    def sum(self) -> "BleuStatistics":
        """The sums over all sentences: (max_order,) of n-grams, and two numbers."""
        return BleuStatistics(
            self.matches.sum(axis=0),
            self.totals.sum(axis=0),
            int(self.hypothesis_length.sum()),
            int(self.reference_length.sum()),
        )

    def up_to(self, max_order: int) -> "BleuStatistics":
        """The counts without n-grams longer than `max_order`.

        Raises:
            ValueError: N-grams of that order were not counted.
        """
        counted = self.matches.shape[-1]
        if not 1 <= max_order <= counted:
            raise ValueError(f"max_order is 1 to {counted}, which were counted; got {max_order}")
        return BleuStatistics(
            self.matches[..., :max_order],
            self.totals[..., :max_order],
            self.hypothesis_length,
            self.reference_length,
        )


def bleu_statistics(
    hypotheses: Sequence | BleuStatistics,
    references: Sequence | None = None,
    max_order: int = 4,
    tokenize: str | None = None,
) -> BleuStatistics:
    """Counts the n-grams, clipped matches and lengths of every sentence.

    Args:
        hypotheses: Token sequences, or texts if a tokenizer is named. `BleuStatistics` that were
            counted before are given back, cut to `max_order`; then `references` is None.
        references: `references[i]` is the reference of `hypotheses[i]`, or a list of several.
        max_order: Longest n-grams to count, at least 1.
        tokenize: A name from `TOKENIZERS` for texts, None for tokens.

    Raises:
        ValueError: The sentences do not fit each other (see `pair_sentences`), or `max_order` is
            below 1.
    """
    if max_order < 1:
        raise ValueError(f"max_order is at least 1, got {max_order}")
    if isinstance(hypotheses, BleuStatistics):
        return hypotheses.up_to(max_order)
    hypotheses, references = pair_sentences(hypotheses, references, tokenize)
    lengths = np.array([len(hypothesis) for hypothesis in hypotheses])
    totals = np.maximum(lengths[:, None] - np.arange(max_order), 0)
    closest = [
        closest_length(len(hypothesis), [len(reference) for reference in several])
        for hypothesis, several in zip(hypotheses, references, strict=True)
    ]
    matches = _clipped_matches(hypotheses, references, max_order)
    return BleuStatistics(matches, totals, lengths, np.array(closest))


def closest_length(hypothesis_length: int, reference_lengths: Sequence[int]) -> int:
    """The reference length closest to that of the hypothesis; the shorter one on a tie."""
    return min(reference_lengths, key=lambda length: (abs(length - hypothesis_length), length))


def _clipped_matches(hypotheses, references, max_order: int) -> np.ndarray:
    """Matches (sentences, max_order), all sentences counted together, one order after the other.

    Every n-gram becomes a number of its own. N-grams of two sentences never meet: those of order 1
    are pairs (sentence, token), those of order n pairs (n-gram of order n - 1, token).
    """
    row = _one_row(hypotheses, references)
    n_sentences, n_kinds = len(hypotheses), 1 + max(map(len, references))
    matches = np.zeros((n_sentences, max_order), np.int64)
    start, prefix, sentence_of = np.arange(len(row.token)), row.sentence, np.arange(n_sentences)
    for n in range(max_order):
        long_enough = row.left[start] > n
        start, prefix = start[long_enough], prefix[long_enough]
        pairs = prefix * row.n_different + row.token[start + n]
        grams, gram = np.unique(pairs, return_inverse=True)
        cell = row.kind[start] * len(grams) + gram
        counts = np.bincount(cell, minlength=n_kinds * len(grams)).reshape(n_kinds, -1)
        matched = np.minimum(counts[0], counts[1:].max(axis=0))
        sentence_of = sentence_of[grams // row.n_different]
        matches[:, n] = np.bincount(sentence_of, weights=matched, minlength=n_sentences)
        shared = matched[gram] > 0  # only what begins with a match can match at the next order
        start, prefix = start[shared], gram[shared]
    return matches


class _Row(NamedTuple):
    """The tokens of all texts in one row.

    Attributes:
        token: Its number; equal tokens have equal numbers, 0 to `n_different` - 1.
        sentence: The number of its hypothesis.
        kind: 0 in a hypothesis, 1, 2, ... in its first, second, ... reference.
        left: Tokens from here to the end of its text, itself included.
    """

    token: np.ndarray
    n_different: int
    sentence: np.ndarray
    kind: np.ndarray
    left: np.ndarray


def _one_row(hypotheses, references) -> _Row:
    texts = [*hypotheses, *chain.from_iterable(references)]
    lengths = np.array([len(text) for text in texts])
    n_tokens = int(lengths.sum())
    number = defaultdict(count().__next__)
    token = map(number.__getitem__, chain.from_iterable(texts))
    token = np.fromiter(token, np.int64, n_tokens)

    n_references = [len(several) for several in references]
    sentences = np.arange(len(hypotheses))
    sentence_of_text = np.append(sentences, np.repeat(sentences, n_references))
    kinds = chain(repeat(0, len(hypotheses)), *(range(1, n + 1) for n in n_references))
    kind_of_text = np.fromiter(kinds, np.int64, len(texts))
    return _Row(
        token,
        len(number),
        np.repeat(sentence_of_text, lengths),
        np.repeat(kind_of_text, lengths),
        np.repeat(lengths.cumsum(), lengths) - np.arange(n_tokens),
    )
