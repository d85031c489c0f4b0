"""Any number of examples out of three folders of clips, each a pure function of its number.

Example i of a seed is the same on every machine and in every order, so a training can go on at any
example after a stop, and spread over any number of processes.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import numpy as np

from course_utils.audio.pydub_audio import to_samples
from course_utils.trigger_word.augmentation.augmentation import (
    PLAIN,
    Augmentation,
    change_microphone,
    mask_features,
)
from course_utils.trigger_word.augmentation.scenes import draw_scene
from course_utils.trigger_word.clips import Clips
from course_utils.trigger_word.labels import at_times, create_training_example, draw_clips
from course_utils.trigger_word.mixes import Mix, MixedClip
from course_utils.trigger_word.word_times import mark_words


class ExampleMaker:
    """Makes example number i: `maker(i)` is (features (frames, bands), labels (n_steps,)), float32.

    Args:
        clips: What to mix; at least one background.
        front_end: Has `sample_rate`, `hop` and `features(samples)`, as `FrontEnd`.
        seed: Another seed, other examples.
        augmentation: What changes, and how much; `PLAIN` for nothing.
        responses: Impulse responses of rooms at the front end's sample rate.
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
        responses: Sequence[np.ndarray] = (),
        make_example: Callable = create_training_example,
        label_times_ms: np.ndarray | None = None,
    ):
        if not clips.backgrounds:
            raise ValueError("examples need at least one background")
        self.clips = mark_words(clips.at_rate(front_end.sample_rate))
        self.front_end = front_end
        self.seed = seed
        self.augmentation = augmentation if augmentation is not None else Augmentation()
        self.responses = tuple(responses)
        self.make_example = make_example
        self.label_times_ms = label_times_ms

    def __call__(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Returns features and labels of example `number`, 0 or more."""
        rng = np.random.default_rng([self.seed, number])
        scene = draw_scene(self.clips, self.augmentation, self.responses, rng)
        audio, y = self.make_example(scene.background, scene.activates, scene.negatives, rng)
        sample_rate = self.front_end.sample_rate
        samples = change_microphone(
            to_samples(audio), sample_rate, scene.word_dbfs, self.augmentation, rng
        )
        features = self.front_end.features(samples)
        frame_ms = 1000 * self.front_end.hop / sample_rate
        labels = y[0] if self.label_times_ms is None else at_times(y, self.label_times_ms)
        return mask_features(features, frame_ms, self.augmentation, rng), labels


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
    for number in range(n_clips):
        rng = np.random.default_rng([seed, number])
        scene = draw_scene(clips, augmentation, responses, rng)
        mix = Mix(scene, rng)
        for kind, at_most in (("activates", max_activates), ("negatives", max_negatives)):
            for clip in draw_clips(getattr(scene, kind), at_most, rng):
                with suppress(ValueError):
                    mix.insert(clip, is_word=kind == "activates")
        yield mix.record(augmentation)
