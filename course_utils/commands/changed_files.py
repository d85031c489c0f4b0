"""The files of a clone that differ from its branch main, and the tests that depend on them."""

import ast
import subprocess
from collections.abc import Iterable
from pathlib import Path

from course_utils.source_imports import imported_files

MAIN = "main"
AFTER_EVERY_CHANGE = "tests/test_house.py"


def changed_files(folder: Path) -> list[Path]:
    """The files that differ from the branch main, new ones among them, deleted ones not.

    Raises:
        ValueError: The folder is no clone, or has no branch main.
    """
    names = _git(folder, "diff", "--name-only", "-z", MAIN, "--").split("\0")
    names += _git(folder, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return [folder / name for name in sorted(set(names)) if (folder / name).is_file()]


def dependent_tests(changed: Iterable[Path], folder: Path) -> list[str]:
    """The tests to run after a change: paths below the folder, sorted.

    A notebook is itself a test. A module that changed in nothing but comments and docstrings has
    the tests of its own file; any other all those that import it, also through other files. What
    cannot be imported has the tests that name it.

    Raises:
        ValueError: A changed module is no Python.
    """
    tests = sorted((folder / "tests").rglob("test_*.py"))
    chosen = {folder / AFTER_EVERY_CHANGE}
    for file in changed:
        _require_python(file)
        if file in tests or file.suffix == ".ipynb":
            chosen.add(file)
        elif file.name == "conftest.py":
            chosen |= {test for test in tests if file.parent in test.parents}
        elif file.suffix != ".py" or file.parent == folder:
            chosen |= {test for test in tests if _is_named_in(file, test, folder)}
        elif only_words_differ(file, folder):
            chosen |= {_own_tests(file, folder)} & set(tests)
        else:
            chosen |= {test for test in tests if file in imported_files(test, folder)}
    return sorted(path.relative_to(folder).as_posix() for path in chosen)


def notebooks_that_import(changed: Iterable[Path], folder: Path) -> list[str]:
    """The notebooks that import a changed module, also through others, sorted.

    Modules that changed in nothing but comments and docstrings do not count.
    """
    modules = {f for f in changed if f.suffix == ".py" and not only_words_differ(f, folder)}
    notebooks = sorted((folder / "notebooks").glob("*.ipynb"))
    found = [book for book in notebooks if modules & imported_files(book, folder)]
    return [book.relative_to(folder).as_posix() for book in found]


def only_words_differ(file: Path, folder: Path) -> bool:
    """Whether a Python file is that of the branch main but for its comments and docstrings."""
    name = file.relative_to(folder).as_posix()
    try:
        before = _git(folder, "show", f"{MAIN}:{name}")
        return _without_words(before) == _without_words(file.read_text(encoding="utf-8"))
    except (ValueError, SyntaxError):  # it is new there, or one of the two does not parse
        return False


def _without_words(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            has_docstring = ast.get_docstring(node, clean=False) is not None
            node.body = node.body[has_docstring:]
    return ast.dump(tree)


def _require_python(file: Path) -> None:
    try:
        if file.suffix == ".py":
            ast.parse(file.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise ValueError(f"{file.name}, line {error.lineno}: {error.msg}") from None


def _own_tests(module: Path, folder: Path) -> Path:
    """tests/a/test_b.py of course_utils/a/b.py."""
    _, *folders, name = module.relative_to(folder).parts
    return folder.joinpath("tests", *folders, f"test_{name}")


def _is_named_in(file: Path, test: Path, folder: Path) -> bool:
    """Whether a test, or a file of tests/ that it imports, contains the file's name."""
    sources = [f for f in imported_files(test, folder) if folder / "tests" in f.parents]
    return any(file.name in source.read_text(encoding="utf-8") for source in sources)


def _git(folder: Path, *arguments: str) -> str:
    """What git prints.

    Raises:
        ValueError: There is no git, or it fails; with its own words.
    """
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        raise ValueError("`course test --changed` needs git, and there is none on PATH") from None
    except subprocess.CalledProcessError as error:
        raise ValueError(
            f"`course test --changed` compares with the branch {MAIN}: {error.stderr.strip()}"
        ) from None
