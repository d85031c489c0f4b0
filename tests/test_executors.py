"""A cluster of two Dask workers on this machine, one of which dies while it works."""

import itertools
import os
import signal
import time

import numpy as np
import pytest

from course_utils.executors import cluster_at
from course_utils.trigger_word.example_stream import example_stream

distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
N_EXAMPLES = 40


class SlowMaker:
    """Makes examples that take a while, out of something large."""

    def __init__(self):
        self.clips = np.arange(1_000_000, dtype=np.float32)

    def __call__(self, number):
        time.sleep(0.05)
        rng = np.random.default_rng(number)
        return rng.normal(size=3) + self.clips[number], np.array([number])


@pytest.fixture(scope="module")
def address():
    options = {"processes": True, "dashboard_address": None, "silence_logs": 50}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, **options) as cluster:
        yield cluster.scheduler_address


def test_no_example_is_lost_or_made_into_two_when_a_worker_dies(address):
    make = SlowMaker()
    with cluster_at(address) as executor:
        assert executor.jobs == 2
        workers = distributed.get_client().run(os.getpid)
        with example_stream(make, range(N_EXAMPLES), executor) as examples:
            given = list(itertools.islice(examples, N_EXAMPLES // 2))
            os.kill(next(iter(workers.values())), signal.SIGKILL)
            given += examples
    assert [int(number[0]) for _, number in given] == list(range(N_EXAMPLES))
    assert all(np.array_equal(given[i][0], make(i)[0]) for i in range(N_EXAMPLES))


def test_what_tasks_share_is_sent_once(address):
    with cluster_at(address) as executor:
        shared = executor.share(np.arange(5))
        assert [int(executor.submit(np.sum, shared).result()) for _ in range(3)] == [10, 10, 10]


def fails(number):
    raise RuntimeError(f"at {number}")


def test_a_tasks_error_arrives(address):
    with (
        cluster_at(address) as executor,
        example_stream(fails, [3], executor) as examples,
        pytest.raises(RuntimeError, match="at 3"),
    ):
        next(examples)


def test_without_an_address_there_is_no_cluster():
    with cluster_at(None) as executor:
        assert executor is None


def test_nobody_answers():
    with (
        pytest.raises(ValueError, match="no Dask scheduler answers at nonsense://"),
        cluster_at("nonsense://127.0.0.1:1"),
    ):
        pass
