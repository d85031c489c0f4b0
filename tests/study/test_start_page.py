import pytest

from course_utils.study.progress import Chapter, record, write_chapters
from course_utils.study.start_page import start_page, write_start_page


@pytest.fixture
def workspace(tmp_path):
    write_chapters(tmp_path, [Chapter("01_x.ipynb", "One", "an x", 45, {"f": 2, "g": 3, "h": 5})])
    return tmp_path


def test_it_offers_both_editions(workspace):
    page = start_page(workspace)
    assert "[do it yourself](01_x.ipynb)" in page
    assert "[read it worked out](../notebooks/01_x.ipynb)" in page
    assert "| **01** One | an x | 45&nbsp;min |" in page


def test_it_shows_the_points(workspace):
    record(workspace, "f", 2)
    record(workspace, "g", 1)
    page = start_page(workspace)
    assert "■■■□□□□□□□ 3&nbsp;of&nbsp;10" in page
    assert "| `f` | 2 of 2 | ✓ done |" in page
    assert "| `g` | 1 of 3 | ✗ not yet right |" in page
    assert "| `h` | 0 of 5 |  |" in page


def test_it_is_written_anew_but_never_over_an_edited_one(workspace):
    write_start_page(workspace)
    record(workspace, "f", 2)
    write_start_page(workspace)
    page = workspace / "START.md"
    assert "2&nbsp;of&nbsp;10" in page.read_text("utf-8")
    page.write_text("my notes", "utf-8")
    write_start_page(workspace)
    assert page.read_text("utf-8") == "my notes"
