"""Who says what: no voice in two splits, all ten digits by each speaker, strings of 3 to 7."""

from collections import Counter, defaultdict
from itertools import combinations

import pytest

from course_utils.speech_recognition.clip_making.clip_plan import (
    SHIPPED,
    SPANISH_SPLITS,
    SPLITS,
    SPLITS_BY_LANGUAGE,
    Sizes,
    plan_clips,
)
from course_utils.speech_recognition.clip_making.texts import DIGITS, VOCABULARY, say_digits
from course_utils.speech_synthesis.voice_catalog import GLOTTAL, KOKORO, MIXTURE, VOICES


@pytest.fixture(scope="module")
def plan():
    return plan_clips()


@pytest.mark.parametrize("language", SPLITS_BY_LANGUAGE)
def test_voices_and_engines_belong_to_one_split_only(language):
    plan = plan_clips(splits=SPLITS_BY_LANGUAGE[language])
    assert {VOICES[clip.voice].language for clip in plan} == {language}
    for one, other in combinations(SPLITS, 2):
        voices = [{clip.voice for clip in plan if clip.split == split} for split in (one, other)]
        engines = [{VOICES[voice].engine for voice in names} for names in voices]
        assert not voices[0] & voices[1]
        assert not engines[0] & engines[1]


def test_kokoros_voices_that_are_understood_speak_and_half_of_them_swallow_a_t():
    names = list(SPLITS["train"][2])
    plain = [name.removesuffix(GLOTTAL) for name in names]
    assert set(KOKORO) - set(plain) == {name for name in KOKORO if name[7] in "jz"}
    assert sum(name.endswith(GLOTTAL) for name in names) == len(names) // 2


def test_a_speaker_says_all_ten_digits(plan):
    speakers = defaultdict(list)
    for clip in plan:
        if clip.kind == "digit":
            speakers[clip.voice, clip.speaker_seed].append(clip.text)
    assert all(sorted(texts) == list("0123456789") for texts in speakers.values())
    counts = Counter(voice for voice, _ in speakers)
    assert counts == {
        name: SHIPPED.get(name, SHIPPED[VOICES[name].engine]).speakers
        for groups in SPLITS.values()
        for group in groups
        for name in group
        if name != MIXTURE
    }


def test_strings_have_three_to_seven_digits_and_are_said_with_and_without_pauses(plan):
    strings = [clip for clip in plan if clip.kind == "string"]
    assert {len(clip.text) for clip in strings} == {3, 4, 5, 6, 7}
    with_pauses = sum("," in clip.said for clip in strings)
    assert 0.3 < with_pauses / len(strings) < 0.7
    assert all(clip.said.replace(",", "") == say_digits(clip.text) for clip in strings)


def test_the_vocabulary_is_said_by_the_voices_that_are_to_say_it(plan):
    said = Counter((clip.voice, clip.kind) for clip in plan)
    for voice in ("slt", "bdl", "pico"):
        assert [said[voice, kind] for kind in VOCABULARY["en"]] == [21, 12, 26]
    assert said["kokoro-af_heart", "month"] == said["alan", "letter"] == 0


def test_in_spanish_every_text_is_said_by_its_spanish_words():
    plan = plan_clips(splits=SPANISH_SPLITS)
    texts = {split: {clip.text for clip in plan if clip.split == split} for split in SPLITS}
    words = {text for kind in VOCABULARY["es"].values() for text in kind}
    assert words | set("0123456789") <= texts["train"] & texts["test"]
    for clip in plan:
        said = clip.said.rstrip(".!?").replace(",", "")
        if clip.kind in ("digit", "string"):
            assert said == " ".join(DIGITS["es"][int(digit)] for digit in clip.text)
        else:
            assert said == VOCABULARY["es"][clip.kind][clip.text]


def test_what_a_voice_says_does_not_depend_on_the_others(plan):
    alone = plan_clips(splits={"dev": [["ked"]]})
    assert alone == [clip for clip in plan if clip.voice == "ked"]


def test_the_seed_decides():
    sizes, splits = {"RHVoice": Sizes(1, 2)}, {"train": [["slt"]]}
    assert plan_clips(1, sizes, splits) == plan_clips(1, sizes, splits)
    assert plan_clips(1, sizes, splits) != plan_clips(2, sizes, splits)
