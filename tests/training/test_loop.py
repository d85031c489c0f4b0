import numpy as np
import pytest

from course_utils.dates.training import DateTrainingSettings
from course_utils.training.loop import adam_with_warmup
from course_utils.translation import training as translation
from course_utils.trigger_word.model import DetectorTrainingSettings
from course_utils.wavenet import training as wavenet

WITHOUT_SENSE = [
    *[("batch_size", 0), ("batch_size", -1), ("learning_rate", 0.0), ("learning_rate", np.nan)],
    *[("max_gradient_norm", -1.0), ("max_gradient_norm", np.inf), ("seed", -1)],
]
OF_ONE_TRAINING = {
    wavenet.TrainingSettings: [("epochs", 0), ("fragment_length", -1)],
    translation.TrainingSettings: [("steps", 0), ("curriculum", 1.1)],
    DateTrainingSettings: [("epochs", 0)],
    DetectorTrainingSettings: [("epochs", 0), ("steps", 0), ("distinct_examples", 0)],
}


def test_the_learning_rate_rises_then_falls():
    optimizer = adam_with_warmup(1.0, 1_000, max_gradient_norm=1.0)
    rates = []
    for step in (0, 5, 10, 15, 20, 50, 200, 400, 600, 800, 999, 1_000):
        optimizer.iterations.assign(step)
        rates.append(float(optimizer.learning_rate))
    highest = int(np.argmax(rates))
    assert highest == 4
    assert rates[highest] == pytest.approx(1.0)
    assert rates[:highest] == sorted(rates[:highest])
    assert rates[highest:] == sorted(rates[highest:], reverse=True)
    assert rates[-1] == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("settings", "name", "value"),
    [
        (settings, *setting)
        for settings, others in OF_ONE_TRAINING.items()
        for setting in WITHOUT_SENSE + others
    ],
)
def test_settings_without_sense_are_refused(settings, name, value):
    with pytest.raises(ValueError, match=f"{name} is .*, got {value}"):
        settings(**{name: value})
