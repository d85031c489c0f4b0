import math
from textwrap import dedent

import numpy as np
import pytest

from course_utils.study.student_functions import (
    function_file,
    keep_function,
    kept_function,
    source_of,
)


@pytest.fixture
def notebook(ipython):
    """Runs cells as a notebook does; gives what they have defined."""
    shell = ipython.instance()

    def run(*cells):
        shell.reset(new_session=False)
        for cell in cells:
            shell.run_cell(dedent(cell), store_history=True).raise_error()
        return shell.user_ns

    return run


def again(source, name):
    """The function as somebody who has only the text gets it."""
    defined = {}
    exec(source, defined)
    return defined[name]


def test_a_function_comes_back(notebook, tmp_path):
    defined = notebook("def double(x):\n    return 2 * x")
    keep_function(tmp_path, defined["double"])
    assert kept_function(tmp_path, "double", {})(4) == 8


def test_with_all_that_it_uses(notebook):
    defined = notebook(
        "import math as m\nimport numpy as np\nfrom course_utils import plots",
        "mu = 255",
        "def clip(x: np.ndarray, most=mu):\n    return np.clip(x, -most, most)",
        "class Half:\n    def of(self, x):\n        return x / 2",
        """
        def answer(x, times=3):
            plots
            clipped = clip(Half().of(np.asarray(x)))
            return [m.sqrt(v) for v in clipped] * times if times else answer(x)
        """,
    )
    function = again(source_of(defined["answer"]), "answer")
    assert function([18, 1_000]) == [3, math.sqrt(255)] * 3


def test_functions_that_use_each_other(notebook):
    defined = notebook(
        """
        def even(n):
            return n == 0 or odd(n - 1)
        def odd(n):
            return n > 0 and even(n - 1)
        """
    )
    assert again(source_of(defined["even"]), "even")(10)


def test_what_is_no_plain_data_is_left_out(notebook):
    defined = notebook("model = object()\nmany = {1: 2}\ndef f():\n    return model, many")
    assert source_of(defined["f"]).startswith("def f()")


def test_the_namespace_helps_out(notebook, tmp_path):
    keep_function(tmp_path, notebook("def f(x):\n    return helper(x)")["f"])
    assert kept_function(tmp_path, "f", {"helper": np.negative})(3) == -3


def test_only_functions_of_a_notebook_are_kept(tmp_path):
    keep_function(tmp_path, np.negative)
    keep_function(tmp_path, source_of)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["def f(:", "raise SystemError", "x = 1", "f = None"])
def test_a_damaged_file_counts_as_none(tmp_path, text):
    function_file(tmp_path, "f").parent.mkdir(parents=True)
    function_file(tmp_path, "f").write_text(text)
    assert kept_function(tmp_path, "f", {}) is None


def test_none_was_kept(tmp_path):
    assert kept_function(tmp_path, "f", {}) is None


def test_a_check_that_passes_keeps_the_function(notebook, tmp_path, monkeypatch):
    (tmp_path / ".course").mkdir()
    (tmp_path / ".course" / "chapters.json").write_text("[]")
    monkeypatch.chdir(tmp_path)
    defined = notebook(
        "from course_utils.checks import check",
        "def shift_by_one(s):\n    return s[:-1], s[1:]",
        "right = check(shift_by_one)",
        "def shift_by_one(s):\n    return s[:-1], s[:-1]",
        "wrong = check(shift_by_one)",
    )
    assert defined["right"] > defined["wrong"]
    assert kept_function(tmp_path, "shift_by_one", {})("abc") == ("ab", "bc")
