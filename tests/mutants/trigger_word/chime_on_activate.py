"""Wrong answers: a chime at each event."""

from functools import partial

import numpy as np

from course_utils.trigger_word.detection import decode_events
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "chime_on_activate")


def _overlay(audio, times, chime):
    for time in times:
        audio = audio.overlay(chime, position=int(time))
    return audio


@mutant("the function gives nothing back")
def returns_nothing(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    _overlay(audio, decode_events(probabilities, threshold, step_ms, refractory_ms), chime)


@mutant("keep what it gives")
def drops_the_new_sound(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    for time in decode_events(probabilities, threshold, step_ms, refractory_ms):
        audio.overlay(chime, position=int(time))
    return audio


@mutant("only the first word")
def returns_in_the_loop(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, refractory_ms)
    return _overlay(audio, times[:1], chime)


@mutant("lay each over the one before")
def starts_anew(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, refractory_ms)
    return _overlay(audio, times[-1:], chime)


@mutant("these were steps")
def lays_it_at_steps(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, refractory_ms)
    return _overlay(audio, times / step_ms, chime)


@mutant("not in seconds")
def lays_it_at_seconds(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, refractory_ms)
    return _overlay(audio, times / 1000, chime)


@mutant("a chime for each step above the threshold")
def chimes_at_every_step(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    wide = chime
    while len(wide) < 200:
        wide = wide.append(chime, crossfade=0)
    return _overlay(audio, decode_events(probabilities, threshold, step_ms, refractory_ms), wide)


@mutant("the chime is put after the sound")
def appends_it(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    return audio.append(chime, crossfade=0)


@mutant("the sound is gone where the chime is")
def replaces_the_sound(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    for time in decode_events(probabilities, threshold, step_ms, refractory_ms):
        rest = audio[int(time) + len(chime) :]
        audio = audio[: int(time)].append(chime, crossfade=0).append(rest, crossfade=0)
    return audio


@mutant("a chime at the end is cut off")
def makes_room_at_the_end(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, refractory_ms)
    longest = int(max(times, default=0)) + len(chime)
    if longest > len(audio):
        audio = audio.append(audio[: longest - len(audio)], crossfade=0)
    return _overlay(audio, times, chime)


@mutant("no event, no chime")
def always_chimes(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, refractory_ms)
    return _overlay(audio, times if len(times) else [0], chime)


@mutant("the threshold is an argument")
def has_its_own_threshold(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    return _overlay(audio, decode_events(probabilities, 0.5, step_ms, refractory_ms), chime)


@mutant("another refractory_ms was used")
def forgets_the_refractory_period(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, min(refractory_ms, 100))
    return _overlay(audio, times, chime)


@mutant("another step_ms was used")
def has_its_own_step(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    return _overlay(audio, decode_events(probabilities, threshold, 10, 500), chime)


@mutant("give the new sound back")
def gives_samples(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, refractory_ms)
    return np.array(_overlay(audio, times, chime).get_array_of_samples())


@mutant("refractory_ms is an argument, here 200")
def waits_500_ms_at_least(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, max(500, refractory_ms))
    return _overlay(audio, times, chime)


@mutant("refractory_ms is an argument, here 200")
def waits_500_ms(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    return _overlay(audio, decode_events(probabilities, threshold, step_ms, 500), chime)


@mutant("in this order")
def swaps_step_and_refractory_period(
    audio, probabilities, threshold, chime, step_ms, refractory_ms
):
    return _overlay(audio, decode_events(probabilities, threshold, refractory_ms, step_ms), chime)


@mutant("it does not end there")
def ends_at_the_event(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, refractory_ms)
    return _overlay(audio, [max(0, time - len(chime)) for time in times], chime)


@mutant("its middle is not there")
def centers_the_chime(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, refractory_ms)
    return _overlay(audio, times - len(chime) / 2, chime)


@mutant("beginning at each event's time")
def softens_the_sound_below_it(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    for time in decode_events(probabilities, threshold, step_ms, refractory_ms):
        audio = audio.overlay(chime, position=int(time), gain_during_overlay=-6)
    return audio


@mutant("no chime: audio.overlay makes a new sound")
def waits_for_75_steps_above(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    """As the exercise does."""
    above = 0
    for step, probability in enumerate(probabilities):
        above = above + 1 if probability > threshold else 0
        if above > 75:
            audio, above = audio.overlay(chime, position=step * step_ms), 0
    return audio


@mutant("as much of it as there is room for")
def leaves_out_what_does_not_fit(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms, refractory_ms)
    return _overlay(audio, [t for t in times if t + len(chime) <= len(audio)], chime)


@mutant("an event during the last chime")
def waits_for_the_chime_to_end(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    refractory_ms = max(refractory_ms, len(chime))
    return _overlay(audio, decode_events(probabilities, threshold, step_ms, refractory_ms), chime)
