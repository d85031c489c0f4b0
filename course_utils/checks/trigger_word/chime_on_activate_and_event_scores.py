"""Checks of notebook 05: a chime at each event, and how well events fit the words."""

import numpy as np

from course_utils.audio.pydub_audio import AudioSegment
from course_utils.checks.properties import Property, expect, expect_numbers, expect_unchanged

AUDIO, CHIME = np.full(2000, 100), np.full(50, 1000)
SPANS = ((20, 40), (90, 110))


def _sound(values):
    """A sound of 1,000 Hz: a sample is a millisecond."""
    pcm = np.asarray(values, np.int16).tobytes()
    return AudioSegment(pcm, sample_width=2, frame_rate=1000, channels=1)


def _samples(sound):
    if not isinstance(sound, AudioSegment):
        expect(sound, "an AudioSegment", "give the new sound back: an AudioSegment")
    return np.array(sound.get_array_of_samples())


def _chimed(times, length=2000, chime=50):
    """What is to be heard: 100 everywhere, and 1,000 more where a chime sounds."""
    heard = np.full(length, 100)
    for time in times:
        heard[int(time) : int(time) + chime] += 1000
    return heard


def _chime(chime_on_activate, spans=SPANS, threshold=0.5, step_ms=10, refractory_ms=500):
    probabilities = np.full(200, 0.1)
    for start, stop in spans:
        probabilities[start:stop] = 0.9
    given = chime_on_activate(
        _sound(AUDIO), probabilities, threshold, _sound(CHIME), step_ms, refractory_ms
    )
    return None if given is None else _samples(given)


def a_chime_at_each_event(chime_on_activate):
    alone = np.full(2000, 100)
    for time in (200, 900):
        alone[time : time + 50] = 1000
    expect(
        _chime(chime_on_activate),
        _chimed([200, 900]),
        "lay the chime over the sound, beginning at each event's time in ms",
        [
            (
                _chimed([]),
                "no chime: audio.overlay makes a new sound, keep what it gives; and decode_events "
                "wants threshold, step_ms, refractory_ms in this order",
            ),
            (_chimed([200]), "only the first word has a chime"),
            (_chimed([900]), "only the last word has a chime: lay each over the one before"),
            (_chimed([20, 90]), "position is in milliseconds: these were steps"),
            (_chimed([0, 0]), "position is in milliseconds, not in seconds"),
            (_chimed([150, 850]), "the chime begins at the event, it does not end there"),
            (_chimed([175, 875]), "the chime begins at the event: its middle is not there"),
            (_chimed([0]), "the chime is at the beginning: say position=..."),
            (_chimed([200, 900], chime=200), "a chime for each step above the threshold"),
            (np.insert(alone, 0, CHIME), "the chime is put before the sound"),
            (np.concatenate([AUDIO, CHIME]), "the chime is put after the sound: lay it over"),
            (alone, "the sound is gone where the chime is: lay it over with audio.overlay"),
        ],
    )


def as_long_as_before(chime_on_activate):
    late = _chime(chime_on_activate, ((198, 200),))
    expect(
        None if late is None else len(late),
        2000,
        "the new sound is as long as the old",
        [(2030, "a chime at the end is cut off there: audio.overlay does that by itself")],
    )
    expect(
        late,
        _chimed([1980]),
        "a chime at the end is laid over as far as there is sound",
        [(_chimed([]), "a chime at the end is laid over too, as much of it as there is room for")],
    )
    expect(
        _chime(chime_on_activate, ()),
        AUDIO,
        "without an event the sound stays as it is",
        [(_chimed([0]), "no event, no chime")],
    )
    expect(
        _chime(chime_on_activate, threshold=0.95),
        AUDIO,
        "the threshold is an argument: hand it on to decode_events",
    )
    expect(
        _chime(chime_on_activate, ((20, 30), (40, 50)), step_ms=5, refractory_ms=150),
        _chimed([100]),
        "step_ms and refractory_ms are arguments: hand them on to decode_events",
        [
            (_chimed([200]), "another step_ms was used: hand it on to decode_events"),
            (_chimed([100, 200]), "another refractory_ms was used: hand it on to decode_events"),
        ],
    )
    expect(
        _chime(chime_on_activate, ((20, 30), (50, 60)), refractory_ms=200),
        _chimed([200, 500]),
        "refractory_ms is an argument, here 200: hand it on to decode_events",
    )
    four = ((20, 22), (24, 26), (100, 110), (150, 160))
    expect(
        _chime(chime_on_activate, four, refractory_ms=30),
        _chimed([200, 240, 1000, 1500]),
        "every event has its chime, also where it comes before the last chime has ended",
        [
            (_chimed([200, 1000, 1500]), "an event during the last chime has a chime too"),
            (_chimed([200, 240]), "here are four events: each has a chime"),
        ],
    )


WORDS = [(1000, 1600), (3000, 3700)]


def _scores(event_scores, times, words, tolerance_ms=500):
    given = event_scores(list(times), list(words), tolerance_ms)
    return expect_numbers(given, "precision", "recall", "f1")


