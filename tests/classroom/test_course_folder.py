import stat
import subprocess

import pytest

from course_utils.classroom.course_folder import git_tracks, make_course, read_secret
from course_utils.folders import repository

pytest.importorskip("nbgrader")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("classes") / "autumn"
    make_course(repository(), folder, "autumn")
    return folder


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_each_notebook_is_an_assignment(course):
    from nbgrader.api import Gradebook

    names = {path.stem for path in (repository() / "notebooks").glob("*.ipynb")}
    assert {path.stem for path in course.glob("source/*/*.ipynb")} == names
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "autumn") as gradebook:
        assert {assignment.name for assignment in gradebook.assignments} == names


def test_the_secret_is_its_owners_alone_and_differs(course, tmp_path):
    assert stat.S_IMODE((course / "class_secret").stat().st_mode) == 0o600
    make_course(repository(), tmp_path / "spring", "spring")
    assert read_secret(course) != read_secret(tmp_path / "spring")


def test_no_file_that_git_would_track(course, tmp_path):
    git(tmp_path, "init")
    make_course(repository(), tmp_path / "class", "c")
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    found = subprocess.run(status, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout == ""


def test_a_secret_that_git_tracks_is_refused(tmp_path):
    git(tmp_path, "init")
    make_course(repository(), tmp_path / "class", "c")
    assert read_secret(tmp_path / "class")
    git(tmp_path, "add", "--force", "class/class_secret")
    assert git_tracks(tmp_path / "class" / "class_secret")
    with pytest.raises(ValueError, match="whoever has the repository knows"):
        read_secret(tmp_path / "class")


def test_a_damaged_secret_is_refused(tmp_path):
    (tmp_path / "class_secret").write_text("0\n")
    with pytest.raises(ValueError, match="does not hold the secret"):
        read_secret(tmp_path)


def test_nothing_is_written_over(course):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    with pytest.raises(ValueError, match="holds something already"):
        make_course(repository(), course, "autumn")
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["", "two words", "../up", "a/b", "-rf"])
def test_bad_class_names(tmp_path, name):
    with pytest.raises(ValueError, match="a class name is"):
        make_course(repository(), tmp_path / "new", name)
    assert not (tmp_path / "new").exists()


def test_after_a_failure_nothing_is_left(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01.ipynb").write_text("no notebook")
    with pytest.raises(ValueError, match="JSON"):
        make_course(tmp_path, tmp_path / "classes" / "a", "a")
    assert list((tmp_path / "classes").iterdir()) == []
