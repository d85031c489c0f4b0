"""What one example is mixed from: a background, a room, levels, and what is said there.

A scene is drawn first, as plain values. What is said in it is rendered next, dry; then clips are
laid over each other; and at last the scene's room, its background and the microphone are added.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import oaconvolve

from course_utils.audio.loudness import gain_between, level_dbfs, limit_peak, match_level
from course_utils.audio.pydub_audio import AudioSegment, to_samples, to_segment
from course_utils.audio.reverb import random_equalizer
from course_utils.trigger_word.augmentation.augmentation import (
    Augmentation,
    change_microphone,
    change_speed,
    draw_response,
    speak_in_room,
)
from course_utils.trigger_word.clips import TimedClip
from course_utils.trigger_word.placing import CLIP_MS

PAUSE_MS = (20, 300)
LONGEST_MS = 6_000
CUT_MS = 40


@dataclass(frozen=True)
class Scene:
    """Where and how loudly words are said.

    Attributes:
        background: 10 s.
        background_dbfs: Its level.
        word_dbfs: The level of the words.
        response: The room's impulse response, and the words' tone; None for neither.
    """

    background: AudioSegment
    background_dbfs: float
    word_dbfs: float
    response: np.ndarray | None


@dataclass(frozen=True)
class Speech:
    """What is said at one time, and how it is changed.

    Attributes:
        spoken: One clip, or several that were joined.
        speed: Factor of the pace, 1 for none.
        behind: A background that its recording holds, as long as the clip or longer; None for none.
        snr_db: The clip's level over that background's.
    """

    spoken: TimedClip
    speed: float = 1.0
    behind: AudioSegment | None = None
    snr_db: float = 0.0


def draw_scene(
    backgrounds: Sequence[AudioSegment],
    settings: Augmentation,
    responses: Sequence[np.ndarray],
    rng: np.random.Generator,
) -> Scene:
    """Draws a background, the levels and a room.

    Args:
        backgrounds: At least one; all at one sample rate.
        settings: What changes, and how much.
        responses: Impulse responses of rooms at that sample rate; may be empty.
        rng: Decides.
    """
    word_dbfs, snr = rng.uniform(*settings.level_dbfs), rng.uniform(*settings.snr_db)
    response = draw_response(responses, settings.room, rng)
    if settings.tone_db:
        tone = random_equalizer(settings.tone_db, backgrounds[0].frame_rate, rng)
        response = tone if response is None else oaconvolve(response, tone)
    background = backgrounds[rng.integers(len(backgrounds))]
    return Scene(take(background, CLIP_MS, rng), word_dbfs - snr, word_dbfs, response)


def draw_speech(
    clip: TimedClip,
    backgrounds: Sequence[AudioSegment],
    settings: Augmentation,
    rng: np.random.Generator,
) -> Speech:
    """Draws how a clip is changed: its pace, where it is cut, and a background of its own."""
    speed = settings.speed ** rng.uniform(-1, 1)
    if rng.random() < settings.cut:
        clip = cut_tightly(clip, settings.cut_end, rng)
    if rng.random() >= settings.own_background:
        return Speech(clip, speed)
    background = backgrounds[rng.integers(len(backgrounds))]
    behind = take(background, len(clip.clip) + 1, rng)
    return Speech(clip, speed, behind, rng.uniform(*settings.own_snr_db))


def connected_speech(
    clips: Sequence[TimedClip], first: int, at_most: int, rng: np.random.Generator
) -> TimedClip:
    """Draws other words said in a row, as people talk: what a detector must not answer to.

    Args:
        clips: Clips of one sample rate, each as long as words or sentences are.
        first: Which of them comes first.
        at_most: The largest number of clips in the row; 1 for the first one alone.
        rng: Decides how many follow, which, and the pauses.

    Returns:
        The row, which lasts at most 6 s or as long as its first clip.
    """
    row, pauses = [clips[first]], []
    for following in rng.integers(len(clips), size=rng.integers(at_most)):
        clip, pause = clips[following], int(rng.integers(*PAUSE_MS))
        if sum(len(said.clip) for said in row) + sum(pauses) + pause + len(clip.clip) > LONGEST_MS:
            break
        row.append(clip)
        pauses.append(pause)
    return join(row, pauses)


def join(clips: Sequence[TimedClip], pauses_ms: Sequence[int]) -> TimedClip:
    """Returns clips one after the other, with silence between them, as one long word.

    Args:
        clips: At least one, of one sample rate.
        pauses_ms: One fewer.
    """
    if len(clips) == 1:
        return clips[0]
    first, last = clips[0], clips[-1]
    rate, sound = first.clip.frame_rate, first.clip.raw_data
    for pause, following in zip(pauses_ms, clips[1:], strict=True):
        sound += bytes(2 * (rate * pause // 1000)) + following.clip.raw_data
    joined = AudioSegment(sound, sample_width=2, frame_rate=rate, channels=1)
    return TimedClip(joined, first.start_ms, len(joined) - len(last.clip) + last.end_ms)


def take(background: AudioSegment, length_ms: int, rng: np.random.Generator) -> AudioSegment:
    """Cuts `length_ms` out of a background at a random place; one that is too short is repeated."""
    if len(background) < length_ms:
        background = background * (2 + length_ms // len(background))
    start = int(rng.integers(len(background) - length_ms + 1))
    return background[start : start + length_ms]


def cut_tightly(spoken: TimedClip, cut_end: float, rng: np.random.Generator) -> TimedClip:
    """Cuts a clip where its word begins and ends, or up to 40 ms inside: so people cut their own.

    Args:
        spoken: A word; one that is too short for that stays as it is.
        cut_end: Largest share of the word that is cut off its end instead; 0 for 40 ms.
        rng: Decides.
    """
    start, end = spoken.start_ms, spoken.end_ms
    lead = rng.integers(CUT_MS)
    lost = rng.uniform(0, cut_end) * (end - start) if cut_end else rng.integers(CUT_MS)
    first, last = start + int(lead), end - int(lost)
    if last - first < 3 * CUT_MS:
        return spoken
    return TimedClip(spoken.clip[first:last], 0, last - first)


def render(speech: Speech, dbfs: float) -> TimedClip:
    """Renders what is said, at its pace and at a level, without its room.

    Args:
        speech: What.
        dbfs: Level wanted, between the word's start and end.
    """
    rate, speed = speech.spoken.clip.frame_rate, speech.speed
    samples = to_samples(speech.spoken.clip)
    if speech.behind is not None:
        behind = to_samples(speech.behind)[: len(samples)]
        samples = samples + match_level(behind, level_dbfs(samples) - speech.snr_db)
    samples = change_speed(samples, rate, speed)
    start, end = (round(time / speed) for time in (speech.spoken.start_ms, speech.spoken.end_ms))
    word = samples[rate * start // 1000 : rate * end // 1000]
    samples = limit_peak(samples * gain_between(level_dbfs(word), dbfs))
    return TimedClip(to_segment(samples, rate), start, end)


def silence(scene: Scene) -> AudioSegment:
    """Returns 10 s of silence, for what is said in a scene to be laid over."""
    rate = scene.background.frame_rate
    return AudioSegment(
        bytes(2 * rate * CLIP_MS // 1000), sample_width=2, frame_rate=rate, channels=1
    )


def record(
    said: AudioSegment, scene: Scene, settings: Augmentation, rng: np.random.Generator
) -> np.ndarray:
    """Records a scene: what is said in its room, over its background, with a microphone.

    Args:
        said: 10 s, without room and background.
        scene: Where.
        settings: What the microphone may change.
        rng: Decides what it changes.

    Returns:
        float32 (n,) in [-1, 1].
    """
    samples, rate = to_samples(said), said.frame_rate
    if scene.response is not None:
        samples = speak_in_room(samples, scene.response)
    background = to_samples(scene.background)
    samples = samples + background * gain_between(level_dbfs(background), scene.background_dbfs)
    return change_microphone(samples, rate, scene.word_dbfs, settings, rng)
