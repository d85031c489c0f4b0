"""Checks of notebook 03: the n-grams of a sentence."""

from collections import Counter

from course_utils.checks.properties import Property, Wrong, expect, expect_unchanged

TOKENS = ("the", "cat", "and", "the", "cat", "sat")
PAIRS = [("the", "cat"), ("cat", "and"), ("and", "the"), ("the", "cat"), ("cat", "sat")]


def runs_are_counted(ngram_counts):
    singles = [(token,) for token in TOKENS]
    expect(
        ngram_counts(list(TOKENS), 2),
        Counter(PAIRS),
        "the cat and the cat sat: 'the cat' twice, 'cat and', 'and the' and 'cat sat' once",
        [
            (PAIRS, "this is the list of n-grams: count how often each occurs"),
            (5, "this is the number of n-grams: count each of them"),
            (Counter(TOKENS), "these are single tokens: an n-gram is a run of `order` tokens"),
            (Counter(singles), "these are single tokens: an n-gram is a run of `order` tokens"),
            (Counter(set(PAIRS)), "each n-gram was counted once: 'the cat' occurs twice"),
            (Counter(PAIRS[:-1]), "the last n-gram is missing: there are len - order + 1"),
            (Counter([*PAIRS, ("sat",)]), "a run of one token is no pair: stop order - 1 earlier"),
            (Counter([*PAIRS, ("sat", "the")]), "the end was joined to the beginning"),
            (Counter(PAIRS[::2]), "n-grams overlap: one begins at every token"),
            (Counter(map(" ".join, PAIRS)), "an n-gram is a tuple of tokens, not a text"),
            (Counter(map("".join, PAIRS)), "an n-gram is a tuple of tokens, not a text"),
            (
                Counter(map(tuple, map(sorted, PAIRS))),
                "the order of the tokens counts: keep it as it is",
            ),
            (Counter(map(frozenset, PAIRS)), "the order of the tokens counts: use tuples"),
            (Counter(singles + PAIRS), "shorter n-grams are counted too: only those of `order`"),
            (
                Counter([(a, b) for i, a in enumerate(TOKENS) for b in TOKENS[i + 1 :]]),
                "these tokens do not stand side by side",
            ),
        ],
    )


def short_sentences_have_none(ngram_counts):
    for tokens, order in ([], 1), (["a"], 2), (["a", "b"], 4):
        given = ngram_counts(list(tokens), order)
        expect(
            given,
            Counter(),
            f"a sentence of {len(tokens)} has no n-gram of order {order}",
            [
                (Counter([tuple(tokens)]), "a sentence shorter than `order` is no n-gram itself"),
                (Counter([()]), "the empty tuple is no n-gram"),
            ],
        )
    if not isinstance(given, Counter):
        raise Wrong("return a Counter: it answers 0 for what it has not seen", type(given).__name__)
    expect(
        ngram_counts((7, 7, 7, 7), 3),
        Counter({(7, 7, 7): 2}),
        "sentences may be tuples, and tokens anything: 7 7 7 7 has 7 7 7 twice",
        [(Counter({(7, 7, 7): 1}), "n-grams overlap: 7 7 7 begins at the second token too")],
    )
    expect_unchanged(ngram_counts, list(TOKENS), 2)


EXERCISES = {
    "ngram_counts": [
        Property("every run of `order` tokens is counted", runs_are_counted),
        Property("short sentences have none, any tokens will do", short_sentences_have_none),
    ],
}
