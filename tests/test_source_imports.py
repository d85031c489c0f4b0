from pathlib import Path

import pytest

from course_utils.source_imports import imported, those_that_need

FILES = {
    "far.py": "def later():\n    from package.middle import x\n",
    "near.py": "import package.engine",
    "other.py": "import os",
    "circle.py": "import package.left",
    "package/__init__.py": "",
    "package/middle.py": "from package import engine",
    "package/engine.py": "",
    "package/left.py": "import package.right",
    "package/right.py": "import package.left",
}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import a.b as c", {"a.b"}),
        ("from a import b, c", {"a", "a.b", "a.c"}),
        ("def f():\n    from a.b import c", {"a.b", "a.b.c"}),
        ("from . import a", {".", "..a"}),
    ],
)
def test_imports_are_found(source, names):
    assert imported(source) == names


def test_also_what_is_imported_by_what_is_imported(tmp_path):
    (tmp_path / "package").mkdir()
    for name, source in FILES.items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    asked = [tmp_path / name for name in ("far.py", "near.py", "other.py", "circle.py")]
    assert those_that_need("package.engine", asked, tmp_path) == asked[:2]


def test_tests_of_networks_need_keras_and_those_of_bleu_do_not():
    root = Path(__file__).parent.parent
    tests = [root / f"tests/{name}.py" for name in ("wavenet/test_model", "metrics/test_bleu")]
    assert those_that_need("course_utils.backend", tests, root) == tests[:1]
