import numpy as np
import pytest

from course_utils.metrics.confidence_intervals import (
    bootstrap_interval,
    percentile_interval,
    proportion_interval,
    rate_interval,
)


def test_intervals_are_those_of_the_tables():
    assert proportion_interval(0, 10) == pytest.approx((0, 0, 0.2775), abs=1e-4)
    assert proportion_interval(15, 15) == pytest.approx((1, 0.7961, 1), abs=1e-4)
    assert rate_interval(0, 1) == pytest.approx((0, 0, 3.6889), abs=1e-4)
    assert rate_interval(3, 2) == pytest.approx((1.5, 0.3093, 4.3836), abs=1e-4)
    with pytest.raises(ValueError, match="at least one trial"):
        proportion_interval(0, 0)
    with pytest.raises(ValueError, match="exposure"):
        rate_interval(1, 0)


def test_a_bootstrap_of_equal_clips_has_no_width():
    def share(counts):
        return counts[..., 0] / counts[..., 1]

    assert bootstrap_interval(share, [(1, 2)] * 5) == (0.5, 0.5, 0.5)
    wide = bootstrap_interval(share, [(1, 1), (0, 1)] * 50)
    assert wide == pytest.approx((0.5, 0.4, 0.6), abs=0.02)


def test_resampled_figures_lie_between_the_bounds():
    found = percentile_interval(3, np.arange(101), 0.9)
    assert found == pytest.approx((3, 5, 95))
    assert str(found) == "3.000 (5.000-95.000)"
    for confidence in (0, 1, 95):
        with pytest.raises(ValueError, match=f"confidence is between 0 and 1, got {confidence}"):
            percentile_interval(3, [1, 2], confidence)
