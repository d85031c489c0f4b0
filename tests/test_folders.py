import re
from pathlib import Path

import pytest

from course_utils.folders import data_folder, repository

ROOT = Path(__file__).parent.parent


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of its own, chosen by COURSE_HOME."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    return tmp_path


def test_the_repository_is_the_folder_around_course_utils(monkeypatch):
    monkeypatch.delenv("COURSE_HOME", raising=False)
    assert repository() == ROOT.resolve()


def test_course_home_comes_first(course):
    assert repository() == course.resolve()


def test_course_home_may_start_with_a_tilde(course, monkeypatch):
    monkeypatch.setenv("HOME", str(course.parent))
    monkeypatch.setenv("USERPROFILE", str(course.parent))
    monkeypatch.setenv("COURSE_HOME", f"~/{course.name}")
    assert repository() == course.resolve()


def test_a_wrong_course_home_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=f"COURSE_HOME names {re.escape(str(tmp_path))}"):
        repository()


def test_a_chapters_data_folder(course):
    (course / "data" / "wavenet").mkdir(parents=True)
    assert data_folder("wavenet") == course.resolve() / "data" / "wavenet"


def test_a_missing_chapter_says_which_there_are(course):
    (course / "data" / "wavenet").mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match=r"vawenet does not exist.*holds: wavenet"):
        data_folder("vawenet")


def test_missing_data_says_so(course):
    with pytest.raises(FileNotFoundError, match="holds: nothing"):
        data_folder("wavenet")
