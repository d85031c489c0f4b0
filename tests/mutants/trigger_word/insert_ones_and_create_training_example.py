"""Wrong answers: ones after a word's end, and whole examples."""

from functools import partial

import numpy as np

from course_utils.trigger_word.clips import word_end_ms
from course_utils.trigger_word.placing import draw_clips, insert_audio_clip, insert_ones
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)


def _label(y, end_ms, first=1, stop=51, steps=None):
    end = int(end_ms * (steps or y.shape[1]) / 10_000)
    labeled = y.copy()
    labeled[:, max(0, end + first) : max(0, end + stop)] = 1
    return labeled


@mutant("insert_ones", "in the step after the word's end")
def begins_one_early(y, segment_end_ms):
    return _label(y, segment_end_ms, 0, 50)


@mutant("insert_ones", "the step of the end itself stays 0")
def labels_51(y, segment_end_ms):
    return _label(y, segment_end_ms, 0, 51)


@mutant("insert_ones", "49 ones")
def labels_49(y, segment_end_ms):
    return _label(y, segment_end_ms, 1, 50)


@mutant("insert_ones", "after 50 steps")
def labels_all_that_follows(y, segment_end_ms):
    return _label(y, segment_end_ms, 1, y.shape[1])


@mutant("insert_ones", "after the end, not before")
def labels_the_word_itself(y, segment_end_ms):
    return _label(y, segment_end_ms, -49, 1)


@mutant("insert_ones", "ms are not steps")
def takes_ms_for_steps(y, segment_end_ms):
    labeled = y.copy()
    labeled[:, segment_end_ms + 1 : segment_end_ms + 51] = 1
    return labeled


@mutant("insert_ones", "its first axis has length 1")
def slices_the_first_axis(y, segment_end_ms):
    end = int(segment_end_ms * y.shape[1] / 10_000)
    labeled = y.copy()
    labeled[end + 1 : end + 51] = 1
    return labeled


@mutant("insert_ones", "not a single one")
def labels_one_step(y, segment_end_ms):
    return _label(y, segment_end_ms, 1, 2)


@mutant("insert_ones", "wrapped round")
def wraps_round(y, segment_end_ms):
    end = int(segment_end_ms * y.shape[1] / 10_000)
    labeled = y.copy()
    labeled[0, np.arange(end + 1, end + 51) % y.shape[1]] = 1
    return labeled


@mutant("insert_ones", "as many ones as there is room for")
def gives_up_near_the_end(y, segment_end_ms):
    end = int(segment_end_ms * y.shape[1] / 10_000)
    return _label(y, segment_end_ms) if end + 51 <= y.shape[1] else y.copy()


@mutant("insert_ones", "start from y")
def starts_from_zeros(y, segment_end_ms):
    return _label(np.zeros_like(y), segment_end_ms)


@mutant("insert_ones", "changes its argument")
def writes_into_y(y, segment_end_ms):
    y[:] = _label(y, segment_end_ms)
    return y


@mutant("insert_ones", "Ty is the length of y")
def knows_1375_steps_only(y, segment_end_ms):
    return _label(y, segment_end_ms, steps=1_375)


def _example(background, activates, negatives, rng, **change):
    audio, y, segments = background, np.zeros((1, 1375), np.float32), []
    numbers = change.get("numbers", (4, 2))
    for clips, at_most in zip((activates, negatives), numbers, strict=True):
        for clip in change.get("draw", draw_clips)(clips, at_most, rng):
            try:
                audio, segment = insert_audio_clip(audio, clip, segments, rng)
            except ValueError:
                if "unplaced" in change:
                    y = insert_ones(y, 5_000)
                continue
            if "forgets_segments" not in change:
                segments.append(segment)
            if clips is activates or "labels_all" in change:
                end = segment[0] + change.get("end", word_end_ms)(clip)
                y = change.get("label", insert_ones)(y, end)
    return audio, y


@mutant("create_training_example", "return two things")
def gives_the_sound_alone(background, activates, negatives, rng):
    return _example(background, activates, negatives, rng)[0]


