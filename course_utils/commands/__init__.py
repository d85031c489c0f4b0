"""The subcommands of `course`: each module adds its parsers and runs them."""

import importlib
import importlib.util
from collections.abc import Iterable
from types import ModuleType


def present(names: Iterable[str]) -> list[ModuleType]:
    """The modules of these names that exist: the students' package lacks the teacher's."""
    modules = [f"{__name__}.{name}" for name in names]
    return [importlib.import_module(name) for name in modules if importlib.util.find_spec(name)]
