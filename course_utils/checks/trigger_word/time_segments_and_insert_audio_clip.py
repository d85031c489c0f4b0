"""Checks of notebook 05: where a clip can go, and laying it there."""

from functools import partial

import numpy as np

from course_utils.audio.pydub_audio import AudioSegment, to_samples
from course_utils.checks.properties import Property, Wrong, describe, expect, expect_numbers
from course_utils.checks.trigger_word.helpers import (
    LimitedGenerator,
    draws,
    expect_error,
    expect_reproducible,
    tone,
)


def both_ends_are_in_it(get_random_time_segment):
    try:
        whole = _segment(get_random_time_segment, 10_000, LimitedGenerator())
    except ValueError as error:
        raise Wrong(
            "a clip of 10,000 ms fits in one way; rng.integers leaves its upper end out",
            repr(error),
            "(0, 9999)",
        ) from None
    expect(
        whole,
        (0, 9_999),
        "a clip of 10,000 ms fits in one way: from 0 to 9,999, both in it",
        [
            ((0, 10_000), "both ends are in the segment: its last ms is start + segment_ms - 1"),
            ((0, 0), "the end is not the start: it is start + segment_ms - 1"),
            ((9_999, 0), "the start comes first: return start, end"),
        ],
    )
    segments = [_segment(get_random_time_segment, 700, LimitedGenerator(s)) for s in range(20)]
    for start, end in segments:
        _expect_whole(start)
        expect(
            end - start,
            699,
            "from the first to the last of 700 ms it is 699",
            [(700, "both ends are in the segment: its last ms is start + segment_ms - 1")],
        )
    _expect_draws([start for start, _ in segments])


def _segment(get_random_time_segment, segment_ms, rng):
    return expect_numbers(get_random_time_segment(segment_ms, rng), "start", "end")


def _expect_whole(start):
    if not start.is_integer():
        raise Wrong(
            "times are whole milliseconds: rng.integers draws whole numbers",
            describe(start),
            "a whole number",
        )


def _expect_draws(starts):
    if len(set(starts)) == 1:
        raise Wrong(
            "nothing is drawn: use rng",
            f"{len(starts)} times the start {starts[0]}",
            "a start that is drawn anew in each call",
        )


def every_place_is_drawn(get_random_time_segment):
    def starts(segment_ms, n_draws):
        segment = partial(_segment, get_random_time_segment, segment_ms)
        return [start for start, _ in draws(segment, n_draws)]

    three = starts(9_998, 500)
    _expect_draws(three)
    for start in three:
        _expect_whole(start)
    expect(
        sorted(set(three)),
        [0, 1, 2],
        "a clip of 9,998 ms can begin at 0, 1 or 2 ms",
        [
            ([0, 1, 2, 3], "the last place sticks out by a millisecond"),
            ([0, 1], "the last place is never drawn: 9,998 ms from 2 on end at 9,999"),
            ([1, 2], "the first place is never drawn: a clip can begin at 0 ms"),
        ],
    )
    if not 125 < three.count(1) < 208:
        raise Wrong(
            "all places are equally likely, also the first and the last (a number that is rounded "
            "falls on these half as often)",
            f"of 500 clips of 9,998 ms {three.count(1)} begin at 1",
            "about 167, as many as at 0 and at 2",
        )
    expect_reproducible(partial(_segment, get_random_time_segment, 700))
    mean = np.mean(starts(4_000, 400))
    if not 2_690 < mean < 3_310:
        raise Wrong(
            "all places are equally likely (a remainder, %, gives the first ones more often)",
            f"clips of 4,000 ms begin at {mean:,.0f} ms on average",
            "about 3,000",
        )


def exercise_examples(is_overlapping):
    for segment, earlier, words in (
        ((950, 1_430), (2_000, 2_550), "(2000, 2550) begins after (950, 1430) has ended"),
        ((950, 1_430), (260, 300), "(260, 300) has ended before (950, 1430) begins"),
    ):
        expect(
            is_overlapping(segment, [earlier]),
            False,
            f"{words}: they share nothing (to overlap, each must begin before the other has ended)",
        )
    expect(
        is_overlapping((950, 1_430), [(2_000, 2_550), (260, 949)]),
        False,
        "(950, 1430) begins 1 ms after (260, 949) and overlaps neither",
        [(True, "949 and 950 are different milliseconds: no overlap")],
    )
    expect(
        is_overlapping((2_305, 2_950), [(824, 1_532), (1_900, 2_305), (3_424, 3_656)]),
        True,
        "(2305, 2950) shares 2305 with (1900, 2305): look at every segment, both ends are in it",
    )


