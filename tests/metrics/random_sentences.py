"""Random sentences for BLEU: empty ones, short ones, and several references of any length."""

import numpy as np

WORDS = np.array(list("abcdefgh"))


def random_sentence(rng, longest):
    words = WORDS[: rng.integers(1, len(WORDS) + 1)]
    return tuple(map(str, rng.choice(words, rng.integers(0, longest + 1))))


def edited(rng, sentence, longest):
    """A sentence with some words changed, so that long n-grams match too."""
    words = list(sentence)
    for place in range(len(words)):
        if rng.random() < 0.15:
            words[place] = str(rng.choice(WORDS))
    cut = rng.integers(0, 3)
    return tuple(words[: len(words) - cut] + list(random_sentence(rng, min(longest, 2))))


def random_corpus(seed, n_sentences=None, longest=12, most_references=4):
    """Hypotheses, and for each a list of one to `most_references` references."""
    rng = np.random.default_rng(seed)
    n_sentences = n_sentences or rng.integers(1, 9)
    hypotheses = [random_sentence(rng, longest) for _ in range(n_sentences)]
    references = [
        [
            edited(rng, hypothesis, longest)
            if rng.random() < 0.6
            else random_sentence(rng, longest)
            for _ in range(rng.integers(1, most_references + 1))
        ]
        for hypothesis in hypotheses
    ]
    return hypotheses, references
