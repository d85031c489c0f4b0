"""All clips of a folder, each one once, dealt out to as many backgrounds as it takes."""

from collections.abc import Iterator, Sequence

import numpy as np

from course_utils.trigger_word.augmentation.augmentation import PLAIN, Augmentation
from course_utils.trigger_word.augmentation.scenes import draw_scene
from course_utils.trigger_word.clips import Clips
from course_utils.trigger_word.mixes import ROOM_MS, Mix, MixedClip


def dealt_clips(
    clips: Clips,
    seed: int,
    at_most: int = 4,
    augmentation: Augmentation = PLAIN,
    responses: Sequence[np.ndarray] = (),
) -> Iterator[MixedClip]:
    """Mixes every clip of the word and every other one into a background, in a shuffled order.

    Args:
        clips: At least one background. A clip of another word that is longer than ROOM_MS is cut.
        seed: Of the order, the places and the backgrounds.
        at_most: So many clips share a background, fewer where they do not fit.
        augmentation: What changes; by default only levels are set.
        responses: Impulse responses of rooms at the clips' sample rate.

    Raises:
        ValueError: A clip of the word is longer than ROOM_MS.
    """
    refuse_long_words(clips)
    rng = np.random.default_rng(seed)
    kinds = {"activates": len(clips.activates), "negatives": len(clips.negatives)}
    deck = [(kind, number) for kind, n_clips in kinds.items() for number in range(n_clips)]
    deck = [deck[k] for k in rng.permutation(len(deck))]
    while deck:
        scene = draw_scene(clips, augmentation, responses, rng)
        mix = Mix(scene, rng)
        while deck and len(mix.segments) < at_most:
            kind, number = deck[-1]
            clip = getattr(scene, kind)[number]
            is_word = kind == "activates"
            try:
                mix.insert(clip if is_word else clip[:ROOM_MS], is_word)
            except ValueError:
                if not mix.segments:
                    raise
                break
            deck.pop()
        yield mix.record(augmentation)


def refuse_long_words(clips: Clips) -> None:
    """Raises ValueError where a clip of the word is longer than ROOM_MS, and says how long."""
    longest_ms = max(map(len, clips.activates), default=0)
    if longest_ms > ROOM_MS:
        raise ValueError(
            f"a clip of the word, {longest_ms:,} ms long, does not fit into the {ROOM_MS:,} ms for "
            "it in a mix of 10 s: cut it around the word"
        )
