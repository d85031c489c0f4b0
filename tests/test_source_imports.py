from pathlib import Path

import pytest

from course_utils.source_imports import imported, imported_files, missing_imports

FILES = {
    "far.py": "def later():\n    from package.middle import x\n",
    "near.py": "import package.engine",
    "other.py": "import os",
    "book.ipynb": '{"cells": [{"cell_type": "markdown", "source": ["import package.left"]},'
    '{"cell_type": "code", "source": ["from package import (\\n", "    middle)"]}]}',
    "circle.py": "import package.left",
    "package/__init__.py": "",
    "package/middle.py": "from package import engine",
    "package/engine.py": "",
    "package/left.py": "import package.right",
    "package/right.py": "import package.left",
}


def write_files(folder):
    for name, source in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(source, encoding="utf-8")


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
    write_files(tmp_path)
    engine = tmp_path / "package" / "engine.py"
    asked = ("far.py", "near.py", "other.py", "circle.py", "book.ipynb")
    found = [name for name in asked if engine in imported_files(tmp_path / name, tmp_path)]
    assert found == ["far.py", "near.py", "book.ipynb"]


def test_tests_of_networks_need_keras_and_those_of_bleu_do_not():
    root = Path(__file__).parent.parent
    backend = root / "course_utils" / "backend.py"
    assert backend in imported_files(root / "tests/wavenet/test_model.py", root)
    assert backend not in imported_files(root / "tests/metrics/test_bleu.py", root)


def test_what_a_file_needs_has_its_packages_with_it(tmp_path):
    write_files(tmp_path)
    found = imported_files(tmp_path / "far.py", tmp_path)
    expected = ["far.py", "package/__init__.py", "package/engine.py", "package/middle.py"]
    assert sorted(path.relative_to(tmp_path).as_posix() for path in found) == expected


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("import package.engine, package.gone, os", ["package.gone"]),
        ("from package import engine, gone", ["package.gone"]),
        ("def f():\n    from package.gone import x, y", ["package.gone"]),
        ("from package.left import f, A, number, inner, package, gone", ["package.left.gone"]),
        ("from package.left import *", []),
        ("from somewhere.gone import x", []),
    ],
)
def test_what_is_not_there_is_named(tmp_path, source, missing):
    write_files(tmp_path)
    (tmp_path / "package" / "left.py").write_text(
        "import package.right\ndef f():\n    gone = 1\nclass A:\n    gone = 1\n"
        "number = 1\nif f:\n    def inner(): pass\n",
        encoding="utf-8",
    )
    assert missing_imports(source, tmp_path, "package") == missing
