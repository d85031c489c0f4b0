from collections import Counter

import numpy as np
import pytest

from course_utils.audio.front_end import FrontEnd
from course_utils.audio.loudness import level_dbfs
from course_utils.speech_recognition.augmentation import PLAIN, Augmentation
from course_utils.speech_recognition.ctc import minimum_steps
from course_utils.speech_recognition.recognizers import RecognizerConfig
from course_utils.speech_recognition.recordings import Recording
from course_utils.speech_recognition.utterances import (
    ALONE,
    Joining,
    UtteranceMaker,
    join,
    require_learnable,
    utterances_to_test,
)
from tests.speech_recognition.tones import AUGMENTATION, CONFIG, FRONT_END, recordings, tone


def test_an_utterance_is_a_function_of_its_number():
    make = UtteranceMaker(recordings(), CONFIG, 1, Joining((1, 3)), AUGMENTATION)
    first, again, other = make(7), make(7), make(8)
    assert (first[0] == again[0]).all()
    assert (first[1] == again[1]).all()
    assert first[0].shape != other[0].shape or (first[0] != other[0]).any()
    reseeded = UtteranceMaker(recordings(), CONFIG, 2, Joining((1, 3)), AUGMENTATION)(7)
    assert reseeded[0].shape != first[0].shape or (reseeded[0] != first[0]).any()


def test_texts_are_those_of_the_recordings_and_fit_their_sound():
    joining = Joining((2, 4), separator=" ")
    config = RecognizerConfig("012 ", FRONT_END, stride=2)
    make = UtteranceMaker(recordings(), config, 0, joining, Augmentation(pauses=0.3))
    counts = Counter()
    for number in range(60):
        features, labels = make(number)
        text = config.alphabet.decode(labels)
        words = text.split(" ") if text else []
        assert set(words) <= set("012")
        assert features.dtype == np.float32
        assert minimum_steps(labels) <= config.n_steps(len(features))
        counts[len(words)] += 1
    assert set(counts) == {0, 2, 3, 4}


def test_the_first_utterances_are_short():
    make = UtteranceMaker(recordings(), CONFIG, 0, Joining((3, 4)), PLAIN, n_short=20)
    lengths = [len(make(number)[1]) for number in range(40)]
    assert set(lengths[:20]) == {1, 2}
    assert set(lengths[20:]) == {3, 4}
    alone = UtteranceMaker(recordings(), CONFIG, 0, ALONE, PLAIN, n_short=20)
    assert {len(alone(number)[1]) for number in range(20)} == {1}


def test_an_utterance_is_of_one_speaker():
    loud = [r._replace(audio=np.sign(r.audio)) if r.speaker == "ann" else r for r in recordings()]
    for utterance in utterances_to_test(loud, Joining((2, 2), gap_s=(0, 0))):
        parts = np.split(np.abs(utterance.audio), 2)
        levels = [level_dbfs(part) for part in parts]
        assert abs(levels[0] - levels[1]) < 2
        assert (levels[0] > -3) == (utterance.speaker == "ann")


def test_pauses_have_an_empty_text():
    make = UtteranceMaker(recordings(), CONFIG, 0, augmentation=Augmentation(pauses=1.0))
    for number in range(5):
        features, labels = make(number)
        assert len(labels) == 0
        assert len(features) > 10


def test_a_text_longer_than_its_sound_is_found_before_training():
    short = Recording(tone("0", seconds=0.05), "0", name="short.wav")
    long = short._replace(text="00", audio=tone("0", seconds=0.06), name="long.wav")
    require_learnable([short], CONFIG)
    message = (
        r"^long\.wav: its text '00' needs 3 steps, and 0\.060 s of sound have 1, one every 40 ms$"
    )
    with pytest.raises(ValueError, match=message):
        UtteranceMaker([short, long], CONFIG, 0)


def test_an_utterance_that_is_too_long_is_drawn_again():
    make = UtteranceMaker(recordings(), CONFIG, 0, Joining((1, 4)), PLAIN, most_frames=40)
    assert max(len(make(number)[0]) for number in range(20)) <= 40
    make = UtteranceMaker(recordings(), CONFIG, 0, Joining((4, 4)), PLAIN, most_frames=10)
    with pytest.raises(ValueError, match="99 utterances before it are longer than 10 frames"):
        make(0)


