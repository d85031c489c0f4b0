from collections import Counter

import pytest

from course_utils.translation.corpus import count_shared, split_items, split_phrases
from course_utils.translation.phrases import Item, Phrase, make_phrases

TARGETS = ["fr", "de", "es", "zh", "ja"]


@pytest.fixture(scope="module", params=TARGETS)
def phrases(request):
    return split_phrases(4_000, 300, 300, seed=0, target=request.param)


def test_nothing_is_shared_between_any_two_sides(phrases):
    pairs = [
        (phrases.train, phrases.validation),
        (phrases.train, phrases.test),
        (phrases.validation, phrases.test),
    ]
    for a, b in pairs:
        shared = count_shared(a, b)
        assert (shared.sentences, shared.reordered, shared.items) == (0, 0, 0)


def test_every_held_out_word_is_met_often_in_training(phrases):
    for side in ("source", "target"):
        met = Counter(word for phrase in phrases.train for word in getattr(phrase, side))
        for phrase in phrases.validation + phrases.test:
            assert min(met[word] for word in getattr(phrase, side)) >= 20


def test_a_split_at_random_leaks():
    phrases = make_phrases(11_000, seed=0)
    shared = count_shared(phrases[:10_000], phrases[10_000:])
    assert shared.sentences > 30
    assert shared.reordered >= shared.sentences
    assert shared.items == 1


def test_items_in_another_order_are_counted():
    a, b = make_phrases(1, seed=0, max_items=1)[0], make_phrases(1, seed=1, max_items=1)[0]
    both = Phrase(a.items + b.items, ("x", "y"), ("u", "v"))
    turned = Phrase(b.items + a.items, ("y", "x"), ("v", "z"))
    shared = count_shared([both], [turned, turned, a])
    assert (shared.sentences, shared.reordered, shared.items) == (0, 2, 1)
    assert shared.unknown_words == tuple(sorted({"z", *a.source, *a.target}))


@pytest.mark.parametrize("target", TARGETS)
def test_items_are_split_in_the_shares_that_were_asked_for(target):
    split = split_items(seed=3, target=target, validation_share=0.1, test_share=0.2)
    sizes = [len(side) for side in split]
    assert sizes == [sum(sizes) - sum(sizes[1:]), round(0.1 * sum(sizes)), round(0.2 * sum(sizes))]
    assert len({item for side in split for item in side}) == sum(sizes)
    assert {item.kind for item in split.test} == {item.kind for item in split.train}
    assert Item("measure", 1, "duration-day") in split.train  # the one item that says "day"


def test_the_seed_decides_the_split():
    assert split_items(1) == split_items(1)
    assert split_items(1) != split_items(2)


@pytest.mark.parametrize("shares", [(-0.1, 0.2), (0.5, 0.5)])
def test_shares_that_make_no_sense(shares):
    with pytest.raises(ValueError, match=f"got {shares[0]} and {shares[1]}"):
        split_items(0, validation_share=shares[0], test_share=shares[1])


def test_a_share_that_words_forbid():
    with pytest.raises(ValueError, match="of 1492 items can be held out, 1343 are wanted"):
        split_items(0, validation_share=0.1, test_share=0.8)