@mutant("create_training_example", "keep what insert_audio_clip gives back")
def loses_the_sound(background, activates, negatives, rng):
    return background, _example(background, activates, negatives, rng)[1]


@mutant("create_training_example", "draw from negatives")
def forgets_the_others(background, activates, negatives, rng):
    return _example(background, activates, [], rng)


@mutant("create_training_example", "keep the first axis")
def flattens_the_labels(background, activates, negatives, rng):
    audio, y = _example(background, activates, negatives, rng)
    return audio, y[0]


@mutant("create_training_example", "labels are float32")
def labels_in_doubles(background, activates, negatives, rng):
    audio, y = _example(background, activates, negatives, rng)
    return audio, y.astype(np.float64)


@mutant("create_training_example", "these follow the file's end")
def labels_at_the_files_end(background, activates, negatives, rng):
    return _example(background, activates, negatives, rng, end=lambda clip: len(clip) - 1)


@mutant("create_training_example", "only activates are")
def labels_other_words(background, activates, negatives, rng):
    return _example(background, activates, negatives, rng, labels_all=True)


@mutant("create_training_example", "not its start")
def labels_at_the_start(background, activates, negatives, rng):
    return _example(background, activates, negatives, rng, end=lambda clip: 0)


@mutant("create_training_example", "keep what insert_ones gives back")
def loses_the_labels(background, activates, negatives, rng):
    return _example(background, activates, negatives, rng, label=lambda y, end_ms: y)


@mutant("create_training_example", "4 words never come")
def draws_3_at_most(background, activates, negatives, rng):
    return _example(background, activates, negatives, rng, numbers=(3, 2))


@mutant("create_training_example", "always 4")
def always_inserts_all(background, activates, negatives, rng):
    def draw(clips, at_most, rng):
        return list(clips) * at_most

    return _example(background, activates, negatives, rng, draw=draw)


@mutant("create_training_example", "two words overlap")
def forgets_segments(background, activates, negatives, rng):
    return _example(background, activates, negatives, rng, forgets_segments=True)


@mutant("create_training_example", "was left out has no label")
def labels_what_it_left_out(background, activates, negatives, rng):
    return _example(background, activates, negatives, rng, unplaced=True)


@mutant("create_training_example", "draw from rng, not from np.random")
def has_its_own_rng(background, activates, negatives, rng):
    return _example(background, activates, negatives, np.random.default_rng())


@mutant("create_training_example", "no seed belongs")
def has_a_seed_inside(background, activates, negatives, rng):
    return _example(background, activates, negatives, np.random.default_rng(18))


@mutant("insert_ones", "do not add 1")
def adds_ones(y, segment_end_ms):
    end = int(segment_end_ms * y.shape[1] / 10_000)
    labeled = y.copy()
    labeled[:, end + 1 : end + 51] += 1
    return labeled


def _mix(background, kinds, rng, stops=False):
    """The right answer from (clips, at_most, whether they are words), in their order."""
    audio, y, segments = background, np.zeros((1, 1375), np.float32), []
    for clips, at_most, is_word in kinds:
        for clip in draw_clips(clips, at_most, rng):
            try:
                audio, segment = insert_audio_clip(audio, clip, segments, rng)
            except ValueError:
                if stops:
                    break
                continue
            segments.append(segment)
            if is_word:
                y = insert_ones(y, segment[0] + word_end_ms(clip))
    return audio, y


@mutant("create_training_example", "its level is set elsewhere")
def turns_the_background_down(background, activates, negatives, rng):
    """As the exercise does before it mixes."""
    return _mix(background - 20, [(activates, 4, True), (negatives, 2, False)], rng)


@mutant("create_training_example", "leave out that one and go on")
def stops_where_a_clip_does_not_fit(background, activates, negatives, rng):
    return _mix(background, [(activates, 4, True), (negatives, 2, False)], rng, stops=True)


@mutant("create_training_example", "words come first")
def begins_with_the_others(background, activates, negatives, rng):
    return _mix(background, [(negatives, 2, False), (activates, 4, True)], rng)


@mutant("insert_ones", "begin one step late")
def rounds_up(y, segment_end_ms):
    return _label(y, segment_end_ms + 10_000 / y.shape[1])


