"""The functions that a student has written, kept so that later notebooks work with them."""

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
    """Keeps a function that a notebook defines, with all that it needs of the notebook."""
    if isinstance(function, FunctionType) and function.__module__ == FROM_NOTEBOOK:
        write_text(function_file(workspace, function.__name__), source_of(function))


def kept_function(workspace: Path, name: str, namespace: dict[str, Any]) -> Callable | None:
    """The kept function of this name; None if there is none, or if it can no longer be read.

    Args:
        workspace: Where it was kept.
        name: Of the function.
        namespace: What it may use besides what was kept with it.
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
    """Where a function is kept."""
    return workspace / MARKER / "functions" / f"{name}.py"


def source_of(function: Callable) -> str:
    """A function as the text of a module, with the imports and definitions that it uses.

    Of what the notebook defines, it finds modules, what comes from modules, functions, classes and
    plain data. Large or live things, such as a model, are left out.
    """
    parts: dict[str, str] = {}
    _collect(function.__name__, function, function.__globals__, parts)
    return "\n\n".join(parts.values()) + "\n"


def _collect(name: str, value: Any, notebook: dict[str, Any], parts: dict[str, str]) -> None:
    """Adds the text that defines a name, after the texts of what it uses itself."""
    if getattr(value, "__module__", None) != FROM_NOTEBOOK:
        text = _import(name, value) or _assignment(name, value)
    else:
        text = _definition(name, value, notebook)
    if not text:
        return
    parts[name] = ""  # a function may use itself
    for used in _names(text):
        if used in notebook and used not in parts:
            _collect(used, notebook[used], notebook, parts)
    del parts[name]  # it goes behind what it uses
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
    """The last class statement of this name among the cells that ran: Python does not keep it."""
    for cell in reversed(cells):
        with suppress(SyntaxError):
            for node in ast.parse(cell).body:
                if isinstance(node, ast.ClassDef) and node.name == name:
                    return ast.unparse(node)
    return None


def _names(text: str) -> list[str]:
    found = (node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
    return list(dict.fromkeys(found))
