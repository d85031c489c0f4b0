import subprocess

import pytest

from course_utils.commands.changed_files import (
    changed_files,
    dependent_tests,
    notebooks_that_import,
    only_words_differ,
)

MODULE = '''"""A module."""


def double(x):
    """Twice."""
    return 2 * x  # exactly
'''
FILES = {
    "course_utils/room/engine.py": MODULE,
    "course_utils/room/user.py": "from course_utils.room import engine\n",
    "course_utils/other.py": "",
    "data/clip.json": "{}",
    "notebooks/01_first.ipynb": '{"cells": [{"cell_type": "code", "source": '
    '["from course_utils.room.user import engine"]}]}',
    "notebooks/02_second.ipynb": '{"cells": []}',
    "setup.py": "",
    "tests/conftest.py": "",
    "tests/helper.py": 'FILES = ["setup.py"]\n',
    "tests/room/test_engine.py": "import course_utils.room.engine\n",
    "tests/room/test_user.py": "def test_f():\n    import course_utils.room.user\n",
    "tests/test_data.py": 'NAME = "clip.json"\n',
    "tests/test_setup.py": "from tests.helper import FILES\n",
    "tests/test_house.py": "",
}


@pytest.fixture
def clone(tmp_path):
    """A clone with a branch main, on another branch."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message=first")
    git(tmp_path, "switch", "--quiet", "--create", "mine")
    return tmp_path


def git(folder, *arguments):
    author = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", *author, "-C", str(folder), *arguments], check=True)


def change(clone, name, text):
    (clone / name).parent.mkdir(parents=True, exist_ok=True)
    (clone / name).write_text(text)
    return dependent_tests(changed_files(clone), clone)


def test_what_differs_is_committed_edited_or_new_but_not_deleted(clone):
    assert changed_files(clone) == []
    (clone / "setup.py").write_text("1")
    git(clone, "commit", "--quiet", "--all", "--message=second")
    (clone / "data" / "clip.json").write_text("[]")
    (clone / "tests" / "test_new é.py").write_text("")
    (clone / "tests" / "helper.py").unlink()
    names = [path.relative_to(clone).as_posix() for path in changed_files(clone)]
    assert names == ["data/clip.json", "setup.py", "tests/test_new é.py"]


EVERY_TIME = ["tests/test_house.py"]
USERS = ["tests/room/test_engine.py", "tests/room/test_user.py"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("course_utils/room/engine.py", MODULE.replace("2 *", "3 *"), USERS),
        ("course_utils/room/engine.py", MODULE.replace("Twice", "2x"), USERS[:1]),
        ("course_utils/room/engine.py", MODULE.replace("exactly", ""), USERS[:1]),
        ("course_utils/room/user.py", "import os\n", USERS[1:]),
        ("course_utils/new.py", "", []),
        ("data/clip.json", "[]", ["tests/test_data.py"]),
        ("setup.py", "1", ["tests/test_setup.py"]),
        ("tests/helper.py", "FILES = []", ["tests/test_setup.py"]),
        ("tests/room/test_user.py", "1", USERS[1:]),
        ("tests/room/conftest.py", "", USERS),
        ("notebooks/02_second.ipynb", '{"cells": [] }', ["notebooks/02_second.ipynb"]),
    ],
)
def test_a_change_has_its_tests(clone, name, text, expected):
    assert change(clone, name, text) == sorted(expected + EVERY_TIME)


def test_what_is_no_python_is_named_with_its_line(clone):
    with pytest.raises(ValueError, match=r"engine\.py, line 2: invalid syntax"):
        change(clone, "course_utils/room/engine.py", "\ndef double(:")


def test_notebooks_that_import_it_are_named(clone):
    change(clone, "course_utils/room/engine.py", MODULE.replace("2 *", "3 *"))
    assert notebooks_that_import(changed_files(clone), clone) == ["notebooks/01_first.ipynb"]
    change(clone, "course_utils/room/engine.py", MODULE.replace("Twice", "2x"))
    assert notebooks_that_import(changed_files(clone), clone) == []


def test_only_words_differ_where_the_code_is_the_same(clone):
    file = clone / "course_utils" / "room" / "engine.py"
    assert only_words_differ(file, clone)
    file.write_text(MODULE.replace('    """Twice."""\n', ""))
    assert only_words_differ(file, clone)
    file.write_text(MODULE.replace("return", "'Twice'; return"))
    assert not only_words_differ(file, clone)


def test_without_git_or_its_branch_main_it_says_so(tmp_path, clone, monkeypatch):
    git(clone, "branch", "--quiet", "--delete", "--force", "main")
    with pytest.raises(ValueError, match=r"compares with the branch main: .*main"):
        changed_files(clone)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ValueError, match="needs git"):
        changed_files(clone)
