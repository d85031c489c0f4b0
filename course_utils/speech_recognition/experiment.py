"""A training from recordings to figures: what `course train speech` does, without its options."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict

from course_utils.metrics.error_rates import edits_and_lengths, error_rate_interval
from course_utils.speech_recognition.attention_model import SPELLING, build_attention_recognizer
from course_utils.speech_recognition.augmentation import Augmentation
from course_utils.speech_recognition.model import build, padded_length
from course_utils.speech_recognition.recognizers import (
    AttentionConfig,
    RecognizerConfig,
    describe,
)
from course_utils.speech_recognition.recordings import Recording, fingerprint
from course_utils.speech_recognition.training import (
    CTC,
    RecognizerTrainingSettings,
    train_recognizer,
)
from course_utils.speech_recognition.transcriber import Transcriber, transcriber
from course_utils.speech_recognition.utterances import (
    STRINGS,
    Joining,
    UtteranceMaker,
    require_learnable,
    utterances_to_test,
)
from course_utils.training.checkpoints import Progress
from course_utils.training.devices import plain_copy

SHORT_SHARE = 0.1
"""Of the utterances of a training: the first ones."""

TEST_SEED = 0
"""Of the order in which test recordings are joined: the same test for every training."""


class SpeechExperiment:
    """One training and the test that follows it.

    Args:
        train: Recordings to learn from.
        test: Recordings to test on; each is in one utterance of every round.
        config: The recognizer's alphabet, front end and sizes.
        settings: Of the training; the seed is that of all that is drawn, except the test.
        joining: How recordings become utterances in the training.
        test_joining: The same in the test.
        augmentation: What changes from utterance to utterance in the training.
        rounds: Of the test.

    Attributes:
        test: The test's utterances.

    Raises:
        ValueError: There are no recordings, a text has a character that is not in the alphabet, or
            is longer than its sound.
    """

    def __init__(
        self,
        train: Sequence[Recording],
        test: Sequence[Recording],
        config: RecognizerConfig | AttentionConfig,
        settings: RecognizerTrainingSettings,
        joining: Joining | None = None,
        augmentation: Augmentation | None = None,
        test_joining: Joining = STRINGS,
        rounds: int = 1,
    ):
        self.config, self.settings = config, settings
        self._recordings = train
        self._attends = isinstance(config, AttentionConfig)
        self._maker = UtteranceMaker(
            train,
            config,
            settings.seed,
            joining,
            augmentation,
            n_short=round(SHORT_SHARE * settings.n_utterances),
            most_frames=config.most_frames if self._attends else math.inf,
        )
        require_learnable(test, config)
        self._n_test = len(test)
        self.test = utterances_to_test(test, test_joining, TEST_SEED, rounds)

    def build(self):
        """The network before its training."""
        seed = self.settings.seed
        if not self._attends:
            return build(self.config, seed)
        joining = self._maker.joining
        longest = max(len(recording.text) for recording in self._recordings)
        further = longest + len(joining.separator) if joining.separator else 1
        n_letters = longest + (joining.count[1] - 1) * further
        n_frames = padded_length(self.config.most_frames)
        return build_attention_recognizer(self.config, n_frames, n_letters, seed)

    def train(self, checkpoints=None, report: Callable | None = None) -> tuple[object, Progress]:
        """Trains; see `train_recognizer` for the arguments.

        Returns:
            The model and the progress at the end.
        """
        model = self.build()
        progress = train_recognizer(
            model,
            self._maker,
            self.config,
            self.settings,
            objective=SPELLING if self._attends else CTC,
            checkpoints=checkpoints,
            report=report or (lambda progress, steps: None),
        )
        return plain_copy(model, self.build), progress

    def score(self, model, beam_width: int | None = None) -> dict:
        """How well the utterances of the test are recognized; see `score_utterances`."""
        return {
            **score_utterances(transcriber(model, self.config), self.test, beam_width),
            "test_recordings": self._n_test,
        }

    def identity(self) -> dict:
        """All that the trained weights depend on, as plain JSON."""
        return {
            **asdict(self.settings),
            **describe(self.config),
            "joining": asdict(self._maker.joining),
            "augmentation": asdict(self._maker.augmentation),
            "short_utterances": self._maker.n_short,
            "train_recordings": len(self._recordings),
            "train_recordings_sha256": fingerprint(self._recordings),
        }


def score_utterances(
    transcriber: Transcriber, utterances: Sequence[Recording], beam_width: int | None = None
) -> dict:
    """Error rates of a recognizer, over all and of each speaker.

    Args:
        transcriber: To be tested.
        utterances: What it is to recognize.
        beam_width: Of the prefix beam search; None for the likeliest token at each step.

    Returns:
        `error_rate`: letters, over all, with the bounds of its 95% interval over utterances.
        `by_speaker`: the same of each. `exact`: the share of utterances without an error.
        `most_frequent_letter`: the error rate of a rule that knows each length, and writes the most
        frequent letter as often. `letters` and `utterances`: how many were tested.
    """
    references = [utterance.text for utterance in utterances]
    written = transcriber.transcribe_all([u.audio for u in utterances], beam_width)
    speakers = sorted({utterance.speaker for utterance in utterances})
    of = {s: [i for i, u in enumerate(utterances) if u.speaker == s] for s in speakers}
    counts = edits_and_lengths(references, written)
    return {
        "error_rate": list(error_rate_interval(references, written)),
        "by_speaker": {
            speaker: list(
                error_rate_interval([references[i] for i in own], [written[i] for i in own])
            )
            for speaker, own in of.items()
        },
        "exact": float((counts[:, 0] == 0).mean()),
        "most_frequent_letter": most_frequent_letter_error(references),
        "letters": int(counts[:, 1].sum()),
        "utterances": len(utterances),
    }


def most_frequent_letter_error(references: Sequence[str]) -> float:
    """The error rate of writing the most frequent letter as often as each text is long."""
    letters = Counter("".join(references))
    return 1 - letters.most_common(1)[0][1] / letters.total()
