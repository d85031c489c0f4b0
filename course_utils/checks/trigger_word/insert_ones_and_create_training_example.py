"""Checks of notebook 05: ones after a word's end, and whole examples."""

from collections import Counter

import numpy as np

from course_utils.audio.pydub_audio import AudioSegment, to_samples, to_segment
from course_utils.checks.properties import Property, Wrong, expect, expect_type, expect_unchanged
from course_utils.checks.trigger_word.helpers import (
    RATE,
    LimitedGenerator,
    expect_reproducible,
    tone,
)

TY = 1_375
WORD_MS, FILE_MS = 500, 800


def _ones(*spans):
    y = np.zeros((1, TY), np.float32)
    for start, stop in spans:
        y[0, start:stop] = 1
    return y


def fifty_ones_after_the_end(insert_ones):
    for end_ms, step in ((100, 13), (4_251, 584), (0, 0), (7, 0), (8, 1)):
        expect(
            insert_ones(_ones(), end_ms),
            _ones((step + 1, step + 51)),
            f"{end_ms:,} ms is in step {step}: ones from {step + 1} to {step + 50}, both in it",
            [
                (_ones((step, step + 50)), "the ones begin in the step after the word's end"),
                (_ones((step, step + 51)), "51 ones: the step of the end itself stays 0"),
                (_ones((step + 1, step + 50)), "49 ones: the last step is missing"),
                (_ones((step + 1, step + 52)), "51 ones: one too many at the end"),
                (_ones((step + 1, TY)), "the ones end after 50 steps"),
                (_ones((max(0, step - 49), step + 1)), "the ones come after the end, not before"),
                (_ones((step + 2, step + 52)), "the ones begin one step late: round down, int()"),
                (_ones((step + 1, step + 2)), "50 ones, not a single one"),
                (_ones(), "nothing is labeled: slice y[:, ...], its first axis has length 1"),
                (
                    _ones((end_ms + 1, end_ms + 51)),
                    "ms are not steps: 10,000 ms are Ty steps",
                ),
                (
                    _ones((1, 51)),
                    "every word seems to end in step 0: round down once, and after multiplying",
                ),
                (
                    _ones((step, step + 50))[0],
                    "the ones begin in the step after the word's end; and y is (1, Ty)",
                ),
                (_ones((step + 1, step + 51))[0], "keep the first axis of y, of length 1"),
            ],
        )

    expect(
        insert_ones(_ones(), 7.9),
        _ones((2, 52)),
        "7.9 ms is in step int(7.9 * 1375 / 10000) = 1: an end may have a fraction of a "
        "millisecond, so round down once, after multiplying",
    )


def ones_are_kept_and_cut(insert_ones):
    try:
        late = insert_ones(_ones(), 9_700)
    except IndexError as error:
        raise Wrong(
            "of a word that ends at 9,700 ms, 41 steps are left for ones: there is no step Ty",
            repr(error),
            "ones from 1334 to 1374",
        ) from None
    expect(
        late,
        _ones((1_334, TY)),
        "of a word that ends at 9,700 ms, 41 steps are left for ones",
        [
            (_ones(), "near the end, as many ones as there is room for"),
            (_ones((0, 9), (1_334, TY)), "the ones wrapped round to the beginning"),
        ],
    )
    for end_ms in (10_000, 9_999):
        expect(insert_ones(_ones(), end_ms), _ones(), "a word that ends at the end has no ones")
    two = insert_ones(insert_ones(_ones(), 9_700), 4_251)
    expect(
        two,
        _ones((585, 635), (1_334, TY)),
        "the ones of an earlier word stay",
        [(_ones((585, 635)), "the ones of an earlier word are lost: start from y")],
    )
    expect((two[0, 1_333], two[0, 634], two[0, 635]), (0, 1, 0), "0, 1, 0 at 1333, 634 and 635")
    added = _ones((585, 635)) + _ones((619, 669))
    expect(
        insert_ones(_ones((585, 635)), 4_500),
        _ones((585, 669)),
        "where the ones of two words meet they stay ones",
        [(added, "where the ones of two words meet this gives 2: set them to 1, do not add 1")],
    )


def labels_are_new(insert_ones):
    expect_unchanged(insert_ones, _ones((3, 5)), 4_251)
    expect_type(insert_ones(_ones(), 100), np.float32, "labels stay float32")
    expect(
        insert_ones(_ones()[:, :200], 5_000),
        np.pad(np.ones((1, 50)), ((0, 0), (101, 49))),
        "of 200 steps, 5,000 ms is step 100: take Ty from the shape of y",
        [(np.zeros((1, 200)), "Ty is the length of y, not always 1,375")],
    )


def _word(level):
    """A word of 500 ms in a file of 800."""
    samples = np.zeros(FILE_MS, np.float32)
    samples[:WORD_MS] = level
    return to_segment(samples, RATE)


BACKGROUND = tone(10_000, 0.0)
ACTIVATE, NEGATIVE, LOUD = _word(0.5), _word(0.25), _word(0.6)
N_CROWDED = 40


