import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_utils.classroom.editions.student_edition import build_workspace
from course_utils.study.progress import read_chapters, record
from tests.classroom.editions.test_exercises import MODULE

NAME = "01_chapter.ipynb"


@pytest.fixture
def repository(tmp_path):
    package = tmp_path / "course_utils" / "chapter"
    package.mkdir(parents=True)
    (package / "data.py").write_text(MODULE, "utf-8")
    write_source(tmp_path, "double(4)")
    return tmp_path


def write_source(repository, last_cell):
    shown = new_output("stream", text="8\n")
    cells = [
        new_markdown_cell("# A chapter\n\nText.", id="a"),
        new_code_cell("from course_utils.chapter.data import double", id="b"),
        new_code_cell(last_cell, id="c", outputs=[shown], execution_count=2),
    ]
    book = new_notebook(cells=cells, metadata={"course": {"builds": "a double", "minutes": 9}})
    (repository / "notebooks").mkdir(exist_ok=True)
    nbformat.write(book, repository / "notebooks" / NAME)


def read(repository, name=NAME):
    return nbformat.read(repository / "workspace" / name, as_version=4)


def edit(repository, text, name=NAME):
    book = read(repository, name)
    book.cells[1].source = text
    nbformat.write(book, repository / "workspace" / name)


def test_imports_become_stubs_and_outputs_go(repository):
    assert build_workspace(repository) == [f"wrote workspace/{NAME}"]
    cells = read(repository).cells
    assert "raise NotImplementedError()" in cells[1].source
    assert "number + number" not in cells[1].source
    assert cells[2].outputs == []
    assert cells[2].execution_count is None


def test_the_source_is_left_alone(repository):
    before = (repository / "notebooks" / NAME).read_bytes()
    build_workspace(repository)
    assert (repository / "notebooks" / NAME).read_bytes() == before


def test_the_start_page_knows_the_chapter(repository):
    build_workspace(repository)
    (chapter,) = read_chapters(repository / "workspace")
    assert (chapter.title, chapter.builds, chapter.minutes) == ("A chapter", "a double", 9)
    assert chapter.exercises == {"double": 2}
    assert "a double" in (repository / "workspace" / "START.md").read_text("utf-8")


def test_a_second_build_says_and_changes_nothing(repository):
    build_workspace(repository)
    before = (repository / "workspace" / NAME).stat().st_mtime_ns
    assert build_workspace(repository) == []
    assert (repository / "workspace" / NAME).stat().st_mtime_ns == before


def test_an_untouched_file_follows_the_source(repository):
    build_workspace(repository)
    write_source(repository, "double(5)")
    assert build_workspace(repository) == [f"wrote workspace/{NAME}"]
    assert read(repository).cells[2].source == "double(5)"


def test_a_file_that_was_only_opened_follows_the_source(repository):
    build_workspace(repository)
    book = read(repository)
    book.metadata["language_info"] = {"name": "python", "version": "3.12.1"}
    nbformat.write(book, repository / "workspace" / NAME)
    write_source(repository, "double(5)")
    assert build_workspace(repository) == [f"wrote workspace/{NAME}"]


def test_a_file_that_was_run_is_the_students(repository):
    build_workspace(repository)
    book = read(repository)
    book.cells[2].outputs = [new_output("stream", text="mine\n")]
    nbformat.write(book, repository / "workspace" / NAME)
    write_source(repository, "double(5)")
    build_workspace(repository)
    assert read(repository).cells[2].outputs[0].text == "mine\n"


@pytest.mark.parametrize("text", ["", "my notes", "{}", '{"cells": 3}'])
def test_a_file_that_is_no_notebook_any_more_is_the_students(repository, text):
    build_workspace(repository)
    (repository / "workspace" / NAME).write_text(text, "utf-8")
    write_source(repository, "double(5)")
    build_workspace(repository)
    assert (repository / "workspace" / NAME).read_text("utf-8") == text


def test_a_changed_file_stays_when_the_source_does(repository):
    build_workspace(repository)
    edit(repository, "def double(number): return 7")
    assert build_workspace(repository) == []
    assert read(repository).cells[1].source == "def double(number): return 7"


def test_a_changed_file_gets_the_new_edition_beside_it(repository):
    build_workspace(repository)
    edit(repository, "mine")
    write_source(repository, "double(5)")
    (told,) = build_workspace(repository)
    assert "01_chapter.new.ipynb" in told
    assert read(repository).cells[1].source == "mine"
    assert read(repository, "01_chapter.new.ipynb").cells[2].source == "double(5)"
    assert build_workspace(repository) == []


def test_a_changed_new_edition_is_the_student_s_too(repository):
    build_workspace(repository)
    edit(repository, "mine")
    write_source(repository, "double(5)")
    build_workspace(repository)
    edit(repository, "mine too", "01_chapter.new.ipynb")
    write_source(repository, "double(6)")
    (told,) = build_workspace(repository)
    assert "01_chapter.new-2.ipynb" in told
    assert read(repository, "01_chapter.new.ipynb").cells[1].source == "mine too"


def test_with_its_record_lost_every_file_counts_as_changed(repository):
    build_workspace(repository)
    edit(repository, "mine")
    (repository / "workspace" / ".course" / "built.json").write_text("{", "utf-8")
    build_workspace(repository)
    assert read(repository).cells[1].source == "mine"


def test_a_deleted_file_comes_back(repository):
    build_workspace(repository)
    (repository / "workspace" / NAME).unlink()
    build_workspace(repository)
    assert "NotImplementedError" in read(repository).cells[1].source


def test_points_outlive_a_build(repository):
    build_workspace(repository)
    record(repository / "workspace", "double", 2)
    write_source(repository, "double(5)")
    build_workspace(repository)
    assert "2 of 2" in (repository / "workspace" / "START.md").read_text("utf-8")


def test_a_notebook_says_what_it_builds(repository):
    nbformat.write(new_notebook(), repository / "notebooks" / "02_bare.ipynb")
    with pytest.raises(ValueError, match=r"02_bare\.ipynb"):
        build_workspace(repository)


def test_no_notebook_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="no notebook"):
        build_workspace(tmp_path)
