import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from course_utils.training.prefetch import in_order, prefetch


def test_results_come_in_order_and_at_most_so_many_are_pending():
    submitted = []

    class Executor(ThreadPoolExecutor):
        def submit(self, function, number):
            submitted.append(number)
            return super().submit(function, number)

    with Executor(2) as executor:
        results = in_order(lambda n: executor.submit(abs, n), itertools.count(), ahead=4)
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        assert max(submitted) == 5


def test_an_error_arrives_at_its_turn():
    with prefetch(lambda n: 1 / (n - 2), range(5)) as results:
        assert [next(results) for _ in range(2)] == [-0.5, -1.0]
        with pytest.raises(ZeroDivisionError):
            next(results)
