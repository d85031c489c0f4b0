"""Feedback through nbgrader's exchange: those whom it cannot reach keep it from nobody else."""

import logging

import pytest

pytest.importorskip("nbgrader")
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeReleaseFeedback
from traitlets.config import Config

from course_utils.classroom.exchange import ReleaseFeedback
from course_utils.classroom.submissions import write_tree

BESIDE = {"timestamp.txt": b"2026-11-20 10:00:00 UTC", "submission_secret.txt": b"r-1"}


@pytest.fixture
def release(tmp_path):
    """Releases the feedback of ann, bob, cid and dan; only ann's and cid's came by the exchange."""
    page = {"first.html": b"<p>feedback"}
    for student, beside in {"ann": BESIDE, "bob": {}, "cid": BESIDE, "dan": {}}.items():
        secret = {name: content + student.encode() for name, content in beside.items()}
        write_tree(tmp_path / "class" / "feedback" / student / "first", page | secret)
    config = Config()
    config.Exchange.root = str(tmp_path / "exchange")

    def run(kind, **options):
        course = CourseDirectory(
            root=str(tmp_path / "class"), course_id="autumn", assignment_id="first", **options
        )
        (tmp_path / "exchange" / "autumn").mkdir(parents=True, exist_ok=True)
        exchange = kind(coursedir=course, config=config, log=logging.getLogger("exchange"))
        exchange.start()
        return len(list((tmp_path / "exchange" / "autumn" / "feedback").glob("*.html")))

    return run


def test_everyone_who_handed_in_by_the_exchange_gets_it(release, caplog):
    assert release(ReleaseFeedback) == 2
    assert [record.args for record in caplog.records if record.levelname == "WARNING"] == [
        ("bob",),
        ("dan",),
    ]


def test_whom_a_teacher_leaves_out_stays_left_out(release):
    assert release(ReleaseFeedback, student_id_exclude="ann") == 1


def test_one_student_can_be_named(release):
    assert release(ReleaseFeedback, student_id="cid") == 1


def test_nbgraders_own_stops(release):
    with pytest.raises(FileNotFoundError):
        release(ExchangeReleaseFeedback)
