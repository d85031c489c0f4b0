"""Collect, grade, grade again, feedback: killed at 20 moments, nothing is lost or halved."""

import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing, suppress

import nbformat
import pytest
from nbgrader.exchange.default import ExchangeCollect

from course_utils.classroom.course_folder import open_course, read_config
from course_utils.classroom.exchange import AtomicCollect
from course_utils.classroom.grading import workers as worker_processes
from course_utils.classroom.submissions import read_tree
from tests.classroom.grading.small_course import (
    grade,
    make_course,
    notebook,
    points,
    threads,
    write,
)

KILLS = 20
STUDENTS = ("anna", "bert")


def hand_in(course, version):
    """Everyone hands in anew, for another number of points; with it a picture of 1 MB."""
    for number, student in enumerate(STUDENTS):
        time_of_it = f"2026-11-01 10:{version:02}:00 UTC"
        folder = course / "exchange" / "class" / "inbound" / f"{student}+first+{time_of_it}+x"
        write(folder / "book.ipynb", notebook(f"points {(version + number) % 4}"))
        write(folder / "picture.svg", "x" * 10**6)
        write(folder / "timestamp.txt", time_of_it)


def collect(course, kind=AtomicCollect):
    settings, config = open_course(course), read_config(course)
    settings.assignment_id = "first"
    kind(coursedir=settings, config=config, update=True, check_owner=False).start()


def round_of_work(course):
    collect(course)
    grade(course)
    grade(course, "--again")


def in_a_process(work, *arguments, kill_after=None):
    """Runs something in a copy of this process, and kills it if it still runs by then."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            work(*arguments)
            os._exit(0)
        os._exit(1)
    started = time.monotonic()
    while kill_after is not None and time.monotonic() - started < kill_after:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.005)
    if kill_after is not None:
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def versions_of(course, student):
    """What the student has handed in, each version as its files."""
    inbound = course / "exchange" / "class" / "inbound"
    return [read_tree(folder) for folder in inbound.glob(f"{student}+*")]


def assert_whole(course):
    for student in STUDENTS:
        collected = course / "submitted" / student / "first"
        if collected.exists():
            assert read_tree(collected) in versions_of(course, student)
        for step in ("autograded", "feedback"):
            for path in (course / step / student / "first").glob("[!.]*"):
                text = path.read_text()
                if path.suffix == ".ipynb":
                    nbformat.reads(text, as_version=4)
                assert path.suffix != ".html" or text.rstrip().endswith("</html>")
    with closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        assert gradebook.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (incomplete,) = gradebook.execute(
            "SELECT COUNT(*) FROM submitted_notebook WHERE NOT EXISTS (SELECT * FROM grade WHERE "
            "grade.notebook_id = submitted_notebook.id AND grade.auto_score IS NOT NULL)"
        ).fetchone()
        assert incomplete == 0


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr(worker_processes, "local_workers", threads)
    course = make_course(tmp_path, {})
    hand_in(course, 0)
    return course


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_killed_in_each_twentieth_of_its_time_it_goes_on(course):
    round_of_work(course)  # what it loads and compiles serves all copies of this process
    started = time.monotonic()
    assert in_a_process(round_of_work, course) == 0
    usual = time.monotonic() - started
    rng = random.Random(0)
    for version in range(1, KILLS + 1):
        hand_in(course, version)
        kill_after = usual * (version - rng.random()) / KILLS
        started = time.monotonic()
        if in_a_process(round_of_work, course, kill_after=kill_after) == 0:
            usual = time.monotonic() - started  # the machine has become less busy
        assert_whole(course)
    assert in_a_process(round_of_work, course) == 0
    assert_whole(course)
    assert points(course) == {s: (KILLS + n) % 4 for n, s in enumerate(STUDENTS)}
    for student in STUDENTS:
        assert len(versions_of(course, student)) == KILLS + 1
        assert sorted(read_tree(course / "autograded" / student)) == [
            "first/book.ipynb",
            "first/picture.svg",
            "first/timestamp.txt",
        ]


def test_a_stopped_collect_leaves_no_half(course, monkeypatch):
    def stops(self, src, dest, log=None):
        write(course / dest / "timestamp.txt", "2026-11-01 10:00:00 UTC")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ExchangeCollect, "do_copy", stops)
        with pytest.raises(KeyboardInterrupt):
            collect(course)
    assert not (course / "submitted" / "anna" / "first").exists()
    collect(course)
    assert_whole(course)
    assert (course / "submitted" / "anna" / "first").is_dir()
