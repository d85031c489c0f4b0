"""Wrong answers: where a clip can go, and laying it there."""

from functools import partial

import numpy as np

from course_utils.trigger_word.placing import free_starts, is_overlapping
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)


@mutant("get_random_time_segment", "both ends are in the segment")
def ends_one_late(segment_ms, rng):
    start = int(rng.integers(10_000 - segment_ms + 1))
    return start, start + segment_ms


@mutant("get_random_time_segment", "return 2 things: start, end")
def gives_the_start_alone(segment_ms, rng):
    return int(rng.integers(10_000 - segment_ms + 1))


@mutant("get_random_time_segment", "leaves its upper end out")
def leaves_the_last_place_out(segment_ms, rng):
    start = int(rng.integers(10_000 - segment_ms))
    return start, start + segment_ms - 1


@mutant("get_random_time_segment", "fits in one way")
def lets_it_stick_out(segment_ms, rng):
    start = int(rng.integers(10_000 - segment_ms + 2))
    return start, start + segment_ms - 1


@mutant("get_random_time_segment", "nothing is drawn")
def always_starts_at_0(segment_ms, rng):
    return 0, segment_ms - 1


@mutant("get_random_time_segment", "draw from rng, not from np.random")
def draws_globally(segment_ms, rng):
    start = int(np.random.randint(10_000 - segment_ms + 1))
    return start, start + segment_ms - 1


@mutant("get_random_time_segment", "equally likely")
def prefers_early_places(segment_ms, rng):
    start = int(rng.integers(rng.integers(10_000 - segment_ms + 1) + 1))
    return start, start + segment_ms - 1


@mutant("is_overlapping", "both ends are in it")
def leaves_the_ends_out(segment_time, previous_segments):
    start, end = segment_time
    return any(start < last and first < end for first, last in previous_segments)


@mutant("is_overlapping", "no overlap")
def takes_neighbors_for_overlaps(segment_time, previous_segments):
    start, end = segment_time
    return any(start <= last + 1 and first <= end + 1 for first, last in previous_segments)


@mutant("is_overlapping", "look at every segment")
def looks_at_the_last_one(segment_time, previous_segments):
    start, end = segment_time
    overlaps = False
    for first, last in previous_segments:
        overlaps = start <= last and first <= end
    return overlaps


@mutant("is_overlapping", "begins within")
def asks_for_the_start_alone(segment_time, previous_segments):
    return any(first <= segment_time[0] <= last for first, last in previous_segments)


@mutant("is_overlapping", "lies within the segment")
def asks_for_both_ends(segment_time, previous_segments):
    start, end = segment_time
    return any(a <= start <= b or a <= end <= b for a, b in previous_segments)


@mutant("is_overlapping", "gives nothing back")
def prints(segment_time, previous_segments):
    pass


@mutant("is_overlapping", "look at every segment")
def asks_for_all(segment_time, previous_segments):
    start, end = segment_time
    return all(start <= last and first <= end for first, last in previous_segments)


@mutant("is_overlapping", "must stay as it is")
def sorts_the_list(segment_time, previous_segments):
    previous_segments.sort()
    start, end = segment_time
    return any(start <= last and first <= end for first, last in previous_segments)


def _starts(background, clip, taken):
    starts = free_starts(len(clip), taken, len(background))
    if len(starts) == 0:
        raise ValueError("does not fit")
    return starts


def _insert(background, clip, taken, rng):
    start = int(rng.choice(_starts(background, clip, taken)))
    return background.overlay(clip, position=start), (start, start + len(clip) - 1)


@mutant("insert_audio_clip", "both ends are in the segment")
def ends_one_late_too(background, audio_clip, previous_segments, rng):
    audio, (start, end) = _insert(background, audio_clip, previous_segments, rng)
    return audio, (start, end + 1)


@mutant("insert_audio_clip", "return two things")
def gives_the_sound_alone(background, audio_clip, previous_segments, rng):
    return _insert(background, audio_clip, previous_segments, rng)[0]