def _example(create_training_example, seed, activates=(ACTIVATE,), negatives=(NEGATIVE,), **given):
    background = given.get("background", BACKGROUND)
    clips = list(activates), list(negatives)
    audio, y = _sound_and_labels(
        create_training_example(background, *clips, LimitedGenerator(seed))
    )
    samples = to_samples(audio)
    if samples.max() > 0.52:
        if not any(_starts(audio, level) for level in (0.5, 0.3, 0.25)):
            raise _other_level(samples)
        raise Wrong(
            "two words overlap: pass insert_audio_clip all earlier segments, of words and others",
            f"a peak of {samples.max():.2f} where words of 0.50 and of 0.25 are mixed",
            "at most 0.50",
        )
    return audio, y


def _sound_and_labels(given):
    if not (isinstance(given, tuple) and len(given) == 2):
        raise Wrong("return two things: audio, y", type(given).__name__, "two things")
    if not isinstance(given[0], AudioSegment):
        raise Wrong("audio is the mixed sound", type(given[0]).__name__, "AudioSegment")
    return given


def _other_level(samples):
    return Wrong(
        "the clips sound louder or softer than they are: mix them, and leave all levels alone",
        f"a peak of {samples.max():.2f}",
        "words of 0.50, others of 0.25",
    )


def _starts(audio, level):
    """Where words of a level begin, in ms."""
    here = np.abs(to_samples(audio) - level) < 0.01
    edges = np.flatnonzero(np.diff(here.astype(int), prepend=0) == 1)
    return edges.tolist()


def shapes_and_sound(create_training_example):
    examples = [_example(create_training_example, seed) for seed in range(12)]
    for audio, y in examples:
        expect(len(audio), 10_000, "the sound stays 10,000 ms long")
        expect(np.shape(y), (1, TY), "labels are (1, 1375)", [((TY,), "keep the first axis of 1")])
        expect_type(y, np.float32, "labels are float32")
    sounds = [audio for audio, _ in examples]
    _expect_words(sounds)
    _expect_differences(sounds)
    if not any(_starts(sound, 0.25) for sound in sounds):
        raise Wrong(
            "no other word is in the sound: draw from negatives, too",
            "no other word in twelve examples",
            "0 to 2 in each",
        )


def _expect_words(sounds):
    if all(sound == BACKGROUND for sound in sounds):
        raise Wrong(
            "no word is in the sound: keep what insert_audio_clip gives back",
            f"the bare background, {len(sounds)} times",
            "a background with clips in it",
        )
    samples = np.concatenate([to_samples(sound) for sound in sounds])
    if np.min(np.abs(samples[:, np.newaxis] - [0, 0.25, 0.5]), axis=1).max() > 0.01:
        raise _other_level(samples)
    if not any(_starts(sound, 0.5) for sound in sounds):
        raise Wrong(
            "no word is in the sound: draw from activates",
            f"no word in {len(sounds)} examples",
            "0 to 4 in each",
        )


def _expect_differences(sounds):
    if all(sound == sounds[0] for sound in sounds):
        raise Wrong(
            "all states of rng give one example: no seed belongs into the function",
            f"the same sound {len(sounds)} times",
            "another one for each state",
        )


def labels_follow_the_words(create_training_example):
    examples = [_example(create_training_example, seed) for seed in range(25)]
    _expect_words([audio for audio, _ in examples])
    by_file = "these follow the file's end: the word ends word_end_ms(clip) after it began"
    for audio, y in examples:
        words, others = _starts(audio, 0.5), _starts(audio, 0.25)
        ends = [start + WORD_MS for start in words]
        right = _labels(ends)
        expect(
            y,
            right,
            _what_differs(np.asarray(y), right),
            [
                (_labels([start + FILE_MS - 1 for start in words]), by_file),
                (_labels([start + FILE_MS for start in words]), by_file),
                (
                    _labels([*ends, *(start + WORD_MS for start in others)]),
                    "other words are labeled, too: only activates are",
                ),
                (_labels(words), "ones follow the word's end, not its start"),
                (
                    _labels([WORD_MS] * len(words)),
                    "word_end_ms(clip) counts from the clip's start: add where the clip begins",
                ),
                (_labels([]), "no ones: keep what insert_ones gives back"),
            ],
        )


def _labels(ends):
    y = np.zeros((1, TY), np.float32)
    for end_ms in ends:
        step = end_ms * TY // 10_000
        y[0, step + 1 : step + 51] = 1
    return y


def _what_differs(given, right):
    if given.shape == right.shape and np.all(given >= right):
        return "there are ones where no word ends: is every clip that was labeled in the sound?"
    if given.shape == right.shape and np.all(given <= right):
        return "a word has no ones: label after each one that was inserted, and keep the earlier"
    return "ones follow the end of every word, and nothing else"


