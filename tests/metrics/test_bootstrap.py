import numpy as np
import pytest
import sacrebleu

from course_utils.metrics.bleu import corpus_bleu
from course_utils.metrics.bleu_statistics import bleu_statistics
from course_utils.metrics.confidence_intervals import bleu_by_group, bleu_interval, resampled_scores
from tests.metrics.random_sentences import edited, random_corpus


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
    assert ours.score == pytest.approx(theirs.score)
    assert ours.n_sentences == len(statistics)
    assert (ours.low + ours.high) / 2 == pytest.approx(theirs._mean, abs=theirs._ci / 5)
    assert (ours.high - ours.low) / 2 == pytest.approx(theirs._ci, rel=0.1)


def test_more_confidence_is_wider_more_sentences_are_narrower(statistics):
    def width(part, confidence):
        interval = bleu_interval(corpus_bleu, part, confidence, n_samples=300)
        assert interval.low < interval.score < interval.high
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
    assert sum(interval.n_sentences for interval in band.values()) == len(groups)
    of_two = statistics[np.array(groups) == 2]
    assert band[2] == bleu_interval(corpus_bleu, of_two, n_samples=50, smooth="exp")


def test_equal_sentences_leave_no_doubt():
    statistics = bleu_statistics([list("abcde")] * 9, [list("abcdx")] * 9)
    interval = bleu_interval(corpus_bleu, statistics, n_samples=20)
    assert interval.low == interval.score == interval.high


def test_bad_input(statistics):
    with pytest.raises(ValueError, match="confidence is between 0 and 1, got 95"):
        bleu_interval(corpus_bleu, statistics, 95)
    with pytest.raises(ValueError, match="at least 1, got 0"):
        resampled_scores(corpus_bleu, statistics, 0)
    with pytest.raises(ValueError, match="nothing to draw from"):
        resampled_scores(corpus_bleu, statistics[:0])
    with pytest.raises(ValueError, match=r"shape \(2,\), sentences are 120"):
        bleu_by_group(corpus_bleu, statistics, [1, 2])