CASES = [
    ((0, 9), (5, 14), "the later one begins within the earlier"),
    ((5, 14), (0, 9), "the segment begins within an earlier one"),
    ((0, 99), (40, 60), "the earlier one lies within the segment"),
    ((40, 60), (0, 99), "the segment lies within an earlier one"),
    ((10, 20), (10, 20), "the two are the same"),
    ((0, 10), (10, 20), "they share 10"),
]


def every_way_to_overlap(is_overlapping):
    for segment, earlier, words in CASES:
        expect(is_overlapping(segment, [earlier]), True, f"{segment}, {earlier}: {words}")
    for segment, earlier in (((0, 9), (10, 20)), ((21, 30), (10, 20))):
        expect(is_overlapping(segment, [earlier]), False, f"{segment}, {earlier} share nothing")


def every_earlier_one_counts(is_overlapping):
    expect(is_overlapping((0, 9), []), False, "without earlier segments nothing overlaps")
    for earlier in ([(5, 6), (50, 60), (70, 80)], [(50, 60), (5, 6), (70, 80)]):
        expect(
            is_overlapping((0, 9), earlier),
            True,
            "one overlap is enough, wherever in the list it stands",
            [(False, "look at all of them: one of several overlaps")],
        )
    expect(
        is_overlapping((20, 29), [(50, 60), (5, 6), (30, 40)]),
        False,
        "(20, 29) shares nothing with (50, 60), (5, 6) and (30, 40)",
        [(True, "that there are earlier segments is not enough: none of these overlaps")],
    )
    expect(
        is_overlapping((0, 99), [(5, 6), (50, 60)]),
        True,
        "two of two overlap: the answer is True",
        [(2, "True or False is the answer, not the number of segments that overlap")],
    )
    segments = [(50, 60), (5, 6)]
    is_overlapping((0, 9), segments)
    expect(segments, [(50, 60), (5, 6)], "the list of earlier segments must stay as it is")


def _insert(insert_audio_clip, background, clip, segments, rng=None):
    given = insert_audio_clip(background, clip, segments, rng or LimitedGenerator())
    if not (isinstance(given, tuple) and len(given) == 2):
        raise Wrong(
            "return two things: new_background, segment_time",
            "nothing" if given is None else type(given).__name__,
            "two things",
        )
    audio, segment = given
    if not isinstance(audio, AudioSegment):
        raise Wrong("the first thing is the new sound", type(audio).__name__, "AudioSegment")
    return audio, segment


def _not_there():
    return Wrong(
        "the clip is not in the new sound: use what overlay gives back",
        "the background alone",
        "the background with the clip",
    )


def the_only_gap_is_found(insert_audio_clip):
    background, clip = tone(10_000, 0.1), tone(1_000, 0.4)
    taken = [(5_000, 9_999), (0, 3_999)]
    try:
        audio, segment = _insert(insert_audio_clip, background, clip, taken)
    except ValueError as error:
        raise Wrong(
            "one gap is left, from 4,000 to 4,999, and the clip fits: list the free starts with "
            "free_starts(segment_ms, previous_segments, background_ms)",
            repr(error),
            "(4000, 4999)",
        ) from None
    expect(
        segment,
        (4_000, 4_999),
        "one gap is left, from 4,000 to 4,999, and the clip fills it",
        [
            ((4_000, 5_000), "both ends are in the segment: end = start + segment_ms - 1"),
            (4_000, "the segment is (start, end)"),
        ],
    )
    samples = to_samples(audio)
    loud = np.flatnonzero(np.abs(samples - 0.1) > 0.01)
    if len(loud) == 0:
        raise _not_there()
    expect(
        (len(samples), loud[0], loud[-1]),
        (10_000, 4_000, 4_999),
        "the clip must sound from 4,000 to 4,999 ms of 10,000",
        [((11_000, 10_000, 10_999), "lay the clip over the background, do not append it")],
    )
    expect(
        float(np.round(samples[4_500], 3)),
        0.5,
        "where the clip sounds, the background still does: 0.1 + 0.4",
        [(0.4, "the background is lost under the clip: overlay adds the two")],
        within=0.002,
    )


