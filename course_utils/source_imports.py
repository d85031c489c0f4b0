"""What Python files and notebooks import, by reading them: nothing is executed."""

import ast
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path


@cache
def imported(source: str) -> frozenset[str]:
    """Modules that Python source imports, by full name: `a.b` and `a.b.c` for `from a.b import c`.

    A relative import counts as a module named `.`. Imports inside functions count too.
    """
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "." * bool(node.level) or node.module
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return frozenset(names)


def imported_files(path: Path, root: Path) -> set[Path]:
    """A file, the files below the root that it imports itself or through others, their packages."""
    waiting, found = [path], {path}
    while waiting:
        files = _direct_imports(waiting.pop(), root) - found
        waiting += files
        found |= files
    return found


@cache
def _direct_imports(path: Path, root: Path) -> frozenset[Path]:
    names = imported(_source(path))
    places = {place for name in names for place in _with_packages(name)}
    return frozenset(file for place in places if (file := _file_of(place, root)))


def _source(path: Path) -> str:
    """The Python source of a file; of a notebook, that of all its code cells."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def missing_imports(source: str, root: Path, package: str) -> list[str]:
    """What Python source imports from a package below the root that does not have it, sorted.

    Each is the full name of a module, or of something that a module does not define.
    """
    missing = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            missing |= {alias.name for alias in node.names if not _file_of(alias.name, root)}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            file = _file_of(node.module, root)
            if file is None:
                missing.add(node.module)
                continue
            names = {alias.name for alias in node.names} - _names_in(file) - {"*"}
            missing |= {n for name in names if not _file_of(n := f"{node.module}.{name}", root)}
    return sorted(name for name in missing if name.split(".")[0] == package)


@cache
def _names_in(file: Path) -> set[str]:
    return _defined(ast.parse(file.read_text(encoding="utf-8")).body)


def _defined(statements: Iterable[ast.stmt]) -> set[str]:
    """The names that statements of a module define, also within `if`, `try` and `with`."""
    names = set()
    for statement in statements:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(statement.name)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.split(".")[0] for alias in statement.names}
        else:
            stored = (n for n in ast.walk(statement) if isinstance(n, ast.Name))
            names |= {name.id for name in stored if isinstance(name.ctx, ast.Store)}
            names |= _defined(n for n in ast.iter_child_nodes(statement) if isinstance(n, ast.stmt))
    return names


def _with_packages(name: str) -> Iterable[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _file_of(name: str, root: Path) -> Path | None:
    place = root.joinpath(*name.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in candidates if file.is_file()), None)
