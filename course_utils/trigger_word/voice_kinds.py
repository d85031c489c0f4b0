"""What kinds of voices are worth: made by rule, joined from recordings, spoken by a network."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from course_utils.trigger_word.ablation import Trial
from course_utils.trigger_word.augmentation import Augmentation
from course_utils.trigger_word.clips import Clips, load_clips


def voice_trials(folder: Path) -> list[Trial]:
    """As many clips of formant voices, of recorded ones and of a network's; and of them together.

    The formant voices are those of the dev split; backgrounds are those of train.

    Args:
        folder: Of a set of clips, as `course synthesize-clips` makes it.

    Raises:
        ValueError: There is no clip of one of them.
    """
    speech = ("activates", "negatives")
    all_kinds = {
        "formant synthesis (espeak-ng)": load_clips(
            folder / "dev", need=speech, keep=_is("espeak")
        ),
        "recorded voices (RHVoice, flite)": load_clips(
            folder / "train", keep=lambda path: not _is("kokoro")(path)
        ),
        "a network's voices (Kokoro)": load_clips(
            folder / "train", need=speech, keep=_is("kokoro")
        ),
    }
    _, (_, recorded), _ = all_kinds.items()
    n_activates = min(len(clips.activates) for clips in all_kinds.values())
    n_negatives = min(len(clips.negatives) for clips in all_kinds.values())
    sets = {
        name: replace(
            recorded,
            activates=_spread(clips.activates, n_activates),
            negatives=_spread(clips.negatives, n_negatives),
        )
        for name, clips in all_kinds.items()
    }
    formant, recorded, network = sets.values()
    sets["recorded and a network's"] = _together(recorded, network)
    sets["all three"] = _together(formant, recorded, network)
    return [Trial(name, clips, Augmentation()) for name, clips in sets.items()]


def _is(engine: str) -> Callable[[Path], bool]:
    """By the clip's name, which holds its voice's."""
    return lambda path: f"_{engine}" in path.name


def _together(*sets: Clips) -> Clips:
    return replace(
        sets[0],
        activates=sum((clips.activates for clips in sets), ()),
        negatives=sum((clips.negatives for clips in sets), ()),
    )


def _spread(clips: Sequence, count: int) -> tuple:
    """So many of the clips, evenly spread, since they are sorted by voice."""
    return tuple(clips[i * len(clips) // count] for i in range(count))
