import json

import pytest

from course_utils.speech_recognition.recognizers import (
    AttentionConfig,
    RecognizerConfig,
    describe,
    parse_card,
)
from tests.speech_recognition.tones import CONFIG


def test_steps_are_frames_over_the_stride_rounded_up():
    config = RecognizerConfig("01", stride=6)
    assert config.step_ms == 75.0
    assert [config.n_steps(n) for n in (0, 1, 6, 7, 12)] == [0, 1, 1, 2, 2]


def test_a_configuration_comes_back_from_a_card():
    card = json.loads(json.dumps(describe(CONFIG)))
    assert parse_card(card, "x") == CONFIG
    assert hash(parse_card(card, "x")) == hash(CONFIG)
    letters = AttentionConfig(RecognizerConfig("01"), n_s=7, monotonic=True)
    assert parse_card(json.loads(json.dumps(describe(letters))), "x") == letters


@pytest.mark.parametrize(
    ("card", "message"),
    [
        ({}, "'front_end'"),
        (describe(CONFIG) | {"symbols": "00"}, "'0' twice"),
        (describe(CONFIG) | {"sizes": {"width": 3}}, "width"),
        (describe(CONFIG) | {"sizes": {"units": 0}}, "units is at least 1, got 0"),
        (describe(RecognizerConfig("01")) | {"attention": {"n_s": 0}}, "n_s is at least 1, got 0"),
        (describe(CONFIG) | {"attention": {}}, "its encoder is not causal"),
    ],
)
def test_cards_that_describe_no_recognizer(card, message):
    with pytest.raises(ValueError, match=f"card of mine is no card of a recognizer: .*{message}"):
        parse_card(card, "mine")


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"filters": 0}, "filters is at least 1, got 0"),
        ({"stride": 0}, "stride is at least 1, got 0"),
        ({"dropout": 1.0}, r"dropout is from 0 to below 1, got 1\.0"),
        ({"symbols": ""}, "at least one character"),
    ],
)
def test_sizes_that_make_no_sense(sizes, message):
    with pytest.raises(ValueError, match=message):
        RecognizerConfig(**{"symbols": "01"} | sizes)
