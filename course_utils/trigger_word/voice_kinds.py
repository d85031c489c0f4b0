"""What kinds of voices are worth: formant synthesis against synthesis from recordings of people."""

from dataclasses import replace
from pathlib import Path

from course_utils.trigger_word.ablation import Trial
from course_utils.trigger_word.augmentation import Augmentation
from course_utils.trigger_word.clips import Clips, load_clips


def voice_trials(folder: Path) -> list[Trial]:
    """As many clips of formant voices, of recorded ones, and all of them together.

    The formant voices are those of the dev split; backgrounds are those of train.

    Args:
        folder: Of a set of clips, as `course synthesize-clips` makes it.

    Raises:
        ValueError: There is no clip of one of them.
    """
    recorded = load_clips(folder / "train")
    formant = load_clips(folder / "dev", need=("activates", "negatives"), keep=_is_formant)
    formant = replace(formant, backgrounds=recorded.backgrounds)
    as_many = replace(
        recorded,
        activates=_spread(recorded.activates, len(formant.activates)),
        negatives=_spread(recorded.negatives, len(formant.negatives)),
    )
    both = replace(
        formant,
        activates=formant.activates + as_many.activates,
        negatives=formant.negatives + as_many.negatives,
    )
    sets: dict[str, Clips] = {
        "formant synthesis (espeak-ng)": formant,
        "recorded voices (RHVoice, flite)": as_many,
        "both": both,
    }
    return [Trial(name, clips, Augmentation()) for name, clips in sets.items()]


def _is_formant(path: Path) -> bool:
    """By the clip's name, which holds its voice's."""
    return "_espeak" in path.name


def _spread(clips: tuple, count: int) -> tuple:
    """So many of the clips, evenly spread, since they are sorted by voice."""
    count = min(count, len(clips))
    return tuple(clips[i * len(clips) // count] for i in range(count))
