import pytest

from course_utils.folders import data_folder
from course_utils.trigger_word.ablation import voice_trials


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
