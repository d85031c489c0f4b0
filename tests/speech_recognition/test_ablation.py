import json

from course_utils.speech_recognition.ablation import ROWS, compare_changes
from course_utils.speech_recognition.augmentation import PLAIN
from course_utils.speech_recognition.training import RecognizerTrainingSettings
from tests.speech_recognition import tones


def test_every_row_is_tested_on_the_same_utterances():
    recordings = tones.recordings()
    train = [r for r in recordings if r.split == "train"]
    test = [r for r in recordings if r.split == "test"]
    names = []
    rows = compare_changes(
        train,
        {"machines": test, "people": test},
        tones.CONFIG,
        RecognizerTrainingSettings(epochs=1, steps=2, batch_size=2),
        {name: ROWS[name] for name in ("as recorded", "cut ends")},
        names.append,
    )
    assert names == [row["name"] for row in rows] == ["as recorded", "cut ends"]
    assert all(row["machines"] == row["people"] for row in rows)
    assert all(row["machines"][1] <= row["machines"][0] <= row["machines"][2] for row in rows)
    json.dumps(rows)


def test_rows_differ_from_the_plain_one_in_what_they_name():
    plain = vars(PLAIN)
    changed = {
        name: {key for key, value in vars(row).items() if value != plain[key]}
        for name, row in ROWS.items()
    }
    assert changed["as recorded"] == set()
    assert changed["cut ends"] == {"cut_s"}
    assert changed["hidden stretches (SpecAugment)"] == {"masks"}
    one_by_one = set().union(*list(changed.values())[:-2])
    assert changed["all but hidden stretches"] == one_by_one
