"""Examples to learn from, each a pure function of its number, and mixes to test on.

Both are drawn first, then rendered: which background, room and levels, which clips and how each one
is changed. Example i of a seed is the same on every machine and in every order. So a training can
go on at any example after a stop, and any number of processes can make its examples.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from course_utils.audio.pydub_audio import AudioSegment
from course_utils.audio.reverb import random_responses
from course_utils.trigger_word.augmentation.augmentation import PLAIN, Augmentation, mask_features
from course_utils.trigger_word.augmentation.scenes import (
    Scene,
    Speech,
    connected_speech,
    draw_scene,
    draw_speech,
    record,
    render,
    silence,
)
from course_utils.trigger_word.clips import Clips, TimedClip, timed
from course_utils.trigger_word.detection import TOLERANCE_MS
from course_utils.trigger_word.placing import (
    CLIP_MS,
    at_times,
    create_training_example,
    draw_clips,
    insert_audio_clip,
)

N_ROOMS = 60
N_ACTIVATES, N_NEGATIVES = 2, 1
"""How many clips of the word and of other words are rendered for an example to draw from."""

LEAD_MS = 1_000
"""How much background precedes the first clip: a detector in use has been running for a while."""

SPAN_MS = CLIP_MS - LEAD_MS - TOLERANCE_MS
"""Where clips may lie in a mix: after the lead, and early enough that an answer can find a word."""


class ExampleMaker:
    """Makes example number i: `maker(i)` is (features (frames, bands), labels (n_steps,)), float32.

    For each example, a few clips of the word and of other words are rendered; `make_example` draws
    from them and lays them over silence. Then the room, the background and the microphone come in.

    Args:
        clips: What to mix; at least one background.
        front_end: Has `sample_rate`, `hop` and `features(samples)`, as `FrontEnd`.
        seed: Another seed, other examples.
        augmentation: What changes, and how much; `PLAIN` for nothing.
        responses: Impulse responses of rooms at the front end's sample rate; None for 60 that are
            simulated.
        make_example: Mixes and labels; called as `create_training_example`.
        label_times_ms: When each label is read; None for all 1,375 as they are.

    Raises:
        ValueError: There is no background.
    """

    def __init__(
        self,
        clips: Clips,
        front_end,
        seed: int,
        augmentation: Augmentation | None = None,
        responses: Sequence[np.ndarray] | None = None,
        make_example: Callable = create_training_example,
        label_times_ms: np.ndarray | None = None,
    ):
        if not clips.backgrounds:
            raise ValueError("examples need at least one background")
        clips = clips.at_rate(front_end.sample_rate)
        self.activates = tuple(map(timed, clips.activates))
        self.negatives = tuple(map(timed, clips.negatives))
        self.backgrounds = clips.backgrounds
        self.front_end = front_end
        self.seed = seed
        self.augmentation = augmentation if augmentation is not None else Augmentation()
        if responses is None:
            responses = simulated_rooms(seed, front_end.sample_rate)
        self.responses = tuple(responses)
        self.make_example = make_example
        self.label_times_ms = label_times_ms

    def __call__(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Returns features and labels of example `number`, 0 or more."""
        rng, settings = np.random.default_rng([self.seed, number]), self.augmentation
        scene = draw_scene(self.backgrounds, settings, self.responses, rng)
        without_word = rng.random() < settings.without_word
        activates = [] if without_word else self._render(self.activates, N_ACTIVATES, 1, scene, rng)
        negatives = self._render(self.negatives, N_NEGATIVES, settings.talk, scene, rng)
        said, y = self.make_example(silence(scene), activates, negatives, rng)
        samples = record(said, scene, settings, rng)
        features = self.front_end.features(samples)
        frame_ms = 1000 * self.front_end.hop / self.front_end.sample_rate
        labels = y[0] if self.label_times_ms is None else at_times(y, self.label_times_ms)
        return mask_features(features, frame_ms, settings, rng), labels

    def _render(
        self,
        clips: Sequence[TimedClip],
        count: int,
        in_a_row: int,
        scene: Scene,
        rng: np.random.Generator,
    ) -> list[AudioSegment]:
        """Renders `count` clips that are drawn, each followed by others in a row; of none, none."""
        if not clips:
            return []
        drawn = []
        for first in rng.integers(len(clips), size=count):
            spoken = connected_speech(clips, first, in_a_row, rng)
            drawn.append(draw_speech(spoken, self.backgrounds, self.augmentation, rng))
        return [render(speech, scene.word_dbfs).clip for speech in drawn]


def simulated_rooms(seed: int, sample_rate: int) -> list[np.ndarray]:
    """Simulates the impulse responses of 60 rooms."""
    return random_responses(np.random.default_rng(seed), N_ROOMS, sample_rate)


