"""The functions that a student has written, stored so that later notebooks use them."""

import ast
import inspect
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from course_utils.atomic import write_text
from course_utils.study.progress import MARKER

FROM_NOTEBOOK = "__main__"  # the module that a notebook's cells are


def keep_function(workspace: Path, function: Callable) -> None:
    """Stores a function that a notebook defines, with everything of the notebook that it uses."""
    if isinstance(function, FunctionType) and function.__module__ == FROM_NOTEBOOK:
        write_text(function_file(workspace, function.__name__), source_of(function))


def kept_function(workspace: Path, name: str, namespace: dict[str, Any]) -> Callable | None:
    """The stored function of a name; None if there is none, or if it can no longer be read.

    Args:
        workspace: The student's workspace.
        name: Name of the function.
        namespace: Names that it may use besides those that were stored with it.
    """
    file = function_file(workspace, name)
    try:
        code = compile(file.read_text(encoding="utf-8"), file, "exec")
        defined = dict(namespace, __name__=f"course_functions.{name}")
        exec(code, defined)
    except Exception:  # a file that somebody edited may hold anything
        return None
    return defined.get(name)


def function_file(workspace: Path, name: str) -> Path:
    """The file that a function is stored in."""
    return workspace / MARKER / "functions" / f"{name}.py"


def source_of(function: Callable) -> str:
    """The text of a module that defines a function, with the imports and definitions it uses.

    It finds modules, names imported from modules, and the notebook's own functions, classes and
    plain data. Other objects, such as a model, are left out.
    """
    parts: dict[str, str] = {}
    _collect(function.__name__, function, function.__globals__, parts)
    return "\n\n".join(parts.values()) + "\n"


def _collect(name: str, value: Any, notebook: dict[str, Any], parts: dict[str, str]) -> None:
    """Adds the text that defines a name, after the texts of the names that it uses."""
    if getattr(value, "__module__", None) != FROM_NOTEBOOK:
        text = _import(name, value) or _assignment(name, value)
    else:
        text = _definition(name, value, notebook)
    if not text:
        return
    parts[name] = ""  # a function may call itself
    for used in _names(text):
        if used in notebook and used not in parts:
            _collect(used, notebook[used], notebook, parts)
    del parts[name]  # it comes after what it uses
    parts[name] = text


def _import(name: str, value: Any) -> str | None:
    if isinstance(value, ModuleType):
        return f"import {value.__name__} as {name}"
    module, original = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    if module in sys.modules and getattr(sys.modules[module], original, None) is value:
        return f"from {module} import {original} as {name}"
    return None


def _assignment(name: str, value: Any) -> str | None:
    text = repr(value) if isinstance(value, (bool, int, float, str, bytes, tuple, list)) else ""
    try:
        return f"{name} = {text}" if ast.literal_eval(text) == value else None
    except (ValueError, SyntaxError):
        return None


def _definition(name: str, value: Any, notebook: dict[str, Any]) -> str | None:
    if isinstance(value, type):
        return _class_definition(name, notebook.get("In", []))
    try:
        return inspect.getsource(value).rstrip()
    except (OSError, TypeError):
        return None


def _class_definition(name: str, cells: list[str]) -> str | None:
    """The last class statement of this name among the cells that ran: Python does not store it."""
    for cell in reversed(cells):
        with suppress(SyntaxError):
            for node in ast.parse(cell).body:
                if isinstance(node, ast.ClassDef) and node.name == name:
                    return ast.unparse(node)
    return None


def _names(text: str) -> list[str]:
    found = (node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
    return list(dict.fromkeys(found))