@mutant("insert_audio_clip", "use what overlay gives back")
def forgets_the_overlay(background, audio_clip, previous_segments, rng):
    _, segment = _insert(background, audio_clip, previous_segments, rng)
    return background, segment


@mutant("insert_audio_clip", "do not append it")
def appends(background, audio_clip, previous_segments, rng):
    _, segment = _insert(background, audio_clip, previous_segments, rng)
    return background + audio_clip, segment


@mutant("insert_audio_clip", "the background is lost")
def replaces_the_background(background, audio_clip, previous_segments, rng):
    _, (start, end) = _insert(background, audio_clip, previous_segments, rng)
    return background[:start] + audio_clip + background[end + 1 :], (start, end)


@mutant("insert_audio_clip", "must sound from")
def lays_it_at_the_start(background, audio_clip, previous_segments, rng):
    _, segment = _insert(background, audio_clip, previous_segments, rng)
    return background.overlay(audio_clip), segment


@mutant("insert_audio_clip", "its caller adds the new one")
def adds_to_the_list(background, audio_clip, previous_segments, rng):
    audio, segment = _insert(background, audio_clip, previous_segments, rng)
    previous_segments.append(segment)
    return audio, segment


@mutant("insert_audio_clip", "would never end")
def draws_for_ever(background, audio_clip, previous_segments, rng):
    while True:
        start = int(rng.integers(len(background) - len(audio_clip) + 1))
        segment = (start, start + len(audio_clip) - 1)
        if not is_overlapping(segment, previous_segments):
            return background.overlay(audio_clip, position=start), segment


@mutant("insert_audio_clip", "raise a ValueError")
def gives_the_background_back(background, audio_clip, previous_segments, rng):
    if len(free_starts(len(audio_clip), previous_segments, len(background))) == 0:
        return background, None
    return _insert(background, audio_clip, previous_segments, rng)


@mutant("insert_audio_clip", "one gap is left")
def looks_at_the_first_one(background, audio_clip, previous_segments, rng):
    return _insert(background, audio_clip, previous_segments[:1], rng)


@mutant("insert_audio_clip", "two clips overlap")
def looks_at_the_last_two(background, audio_clip, previous_segments, rng):
    return _insert(background, audio_clip, previous_segments[-2:], rng)


@mutant("insert_audio_clip", "nothing is drawn")
def takes_the_first_place(background, audio_clip, previous_segments, rng):
    start = int(_starts(background, audio_clip, previous_segments)[0])
    return background.overlay(audio_clip, position=start), (start, start + len(audio_clip) - 1)


@mutant("insert_audio_clip", "all free starts are equally likely")
def draws_a_gap_first(background, audio_clip, previous_segments, rng):
    starts = _starts(background, audio_clip, previous_segments)
    gaps = np.split(starts, np.flatnonzero(np.diff(starts) > 1) + 1)
    start = int(rng.choice(gaps[rng.integers(len(gaps))]))
    return background.overlay(audio_clip, position=start), (start, start + len(audio_clip) - 1)


@mutant("insert_audio_clip", "draw from rng, not from np.random")
def places_globally(background, audio_clip, previous_segments, rng):
    start = int(np.random.choice(_starts(background, audio_clip, previous_segments)))
    return background.overlay(audio_clip, position=start), (start, start + len(audio_clip) - 1)


@mutant("get_random_time_segment", "the last place is never drawn")
def scales_by_one_too_few(segment_ms, rng):
    start = int(rng.random() * (10_000 - segment_ms))
    return start, start + segment_ms - 1


@mutant("get_random_time_segment", "a number that is rounded")
def rounds_a_random_number(segment_ms, rng):
    start = round(rng.random() * (10_000 - segment_ms))
    return start, start + segment_ms - 1


@mutant("get_random_time_segment", "whole milliseconds")
def draws_fractions(segment_ms, rng):
    start = rng.uniform(0, 10_000 - segment_ms)
    return start, start + segment_ms - 1


