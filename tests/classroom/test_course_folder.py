import shutil
import stat
import subprocess

import nbformat
import pytest

from course_utils.classroom.course_folder import (
    git_tracks,
    make_course,
    open_course,
    open_gradebook,
    read_secret,
    release,
    renew,
)
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


@pytest.fixture(scope="module")
def in_clone(tmp_path_factory):
    """Another class, in a folder of a git repository."""
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "init")
    make_course(repository(), clone / "class", "c")
    return clone / "class"


def test_the_secret_is_its_owners_alone_and_differs(course, in_clone):
    assert stat.S_IMODE((course / "class_secret").stat().st_mode) == 0o600
    assert read_secret(course) != read_secret(in_clone)


def test_no_file_that_git_would_track(in_clone):
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    found = subprocess.run(status, cwd=in_clone, capture_output=True, text=True, check=True)
    assert found.stdout == ""


def test_a_secret_that_git_tracks_is_refused(in_clone, tmp_path):
    tracked = tmp_path / "class"
    tracked.mkdir()
    shutil.copy(in_clone / "class_secret", tracked)
    assert read_secret(tracked)
    git(tmp_path, "init")
    git(tmp_path, "add", "class/class_secret")
    assert git_tracks(tracked / "class_secret")
    with pytest.raises(ValueError, match="whoever has the repository knows"):
        read_secret(tracked)


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


NAME = "01_wavenet_data"


@pytest.fixture
def older(course, tmp_path):
    """A class of another version: one module has another name in it, and a cell another id."""
    folder = tmp_path / "older"
    shutil.copytree(course, folder)
    place = folder / "source" / NAME / f"{NAME}.ipynb"
    source = nbformat.read(place, as_version=4)
    source.cells[0].metadata.nbgrader.grade_id = "given_before"
    marks = dict(source.cells[0].metadata.nbgrader, grade_id="given_import")
    cell = nbformat.v4.new_code_cell(
        "from course_utils.before import x", metadata={"nbgrader": marks}
    )
    nbformat.write(source, place)
    release(folder, [NAME])
    source.cells.insert(1, cell)
    nbformat.write(source, place)
    return folder


def test_an_assignment_of_another_version_is_not_handed_out(older):
    with pytest.raises(ValueError, match=r"import course_utils\.before, which .* classroom renew"):
        release(older, [NAME])


def test_renewing_keeps_submissions_and_grades(older):
    with open_gradebook(open_course(older)) as gradebook:
        gradebook.add_student("ann")
        gradebook.add_submission(NAME, "ann")
        gradebook.find_grade("check_to_mono", NAME, NAME, "ann").manual_score = 3
        gradebook.db.commit()
    text = (older / "source" / NAME / f"{NAME}.ipynb").read_text("utf-8")
    secret = read_secret(older)
    assert renew(older, repository()) == [NAME]
    assert renew(older, repository()) == []
    assert (older / "older" / f"{NAME}.ipynb").read_text("utf-8") == text
    assert read_secret(older) == secret
    assert "given_before" not in (older / "release" / NAME / f"{NAME}.ipynb").read_text("utf-8")
    with open_gradebook(open_course(older)) as gradebook:
        assert gradebook.find_grade("check_to_mono", NAME, NAME, "ann").score == 3
        cells = {cell.name for cell in gradebook.find_notebook(NAME, NAME).source_cells}
        assert "given_before" not in cells


def test_other_exercises_than_those_graded_are_not_renewed(older):
    with open_gradebook(open_course(older)) as gradebook:
        gradebook.add_student("ann")
        gradebook.add_submission(NAME, "ann")
        gradebook.add_grade_cell("check_more", NAME, NAME, max_score=1, cell_type="code")
    before = (older / "source" / NAME / f"{NAME}.ipynb").read_text("utf-8")
    with pytest.raises(ValueError, match="other exercises"):
        renew(older, repository())
    assert (older / "source" / NAME / f"{NAME}.ipynb").read_text("utf-8") == before
