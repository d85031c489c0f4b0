"""Corpus BLEU of 10,000 translations, side by side: ours, sacrebleu and NLTK.

One process measures all of them in turn, several times over; the fastest round counts, because
whatever else the machine does can only slow one down. All three must count the same n-grams.
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np
from nltk.translate.bleu_score import corpus_bleu as nltk_corpus_bleu
from sacrebleu import BLEU

from course_utils.metrics.bleu import corpus_bleu

PAIRS, WORDS, ROUNDS = 10_000, 5_000, 7


def corpus(seed: int = 0) -> tuple[list[list[str]], list[list[str]]]:
    """Hypotheses and references of 5 to 39 words, a fifth of them translated wrongly.

    Words are as rare as in a language: the k-th occurs 1 / k times as often as the first (Zipf).
    """
    rng = np.random.default_rng(seed)
    words = np.array([f"word{i}" for i in range(WORDS)])
    zipf = 1 / np.arange(1, WORDS + 1)
    hypotheses, references = [], []
    for length in rng.integers(5, 40, PAIRS):
        reference = rng.choice(words, length, p=zipf / zipf.sum())
        wrong = rng.random(length) < 0.2
        hypotheses.append(np.where(wrong, rng.choice(words, length), reference).tolist())
        references.append(reference.tolist())
    return hypotheses, references


def ways(hypotheses: list, references: list) -> dict[str, Callable]:
    """What to measure: each returns its score, as an object of its own."""
    texts = [[" ".join(sentence) for sentence in side] for side in (hypotheses, references)]
    several = [[reference] for reference in references]
    sacrebleu = BLEU(tokenize="none", force=True, smooth_method="none")
    return {
        "ours, tokens": lambda: corpus_bleu(hypotheses, references),
        "ours, texts": lambda: corpus_bleu(*texts, tokenize="none"),
        "sacrebleu, texts": lambda: sacrebleu.corpus_score(texts[0], [texts[1]]),
        "NLTK, tokens": lambda: nltk_corpus_bleu(several, hypotheses),
    }


def timed(run: Callable) -> float:
    """Seconds of one call."""
    started = perf_counter()
    run()
    return perf_counter() - started


def main() -> None:
    """Prints the table and holds the figures that the course promises."""
    measured = ways(*corpus())
    ours, theirs = measured["ours, tokens"](), measured["sacrebleu, texts"]()
    assert ours.matches.tolist() == theirs.counts, "other matches than sacrebleu"
    assert ours.totals.tolist() == theirs.totals, "other totals than sacrebleu"
    assert abs(ours.score - theirs.score) < 1e-9, "another score than sacrebleu"
    assert abs(ours.score - 100 * measured["NLTK, tokens"]()) < 1e-9, "another score than NLTK"
    rounds = [{name: timed(run) for name, run in measured.items()} for _ in range(ROUNDS)]
    best = {name: min(seconds[name] for seconds in rounds) for name in measured}
    print(f"{PAIRS:,} pairs, {ours.hypothesis_length:,} tokens in the hypotheses, {ours}")
    for name, seconds in best.items():
        ratio = best["sacrebleu, texts"] / seconds
        print(
            f"  {name:18} {seconds:6.3f} s {PAIRS / seconds:9,.0f} pairs/s {ratio:5.2f} x sacrebleu"
        )
    assert best["ours, tokens"] <= best["sacrebleu, texts"], "promised: as fast as sacrebleu"
    assert best["ours, texts"] <= best["sacrebleu, texts"], "promised: as fast as sacrebleu"


if __name__ == "__main__":
    main()