@mutant("get_random_time_segment", "the start comes first")
def gives_the_end_first(segment_ms, rng):
    start = int(rng.integers(10_000 - segment_ms + 1))
    return start + segment_ms - 1, start


@mutant("get_random_time_segment", "nothing is drawn")
def has_a_seed_of_its_own(segment_ms, rng):
    start = int(np.random.default_rng(3).integers(10_000 - segment_ms + 1))
    return start, start + segment_ms - 1


@mutant("is_overlapping", "begins after (950, 1430) has ended")
def forgets_that_it_may_come_later(segment_time, previous_segments):
    return any(segment_time[0] <= last for _, last in previous_segments)


@mutant("is_overlapping", "has ended before (950, 1430) begins")
def forgets_that_it_may_come_earlier(segment_time, previous_segments):
    return any(first <= segment_time[1] for first, _ in previous_segments)


@mutant("is_overlapping", "look at every segment")
def looks_at_the_first_only(segment_time, previous_segments):
    for first, last in previous_segments:
        return segment_time[0] <= last and first <= segment_time[1]
    return False


@mutant("is_overlapping", "not the number of segments")
def counts_overlaps(segment_time, previous_segments):
    start, end = segment_time
    return sum(start <= last and first <= end for first, last in previous_segments)


@mutant("is_overlapping", "must stay as it is")
def pops_them_one_by_one(segment_time, previous_segments):
    overlaps = False
    while previous_segments:
        first, last = previous_segments.pop()
        overlaps |= segment_time[0] <= last and first <= segment_time[1]
    return overlaps


@mutant("insert_audio_clip", "use the length of the background")
def takes_every_background_for_10_s(background, audio_clip, previous_segments, rng):
    start = int(rng.choice(free_starts(len(audio_clip), previous_segments)))
    return background.overlay(audio_clip, position=start), (start, start + len(audio_clip) - 1)


@mutant("insert_audio_clip", "list the free starts with")
def gives_up_after_five_tries(background, audio_clip, previous_segments, rng):
    """As later editions of the exercise do."""
    for _ in range(5):
        start = int(rng.integers(len(background) - len(audio_clip) + 1))
        segment = (start, start + len(audio_clip) - 1)
        if not is_overlapping(segment, previous_segments):
            return background.overlay(audio_clip, position=start), segment
    raise ValueError("no place was found")


@mutant("insert_audio_clip", "one gap is left")
def asks_for_a_free_start_alone(background, audio_clip, previous_segments, rng):
    start = int(rng.choice(_starts(background, audio_clip[:1], previous_segments)))
    return background.overlay(audio_clip, position=start), (start, start + len(audio_clip) - 1)


@mutant("insert_audio_clip", "0.1 + 0.4")
def softens_the_background_below_it(background, audio_clip, previous_segments, rng):
    start = int(rng.choice(_starts(background, audio_clip, previous_segments)))
    end = start + len(audio_clip) - 1
    return background.overlay(audio_clip, position=start, gain_during_overlay=-6), (start, end)


@mutant("insert_audio_clip", "its caller adds the new one")
def sorts_what_is_taken(background, audio_clip, previous_segments, rng):
    previous_segments.sort()
    return _insert(background, audio_clip, previous_segments, rng)


@mutant("insert_audio_clip", "raise a ValueError")
def raises_another_error(background, audio_clip, previous_segments, rng):
    if len(free_starts(len(audio_clip), previous_segments, len(background))) == 0:
        raise RuntimeError("no room")
    return _insert(background, audio_clip, previous_segments, rng)


@mutant("get_random_time_segment", "a remainder, %")
def takes_a_remainder(segment_ms, rng):
    start = int(rng.integers(10_000)) % (10_000 - segment_ms + 1)
    return start, start + segment_ms - 1


@mutant("get_random_time_segment", "return 2 things: start, end")
def gives_three_things(segment_ms, rng):
    start = int(rng.integers(10_000 - segment_ms + 1))
    return start, start + segment_ms - 1, segment_ms
