"""A training of a date translator of some seconds."""

from course_utils.dates.characters import human_vocabulary
from course_utils.dates.examples import load_dates
from course_utils.dates.model import build_date_translator
from course_utils.dates.training import (
    DateIds,
    DateTrainingSettings,
    encode_dates,
    predict_exact_match,
    train_dates,
)
from course_utils.training.checkpoints import CheckpointFile

SETTINGS = DateTrainingSettings(epochs=2, batch_size=8, seed=5)
STEPS = 3
TX = 4  # of longer texts the beginning is read
VOCABULARY = human_vocabulary(["0123456789 abcdefghijlmnoprstuvy,./-"])


def dates_of_epoch(epoch):
    """Other dates in each epoch; some do not fill a batch."""
    return years_of(8 * STEPS + 3, [1, epoch])


def years_of(n, seed):
    """The first two digits alone are to be written: less to compile."""
    texts, isos, places = encode_dates(load_dates(n, seed), TX, VOCABULARY)
    return DateIds(texts, isos[:, :2], places[:, :2])


def tiny_model():
    return build_date_translator(TX, 2, 2, 3, len(VOCABULARY), 11, seed=5)


def run(path, report=lambda progress, steps: None, every_s=0.0):
    """Trains with a checkpoint after every step; returns the weights and the progress."""
    model = tiny_model()
    test = years_of(20, 9)
    progress = train_dates(
        model,
        dates_of_epoch,
        SETTINGS,
        validate=lambda model: predict_exact_match(model, test, batch_size=7),
        checkpoints=CheckpointFile(path, {"name": "tiny"}, every_s),
        report=report,
    )
    return model.get_weights(), progress
