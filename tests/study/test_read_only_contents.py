import asyncio

import nbformat
import pytest
from tornado.web import HTTPError

from course_utils.study.read_only_contents import CourseContentsManager, is_worked_out


@pytest.fixture
def manager(tmp_path):
    for folder in ("notebooks", "workspace"):
        (tmp_path / folder).mkdir()
        nbformat.write(nbformat.v4.new_notebook(), tmp_path / folder / "01.ipynb")
    return CourseContentsManager(root_dir=str(tmp_path))


def test_worked_out_notebooks_are_read_only_and_the_students_are_not(manager):
    assert asyncio.run(manager.get("notebooks/01.ipynb"))["writable"] is False
    assert asyncio.run(manager.get("workspace/01.ipynb"))["writable"] is True


def test_saving_a_worked_out_notebook_is_refused(manager, tmp_path):
    before = (tmp_path / "notebooks" / "01.ipynb").read_bytes()
    model = asyncio.run(manager.get("notebooks/01.ipynb"))
    with pytest.raises(HTTPError, match="workspace"):
        asyncio.run(manager.save(model, "/notebooks/01.ipynb"))
    assert (tmp_path / "notebooks" / "01.ipynb").read_bytes() == before


def test_the_students_notebook_is_saved(manager, tmp_path):
    model = asyncio.run(manager.get("workspace/01.ipynb"))
    model["content"]["cells"] = [nbformat.v4.new_code_cell("mine")]
    asyncio.run(manager.save(model, "workspace/01.ipynb"))
    assert "mine" in (tmp_path / "workspace" / "01.ipynb").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "expected"),
    [("notebooks/01.ipynb", True), ("/notebooks/x/y", True), ("workspace/notebooks", False)],
)
def test_only_the_folder_notebooks_is_meant(path, expected):
    assert is_worked_out(path) is expected
