"""What variations, kinds of voices and dropout bring: a training for each, the rest the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from course_utils.trigger_word.augmentation.augmentation import PLAIN, Augmentation
from course_utils.trigger_word.clips import Clips, load_clips
from course_utils.trigger_word.detectors import DetectorConfig
from course_utils.trigger_word.evaluation.evaluation import evaluate
from course_utils.trigger_word.examples import ExampleMaker, mixed_clips, simulated_rooms
from course_utils.trigger_word.model import DetectorTrainingSettings, build_detector, train_detector

STAGES = {
    "clips as they are": (),
    "+ levels": ("snr_db", "level_dbfs"),
    "+ paces, cuts, words in a row": ("speed", "cut", "talk"),
    "+ backgrounds of words' own": ("own_background", "own_snr_db"),
    "+ rooms": ("room",),
    "+ microphones": ("equalizer_db", "band_limit", "lowest_band_hz", "noise", "noise_snr_db"),
    "+ hidden stretches (SpecAugment)": (
        *("time_masks", "time_mask_ms"),
        *("band_masks", "band_mask_share"),
    ),
}
FALSE_ALARMS_PER_HOUR = 10.0


class Trial(NamedTuple):
    """A training to compare with others: its name, its clips, and what changes in them.

    `dropout`, where there is one, takes the place of the detector's.
    """

    name: str
    train: Clips
    augmentation: Augmentation
    dropout: float | None = None


def augmentation_trials(train: Clips) -> list[Trial]:
    """For each stage a trial with one kind of variation more than the one before, at last all."""
    all_on, current, trials = Augmentation(), PLAIN, []
    for name, switched_on in STAGES.items():
        current = replace(current, **{field: getattr(all_on, field) for field in switched_on})
        trials.append(Trial(name, train, current))
    return trials


def dropout_trials(train: Clips, shares: Sequence[float]) -> list[Trial]:
    """For each share of numbers that is hidden in training a trial with all variations."""
    return [Trial(f"dropout {share:g}", train, Augmentation(), share) for share in shares]


def compare(
    trials: Sequence[Trial],
    test: Clips,
    config: DetectorConfig,
    settings: DetectorTrainingSettings,
    n_test: int = 200,
    progress: Callable = iter,
) -> list[dict]:
    """Trains once for each trial, from the same weights, and tests in rooms and noise.

    Args:
        trials: What to train.
        test: To test on.
        config: The detector's.
        settings: The same for each training.
        n_test: Test clips of 10 s, the same for each.
        progress: Wraps the trials, as `tqdm` does.

    Returns:
        For each trial its `name`; `f1` at the best threshold, with its interval; and `missed`, the
        share of words that is missed at 10 false alarms per hour.
    """
    rate = config.front_end.sample_rate
    rooms = simulated_rooms(settings.seed, rate)
    other_rooms = simulated_rooms(settings.seed + 1, rate)
    test = test.at_rate(rate)
    rows = []
    for name, train, augmentation, dropout in progress(trials):
        maker = ExampleMaker(
            train,
            config.front_end,
            settings.seed,
            augmentation,
            rooms,
            label_times_ms=config.label_times_ms,
        )
        sizes = config if dropout is None else replace(config, dropout=dropout)
        model = build_detector(sizes, settings.seed)
        train_detector(model, maker, settings)
        mixed = mixed_clips(test, n_test, settings.seed, Augmentation(), other_rooms)
        scores = evaluate(mixed, model.predict_on_batch, config)
        curve = scores.det()
        rows.append(
            {
                "name": name,
                "f1": list(scores.report(curve.f1_threshold).f1),
                "missed": curve.missed_at(FALSE_ALARMS_PER_HOUR),
            }
        )
    return rows


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
    """Returns `count` of the clips, evenly spread, since they are sorted by voice."""
    return tuple(clips[i * len(clips) // count] for i in range(count))
