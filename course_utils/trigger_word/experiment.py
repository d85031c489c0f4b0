"""A training from clips to figures: what `course train trigger-word` does, without its options."""

import hashlib
from dataclasses import asdict

from course_utils.training.checkpoints import Progress
from course_utils.training.devices import plain_copy
from course_utils.trigger_word.augmentation.augmentation import Augmentation
from course_utils.trigger_word.clips import KINDS, Clips, ClipSets
from course_utils.trigger_word.detectors import (
    LABEL_DELAY_MS,
    Detector,
    DetectorConfig,
    GruConfig,
    describe_front_end,
)
from course_utils.trigger_word.evaluation.evaluation import Scores, evaluate
from course_utils.trigger_word.examples import ExampleMaker, mixed_clips
from course_utils.trigger_word.model import DetectorTrainingSettings, build_detector, train_detector
from course_utils.validation import require_at_least, require_positive


class DetectorExperiment:
    """One training, the choice of a threshold, and the test that follows them.

    Args:
        sets: What to learn from, to choose by and to test on.
        word: What is said in their activates.
        config: The detector's front end and sizes.
        settings: Of the training; the seed is that of all that is drawn.
        augmentation: What changes from example to example.
        n_dev: Clips of 10 s that the threshold is chosen by.
        n_test: Clips of 10 s that are tested on.
        misses_per_false_alarm: How many misses weigh as one false alarm where the threshold is
            chosen.

    Raises:
        ValueError: There is no clip to choose by or to test on, or a miss weighs nothing.
    """

    def __init__(
        self,
        sets: ClipSets,
        word: str,
        config: DetectorConfig,
        settings: DetectorTrainingSettings,
        augmentation: Augmentation | None = None,
        n_dev: int = 720,
        n_test: int = 1080,
        misses_per_false_alarm: float = 1.0,
    ):
        self.sets, self.word, self.config, self.settings = sets, word, config, settings
        self.augmentation = augmentation or default_augmentation(config)
        require_at_least(1, n_dev=n_dev, n_test=n_test)
        require_positive(misses_per_false_alarm=misses_per_false_alarm)
        self.n_dev, self.n_test = n_dev, n_test
        self.misses_per_false_alarm = misses_per_false_alarm

    def train(self, checkpoints, report, executor=None) -> tuple[object, Progress]:
        """Trains; see `train_detector` for the arguments.

        Returns:
            The model and the progress at the end.
        """
        seed = self.settings.seed
        maker = ExampleMaker(
            self.sets.train,
            self.config.front_end,
            seed,
            self.augmentation,
            label_times_ms=self.config.label_times_ms,
        )
        model = build_detector(self.config, seed)
        progress = train_detector(
            model,
            maker,
            self.settings,
            checkpoints=checkpoints,
            report=report,
            executor=executor,
        )
        return plain_copy(model, lambda: build_detector(self.config, seed)), progress

    def choose_threshold(self, model) -> float:
        """The threshold at which misses and false alarms on the dev clips weigh the same."""
        return self._scores(model, "dev").det().break_even(self.misses_per_false_alarm)

    def test(self, model) -> Scores:
        """What the detector answers on the test clips."""
        return self._scores(model, "test")

    def identity(self) -> dict:
        """All that the trained weights depend on, as plain JSON."""
        return {
            **asdict(self.settings),
            "word": self.word,
            "front_end": describe_front_end(self.config),
            "sizes": self.config.sizes,
            "label_delay_ms": LABEL_DELAY_MS,
            "augmentation": asdict(self.augmentation),
            "train_clips": n_clips(self.sets.train),
            "train_clips_sha256": fingerprint(self.sets.train),
        }

    def detector(self, model, threshold: float) -> Detector:
        """The trained model with what it takes to use it."""
        return Detector(model, self.config, threshold, self.word)

    def _scores(self, model, split: str) -> Scores:
        n_clips = {"dev": self.n_dev, "test": self.n_test}[split]
        clips = getattr(self.sets, split).at_rate(self.config.front_end.sample_rate)
        mixed = mixed_clips(clips, n_clips, self.settings.seed)
        return evaluate(mixed, model.predict_on_batch, self.config)


def default_augmentation(config: DetectorConfig) -> Augmentation:
    """Returns what helps: a pre-trained front end gains from more, and has no bands to mask.

    A network from scratch needs twice as many examples for that; see data/models/README.md.
    """
    if isinstance(config, GruConfig):
        return Augmentation()
    return Augmentation(
        cut=0.4,
        cut_end=0.25,
        own_background=0.5,
        own_snr_db=(15.0, 45.0),
        without_word=1 / 3,
        tone_db=12.0,
        time_masks=0,
        band_masks=0,
    )


def n_clips(clips: Clips) -> dict[str, int]:
    """How many clips of each kind."""
    return {
        "activates": len(clips.activates),
        "negatives": len(clips.negatives),
        "backgrounds": len(clips.backgrounds),
    }


def fingerprint(clips: Clips) -> str:
    """SHA-256 of the sound of all clips in their order, in hex."""
    digest = hashlib.sha256()
    for kind in KINDS:
        for clip in getattr(clips, kind):
            digest.update(f"{kind} {len(clip.raw_data)} ".encode())
            digest.update(clip.raw_data)
    return digest.hexdigest()