def nothing_else_changes(insert_audio_clip):
    background, clip, taken = tone(10_000, 0.2), tone(1_000, 0.4), [(7_000, 7_500), (0, 3_999)]
    audio, _ = _insert(insert_audio_clip, background, clip, taken)
    if taken != [(7_000, 7_500), (0, 3_999)]:
        raise Wrong(
            "your function changes previous_segments: its caller adds the new one",
            describe(tuple(taken)),
            describe(((7_000, 7_500), (0, 3_999))),
        )
    if background != tone(10_000, 0.2) or clip != tone(1_000, 0.4):
        raise Wrong("your function changes the background or the clip")
    heard = to_samples(audio)
    expect(
        np.concatenate([heard[:4_000], heard[7_000:7_501]]),
        to_samples(tone(4_501, 0.2)),
        "where earlier clips lie, the sound stays as it is",
    )
    if audio == background:
        raise _not_there()


def no_room_is_an_error(insert_audio_clip):
    background = tone(10_000, 0.1)
    try:
        _insert(insert_audio_clip, background, tone(1_000, 0.4), [(0, 999)])
    except ValueError as error:
        raise Wrong(
            "here is room for the clip: raise a ValueError only where there is none",
            repr(error),
            "a sound and a segment",
        ) from None
    cases = [
        (tone(10_500, 0.4), [], "a clip of 10,500 ms cannot go into 10,000 ms: raise a ValueError"),
        (
            tone(1_000, 0.4),
            [(500, 9_500)],
            "no gap is 1,000 ms long: raise a ValueError instead of looking for one for ever",
        ),
        (tone(1_000, 0.4), [(i, i + 99) for i in range(0, 10_000, 600)], "no gap is long enough"),
    ]
    for clip, taken, words in cases:
        expect_error(
            lambda c=clip, t=taken: insert_audio_clip(background, c, t, LimitedGenerator()), words
        )


def clips_never_overlap(insert_audio_clip):
    background = tone(10_000, 0.0)
    for seed in range(10):
        rng, taken, audio = LimitedGenerator(seed), [], background
        for _ in range(6):
            audio, segment = _insert(insert_audio_clip, audio, tone(700, 0.3), taken, rng)
            taken.append(tuple(segment))
        if to_samples(audio).max() > 0.31:
            raise Wrong(
                "two clips overlap: choose among the starts that are free",
                describe(tuple(sorted(taken))),
                "segments that share nothing",
            )
        expect(
            sum(to_samples(audio) > 0.29),
            6 * 700,
            "six clips of 700 ms must sound for 4,200 ms in all",
        )


def all_free_places_are_likely(insert_audio_clip):
    short, clip = tone(102, 0.0), tone(100, 0.3)
    starts = [
        start for _, (start, _) in draws(partial(_insert, insert_audio_clip, short, clip, []), 30)
    ]
    _expect_draws(starts)
    expect(
        sorted(set(starts)),
        [0, 1, 2],
        "100 ms fit into 102 at 0, 1 and 2: use the length of the background",
        [
            ([0, 1], "the last place is never drawn"),
            ([1, 2], "the first place is never drawn"),
        ],
    )
    background = tone(10_000, 0.0)

    def start(rng):
        return _insert(insert_audio_clip, background, tone(500, 0.3), [(3_500, 8_499)], rng)[1][0]

    expect_reproducible(start)
    share = np.mean([s < 3_500 for s in draws(start, 150)])
    if not 0.63 < share < 0.87:
        raise Wrong(
            "all free starts are equally likely: 3,001 lie before the earlier clip, 1,001 behind",
            f"{share:.0%} lie before it",
            "about 75%",
        )


EXERCISES = {
    "get_random_time_segment": [
        Property("both ends are in the segment", both_ends_are_in_it),
        Property("every place is drawn, and rng alone decides", every_place_is_drawn),
    ],
    "is_overlapping": [
        Property("the examples of the exercise", exercise_examples),
        Property("every way to overlap, and every earlier segment", every_way_to_overlap),
        Property("every earlier segment counts", every_earlier_one_counts),
    ],
    "insert_audio_clip": [
        Property("the clip lies in the only gap", the_only_gap_is_found),
        Property("the arguments stay as they are", nothing_else_changes),
        Property("clips never overlap", clips_never_overlap),
        Property("no room is a ValueError", no_room_is_an_error),
        Property("all free places are equally likely", all_free_places_are_likely),
    ],
}