def shares_of_events_and_words(event_scores):
    expect(
        _scores(event_scores, [1700, 5000, 6000], WORDS),
        (1 / 3, 1 / 2, 2 / 5),
        "1 of 3 events found a word, 1 of 2 words was found, F1 is 2 * 1 / (3 + 2)",
        [
            ((1 / 2, 1 / 3, 2 / 5), "precision and recall are swapped"),
            ((1 / 3, 1 / 2, 5 / 12), "F1 is the harmonic mean: 2 * found / (events + words)"),
            ((1 / 3, 1 / 2, 1 / 5), "F1 is 2 * found / (events + words): the 2 is missing"),
            ((1 / 3, 1 / 2, 1 / 4), "F1 is 2 * found / (events + words), not found / all of them"),
            (
                (1 / 2, 1 / 2, 1 / 2),
                "an event is lost: count the events before you take away those that found a word",
            ),
            (
                tuple(np.round((1 / 3, 1 / 2, 2 / 5), 2)),
                "do not round: 0.33 is not a third",
            ),
            ((1 / 3, 1 / 2, 1 / 6), "F1 is 2 * found / (events + words), not a product"),
            ((100 / 3, 50, 40), "shares, not percent"),
            ((0, 0, 0), "an event may come up to tolerance_ms after the word's end"),
        ],
        within=1e-9,
    )


def from_start_to_tolerance(event_scores):
    both = "from the word's start to tolerance_ms after its end, and both ends count"
    for times, found, words in (
        ([1000, 3000], 2, "an event may come as early as the word's start, and just there too"),
        ([2100, 4200], 2, "just tolerance_ms after the word's end is in time"),
        ([999, 2999], 0, "an event before the word's start finds nothing"),
        ([2101, 4201], 0, "an event more than tolerance_ms after the word's end finds nothing"),
    ):
        expect(_scores(event_scores, times, WORDS), (found / 2,) * 3, words, within=1e-9)
    expect(_scores(event_scores, [1800], WORDS, 100)[0], 0.0, "tolerance_ms is an argument: use it")
    expect(_scores(event_scores, [2500], WORDS[:1], 900)[0], 1.0, both)


def one_event_one_word(event_scores):
    expect(
        _scores(event_scores, [1700, 1900], WORDS),
        (0.5, 0.5, 0.5),
        "two events for one word: one found it, the other is a false alarm",
        [
            ((1, 0.5, 2 / 3), "two events for one word: the second finds nothing"),
            ((1, 1, 1), "two events for one word: the second finds nothing"),
            ((1, 0.5, 1), "two events for one word: the second finds nothing"),
        ],
        within=1e-9,
    )
    expect(
        _scores(event_scores, [1700, 1700], WORDS),
        (0.5, 0.5, 0.5),
        "two events at the same time are two: one found the word, the other is a false alarm",
        [((1, 0.5, 2 / 3), "two events at the same time are two: a set keeps one of them")],
        within=1e-9,
    )
    close = [(1000, 1600), (1650, 2200)]
    expect(
        _scores(event_scores, [2000], close),
        (1, 1 / 2, 2 / 3),
        "one event finds one word, even where two are near",
        [((1, 1, 1), "one event found two words"), ((2, 1, 4 / 3), "one event found two words")],
        within=1e-9,
    )
    expect(
        _scores(event_scores, [1640, 2050], close),
        (1, 1, 1),
        "each word takes the earliest event that is free: the later one is left to the next word",
        within=1e-9,
    )
    expect(
        _scores(event_scores, [2000, 9000], close),
        (1 / 2, 1 / 2, 1 / 2),
        "one event finds one word, even where two are near and another event is free",
        [((1, 1, 1), "one event found two words")],
        within=1e-9,
    )
    expect(
        _scores(event_scores, [500, 1700, 3800], WORDS),
        (2 / 3, 1, 4 / 5),
        "a false alarm comes first: each word looks through all events that are free",
        within=1e-9,
    )
    expect(
        _scores(event_scores, [1300, 1660], close),
        (1, 1, 1),
        "each word takes the earliest event that is free, not the one nearest to its end",
        within=1e-9,
    )
    expect(
        _scores(event_scores, [1550, 4900], [(1000, 5000), (1500, 1600)]),
        (1, 1, 1),
        "sort the words by their ends: the one that ends first takes an event first",
        within=1e-9,
    )
    expect(
        _scores(event_scores, [1200, 1550], [(1000, 5000), (1500, 1600)]),
        (1, 1, 1),
        "an event that is too early for one word may find another: keep it",
        within=1e-9,
    )


def any_order_and_nothing(event_scores):
    for times, words, right, wrong in (
        ([], WORDS, (1, 0, 0), "no events: precision is 1, none was wrong; recall and F1 are 0"),
        ([500], [], (0, 1, 0), "no words: recall is 1, none was missed; precision and F1 are 0"),
        ([], [], (1, 1, 1), "neither events nor words: all is right, 1, 1, 1"),
    ):
        expect(_scores(event_scores, times, words), right, wrong)
    close = [(1000, 1600), (1650, 2200)]
    for times, words, wrong in (
        ([2050, 1640], close, "events come in any order: sort them"),
        ([2000, 2600], close[::-1], "words come in any order: sort them by their ends"),
    ):
        expect(_scores(event_scores, times, words), (1, 1, 1), wrong)
    expect(
        tuple(event_scores(np.array([2050.0, 1640.0]), close, 500)),
        (1, 1, 1),
        "events may be an array, as from decode_events",
    )
    expect_unchanged(event_scores, [2050, 1640], close[::-1], 500)


EXERCISES = {
    "chime_on_activate": [
        Property("a chime at each event", a_chime_at_each_event),
        Property("as long as before, and with the settings that it was given", as_long_as_before),
    ],
    "event_scores": [
        Property("shares of events and of words", shares_of_events_and_words),
        Property("from the word's start to the tolerance after its end", from_start_to_tolerance),
        Property("one event, one word", one_event_one_word),
        Property("any order, and nothing at all", any_order_and_nothing),
    ],
}
