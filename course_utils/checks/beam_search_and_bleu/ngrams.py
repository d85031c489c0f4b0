"""Checks of notebook 03: the n-grams of a sentence, and those that its references have too."""

from collections import Counter
from collections.abc import Mapping

from course_utils.checks.properties import Property, Wrong, expect, expect_unchanged

TOKENS = ("so", "the", "cat", "and", "the", "cat", "sat")
PAIRS = [TOKENS[i : i + 2] for i in range(6)]
TRIPLES = [TOKENS[i : i + 3] for i in range(5)]
CAT = ("the", "cat", "is", "on", "the", "mat")


def runs_are_counted(ngram_counts):
    singles = [(token,) for token in TOKENS]
    expect(
        ngram_counts(list(TOKENS), 2),
        Counter(PAIRS),
        "so the cat and the cat sat: 'the cat' twice, 'so the', 'cat and', 'and the' and 'cat sat' "
        "once",
        [
            (PAIRS, "this is the list of n-grams: count how often each occurs"),
            (len(PAIRS), "this is the number of n-grams: count each of them"),
            (Counter(TOKENS), "these are single tokens: an n-gram is a run of `order` tokens"),
            (Counter(singles), "these are single tokens: an n-gram is a run of `order` tokens"),
            (Counter(set(PAIRS)), "each n-gram was counted once: 'the cat' occurs twice"),
            (
                {pair: n - 1 for pair, n in Counter(PAIRS).items()},
                "each count is one too low: an n-gram that is met first has been met once",
            ),
            (dict.fromkeys(PAIRS, 0), "nothing was counted: add 1 each time an n-gram is met"),
            (
                {pair: n / len(PAIRS) for pair, n in Counter(PAIRS).items()},
                "these are shares: return how often each n-gram occurs",
            ),
            (Counter(PAIRS[:-1]), "the last n-gram is missing: there are len - order + 1"),
            (Counter(PAIRS[1:]), "the first n-gram is missing: it begins at place 0"),
            (Counter(TRIPLES), "one token too many: an n-gram has `order` tokens, here 2"),
            (Counter([*PAIRS, ("sat",)]), "a run of one token is no pair: stop order - 1 earlier"),
            (Counter([*PAIRS, ("sat", "so")]), "the end was joined to the beginning"),
            (Counter(PAIRS[::2]), "n-grams overlap: one begins at every token"),
            (Counter(map(" ".join, PAIRS)), "an n-gram is a tuple of tokens, not a text"),
            (Counter(map("".join, PAIRS)), "an n-gram is a tuple of tokens, not a text"),
            (
                Counter(pair[::-1] for pair in PAIRS),
                "the tokens are reversed: keep their order as it is",
            ),
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
    expect(
        ngram_counts(list(TOKENS), 3),
        Counter(TRIPLES),
        "with order 3 each n-gram has 3 tokens that stand side by side",
        [(Counter(PAIRS), "`order` has no effect: these are pairs, and it is 3")],
    )
    expect(
        ngram_counts(list(TOKENS), 1),
        Counter(singles),
        "with order 1 each n-gram is a tuple of one token",
        [
            (Counter(TOKENS), "an n-gram of one token is a tuple, too: ('cat',), not 'cat'"),
            (Counter(PAIRS), "`order` has no effect: these are pairs, and it is 1"),
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
    if not isinstance(given, Mapping):
        mistake = "return the counts by n-gram, as a Counter or a dict"
        raise Wrong(mistake, type(given).__name__, "Counter")
    expect(
        ngram_counts((7, 7, 7, 7), 3),
        Counter({(7, 7, 7): 2}),
        "sentences may be tuples, and tokens anything: 7 7 7 7 has 7 7 7 twice",
        [
            (Counter({(7, 7, 7): 1}), "n-grams overlap: 7 7 7 begins at the second token too"),
            (
                Counter({("7",) * 3: 2}),
                "a token stays what it is: the number 7 is not the text '7'",
            ),
        ],
    )
    expect_unchanged(ngram_counts, list(TOKENS), 2)


def repetition_is_clipped(clipped_precision):
    expect(
        clipped_precision(["the"] * 7, [list(CAT)], 1),
        (2, 7),
        "'the' occurs 7 times in the hypothesis and twice in the reference: 2 matches of 7",
        [
            ((7, 7), "not clipped: no n-gram matches more often than the reference has it"),
            (2 / 7, "this is the ratio: return matches and total"),
            (1.0, "this is the ratio, and not clipped: return matches and total"),
            ((1, 7), "an n-gram matches as often as the reference has it, here twice"),
            ((1, 1), "repeated n-grams count each time, also in the total"),
            ((2, 1), "repeated n-grams count each time, also in the total"),
            (
                (2, 6),
                "the total counts the n-grams of the hypothesis, not of the reference: there are "
                "len - order + 1, here 7",
            ),
            (
                (14, 7),
                "each different n-gram is clipped once: go through the counts, not through all "
                "n-grams",
            ),
            ((5, 7), "these are the n-grams without a match"),
            ((6, 7), "clip n-gram by n-gram: 'the' is matched at most as often as 'the' occurs"),
            ((2 / 7, 7), "this is the ratio: return matches, not divided, and total"),
            (100 * 2 / 7, "this is the ratio in percent: return matches and total"),
            ((1, 5), "the total counts the n-grams of the hypothesis: this is recall"),
            ((2, 2), "the total is that of the whole hypothesis, matched or not"),
            ((7, 2), "matches and total are swapped, or the reference was judged"),
            ((6, 2), "matches and total are swapped, or the reference was judged"),
            (2, "return two numbers: matches and total"),
        ],
    )


def references_share_their_words(clipped_precision):
    references = [["a", "b", "c"], ["a", "a", "c"], ["a", "b", "b", "d"]]
    expect(
        clipped_precision(["a", "a", "a", "b", "b", "c"], references, 1),
        (5, 6),
        "the most that one reference has are 2 a, 2 b and 1 c: 5 of 6 match",
        [
            ((6, 6), "the references were added up: take the most that any one of them has"),
            (
                (3, 6),
                "only one reference counts here, or the first that has the n-gram: for each n-gram "
                "take the one that has most",
            ),
            ((1, 6), "an n-gram matches if any reference has it, not only if all have it"),
            ((9, 6), "matches were added up over the references: clip by the most of any one"),
            ((9, 18), "the references were judged one after the other: clip by the most of any"),
        ],
    )


def any_order_and_length(clipped_precision):
    hypothesis = ["the", "cat", "sat", "on", "the", "mat", "on", "the", "cat"]
    expect(
        clipped_precision(hypothesis, [list(CAT)], 2),
        (3, 8),
        "of 8 pairs 'the cat', 'on the' and 'the mat' match, the second 'the cat' and the second "
        "'on the' do not",
        [
            ((5, 9), "these are single tokens: use n-grams of `order`"),
            ((5, 8), "not clipped: 'the cat' and 'on the' occur once in the reference"),
            ((8, 17), "shorter n-grams are counted too: only those of `order`"),
            ((3, 9), "the total counts pairs, len - order + 1, not tokens"),
            ((0, 8), "count the n-grams of the references with the same `order`"),
        ],
    )
    expect(
        clipped_precision(["the", "cat"], [list(CAT)], 3),
        (0, 0),
        "a hypothesis of two tokens has no n-gram of order 3",
        [((0, 1), "a phantom n-gram: a sentence without n-grams has a total of 0, not 1")],
    )
    expect(
        clipped_precision(["cat"], [list(CAT)], 3),
        (0, 0),
        "a hypothesis of one token has no n-gram of order 3",
        [((0, -1), "fewer tokens than `order` are 0 n-grams: a total is never below 0")],
    )
    expect(
        clipped_precision(["dog"], [list(CAT), []], 1), (0, 1), "'dog' is in no reference: 0 of 1"
    )
    expect_unchanged(clipped_precision, list(CAT), [["the", "cat"], ["the", "mat"]], 1)


EXERCISES = {
    "ngram_counts": [
        Property("every run of `order` tokens is counted", runs_are_counted),
        Property("short sentences have none, any tokens will do", short_sentences_have_none),
    ],
    "clipped_precision": [
        Property("repeated words match as often as the reference has them", repetition_is_clipped),
        Property(
            "of several references the one that has most counts", references_share_their_words
        ),
        Property("any order, any length, arguments as they were", any_order_and_length),
    ],
}
