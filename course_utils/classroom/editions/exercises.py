"""The graded functions as text, read with `ast`: nothing is imported, and nothing runs."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import indent

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


@dataclass(frozen=True)
class Exercise:
    """A graded function.

    Attributes:
        name: Of the function.
        points: What it is worth.
        source: Its text without decorators, with the solution markers.
    """

    name: str
    points: int
    source: str

    @property
    def stub(self) -> str:
        """The text a student starts from: every solution is now `raise NotImplementedError()`."""
        return clear_solutions(self.source)

    @property
    def reference(self) -> str:
        """The text with its solution, without the markers."""
        return _replace_solutions(self.source, lambda _, solution: solution)


def read_exercises(module_file: Path) -> dict[str, Exercise]:
    """The graded functions of a module, by name, in the order of the file.

    Raises:
        ValueError: A graded function has no solution markers, or they do not pair up.
    """
    text = module_file.read_text(encoding="utf-8")
    return dict(_exercises_in(text, module_file.name)) if "@graded(" in text else {}


@cache  # a notebook asks for the exercises of a module at each of its imports
def _exercises_in(text: str, file: str) -> dict[str, Exercise]:
    lines = text.splitlines(keepends=True)
    found = {}
    for node in ast.parse(text).body:
        points = _points(node)
        if points is not None:
            source = "".join(lines[node.lineno - 1 : node.end_lineno])
            source += _lines_to_end_marker(lines, node.end_lineno)
            if source.count(BEGIN) != source.count(END) or BEGIN not in source:
                raise ValueError(
                    f"{file}: {node.name} has {source.count(BEGIN)} of {BEGIN!r} "
                    f"and {source.count(END)} of {END!r}"
                )
            found[node.name] = Exercise(node.name, points, source.rstrip() + "\n")
    return found


def clear_solutions(source: str) -> str:
    """The text with every solution replaced by `raise NotImplementedError()`."""
    return _replace_solutions(source, lambda margin, _: indent(STUB, margin) + "\n")


def imported_exercise(cell: str, repository: Path) -> Exercise | None:
    """The exercise that a notebook cell consists of: `from course_utils.x import f`, f graded."""
    try:
        body = ast.parse(cell).body
    except SyntaxError:
        return None
    if len(body) != 1 or not isinstance(body[0], ast.ImportFrom) or len(body[0].names) != 1:
        return None
    module = repository / f"{(body[0].module or '').replace('.', '/')}.py"
    if not module.is_file():
        return None
    return read_exercises(module).get(body[0].names[0].name)


def _points(node: ast.stmt) -> int | None:
    if not isinstance(node, ast.FunctionDef):
        return None
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "graded":
            return next(ast.literal_eval(k.value) for k in decorator.keywords if k.arg == "points")
    return None


def _lines_to_end_marker(lines: list[str], first: int) -> str:
    """The end marker is a comment, so `ast` ends the function before it."""
    if first < len(lines) and lines[first].strip() == END:
        return lines[first]
    return ""


def _replace_solutions(source: str, replace) -> str:
    pattern = rf"^([ \t]*){BEGIN}\n(.*?)^[ \t]*{END}\n"
    return re.sub(
        pattern, lambda m: replace(m.group(1), m.group(2)), source, flags=re.DOTALL | re.MULTILINE
    )
