"""Wrong answers that learners really write, each with the words that must meet it.

One package or module per notebook; every module in it holds `MUTANTS`, a list of `Mutant`.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A wrong answer to `exercise`; the first cross of its table must contain `says`."""

    exercise: str
    says: str
    function: Callable


def collect(mutants: list[Mutant], exercise: str, says: str) -> Callable:
    """Adds the function below it to `mutants`, under the exercise's name."""

    def add(function: Callable) -> Callable:
        description = function.__name__
        function.__name__ = exercise
        function.description = description
        mutants.append(Mutant(exercise, says, function))
        return function

    return add


def modules_with_mutants() -> dict[str, list[Mutant]]:
    """The `MUTANTS` of each module that has them, by the module's name."""
    names = [module.name for module in pkgutil.walk_packages(__path__, f"{__name__}.")]
    modules = {name: importlib.import_module(name) for name in names}
    return {name: m.MUTANTS for name, m in modules.items() if hasattr(m, "MUTANTS")}
