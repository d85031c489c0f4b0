import numpy as np
import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st

from course_utils.metrics.bleu import clipped_precision, corpus_bleu
from course_utils.metrics.bleu_statistics import (
    TOKENIZERS,
    BleuStatistics,
    bleu_by_group,
    bleu_interval,
    bleu_statistics,
    closest_length,
    find_tokenizer,
    pair_sentences,
    resampled_scores,
)
from tests.metrics.random_sentences import edited, random_corpus

TEXTS = [
    "Hello, world! It's 3.5 km.",
    "  two  spaces \t",
    "",
    "你好,世界 abc",
    "l'heure - «été» &quot;",
]
SENTENCES = st.lists(st.sampled_from("abc"), max_size=7)
CORPORA = st.lists(
    st.tuples(SENTENCES, st.lists(SENTENCES, min_size=1, max_size=3)), min_size=1, max_size=4
)


@pytest.mark.parametrize("name", TOKENIZERS)
def test_they_are_sacrebleus(name):
    theirs = sacrebleu.BLEU(tokenize=name, force=True)
    for text in TEXTS:
        expected = theirs._preprocess_segment(text).split()
        assert list(find_tokenizer(name)(text)) == expected


def test_13a_and_char():
    assert find_tokenizer("13a")("20 minutes, please.") == ("20", "minutes", ",", "please", ".")
    assert find_tokenizer("char")("3 时") == ("3", "时")


def test_an_unknown_tokenizer():
    with pytest.raises(ValueError, match="'moses'; there are none, 13a, intl, zh, char"):
        find_tokenizer("moses")


def test_one_or_several_references():
    a, b = ("a", "x"), ["b"]
    assert pair_sentences([a, b], [b, [a, b]]) == ([a, b], [[b], [a, b]])
    assert pair_sentences(["a x", "b"], ["b", ["a x", ""]], "none") == (
        [a, ("b",)],
        [[("b",)], [a, ()]],
    )
    assert pair_sentences([[]], [[[]]]) == ([[]], [[[]]])
    assert pair_sentences([(5, 7)], [(5, 6)]) == ([(5, 7)], [[(5, 6)]])


@pytest.mark.parametrize(
    ("hypotheses", "references", "tokenize", "says"),
    [
        ([], [], None, "no hypotheses"),
        ([["a"], ["b"]], [["a"]], None, "2 hypotheses, but references for 1"),
        ([["a"]], None, None, "1 hypotheses, but references for 0"),
        ([["a"], ["b"]], [["a"], []], None, "no reference for hypothesis 1"),
        (["a"], [[]], "none", "no reference for hypothesis 0"),
        (["a b"], ["a b"], None, r"hypothesis 0 is text: name its tokenizer \(none, 13a"),
        ([["a"]], ["a b"], None, "a reference of hypothesis 0 is text"),
        ([["a"]], [["a"]], "13a", "hypothesis 0 is no text"),
        (["a"], [[["a"]]], "13a", "a reference of hypothesis 0 is no text"),
        (["a"], ["a"], "14a", "no tokenizer is called '14a'"),
    ],
)
def test_sentences_that_do_not_fit(hypotheses, references, tokenize, says):
    with pytest.raises(ValueError, match=says):
        pair_sentences(hypotheses, references, tokenize)


def assert_counted_as_one_by_one(hypotheses, references, max_order):
    counted = bleu_statistics(hypotheses, references, max_order)
    expected = [
        [clipped_precision(*pair, order) for order in range(1, max_order + 1)]
        for pair in zip(hypotheses, references, strict=True)
    ]
    np.testing.assert_array_equal(np.stack([counted.matches, counted.totals], axis=-1), expected)


@given(CORPORA, st.integers(1, 6))
def test_counts_are_those_of_counters(corpus, max_order):
    hypotheses, references = zip(*corpus, strict=True)
    assert_counted_as_one_by_one(hypotheses, references, max_order)


@pytest.mark.parametrize("seed", range(20))
def test_counts_of_longer_corpora(seed):
    hypotheses, references = random_corpus(seed, n_sentences=60, longest=30)
    assert_counted_as_one_by_one(hypotheses, references, 5)


def test_lengths():
    counted = bleu_statistics([["a"] * 4, []], [[["a"] * 5, ["a"] * 3], [["b"]]], 2)
    assert counted.hypothesis_length.tolist() == [4, 0]
    assert counted.reference_length.tolist() == [3, 1]


@pytest.mark.parametrize(
    ("hypothesis", "references", "closest"),
    [(4, [7, 5], 5), (4, [3, 5], 3), (4, [5, 3], 3), (0, [2, 9], 2), (9, [1], 1)],
)
def test_the_closest_length_and_the_shorter_one_on_a_tie(hypothesis, references, closest):
    assert closest_length(hypothesis, references) == closest


def test_parts_of_a_corpus_and_their_sums():
    hypotheses, references = random_corpus(3, n_sentences=9)
    whole = bleu_statistics(hypotheses, references)
    assert len(whole) == 9
    part = bleu_statistics(hypotheses[2:5], references[2:5])
    np.testing.assert_array_equal(whole[2:5].matches, part.matches)
    twice = whole[np.array([4, 4])].sum()
    np.testing.assert_array_equal(twice.totals, 2 * whole.totals[4])
    assert twice.hypothesis_length == 2 * len(hypotheses[4])


