"""Grading on a Dask cluster of two workers on this machine."""

import multiprocessing

import pytest

from course_utils import executors
from course_utils.classroom.grading import workers as worker_cluster
from tests.classroom.grading.small_course import grade, make_course, points

distributed = pytest.importorskip("distributed", reason="needs the extra cluster (Dask)")


@pytest.fixture(scope="module")
def address():
    """Of a scheduler with two workers, each a process with one thread."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address
    assert multiprocessing.active_children() == []


def test_two_workers_grade_a_class(address, tmp_path):
    answers = {f"student{i}": f"points {i % 4}" for i in range(6)} | {"full": "full"}
    course = make_course(tmp_path, answers)
    assert grade(course, "--address", address) == 3
    assert points(course) == {f"student{i}": i % 4 for i in range(6)}
    assert (course / "feedback" / "student0" / "first" / "book.html").is_file()


def test_workers_with_another_version_are_refused(monkeypatch):
    monkeypatch.setattr(worker_cluster, "code_digest", lambda: "another")
    with pytest.raises(ValueError, match="not the same version"):
        worker_cluster._require_this_course({"tcp://worker": "this"})


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(executors, "CONNECT_TIMEOUT_S", 1)
    with (
        pytest.raises(ValueError, match="no Dask scheduler answers at tcp:"),
        worker_cluster.cluster_workers("tcp://127.0.0.1:9"),
    ):
        pass
