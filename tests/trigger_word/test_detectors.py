import numpy as np
import pytest

from course_utils.audio.front_end import FrontEnd
from course_utils.trigger_word.detectors import CONFIGS, EmbeddingConfig, GruConfig


def test_the_exercise_answers_1375_times_in_ten_seconds():
    config = GruConfig()
    assert config.front_end.n_frames(441_000) == 5511
    assert config.n_steps(441_000) == 1375
    assert config.step_ms == pytest.approx(10_000 / 1375, rel=0.003)
    assert config.first_ms == pytest.approx(1000 * (14 * 80 + 200) / 44_100)


def test_step_0_of_padded_probabilities_is_at_time_0():
    config = CONFIGS["small"]
    padded = config.from_time_0(np.ones(3))
    assert padded[:-3].any() == 0
    assert (len(padded) - 3) * config.step_ms == pytest.approx(
        config.first_ms, abs=config.step_ms / 2
    )


@pytest.mark.parametrize("name", CONFIGS)
def test_an_answer_is_known_as_soon_as_its_sound_is(name):
    config = CONFIGS[name]
    needed = round(config.first_ms * config.front_end.sample_rate / 1000)
    assert [config.n_steps(n) for n in (0, needed - 1, needed)] == [0, 0, 1]
    step = round(config.step_ms * config.front_end.sample_rate / 1000)
    assert [config.n_steps(needed + 9 * step - late) for late in (0, 1)] == [10, 9]


def test_sizes_are_what_the_network_is_built_with():
    assert GruConfig(FrontEnd(), units=7).sizes == {
        "kernel_size": 15,
        "strides": 4,
        "filters": 196,
        "units": 7,
        "dropout": 0.2,
    }
    assert EmbeddingConfig(kernel_size=4).sizes == {
        "kernel_size": 4,
        "strides": 1,
        "filters": 128,
        "dropout": 0.6,
    }
