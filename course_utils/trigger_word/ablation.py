"""What each kind of variation brings: the same training again and again, with one thing more."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from course_utils.trigger_word.augmentation import PLAIN, Augmentation
from course_utils.trigger_word.clip_sets import ClipSets
from course_utils.trigger_word.clips import SAMPLE_RATE
from course_utils.trigger_word.detectors import DetectorConfig
from course_utils.trigger_word.evaluation import hear
from course_utils.trigger_word.examples import ExampleMaker, mixed_clips
from course_utils.trigger_word.experiment import CLIP_SAMPLES
from course_utils.trigger_word.model import build_detector
from course_utils.trigger_word.rooms import random_responses
from course_utils.trigger_word.training import DetectorTrainingSettings, train_detector

STAGES = {
    "clips as they are": (),
    "+ levels": ("snr_db", "level_dbfs"),
    "+ paces, cuts, words in a row": ("speed", "cut", "talk"),
    "+ rooms": ("room",),
    "+ microphones": ("equalizer_db", "band_limit", "lowest_band_hz", "noise", "noise_snr_db"),
    "+ hidden stretches (SpecAugment)": (
        *("time_masks", "time_mask_ms"),
        *("band_masks", "band_mask_share"),
    ),
}
FALSE_ALARMS_PER_HOUR = 10.0
N_ROOMS = 60


def augmentations() -> Iterator[tuple[str, Augmentation]]:
    """Gives each stage's name and what changes in it: one thing more each time, at last all."""
    all_on, current = Augmentation(), PLAIN
    for name, switched_on in STAGES.items():
        current = replace(current, **{field: getattr(all_on, field) for field in switched_on})
        yield name, current


def ablation(
    sets: ClipSets,
    config: DetectorConfig,
    settings: DetectorTrainingSettings,
    n_test: int = 200,
    progress: Callable = lambda rows: rows,
) -> list[dict]:
    """Trains once for each stage of augmentation, and tests in rooms and noise.

    Args:
        sets: Of which train and test are used.
        config: The detector's.
        settings: The same for each training.
        n_test: Test clips of 10 s, the same for each.
        progress: Wraps the stages, as `tqdm` does.

    Returns:
        For each stage its `name`; `f1` at the best threshold, with its interval; and `missed`, the
        share of words that is missed at 10 false alarms per hour.
    """
    responses = random_responses(np.random.default_rng(settings.seed), N_ROOMS, SAMPLE_RATE)
    other_rooms = random_responses(np.random.default_rng(settings.seed + 1), N_ROOMS, SAMPLE_RATE)
    rows = []
    for name, augmentation in progress(list(augmentations())):
        maker = ExampleMaker(
            sets.train,
            config.front_end,
            settings.seed,
            augmentation,
            responses,
            n_steps=config.n_steps(CLIP_SAMPLES),
        )
        model = build_detector(config, settings.seed)
        train_detector(model, maker, settings)
        mixed = mixed_clips(sets.test, n_test, settings.seed, Augmentation(), other_rooms)
        heard = hear(mixed, model.predict_on_batch, config)
        curve = heard.det()
        rows.append(
            {
                "name": name,
                "f1": list(heard.report(curve.f1_threshold).f1),
                "missed": curve.missed_at(FALSE_ALARMS_PER_HOUR),
            }
        )
    return rows
