"""Splitting phrases so that the test asks for what training never showed, word by word known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from course_utils.locales import parse_locale
from course_utils.translation.phrases import Item, Phrase, all_items, make_phrases, name_items
from course_utils.translation.vocabulary import tokenize

KNOWN_FROM = 5  # training items that hold each word of a held-out item, at least


class ItemSplit(NamedTuple):
    """Items by side, none on two of them."""

    train: list[Item]
    validation: list[Item]
    test: list[Item]


class PhraseSplit(NamedTuple):
    """Phrases by side; each lists items of its own side alone."""

    train: list[Phrase]
    validation: list[Phrase]
    test: list[Phrase]


class Shared(NamedTuple):
    """What a test has in common with its training.

    Attributes:
        sentences: Sentences of the test that are in training, word for word.
        reordered: Sentences of the test whose items are those of a training sentence, in any order.
        items: Share of the test's different items that occur in training, 0 to 1.
        unknown_words: Words of the test, in either language, that never occur in training.
    """

    sentences: int
    reordered: int
    items: float
    unknown_words: tuple[str, ...]


def split_items(
    seed: int,
    source: str = "en",
    target: str = "fr",
    *,
    validation_share: float = 0.05,
    test_share: float = 0.15,
) -> ItemSplit:
    """Splits all items that have names in both locales.

    An item is a combination of two facts, such as (17, kilometer), (March, 5) or (French, Canada),
    and belongs to one side whole. It is held out only if each word of its two names is in at
    least 5 training items: "17" with other units, "kilometers" with other numbers. So
    words that go with a single number, as "day" with 1, stay in training.

    Args:
        seed: Same arguments, same split.
        source: Locale to translate from.
        target: Locale to translate to.
        validation_share: Wanted share of the items in validation.
        test_share: Wanted share of the items in the test.

    Raises:
        ValueError: A locale is unknown, a share is negative, the two sum to 1 or more, or too few
            items can be held out.
    """
    if min(validation_share, test_share) < 0 or validation_share + test_share >= 1:
        raise ValueError(
            f"the shares of validation and test are at least 0 and sum to less than 1, "
            f"got {validation_share} and {test_share}"
        )
    words = _words_of_items(parse_locale(source), parse_locale(target))
    items = list(words)
    n_validation = round(validation_share * len(items))
    n_held_out = n_validation + round(test_share * len(items))
    left = Counter(word for item in items for word in words[item])
    held_out = []
    for i in np.random.default_rng(seed).permutation(len(items)):
        if len(held_out) < n_held_out and min(left[w] for w in words[items[i]]) > KNOWN_FROM:
            held_out.append(items[i])
            left.subtract(words[items[i]])
    if len(held_out) < n_held_out:
        raise ValueError(
            f"{len(held_out)} of {len(items)} items can be held out, {n_held_out} are wanted"
        )
    train = sorted(set(items) - set(held_out), key=items.index)
    return ItemSplit(train, held_out[:n_validation], held_out[n_validation:])


def split_phrases(
    n_train: int,
    n_validation: int,
    n_test: int,
    seed: int,
    source: str = "en",
    target: str = "fr",
    max_items: int = 10,
) -> PhraseSplit:
    """Makes the phrases of each side from the items of that side alone.

    So no sentence is on two sides, not even with its items in another order, and neither is any
    combination within an item; see `split_items`. Sentences are as from `make_phrases`.

    Raises:
        ValueError: As for `make_phrases` and `split_items`.
    """
    split = split_items(seed, source, target)
    sizes = (n_train, n_validation, n_test)
    return PhraseSplit(
        *(
            make_phrases(n, [seed, side], source, target, max_items, items=items)
            for side, (n, items) in enumerate(zip(sizes, split, strict=True))
        )
    )


def count_shared(train: Sequence[Phrase], test: Sequence[Phrase]) -> Shared:
    """Counts what a test has in common with its training; all zero is a fair test."""
    sentences = {phrase.source for phrase in train}
    combinations = {frozenset(phrase.items) for phrase in train}
    items = {item for phrase in test for item in phrase.items}
    known = items & {item for phrase in train for item in phrase.items}
    return Shared(
        sentences=sum(phrase.source in sentences for phrase in test),
        reordered=sum(frozenset(phrase.items) in combinations for phrase in test),
        items=len(known) / len(items),
        unknown_words=tuple(sorted(_words(test) - _words(train))),
    )


def _words(phrases: Iterable[Phrase]) -> set[str]:
    return {word for phrase in phrases for word in phrase.source + phrase.target}


def _words_of_items(source, target) -> dict[Item, set[tuple[str, str]]]:
    """Item -> its words, as (side, word), in both languages."""
    sides = (("source", source.language), ("target", target.language))
    return {
        item: {
            (side, word)
            for (side, language), text in zip(sides, texts, strict=True)
            for word in tokenize(text, language)
        }
        for item, texts in name_items(all_items(), source, target).items()
    }
