from course_utils.trigger_word import ablation
from course_utils.trigger_word.augmentation import PLAIN, Augmentation
from course_utils.trigger_word.clip_sets import ClipSets
from course_utils.trigger_word.clips import SAMPLE_RATE
from course_utils.trigger_word.training import DetectorTrainingSettings
from tests.trigger_word import tiny_detector
from tests.trigger_word.clips_for_tests import small_clips


def test_one_thing_more_each_time_at_last_all():
    (_, first), *others = ablation.augmentations()
    assert first == PLAIN
    assert others[-1][1] == Augmentation()
    before = first
    for _, current in others:
        assert current != before
        before = current


def test_each_row_is_trained_with_its_own_augmentation(monkeypatch):
    trained = []

    def train(model, maker, settings):
        trained.append((maker.augmentation, model.get_weights()[0].sum()))

    monkeypatch.setattr(ablation, "train_detector", train)
    monkeypatch.setattr(ablation, "N_ROOMS", 1)
    clips = small_clips(SAMPLE_RATE)
    sets = ClipSets(clips, clips, clips)
    rows = ablation.ablation(sets, tiny_detector.CONFIG, DetectorTrainingSettings(), n_test=3)
    assert [augmentation for augmentation, _ in trained] == [a for _, a in ablation.augmentations()]
    assert len({first_weights for _, first_weights in trained}) == 1
    assert [row["name"] for row in rows] == list(ablation.STAGES)
    for row in rows:
        f1, low, high = row["f1"]
        assert 0 <= low <= f1 <= high <= 1
        assert 0 <= row["missed"] <= 1
