"""The plan of a set of clips: no voice in two splits, no text with the word, even shares."""

from collections import Counter
from itertools import pairwise

import pytest

from course_utils.speech_synthesis.voice_catalog import KOKORO, KOKORO_GLOTTAL, MIXTURE, VOICES
from course_utils.trigger_word.clip_making.clip_plan import (
    NEAR_MISSES,
    NEGATIVES,
    SHIPPED,
    SPLITS,
    Sizes,
    other_texts,
    plan_backgrounds,
    plan_speech,
    sizes_like_shipped,
)
from course_utils.trigger_word.clip_making.near_misses import contains


@pytest.fixture(scope="module")
def plan():
    return plan_speech("activate", SHIPPED, 0)


def of(plan, start):
    return [clip for clip in plan if clip.file.startswith(start)]


def test_voices_engines_and_people_belong_to_one_split_only():
    voices = {split: {v for group in groups for v in group} for split, groups in SPLITS.items()}
    engines = {split: {VOICES[v].engine for v in names} for split, names in voices.items()}
    for one, other in pairwise([*SPLITS, "train"]):
        assert not voices[one] & voices[other]
        assert not engines[one] & engines[other]
    english = {name for name, voice in VOICES.items() if voice.language == "en"}
    assert set.union(*voices.values()) == english - {MIXTURE}


def test_every_file_is_planned_once_and_in_its_place(plan):
    assert len({clip.file for clip in plan}) == len(plan)
    for split, size in SHIPPED.items():
        assert len(of(plan, f"{split}/activates/")) == size.activates
        assert len(of(plan, f"{split}/negatives/")) == size.negatives


def test_voices_take_turns(plan):
    counts = Counter(clip.voice for clip in of(plan, "train/activates"))
    assert {counts[v] for v in ("alan", "bdl", "clb", "slt")} == {12, 13}
    assert {counts[v] for v in ("kal", "rms")} == {5}
    assert [sum(counts[v] for v in group) for group in (KOKORO, KOKORO_GLOTTAL)] == [30, 30]
    for kind in ("near", "part", "common", "sentence"):
        by_voice = Counter(c.voice for c in of(plan, f"test/negatives/{kind}"))
        assert max(by_voice.values()) - min(by_voice.values()) <= 1


def test_no_negative_contains_the_word_but_parts_of_it(plan):
    for clip in plan:
        if clip.kind in ("near", "common", "sentence"):
            assert not contains(clip.text, "activate"), clip


def test_texts_come_again_only_when_all_have_come(plan):
    for split in SPLITS:
        sentences = [clip.text for clip in of(plan, f"{split}/negatives/sentence")]
        assert len(set(sentences)) == len(sentences)


def test_the_seed_decides():
    sizes = dict.fromkeys(SPLITS, Sizes(3, 5, 1))
    assert plan_speech("yes", sizes, 1) == plan_speech("yes", sizes, 1)
    assert plan_speech("yes", sizes, 1) != plan_speech("yes", sizes, 2)


def test_another_word_has_other_negatives():
    texts = other_texts("music", dict.fromkeys(NEGATIVES, 10), seed=0)
    assert "music" not in texts["common"]
    assert not any(contains(text, "music") for text in texts["near"])
    assert texts["part"] == ["music"]


def test_many_negatives_say_more_than_few():
    few, many = (other_texts("music", dict.fromkeys(NEGATIVES, n), seed=0) for n in (20, 600))
    assert len(few["near"]) == 1.5 * NEAR_MISSES
    assert len(set(many["near"])) == 600 // 3
    assert many["common"][: len(few["common"])] == few["common"]
    assert len(set(many["common"])) == 600
    assert not any(contains(text, "music") for text in many["common"])
    assert other_texts("music", dict.fromkeys(NEGATIVES, 600), seed=1) != many


def test_the_nearest_words_come_besides_all_others_in_training_alone():
    without = sizes_like_shipped(Sizes(10, 20, 3))
    assert {s: sizes.nearest for s, sizes in without.items()} == {"train": 0, "dev": 0, "test": 0}
    plan = plan_speech("music", sizes_like_shipped(Sizes(10, 20, 3, nearest=240)), 0)
    nearest = [clip for clip in plan if clip.kind == "nearest"]
    assert [clip for clip in plan if clip.kind != "nearest"] == plan_speech("music", without, 0)
    assert all(clip.file.startswith("train/negatives/nearest_") for clip in nearest)
    assert Counter(Counter(clip.text for clip in nearest).values()) == {2: 40, 4: 40}
    assert not any(contains(clip.text, "music") for clip in nearest)
    assert len({clip.voice for clip in nearest}) == len({v for g in SPLITS["train"] for v in g})


def test_every_split_has_babble_and_no_background_comes_twice():
    backgrounds = plan_backgrounds(SHIPPED, 0)
    assert len({clip.seed for clip in backgrounds}) == len(backgrounds)
    for split, size in SHIPPED.items():
        of_split = [clip for clip in backgrounds if clip.split == split]
        assert len(of_split) == size.backgrounds
        assert {"babble", "music"} < {clip.kind for clip in of_split}


def test_sizes_keep_their_proportions():
    assert sizes_like_shipped(SHIPPED["train"]) == SHIPPED
    assert sizes_like_shipped(Sizes(3000, 6000, 60))["dev"] == Sizes(500, 1600, 18)
    assert sizes_like_shipped(Sizes(1, 1, 1))["dev"] == Sizes(1, 1, 1)


def test_bad_sizes_and_words_are_named():
    with pytest.raises(ValueError, match="negatives must be at least 1, not 0"):
        Sizes(1, 0, 1)
    with pytest.raises(ValueError, match="nearest must be at least 0, not -1"):
        Sizes(1, 1, 1, -1)
    with pytest.raises(ValueError, match=r"no word in ' \?'"):
        plan_speech(" ?", SHIPPED, 0)
