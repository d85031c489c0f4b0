"""What each change of the sound brings: trainings that differ in one thing, on the same tests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

from course_utils.speech_recognition.augmentation import PLAIN, STRONG, Augmentation
from course_utils.speech_recognition.experiment import SpeechExperiment, score_utterances
from course_utils.speech_recognition.recognizers import RecognizerConfig
from course_utils.speech_recognition.recordings import Recording
from course_utils.speech_recognition.training import RecognizerTrainingSettings
from course_utils.speech_recognition.transcriber import transcriber
from course_utils.speech_recognition.utterances import STRINGS, utterances_to_test


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

    Raises:
        ValueError: As `SpeechExperiment`.
    """
    everything = [recording for own in tests.values() for recording in own]
    utterances = {name: utterances_to_test(own, STRINGS) for name, own in tests.items()}
    found = []
    for name, changes in rows.items():
        report(name)
        experiment = SpeechExperiment(train, everything, config, settings, augmentation=changes)
        model, _ = experiment.train()
        recognizer = transcriber(model, config)
        rates = {
            test: score_utterances(recognizer, own)["error_rate"]
            for test, own in utterances.items()
        }
        found.append({"name": name, "changes": asdict(changes), **rates})
    return found