def test_a_text_that_is_too_long_when_played_fast_is_drawn_again():
    sound = tone("0", seconds=0.15)  # of 6 frames: 3 steps
    tight = [Recording(sound, "010", name="tight.wav")]
    joining = Joining((1, 1), gap_s=(0, 0))
    make = UtteranceMaker(tight, CONFIG, 0, joining, Augmentation(speed=2.0, pauses=0.0))
    lengths = [len(make(number)[0]) for number in range(20)]
    assert min(lengths) >= 5
    never = Augmentation(speed=1.0, pauses=0.0)
    squeezed = Joining((4, 4), gap_s=(0, 0))
    with pytest.raises(ValueError, match=r"texts before it are too long for their sound"):
        UtteranceMaker([Recording(tone("0", seconds=0.072), "01")], CONFIG, 0, squeezed, never)(0)


@pytest.mark.parametrize(
    ("text", "message"),
    [("3", r"x\.wav: '3' has '3' at place 0.*'012'"), ("1x", r"x\.wav: '1x' has 'x' at place 1")],
)
def test_letters_outside_the_alphabet_are_named(text, message):
    with pytest.raises(ValueError, match=message):
        require_learnable([Recording(tone("0"), text, name="x.wav")], CONFIG)


def test_recordings_at_another_rate_than_the_front_end_are_refused():
    config = RecognizerConfig("012", FrontEnd(512, hop=160, sample_rate=16_000))
    with pytest.raises(ValueError, match="at 8,000 Hz, and the front end is for 16,000 Hz"):
        require_learnable(recordings(), config)


def test_no_recordings():
    with pytest.raises(ValueError, match="no recordings to learn from"):
        UtteranceMaker([], CONFIG, 0)


def test_joined_sounds_lie_between_pauses():
    sounds = [np.ones(100, np.float32), np.ones(50, np.float32)]
    joined = join(sounds, Joining(gap_s=(0.01, 0.01)), np.random.default_rng(0))
    expected = [*[0] * 80, *[1] * 100, *[0] * 80, *[1] * 50, *[0] * 80]
    assert joined.tolist() == expected


def test_recordings_are_added_until_there_are_enough_characters():
    long = [Recording(tone("0"), "01201", name="long.wav")]
    make = UtteranceMaker([*recordings(), *long], CONFIG, 0, Joining((2, 3)), PLAIN)
    lengths = [len(make(number)[1]) for number in range(40)]
    assert {2, 3} < set(lengths) <= {2, 3, 5, 6, 7}
    words = [Recording(tone("0"), text) for text in ("one two", "three", "four")]
    [*texts] = {u.text for u in utterances_to_test(words, Joining((3, 3), separator=" "))}
    assert sum(len(text.split()) for text in texts) == 4
    assert max(len(text.split()) for text in texts) in (3, 4)


def test_every_recording_is_tested_once_a_round():
    test = recordings(per_digit=5)
    utterances = utterances_to_test(test, Joining((2, 4)), seed=3, rounds=2)
    names = Counter(name for u in utterances for name in u.name.split(" + "))
    assert names == {r.name: 2 for r in test}
    counts = [len(u.text) for u in utterances]
    assert max(counts) == 4
    assert sum(counts) == 2 * len(test)
    again = utterances_to_test(test, Joining((2, 4)), seed=3, rounds=2)
    assert all((u.audio == v.audio).all() for u, v in zip(utterances, again, strict=True))
    with pytest.raises(ValueError, match="rounds is at least 1, got 0"):
        utterances_to_test(test, Joining(), rounds=0)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (lambda: Joining(count=(0, 2)), "count is at least 1, got 0"),
        (lambda: Joining(count=(3, 2)), r"count is a range .* got \(3, 2\)"),
        (lambda: Joining(gap_s=(-1, 2)), "gap_s is a range"),
    ],
)
def test_settings_that_make_no_sense(settings, message):
    with pytest.raises(ValueError, match=message):
        settings()
