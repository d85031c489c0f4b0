"""What kinds of voices are worth: made by rule, joined from recordings, spoken by a network."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from course_utils.trigger_word.ablation import Trial
from course_utils.trigger_word.augmentation.augmentation import Augmentation
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
    formant = load_clips(folder / "dev", need=speech, keep=_is("espeak"))
    recorded = load_clips(folder / "train", keep=lambda path: not _is("kokoro")(path))
    network = load_clips(folder / "train", need=speech, keep=_is("kokoro"))
    n_activates, n_negatives = (
        min(len(getattr(clips, kind)) for clips in (formant, recorded, network)) for kind in speech
    )
    formant, recorded, network = (
        replace(
            recorded,
            activates=_spread(clips.activates, n_activates),
            negatives=_spread(clips.negatives, n_negatives),
        )
        for clips in (formant, recorded, network)
    )
    sets = {
        "formant synthesis (espeak-ng)": formant,
        "recorded voices (RHVoice, flite)": recorded,
        "a network's voices (Kokoro)": network,
        "recorded and a network's": _together(recorded, network),
        "all three": _together(formant, recorded, network),
    }
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
