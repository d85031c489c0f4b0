"""The students' `course test`."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.classroom.editions.student_files import test as students_test
from course_utils.study.progress import Chapter, points_of, write_chapters


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("import numpy as np\nprint(np.pi)", "import numpy as np"),
        ("from math import pi", "from math import pi"),
        ("def f(x):\n    return x\nf(3)", "def f(x):\n    return x"),
        ("class A:\n    x = 1\na = A()", "class A:\n    x = 1"),
        ("mu = 255\nmodel = train()", "mu = 255"),
        ("%timeit f(3)", ""),
        ("model.fit()", ""),
    ],
)
def test_only_definitions_of_a_cell_are_run(cell, kept):
    assert students_test.definitions(cell) == kept


@pytest.mark.usefixtures("ipython")
def test_every_function_is_tried_and_counted(tmp_path, monkeypatch, capsys):
    workspace = tmp_path / "workspace"
    write_chapters(workspace, [Chapter("01_x.ipynb", "One", "an x", 9, {"shift_by_one": 2})])
    cells = [
        new_code_cell("def shift_by_one(s):\n    return s[:-1], s[1:]"),
        new_code_cell("1 / 0"),
    ]
    nbformat.write(new_notebook(cells=cells), workspace / "01_x.ipynb")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert students_test.run(None) == 0
    assert "2 of 2 points" in capsys.readouterr().out
    assert points_of(workspace, "shift_by_one") == 2


def test_without_a_workspace_it_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    with pytest.raises(ValueError, match="make lab"):
        students_test.run(None)