def numbers_are_drawn(create_training_example):
    examples = [_example(create_training_example, seed)[0] for seed in range(100)]
    for level, name, largest in ((0.5, "words", 4), (0.25, "other words", 2)):
        counts = Counter(len(_starts(audio, level)) for audio in examples)
        expect(
            sorted(counts),
            list(range(largest + 1)),
            f"there are 0 to {largest} {name}, each number equally likely",
            [
                (list(range(largest)), f"{largest} {name} never come: the upper end counts"),
                (list(range(1, largest + 1)), f"examples without {name} are needed, too"),
                ([0, 1], "a clip may come twice in one example: draw_clips(clips, at_most, rng)"),
                ([largest], f"the number of {name} is not drawn: there are always {largest}"),
                (list(range(largest + 2)), f"at most {largest} {name}"),
            ],
        )
        rarest = min(counts.values())
        if rarest < 100 / (largest + 1) / 3:
            raise Wrong(
                f"the numbers of {name} are not equally likely",
                f"one of them came {rarest} times in 100",
                f"about {100 // (largest + 1)}",
            )


def what_does_not_fit_is_left_out(create_training_example):
    long, none = tone(4_500, 0.5), np.zeros((1, TY))
    for seed in range(10):
        _example(create_training_example, seed, activates=[long])
    for seed in range(5):
        audio, y = _example(create_training_example, seed, activates=[tone(10_500, 0.5)])
        expect(y, none, "a word that was left out has no label")
    hum = tone(10_000, 0.1)
    for seed in range(2):
        audio, y = _example(
            create_training_example, seed, activates=[], negatives=[], background=hum
        )
        expect(
            to_samples(audio)[:8],
            to_samples(hum)[:8],
            "without clips the background stays as it is: its level is set elsewhere",
        )
        expect(audio == hum, True, "without clips the background stays as it is")
        expect(y, none, "without words there are no ones")
    _expect_only_what_does_not_fit_to_be_left_out(create_training_example)
    _expect_words_first(create_training_example)


def _expect_only_what_does_not_fit_to_be_left_out(create_training_example):
    """Of clips of 6 s and of 0.3 s the long ones may find no room, the short ones always do."""
    clips, lost, draws_alike = [tone(6_000, 0.5), tone(300, 0.3)], 0, True
    for seed in range(N_CROWDED):
        rng = LimitedGenerator(seed)
        n_clips = rng.integers(5)
        drawn = list(rng.integers(2, size=n_clips)) if n_clips else []
        found = len(_starts(_example(create_training_example, seed, clips, ())[0], 0.3))
        if 0 in drawn:
            lost += found < drawn.count(1)
        else:
            draws_alike &= found == drawn.count(1)
    if lost and draws_alike:
        raise Wrong(
            "after a clip that does not fit the others are lost: leave out that one and go on",
            f"clips lost in {lost} of {N_CROWDED} examples",
            "none",
        )


def _expect_words_first(create_training_example):
    word, other, there = tone(6_000, 0.5), tone(6_000, 0.25), 0
    for seed in range(30):
        audio, _ = _example(create_training_example, seed, [word], [other])
        there += bool(_starts(audio, 0.5))
    if there < 16:
        raise Wrong(
            "words come first: where one clip fits, of a word and of others, it is the word's",
            f"the word is in {there} of 30 examples",
            "in about 24, as none is drawn in a fifth",
        )


def pure_and_reproducible(create_training_example):
    sounds = []

    def example(rng):
        activates, negatives = [ACTIVATE, LOUD, NEGATIVE], [NEGATIVE, LOUD]
        audio, y = _sound_and_labels(create_training_example(BACKGROUND, activates, negatives, rng))
        if (activates, negatives) != ([ACTIVATE, LOUD, NEGATIVE], [NEGATIVE, LOUD]):
            raise Wrong(
                "your function changes the lists of clips: they are needed for the next example",
                f"{len(activates)} and {len(negatives)} clips, maybe in another order",
                "the same 3 and 2 clips in the same order",
            )
        if tone(10_000, 0.0) != BACKGROUND:
            raise Wrong("your function changes the background")
        sounds.append(audio)
        return audio, np.asarray(y).tolist()

    expect_reproducible(example)
    _expect_differences(sounds)
    if not any(_starts(sound, 0.6) for sound in sounds):
        raise Wrong(
            "each clip of a list can be drawn, not the first one alone",
            f"the second clip in none of {len(sounds)} examples",
            "in about two of three",
        )


EXERCISES = {
    "insert_ones": [
        Property("50 ones follow the word's end", fifty_ones_after_the_end),
        Property("earlier ones stay, late ones are cut", ones_are_kept_and_cut),
        Property("the labels are new, for any number of steps", labels_are_new),
    ],
    "create_training_example": [
        Property("10 s of sound with words, labels (1, 1375)", shapes_and_sound),
        Property("ones follow the word's end by ear", labels_follow_the_words),
        Property("0 to 4 words, 0 to 2 others", numbers_are_drawn),
        Property(
            "what does not fit is left out, empty lists are fine", what_does_not_fit_is_left_out
        ),
        Property("rng alone decides, nothing is changed", pure_and_reproducible),
    ],
}
