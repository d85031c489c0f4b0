"""Checks of the exercises: a folder for each notebook, with its `EXERCISES`."""

import importlib
import pkgutil
from collections.abc import Callable, Sequence

from IPython import get_ipython
from IPython.display import display

from course_utils.checks.properties import Property
from course_utils.checks.report import try_properties
from course_utils.study.progress import find_workspace, record
from course_utils.study.start_page import write_start_page
from course_utils.study.student_functions import keep_function


def check(function: Callable) -> int:
    """Tries a function on the properties of the exercise that bears its name, and shows a table.

    In a workspace it stores the points, which the start page and `course progress` show. It also
    stores a function that passes every property, for later notebooks.

    Args:
        function: The student's function; its name says which exercise it answers.

    Returns:
        The points earned.

    Raises:
        ValueError: No exercise has this name.
    """
    exercises = all_exercises()
    name = getattr(function, "__name__", repr(function))
    if name not in exercises:
        raise ValueError(f"no exercise is called {name}; there are {', '.join(sorted(exercises))}")
    report = try_properties(function, exercises[name])
    if get_ipython() is None:
        print(report)
    else:
        display(report)
    workspace = find_workspace()
    if workspace:
        record(workspace, name, report.earned)
        if report.earned == report.possible:
            keep_function(workspace, function)
        write_start_page(workspace)
    return report.earned


def all_exercises() -> dict[str, Sequence[Property]]:
    """The properties of every exercise of every notebook, by the exercise's name."""
    modules = [
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
    ]
    exercises = {}
    for module in modules:
        exercises.update(getattr(module, "EXERCISES", {}))
    return exercises
