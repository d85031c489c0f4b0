"""What each change of the sound brings: trainings that differ in one thing, on the same tests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

from course_utils.metrics.error_rates import error_rate_interval
from course_utils.speech_recognition.model import build
from course_utils.speech_recognition.recognizers import RecognizerConfig
from course_utils.speech_recognition.recordings import Recording
from course_utils.speech_recognition.training import RecognizerTrainingSettings, train_recognizer
from course_utils.speech_recognition.transcriber import CtcTranscriber
from course_utils.speech_recognition.utterances import (
    PLAIN,
    STRINGS,
    STRONG,
    Augmentation,
    UtteranceMaker,
    utterances_to_test,
)


def _of_strong(*names: str) -> Augmentation:
    """Nothing changes but these attributes, which are those of STRONG."""
    return replace(PLAIN, **{name: getattr(STRONG, name) for name in names})


ROWS: dict[str, Augmentation] = {
    "as recorded": PLAIN,
    "faster and slower": _of_strong("speed"),
    "levels and microphones": _of_strong("level_db", "tilt_db"),
    "a hiss": _of_strong("noise", "snr_db"),
    "each recording's own noise": _of_strong("own_noise", "own_snr_db"),
    "cut ends": _of_strong("cut_s"),
    "hidden stretches (SpecAugment)": replace(PLAIN, masks=2),
    "all but hidden stretches": replace(STRONG, pauses=PLAIN.pauses),
}
"""Each change alone, none, and all; by name."""


def compare_changes(
    train: Sequence[Recording],
    tests: Mapping[str, Sequence[Recording]],
    config: RecognizerConfig,
    settings: RecognizerTrainingSettings,
    rows: Mapping[str, Augmentation] = ROWS,
    report: Callable[[str], None] = lambda name: None,
) -> list[dict]:
    """Trains a recognizer for each row, from the same weights, and tests them all alike.

    Args:
        train: Recordings to learn from.
        tests: Recordings to test on, by name; they are joined as STRINGS.
        config: Of the recognizers.
        settings: Of the trainings.
        rows: How the sound changes, by name.
        report: Called with a row's name before its training.

    Returns:
        For each row its `name`, its `changes`, and by each test's name the error rate with the
        bounds of its 95% interval.
    """
    utterances = {name: utterances_to_test(own, STRINGS) for name, own in tests.items()}
    found = []
    for name, changes in rows.items():
        report(name)
        model = build(config, settings.seed)
        n_short = settings.n_utterances // 10
        maker = UtteranceMaker(train, config, settings.seed, None, changes, n_short)
        train_recognizer(model, maker, config, settings)
        transcriber = CtcTranscriber(model, config)
        rates = {}
        for test, own in utterances.items():
            written = transcriber.transcribe_all([utterance.audio for utterance in own])
            rates[test] = list(error_rate_interval([u.text for u in own], written))
        found.append({"name": name, "changes": asdict(changes), **rates})
    return found
