"""What BLEU needs to know of each sentence, counted for a whole corpus at once.

BLEU is computed from sums over the sentences: n-grams, matched n-grams and two lengths. Counted
once, they give the score of the corpus, of any part of it, and of any resample.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import NamedTuple

import numpy as np
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from sacrebleu.tokenizers.tokenizer_char import TokenizerChar
from sacrebleu.tokenizers.tokenizer_intl import TokenizerV14International
from sacrebleu.tokenizers.tokenizer_none import NoneTokenizer
from sacrebleu.tokenizers.tokenizer_zh import TokenizerZh

from course_utils.metrics.confidence_intervals import Interval, percentile_interval

TOKENIZERS = {
    "none": NoneTokenizer,
    "13a": Tokenizer13a,
    "intl": TokenizerV14International,
    "zh": TokenizerZh,
    "char": TokenizerChar,
}
"""sacrebleu's tokenizers that need no further package and no download, by sacrebleu's names."""


def find_tokenizer(name: str) -> Callable[[str], tuple[str, ...]]:
    """A function from text to tokens.

    Args:
        name: "none" splits at spaces; "13a" also splits off punctuation, as the WMT campaigns do;
            "intl" does so in any script; "zh" splits Chinese characters; "char" all characters.

    Raises:
        ValueError: There is no such tokenizer.
    """
    if name not in TOKENIZERS:
        raise ValueError(f"no tokenizer is called {name!r}; there are {', '.join(TOKENIZERS)}")
    separate = TOKENIZERS[name]()
    return lambda text: tuple(separate(text.rstrip()).split())


def pair_sentences(
    hypotheses: Sequence, references: Sequence, tokenize: str | None = None
) -> tuple[list[Sequence], list[list[Sequence]]]:
    """Brings hypotheses and references into one form: tokens, and a list of references for each.

    Args:
        hypotheses: Lists or tuples of tokens, or texts if a tokenizer is named.
        references: `references[i]` is the reference of `hypotheses[i]`, of the same kind, or a list
            of several. An empty list holds no reference; the reference without tokens is `[[]]`.
        tokenize: A name from `TOKENIZERS` for texts, None for tokens.

    Returns:
        Hypotheses, and for each the list of its references.

    Raises:
        ValueError: There are no hypotheses, not as many references, none for one of them, texts
            without a tokenizer or tokens with one.
    """
    if not len(hypotheses):
        raise ValueError("no hypotheses: there is nothing to score")
    if references is None or len(hypotheses) != len(references):
        n_references = 0 if references is None else len(references)
        raise ValueError(
            f"{len(hypotheses)} hypotheses, but references for {n_references}: "
            "references[i] belongs to hypotheses[i]"
        )
    to_tokens = find_tokenizer(tokenize) if tokenize is not None else None
    tokens = [_tokens(given, to_tokens, "hypothesis", i) for i, given in enumerate(hypotheses)]
    paired = [_references(given, to_tokens, i) for i, given in enumerate(references)]
    return tokens, paired


def _references(given, to_tokens: Callable | None, i: int) -> list[Sequence]:
    several = [given] if _is_one(given, to_tokens) else given
    if not len(several):
        raise ValueError(f"no reference for hypothesis {i}")
    return [_tokens(one, to_tokens, "a reference of hypothesis", i) for one in several]


def _is_one(given, to_tokens: Callable | None) -> bool:
    """Whether this is a reference itself rather than a list of several."""
    if isinstance(given, str):
        return True
    return to_tokens is None and len(given) > 0 and not isinstance(given[0], (list, tuple))


def _tokens(sentence, to_tokens: Callable | None, name: str, i: int) -> Sequence:
    is_text = isinstance(sentence, str)
    if is_text and to_tokens is None:
        names = ", ".join(TOKENIZERS)
        raise ValueError(f"{name} {i} is text: name its tokenizer ({names}), or give tokens")
    if not is_text and to_tokens is not None:
        raise ValueError(f"{name} {i} is no text: tokens need no tokenizer")
    return to_tokens(sentence) if is_text else sentence


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

    Every n-gram is a number, and those of two sentences never meet: words are numbered anew in each
    sentence, and an n-gram of order n is a pair (n-gram of order n - 1, word).
    """
    row = _one_row(hypotheses, references)
    n_kinds, n_words = 1 + max(map(len, references)), len(row.sentence_of)
    start, gram, sentence_of = np.arange(len(row.word)), row.word, row.sentence_of
    matched = _clipped(row.kind, gram, n_kinds, n_words)
    matches = [np.bincount(sentence_of, weights=matched, minlength=len(hypotheses))]
    for n in range(1, max_order):
        # only what begins with a match can match, if its text goes on
        goes_on = (matched[gram] > 0) & (row.left[start] > n)
        start, prefix = start[goes_on], gram[goes_on]
        pairs, gram = np.unique(prefix * n_words + row.word[start + n], return_inverse=True)
        sentence_of = sentence_of[pairs // n_words]
        matched = _clipped(row.kind[start], gram, n_kinds, len(pairs))
        matches.append(np.bincount(sentence_of, weights=matched, minlength=len(hypotheses)))
    return np.stack(matches, axis=1).astype(np.int64)


def _clipped(kind: np.ndarray, gram: np.ndarray, n_kinds: int, n_grams: int) -> np.ndarray:
    """How often each n-gram of a hypothesis is matched: (n_grams,)."""
    counts = np.bincount(kind * n_grams + gram, minlength=n_kinds * n_grams)
    in_hypothesis, *in_references = counts.reshape(n_kinds, n_grams)
    return np.minimum(in_hypothesis, np.max(in_references, axis=0))


class _Row(NamedTuple):
    """The tokens of all texts in one row: a hypothesis, its references, the next hypothesis, ...

    Attributes:
        word: (tokens,), the number of the token; equal only for equal tokens of one sentence.
        kind: (tokens,), 0 in a hypothesis, 1, 2, ... in its first, second, ... reference.
        left: (tokens,), tokens from here to the end of the text, this one included.
        sentence_of: (words,), the sentence that each word is of.
    """

    word: np.ndarray
    kind: np.ndarray
    left: np.ndarray
    sentence_of: np.ndarray


def _one_row(hypotheses, references) -> _Row:
    texts = [
        [hypothesis, *several] for hypothesis, several in zip(hypotheses, references, strict=True)
    ]
    n_texts = np.array([len(of_sentence) for of_sentence in texts])
    lengths = np.array([len(text) for text in chain.from_iterable(texts)])
    n_tokens = lengths.sum()
    word = np.fromiter(chain.from_iterable(_numbered(texts)), np.int64, n_tokens)

    sentence = np.repeat(np.repeat(np.arange(len(texts)), n_texts), lengths)
    sentence_of = np.empty(word.max(initial=-1) + 1, np.int64)
    sentence_of[word] = sentence
    first_text = np.repeat(n_texts.cumsum() - n_texts, n_texts)
    kind = np.repeat(np.arange(len(lengths)) - first_text, lengths)
    left = np.repeat(lengths.cumsum(), lengths) - np.arange(n_tokens)
    return _Row(word, kind, left, sentence_of)


def _numbered(texts) -> Iterator[Iterator[int]]:
    """The tokens of each sentence as numbers, which no other sentence has."""
    following = count()
    for of_sentence in texts:
        number = defaultdict(following.__next__)
        yield map(number.__getitem__, chain.from_iterable(of_sentence))


def resampled_scores(
    corpus_bleu: Callable,
    statistics: BleuStatistics,
    n_samples: int = 1000,
    seed: int = 0,
    **options,
) -> np.ndarray:
    """BLEU of corpora drawn from the sentences of one, with repetition.

    Args:
        corpus_bleu: Scores `BleuStatistics`.
        statistics: From `bleu_statistics`.
        n_samples: Corpora to draw, each as large as the one that is given.
        seed: Of the draws. The same seed draws the same sentences, so that two systems may be
            compared sample by sample.
        options: For `corpus_bleu`: `max_order`, `smooth`, `smooth_value`.

    Returns:
        (n_samples,).

    Raises:
        ValueError: There is nothing to draw from, or no sample to draw.
    """
    if not len(statistics):
        raise ValueError("no sentences: there is nothing to draw from")
    if n_samples < 1:
        raise ValueError(f"n_samples is at least 1, got {n_samples}")
    rng = np.random.default_rng(seed)
    drawn = (rng.integers(len(statistics), size=len(statistics)) for _ in range(n_samples))
    return np.array([corpus_bleu(statistics[rows], None, **options).score for rows in drawn])


def bleu_interval(
    corpus_bleu: Callable,
    statistics: BleuStatistics,
    confidence: float = 0.95,
    n_samples: int = 1000,
    seed: int = 0,
    **options,
) -> Interval:
    """BLEU with its bootstrap confidence interval: the quantiles of `resampled_scores`.

    Args:
        corpus_bleu: Scores `BleuStatistics`.
        statistics: From `bleu_statistics`.
        confidence: Share of the resampled scores that lie within, between 0 and 1.
        n_samples: Corpora to draw.
        seed: Of the draws.
        options: For `corpus_bleu`: `max_order`, `smooth`, `smooth_value`.

    Raises:
        ValueError: As `resampled_scores`, or `confidence` is not between 0 and 1.
    """
    scores = resampled_scores(corpus_bleu, statistics, n_samples, seed, **options)
    return percentile_interval(corpus_bleu(statistics, None, **options).score, scores, confidence)


def bleu_by_group(
    corpus_bleu: Callable, statistics: BleuStatistics, groups: Sequence, **options
) -> dict[object, Interval]:
    """BLEU of each group of sentences, with its interval: a curve with its band.

    Args:
        corpus_bleu: Scores `BleuStatistics`.
        statistics: From `bleu_statistics`.
        groups: (sentences,), the group of each sentence, as its length.
        options: For `bleu_interval` and `corpus_bleu`.

    Returns:
        An interval for each group, in ascending order of the groups.

    Raises:
        ValueError: Not as many groups as sentences.
    """
    groups = np.asarray(groups)
    if groups.shape != (len(statistics),):
        raise ValueError(f"groups are of shape {groups.shape}, sentences are {len(statistics)}")
    return {
        group.item(): bleu_interval(corpus_bleu, statistics[groups == group], **options)
        for group in np.unique(groups)
    }
