import pytest

from course_utils.folders import data_folder
from course_utils.trigger_word.voice_kinds import voice_trials


@pytest.fixture(scope="module")
def trials():
    return voice_trials(data_folder("trigger_word"))


def test_both_kinds_have_as_many_clips(trials):
    formant, recorded, both = (trial.train for trial in trials)
    assert len(formant.activates) == len(recorded.activates) == 10
    assert len(both.activates) == 20
    assert len(formant.negatives) == len(recorded.negatives) > 10


def test_no_clip_is_of_both_kinds_and_backgrounds_are_the_same(trials):
    formant, recorded, _ = (trial.train for trial in trials)
    assert not set(map(id, formant.activates)) & set(map(id, recorded.activates))
    assert len(set(map(id, recorded.activates))) == len(recorded.activates)
    assert formant.backgrounds == recorded.backgrounds


def test_a_folder_without_formant_voices_is_refused(tmp_path):
    for split in ("train", "dev"):
        (tmp_path / split).symlink_to(data_folder("trigger_word") / "train")
    with pytest.raises(ValueError, match="no usable clips"):
        voice_trials(tmp_path)
