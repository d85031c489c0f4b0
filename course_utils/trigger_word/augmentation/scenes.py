"""What one example is mixed from: a background and words, at their levels, in one room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from course_utils.audio.loudness import gain_between, level_dbfs, limit_peak, match_level
from course_utils.audio.pydub_audio import AudioSegment, to_samples, to_segment
from course_utils.audio.reverb import convolve, random_equalizer
from course_utils.trigger_word.augmentation.augmentation import (
    Augmentation,
    change_speed,
    changed_length,
    draw_response,
    speak_in_room,
)
from course_utils.trigger_word.augmentation.connected_speech import Talk
from course_utils.trigger_word.augmentation.lazy_segment import LateSegment
from course_utils.trigger_word.clips import Clips
from course_utils.trigger_word.placing import CLIP_MS
from course_utils.trigger_word.word_times import mark_word, word_times

CUT_MS = 40
HALF = 0.5  # the peak of a background and of a word: laid over each other they are never clipped


class ChangedClips(Sequence):
    """Clips of which each one is changed when it is asked for, since most never are.

    Args:
        clips: Any clips.
        change: Makes another clip of a clip.
    """

    def __init__(
        self, clips: Sequence[AudioSegment], change: Callable[[AudioSegment], AudioSegment]
    ):
        self._clips, self._change = clips, change

    def __len__(self) -> int:
        """How many clips there are."""
        return len(self._clips)

    def __getitem__(self, index: int) -> AudioSegment:
        """Returns clip `index`, changed; another change each time."""
        return self._change(self._clips[index])


@dataclass(frozen=True)
class Scene:
    """What one example is mixed from.

    Attributes:
        background: 10 s.
        activates: Clips of the word, as they sound in this scene.
        negatives: Clips of other words.
        word_dbfs: The level of the words.
    """

    background: AudioSegment
    activates: Sequence[AudioSegment]
    negatives: Sequence[AudioSegment]
    word_dbfs: float


def draw_scene(
    clips: Clips,
    settings: Augmentation,
    responses: Sequence[np.ndarray],
    rng: np.random.Generator,
) -> Scene:
    """Draws a background, the levels, a room, and so how every clip would sound there.

    Args:
        clips: At least one background; all at one sample rate.
        settings: What changes, and how much.
        responses: Impulse responses of rooms at that sample rate; may be empty.
        rng: Decides.
    """
    word_dbfs, snr = rng.uniform(*settings.level_dbfs), rng.uniform(*settings.snr_db)
    response = draw_response(responses, settings.room, rng)
    if settings.tone_db:
        tone = random_equalizer(settings.tone_db, clips.backgrounds[0].frame_rate, rng)
        response = tone if response is None else convolve(response, tone)
    background = clips.backgrounds[rng.integers(len(clips.backgrounds))]
    samples = match_level(to_samples(take(background, CLIP_MS, rng)), word_dbfs - snr, HALF)
    changes, talks, words = rng.spawn(3)

    def change(clip: AudioSegment) -> AudioSegment:
        factor = settings.speed ** changes.uniform(-1, 1)
        if changes.random() < settings.cut:
            clip = cut_tightly(clip, settings.cut_end, changes)
        if changes.random() < settings.own_background:
            behind = clips.backgrounds[changes.integers(len(clips.backgrounds))]
            clip = lay_over(behind, clip, changes.uniform(*settings.own_snr_db), changes)
        return change_word(clip, factor, word_dbfs, response)

    activates = () if words.random() < settings.without_word else clips.activates
    return Scene(
        to_segment(samples, background.frame_rate),
        ChangedClips(activates, change),
        ChangedClips(Talk(clips.negatives, settings.talk, talks), change),
        word_dbfs,
    )


def take(background: AudioSegment, length_ms: int, rng: np.random.Generator) -> AudioSegment:
    """Cuts `length_ms` out of a background at a random place; one that is too short is repeated."""
    if len(background) < length_ms:
        background = background * (2 + length_ms // len(background))
    start = int(rng.integers(len(background) - length_ms + 1))
    return background[start : start + length_ms]


def cut_tightly(clip: AudioSegment, cut_end: float, rng: np.random.Generator) -> AudioSegment:
    """Cuts a clip where its word begins and ends, or up to 40 ms inside: so people cut their own.

    Args:
        clip: A word; one that is too short for that stays as it is.
        cut_end: Largest share of the word that is cut off its end instead; 0 for 40 ms.
        rng: Decides.
    """
    start, end = word_times(clip)
    lead = rng.integers(CUT_MS)
    lost = rng.uniform(0, cut_end) * (end - start) if cut_end else rng.integers(CUT_MS)
    first, last = start + int(lead), end - int(lost)
    if last - first < 3 * CUT_MS:
        return clip
    return mark_word(clip[first:last], 0, last - first)


def lay_over(
    background: AudioSegment, clip: AudioSegment, snr_db: float, rng: np.random.Generator
) -> AudioSegment:
    """Lays a word over a background as long as its clip: where it was recorded was not silent.

    Args:
        background: At the clip's sample rate.
        clip: A word.
        snr_db: The clip's level over the background's.
        rng: Decides which part of the background.
    """
    samples = to_samples(clip)
    behind = to_samples(take(background, len(clip) + 1, rng))[: len(samples)]
    both = samples + match_level(behind, level_dbfs(samples) - snr_db)
    return mark_word(to_segment(limit_peak(both), clip.frame_rate), *word_times(clip))


def change_word(
    clip: AudioSegment, speed: float, dbfs: float, response: np.ndarray | None
) -> AudioSegment:
    """Speaks a word at another pace and level, in a room; its times are those without the echo.

    Args:
        clip: A word.
        speed: Factor of the pace, 1 for none.
        dbfs: Level wanted, between the word's start and end.
        response: Of the room; None for none.

    Returns:
        A clip whose sound is made once somebody asks for it.
    """
    rate = clip.frame_rate
    start_ms, end_ms = (round(time / speed) for time in word_times(clip))

    def make() -> np.ndarray:
        samples = change_speed(to_samples(clip), rate, speed)
        word = samples[rate * start_ms // 1000 : rate * end_ms // 1000]
        samples = samples * gain_between(level_dbfs(word), dbfs)
        if response is not None:
            samples = speak_in_room(samples, rate, response)
        return limit_peak(samples, HALF)

    n_samples = changed_length(int(clip.frame_count()), rate, speed, response)
    return mark_word(LateSegment(make, n_samples, rate), start_ms, end_ms)
