"""What Python files import, by reading them: nothing is executed."""

import ast
from collections.abc import Iterable
from pathlib import Path


def imported(source: str) -> set[str]:
    """Modules that Python source imports, by full name: `a.b` and `a.b.c` for `from a.b import c`.

    Relative imports count as a module named `.`; imports within functions count too.
    """
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "." * bool(node.level) or node.module
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return names


def those_that_need(module: str, paths: Iterable[Path], root: Path) -> list[Path]:
    """The files that import a module themselves or through other files below the root."""
    known: dict[Path, set[str]] = {}

    def names(path: Path) -> set[str]:
        if path not in known:
            known[path] = imported(path.read_text(encoding="utf-8"))
        return known[path]

    def needs(path: Path) -> bool:
        waiting, seen = [path], {path}
        while waiting:
            of_one = names(waiting.pop())
            if module in of_one:
                return True
            files = {file for name in of_one if (file := _file_of(name, root))} - seen
            waiting += files
            seen |= files
        return False

    return [path for path in paths if needs(path)]


def _file_of(name: str, root: Path) -> Path | None:
    place = root.joinpath(*name.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in candidates if file.is_file()), None)
