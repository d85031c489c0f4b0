"""Checks of notebook 05: a chime at each event."""

import numpy as np

from course_utils.audio.pydub_audio import AudioSegment
from course_utils.checks.properties import Property, expect

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
            (_chimed([]), "no chime: audio.overlay makes a new sound, keep what it gives"),
            (_chimed([200]), "only the first word has a chime"),
            (_chimed([900]), "only the last word has a chime: lay each over the one before"),
            (_chimed([20, 90]), "position is in milliseconds: these were steps"),
            (_chimed([0, 0]), "position is in milliseconds, not in seconds"),
            (_chimed([0]), "the chime is at the beginning: say position=..."),
            (_chimed([200, 900], chime=200), "a chime for each step above the threshold"),
            (np.insert(alone, 0, CHIME), "the chime is put before the sound"),
            (np.concatenate([AUDIO, CHIME]), "the chime is put after the sound: lay it over"),
            (alone, "the sound is gone where the chime is: lay it over with audio.overlay"),
        ],
    )


def as_long_as_before(chime_on_activate):
    expect(
        len(_chime(chime_on_activate, ((198, 200),))),
        2000,
        "the new sound is as long as the old",
        [(2030, "a chime at the end is cut off there: audio.overlay does that by itself")],
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


EXERCISES = {
    "chime_on_activate": [
        Property("a chime at each event", a_chime_at_each_event),
        Property("as long as before, and with the settings that it was given", as_long_as_before),
    ],
}