def test_counted_before():
    hypotheses, references = random_corpus(4)
    whole = bleu_statistics(hypotheses, references, 4)
    for max_order in (1, 3, 4):
        cut = bleu_statistics(whole, None, max_order)
        again = bleu_statistics(hypotheses, references, max_order)
        np.testing.assert_array_equal(cut.matches, again.matches)
        np.testing.assert_array_equal(cut.totals, again.totals)
        np.testing.assert_array_equal(cut.sum().totals, again.totals.sum(axis=0))
    with pytest.raises(ValueError, match="1 to 4, which were counted; got 5"):
        bleu_statistics(whole, None, 5)


def test_texts_and_tokens_of_any_kind():
    texts = bleu_statistics(["a b, c"], [["a b c", "b, c"]], 2, "13a")
    tokens = bleu_statistics([("a", "b", ",", "c")], [[("a", "b", "c"), ("b", ",", "c")]], 2)
    numbers = bleu_statistics([(1, 2, 9, 3)], [[(1, 2, 3), (2, 9, 3)]], 2)
    for other in (tokens, numbers):
        np.testing.assert_array_equal(texts.matches, other.matches)
    assert texts.matches.tolist() == [[4, 3]]


def test_max_order_zero():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        bleu_statistics([["a"]], [["a"]], 0)
    with pytest.raises(ValueError, match="got -1"):
        BleuStatistics(*np.ones((2, 1, 4)), np.ones(1), np.ones(1)).up_to(-1)


@pytest.fixture(scope="module")
def corpus():
    rng = np.random.default_rng(0)
    references = [tuple(map(str, rng.integers(50, size=n))) for n in rng.integers(4, 20, 120)]
    return [edited(rng, reference, 20) for reference in references], references


@pytest.fixture(scope="module")
def statistics(corpus):
    return bleu_statistics(*corpus)


def test_a_resample_scores_as_its_sentences(corpus, statistics):
    hypotheses, references = corpus
    found = resampled_scores(corpus_bleu, statistics, n_samples=5, seed=3, smooth="exp")
    rng = np.random.default_rng(3)
    for score in found:
        drawn = rng.integers(len(hypotheses), size=len(hypotheses))
        sentences = [hypotheses[i] for i in drawn], [references[i] for i in drawn]
        assert score == corpus_bleu(*sentences, smooth="exp").score


def test_the_seed_decides(statistics):
    first, again, other = (
        resampled_scores(corpus_bleu, statistics, 20, seed) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_interval_is_as_wide_as_sacrebleus(corpus, statistics):
    ours = bleu_interval(corpus_bleu, statistics, n_samples=2000)
    metric = sacrebleu.BLEU(tokenize="none", force=True, smooth_method="none")
    texts = [[" ".join(sentence) for sentence in side] for side in corpus]
    theirs = metric.corpus_score(texts[0], [texts[1]], n_bootstrap=2000)
    assert ours.value == pytest.approx(theirs.score)
    assert (ours.low + ours.high) / 2 == pytest.approx(theirs._mean, abs=theirs._ci / 5)
    assert (ours.high - ours.low) / 2 == pytest.approx(theirs._ci, rel=0.1)


def test_more_confidence_is_wider_more_sentences_are_narrower(statistics):
    def width(part, confidence):
        interval = bleu_interval(corpus_bleu, part, confidence, n_samples=300)
        assert interval.low < interval.value < interval.high
        return interval.high - interval.low

    assert width(statistics, 0.5) < width(statistics, 0.95) < width(statistics, 0.99)
    assert width(statistics, 0.95) < width(statistics[:30], 0.95)


def test_about_as_many_intervals_hold_the_truth_as_promised():
    """The truth is the BLEU of a large corpus, of which each interval sees 60 sentences."""
    whole = bleu_statistics(*random_corpus(5, n_sentences=6000))
    truth = corpus_bleu(whole).score
    intervals = [
        bleu_interval(corpus_bleu, whole[first : first + 60], 0.9, n_samples=200)
        for first in range(0, 6000, 60)
    ]
    held = sum(interval.low <= truth <= interval.high for interval in intervals)
    assert 80 <= held <= 97


def test_groups(corpus, statistics):
    groups = [len(reference) // 5 for reference in corpus[1]]
    band = bleu_by_group(corpus_bleu, statistics, groups, n_samples=50, smooth="exp")
    assert list(band) == sorted(set(groups))
    of_two = statistics[np.array(groups) == 2]
    assert band[2] == bleu_interval(corpus_bleu, of_two, n_samples=50, smooth="exp")


def test_equal_sentences_leave_no_doubt():
    statistics = bleu_statistics([list("abcde")] * 9, [list("abcdx")] * 9)
    interval = bleu_interval(corpus_bleu, statistics, n_samples=20)
    assert interval.low == interval.value == interval.high


def test_resampling_refuses_what_makes_no_sense(statistics):
    with pytest.raises(ValueError, match="confidence is between 0 and 1, got 95"):
        bleu_interval(corpus_bleu, statistics, 95)
    with pytest.raises(ValueError, match="at least 1, got 0"):
        resampled_scores(corpus_bleu, statistics, 0)
    with pytest.raises(ValueError, match="nothing to draw from"):
        resampled_scores(corpus_bleu, statistics[:0])
    with pytest.raises(ValueError, match=r"shape \(2,\), sentences are 120"):
        bleu_by_group(corpus_bleu, statistics, [1, 2])
