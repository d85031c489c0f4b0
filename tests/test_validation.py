import math

import pytest

from course_utils.validation import require_at_least, require_positive


def test_what_makes_sense_passes():
    require_at_least(1, epochs=1, steps=7)
    require_positive(learning_rate=1e-9)


@pytest.mark.parametrize("value", [0, -3])
def test_too_little_is_named(value):
    with pytest.raises(ValueError, match=f"steps is at least 1, got {value}"):
        require_at_least(1, epochs=2, steps=value)


@pytest.mark.parametrize("value", [0.0, -1.0, math.inf, math.nan])
def test_what_is_not_positive_is_named(value):
    with pytest.raises(ValueError, match=f"learning_rate is above 0, got {value}"):
        require_positive(learning_rate=value)