@mutant("insert_ones", "round down once, and after multiplying")
def rounds_before_it_multiplies(y, segment_end_ms):
    return _label(y, segment_end_ms // 10_000 * y.shape[1])


@mutant("insert_ones", "an end may have a fraction")
def cuts_fractions_of_ms(y, segment_end_ms):
    return _label(y, int(segment_end_ms))


@mutant("insert_ones", "there is no step Ty")
def runs_over_the_end(y, segment_end_ms):
    labeled = y.copy()
    end = int(segment_end_ms * y.shape[1] / 10_000)
    for step in range(end + 1, end + 51):
        labeled[0, step] = 1
    return labeled


@mutant("insert_ones", "keep the first axis of y")
def gives_the_steps_alone(y, segment_end_ms):
    return _label(y, segment_end_ms)[0]


@mutant("insert_ones", "labels stay float32")
def labels_with_booleans(y, segment_end_ms):
    return _label(y, segment_end_ms) > 0


@mutant("create_training_example", "add where the clip begins")
def forgets_where_the_clip_begins(background, activates, negatives, rng):
    clips = iter(draw_clips(activates, 4, rng))
    audio, y, segments = background, np.zeros((1, 1375), np.float32), []
    for clip in [*clips, *draw_clips(negatives, 2, rng)]:
        audio, segment = insert_audio_clip(audio, clip, segments, rng)
        segments.append(segment)
        if clip in activates:
            y = insert_ones(y, word_end_ms(clip))
    return audio, y


@mutant("create_training_example", "is every clip that was labeled in the sound?")
def inserts_into_the_bare_background(background, activates, negatives, rng):
    audio, y, segments = background, np.zeros((1, 1375), np.float32), []
    for clips, at_most in ((activates, 4), (negatives, 2)):
        for clip in draw_clips(clips, at_most, rng):
            try:
                audio, segment = insert_audio_clip(background, clip, segments, rng)
            except ValueError:
                continue
            segments.append(segment)
            if clips is activates:
                y = insert_ones(y, segment[0] + word_end_ms(clip))
    return audio, y


@mutant("create_training_example", "label after each one that was inserted")
def labels_the_last_word_only(background, activates, negatives, rng):
    def label(y, end_ms):
        return insert_ones(np.zeros_like(y), end_ms)

    return _example(background, activates, negatives, rng, label=label)


@mutant("create_training_example", "two words overlap")
def forgets_the_words_before_the_others(background, activates, negatives, rng):
    audio, y = _mix(background, [(activates, 4, True)], rng)
    return _mix(audio, [(negatives, 2, False)], rng)[0], y


@mutant("create_training_example", "leave all levels alone")
def brings_it_to_one_level(background, activates, negatives, rng):
    """As the exercise does when it has mixed."""
    audio, y = _example(background, activates, negatives, rng)
    return (audio.apply_gain(-20 - audio.dBFS) if audio.max else audio), y


@mutant("create_training_example", "changes the lists of clips")
def shuffles_the_lists(background, activates, negatives, rng):
    rng.shuffle(activates)
    rng.shuffle(negatives)
    return _example(background, activates, negatives, rng)


@mutant("create_training_example", "a clip may come twice")
def takes_each_clip_once(background, activates, negatives, rng):
    def draw(clips, at_most, rng):
        n_clips = min(int(rng.integers(at_most + 1)), len(clips))
        return [clips[i] for i in rng.permutation(len(clips))[:n_clips]]

    return _example(background, activates, negatives, rng, draw=draw)


@mutant("create_training_example", "examples without words are needed")
def draws_one_at_least(background, activates, negatives, rng):
    def draw(clips, at_most, rng):
        return [clips[i] for i in rng.integers(len(clips), size=rng.integers(1, at_most + 1))]

    return _example(background, activates, negatives, rng, draw=draw)


@mutant("create_training_example", "not the first one alone")
def takes_the_first_clip(background, activates, negatives, rng):
    def draw(clips, at_most, rng):
        return draw_clips(clips[:1], at_most, rng)

    return _example(background, activates, negatives, rng, draw=draw)
