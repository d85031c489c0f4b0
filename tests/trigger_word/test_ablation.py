from itertools import pairwise

import pytest

from course_utils.folders import data_folder
from course_utils.trigger_word import ablation, examples
from course_utils.trigger_word.ablation import voice_trials
from course_utils.trigger_word.augmentation.augmentation import PLAIN, Augmentation
from course_utils.trigger_word.clips import SAMPLE_RATE
from course_utils.trigger_word.model import DetectorTrainingSettings
from tests.trigger_word import tiny_detector
from tests.trigger_word.clips_for_tests import small_clips


def test_one_thing_more_each_time_at_last_all():
    stages = [trial.augmentation for trial in ablation.augmentation_trials(small_clips())]
    assert stages[0] == PLAIN
    assert stages[-1] == Augmentation()
    assert all(one != other for one, other in pairwise(stages))


def test_each_row_is_a_trial_from_the_same_weights(monkeypatch):
    trained = []

    def train(model, maker, settings):
        trained.append((maker.augmentation, model.get_weights()[0].sum()))

    monkeypatch.setattr(ablation, "train_detector", train)
    monkeypatch.setattr(examples, "N_ROOMS", 1)
    clips = small_clips(SAMPLE_RATE)
    trials = ablation.augmentation_trials(clips)
    settings = DetectorTrainingSettings()
    rows = ablation.compare(trials, clips, tiny_detector.CONFIG, settings, n_test=3)
    assert [augmentation for augmentation, _ in trained] == [t.augmentation for t in trials]
    assert len({first_weights for _, first_weights in trained}) == 1
    assert [row["name"] for row in rows] == list(ablation.STAGES)
    for row in rows:
        f1, low, high = row["f1"]
        assert 0 <= low <= f1 <= high <= 1
        assert 0 <= row["missed"] <= 1


def test_dropouts_take_the_place_of_the_networks(monkeypatch):
    hidden = []

    def train(model, maker, settings):
        assert maker.augmentation == Augmentation()
        hidden.append({layer.rate for layer in model.layers if hasattr(layer, "rate")})

    monkeypatch.setattr(ablation, "train_detector", train)
    monkeypatch.setattr(examples, "N_ROOMS", 1)
    clips = small_clips(SAMPLE_RATE)
    trials = ablation.dropout_trials(clips, (0.2, 0.85))
    rows = ablation.compare(
        trials, clips, tiny_detector.CONFIG, DetectorTrainingSettings(), n_test=3
    )
    assert hidden == [{0.2}, {0.85}]
    assert [row["name"] for row in rows] == ["dropout 0.2", "dropout 0.85"]


@pytest.fixture(scope="module")
def sets():
    return [trial.train for trial in voice_trials(data_folder("trigger_word"))]


def test_the_kinds_have_as_many_clips(sets):
    formant, recorded, network, two, three = sets
    for clips in (formant, recorded, network):
        assert len(clips.activates) == 10
        assert len(clips.negatives) == len(formant.negatives) > 10
    assert (len(two.activates), len(three.activates)) == (20, 30)


def test_no_clip_is_of_two_kinds_and_backgrounds_are_the_same(sets):
    *_, three = sets
    for clips in (three.activates, three.negatives):
        assert len(set(map(id, clips))) == len(clips)
    assert {id(clips.backgrounds) for clips in sets} == {id(three.backgrounds)}


def test_a_folder_without_formant_voices_is_refused(tmp_path):
    for split in ("train", "dev"):
        (tmp_path / split).symlink_to(data_folder("trigger_word") / "train")
    with pytest.raises(ValueError, match="no usable clips"):
        voice_trials(tmp_path)
