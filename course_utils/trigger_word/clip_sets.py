"""The three sets of clips of a training: to learn from, to choose by, and to be tested on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils.folders import data_folder
from course_utils.trigger_word.clips import KINDS, Clips, load_clips

SPLITS = ("train", "dev", "test")
SHARES = (0.6, 0.2, 0.2)


class ClipSets(NamedTuple):
    """Clips, of which no file is in two sets.

    Attributes:
        train: To learn from.
        dev: To choose a threshold by.
        test: To tell how good the detector is.
    """

    train: Clips
    dev: Clips
    test: Clips


def load_clip_sets(
    folder: str | Path, progress: Callable[[Sequence], Iterable] = iter, seed: int = 0
) -> ClipSets:
    """Loads a folder that holds train/, dev/ and test/, or splits one clips folder in three.

    A clips folder without backgrounds or other words gets those of the course, split by split.

    Args:
        folder: As `course synthesize-clips` makes it, or with activates/ in it.
        progress: See `load_clips`.
        seed: Of the split: which clips of one folder go where.

    Raises:
        ValueError: There is no such folder, or too few clips of a kind.
    """
    folder = Path(folder)
    if all((folder / split).is_dir() for split in SPLITS):
        return ClipSets(*(load_clips(folder / split, progress) for split in SPLITS))
    return _complete(_split(load_clips(folder, progress, need=("activates",)), folder, seed))


def _split(clips: Clips, folder: Path, seed: int) -> ClipSets:
    rng = np.random.default_rng(seed)
    parts = {}
    for kind in KINDS:
        all_clips = getattr(clips, kind)
        if 0 < len(all_clips) < len(SPLITS):
            raise ValueError(
                f"{folder / kind} holds {len(all_clips)} usable clips: to learn from, to choose "
                f"by and to test on takes at least {len(SPLITS)}"
            )
        order = rng.permutation(len(all_clips))
        n_held_out = max(1, round(SHARES[1] * len(all_clips))) if all_clips else 0
        cuts = np.split(order, [len(order) - 2 * n_held_out, len(order) - n_held_out])
        parts[kind] = [tuple(all_clips[i] for i in sorted(cut)) for cut in cuts]
    return ClipSets(
        *(
            Clips(*(parts[kind][number] for kind in KINDS), skipped=clips.skipped * (number == 0))
            for number in range(len(SPLITS))
        )
    )


def _complete(sets: ClipSets) -> ClipSets:
    pairs = zip(sets, SPLITS, strict=True)
    return ClipSets(*(with_negatives(with_backgrounds(c, split), split) for c, split in pairs))


def with_backgrounds(clips: Clips, split: str) -> Clips:
    """Returns clips with the course's backgrounds of a split, if they have none of their own."""
    return clips if clips.backgrounds else replace(clips, backgrounds=_own(split).backgrounds)


def with_negatives(clips: Clips, split: str) -> Clips:
    """Returns clips with the course's other words of a split, if they have none of their own."""
    return clips if clips.negatives else replace(clips, negatives=_own(split).negatives)


def _own(split: str) -> Clips:
    return load_clips(data_folder("trigger_word") / split)