class MixedClip(NamedTuple):
    """10 s of sound, float32 (n,), and the (start, end) in ms of every word in it, rising."""

    samples: np.ndarray
    words: list[tuple[int, int]]


class Mix(NamedTuple):
    """Clips laid over each other, with the truth about them kept.

    Attributes:
        said: 10 s.
        segments: (start, end) in ms of every clip.
        words: (start, end) in ms of every word, among them.
    """

    said: AudioSegment
    segments: tuple[tuple[int, int], ...] = ()
    words: tuple[tuple[int, int], ...] = ()

    def with_clip(self, spoken: TimedClip, is_word: bool, rng: np.random.Generator) -> "Mix":
        """Returns a mix with one clip more, where no other one is, and within SPAN_MS.

        Raises:
            ValueError: It does not fit any more.
        """
        kept_free = [(0, LEAD_MS - 1), (LEAD_MS + SPAN_MS, CLIP_MS - 1)]
        taken = [*kept_free, *self.segments]
        said, segment = insert_audio_clip(self.said, spoken.clip, taken, rng)
        word = (segment[0] + spoken.start_ms, segment[0] + spoken.end_ms)
        return Mix(said, (*self.segments, segment), (*self.words, word) if is_word else self.words)


def mixed_clips(
    clips: Clips,
    n_clips: int,
    seed: int,
    augmentation: Augmentation = PLAIN,
    responses: Sequence[np.ndarray] = (),
    max_activates: int = 4,
    max_negatives: int = 2,
) -> Iterator[MixedClip]:
    """Mixes clips whose truth is known, to score a detector on; one at a time, to save memory.

    Args:
        clips: What to mix; at least one background. The sound has their sample rate.
        n_clips: How many.
        seed: Equal seeds give equal clips, and the first ones of more.
        augmentation: What changes; by default only levels are set.
        responses: Impulse responses of rooms at the clips' sample rate.
        max_activates: Each clip holds 0 to that many of the word.
        max_negatives: And 0 to that many others.
    """
    activates, negatives = tuple(map(timed, clips.activates)), tuple(map(timed, clips.negatives))
    for number in range(n_clips):
        rng = np.random.default_rng([seed, number])
        scene = draw_scene(clips.backgrounds, augmentation, responses, rng)
        (changes,) = rng.spawn(1)
        mix = Mix(silence(scene))
        for kind, at_most in ((activates, max_activates), (negatives, max_negatives)):
            for first in draw_clips(range(len(kind)), at_most, rng):
                in_a_row = augmentation.talk if kind is negatives else 1
                spoken = connected_speech(kind, first, in_a_row, changes)
                speech = draw_speech(spoken, clips.backgrounds, augmentation, changes)
                with suppress(ValueError):
                    mix = mix.with_clip(render(speech, scene.word_dbfs), kind is activates, rng)
        yield MixedClip(record(mix.said, scene, augmentation, rng), sorted(mix.words))


def each_clip_once(clips: Clips, seed: int | list[int], at_most: int = 4) -> Iterator[MixedClip]:
    """Mixes every clip, of the word and of others, into as many backgrounds as it takes.

    Args:
        clips: At least one background. A clip of another word that is longer than SPAN_MS is cut.
        seed: Of the order, the places and the backgrounds.
        at_most: The largest number of clips that share a background.

    Raises:
        ValueError: A clip of the word is longer than SPAN_MS.
    """
    refuse_long_words(clips)
    rng = np.random.default_rng(seed)
    spoken = [(timed(clip), True) for clip in clips.activates]
    spoken += [(timed(clip), False) for clip in clips.negatives]
    spoken = [spoken[k] for k in rng.permutation(len(spoken))]
    while spoken:
        scene = draw_scene(clips.backgrounds, PLAIN, (), rng)
        mix = Mix(silence(scene))
        while spoken and len(mix.segments) < at_most:
            clip, is_word = spoken[-1]
            rendered = render(Speech(clip), scene.word_dbfs)
            if not is_word:
                rendered = replace(rendered, clip=rendered.clip[:SPAN_MS])
            try:
                mix = mix.with_clip(rendered, is_word, rng)
            except ValueError:
                if not mix.segments:
                    raise
                break
            spoken.pop()
        yield MixedClip(record(mix.said, scene, PLAIN, rng), sorted(mix.words))


def refuse_long_words(clips: Clips) -> None:
    """Raises ValueError where a clip of the word is longer than SPAN_MS, and says how long."""
    longest_ms = max(map(len, clips.activates), default=0)
    if longest_ms > SPAN_MS:
        raise ValueError(
            f"a clip of the word, {longest_ms:,} ms long, does not fit into the {SPAN_MS:,} ms for "
            "it in a mix of 10 s: cut it around the word"
        )
