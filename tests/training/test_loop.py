import numpy as np
import pytest

from course_utils.training.loop import adam_with_warmup


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
