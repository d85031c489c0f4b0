"""`course test`: style, unit tests and every notebook."""

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from course_utils.commands.changed_files import (
    changed_files,
    dependent_tests,
    notebooks_that_import,
)
from course_utils.folders import repository
from course_utils.source_imports import imported, imported_files
from course_utils.study.kernels import install_kernels

TEST_LIMIT_S = 600
CELL_LIMIT_S = 2_000  # from one output to the next
SANITIZE = "tests/notebooks/sanitize.cfg"
PLUGINS = ("tests.longest_first", "tests.notebooks.patience")
KERAS = "course_utils.backend"
ON_JAX_TOO = ("tests/test_mutants.py", "tests/test_without_tensorflow.py")
# Each of pytest's workers has a core: networks that train side by side on all cores take longer.
ONE_CORE = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1"}
# Tests start some hundred processes, which read what the first of them has compiled.
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"  # images of containers set it
# Of these the first two start kernels on TensorFlow; commands train what other tests train too.
NOT_ON_JAX = ("classroom", "notebooks", "commands")


def add_parser(subparsers) -> None:
    """Adds the command to the parser of `course`."""
    parser = subparsers.add_parser(
        "test",
        usage="course test [-h] [--gpu | --jax | --fast | --changed] [pytest arguments]",
        help="run ruff, the unit tests and every notebook",
        description="Runs ruff (lint and format), the unit tests, and every notebook from top to "
        "bottom, comparing what it prints with what it printed when it was saved.",
        epilog="Further arguments go to pytest, in place of the default paths if they name some: "
        "`course test notebooks/01_wavenet_data.ipynb`, `course test -k mu_law`.",
    )
    parser.add_argument(
        "--gpu", action="store_true", help="only the notebooks, on the kernel course-gpu"
    )
    parser.add_argument(
        "--jax",
        action="store_true",
        help="the unit tests of the modules that import Keras, with JAX as its backend",
    )
    parser.add_argument(
        "--fast",
        action="store_true",
        help="ruff and the unit tests, without notebooks and the browser",
    )
    parser.add_argument(
        "--changed",
        action="store_true",
        help="ruff and what depends on the files that differ from the branch main",
    )
    parser.set_defaults(run=run, pytest_arguments=[])


def run(args: argparse.Namespace) -> int:
    """Runs every step, also after one has failed; returns 1 if one has."""
    folder = repository()
    if not (folder / "tests").is_dir():
        raise ValueError(f"{folder} has no folder tests: `course test` needs a clone of the course")
    if args.gpu + args.jax + args.fast + args.changed > 1:
        raise ValueError("--gpu, --jax, --fast and --changed run different things; choose one")
    if args.jax and importlib.util.find_spec("jax") is None:
        raise ValueError('JAX is not installed: pip install -c constraints.txt -e ".[jax]"')
    install_kernels(sys.prefix)
    results = {}
    environ = os.environ | {"COURSE_REQUIRE_GPU": "1"} if args.gpu else ONE_CORE | os.environ
    environ |= {"KERAS_BACKEND": "jax"} if args.jax else {}
    environ.pop(NO_BYTECODE, None)
    for name, command in steps(folder, args).items():
        print(f"== {name}", flush=True)
        results[name] = subprocess.run(command, cwd=folder, env=environ).returncode
        if args.gpu and results[name]:
            break
    print("==", "; ".join(f"{name}: {'FAILED' if r else 'ok'}" for name, r in results.items()))
    return int(any(results.values()))


def steps(folder: Path, args: argparse.Namespace) -> dict[str, list[str]]:
    """The command lines to run in the course's folder, by name."""
    python, given = sys.executable, args.pytest_arguments
    if args.gpu:
        device = "from course_utils.backend import show_device; show_device()"
        return {
            "a GPU is there": [python, "-c", device],
            "notebooks": pytest_command("course-gpu", with_paths(folder, given, ["notebooks"])),
        }
    if args.jax:
        paths = with_paths(folder, given, tests_of_keras(folder))
        return {"pytest with JAX": pytest_command("course", paths)}
    if args.changed:
        paths = paths_of_the_change(folder)
    elif args.fast:
        paths = ["tests", "--ignore=tests/browser"]
    else:
        paths = ["notebooks", "tests"]
    return {
        "ruff check": [python, "-m", "ruff", "check"],
        "ruff format": [python, "-m", "ruff", "format", "--check"],
        "pytest": pytest_command("course", with_paths(folder, given, paths)),
    }


def paths_of_the_change(folder: Path) -> list[str]:
    """The tests that depend on what differs from main; prints what does and the notebooks left."""
    changed = changed_files(folder)
    names = [file.relative_to(folder).as_posix() for file in changed]
    print("differs from main:", ", ".join(names) or "nothing")
    tests = dependent_tests(changed, folder)
    left = [name for name in notebooks_that_import(changed, folder) if name not in tests]
    if left:
        print("not run, though they import what has changed:", ", ".join(left))
    return tests


def tests_of_keras(folder: Path) -> list[str]:
    """The tests of what differs by backend: of modules that import Keras themselves.

    Such a test imports one of them, or has a helper in tests/ that does.
    """
    tests = folder / "tests"
    with_keras = {KERAS} | {
        ".".join(path.relative_to(folder).with_suffix("").parts)
        for path in (folder / "course_utils").rglob("*.py")
        if KERAS in imported(path.read_text(encoding="utf-8"))
    }
    chosen = set(ON_JAX_TOO)
    for test in sorted(tests.rglob("test_*.py")):
        helpers = [file for file in imported_files(test, folder) if tests in file.parents]
        names = set().union(*(imported(file.read_text(encoding="utf-8")) for file in helpers))
        if names & with_keras and test.relative_to(tests).parts[0] not in NOT_ON_JAX:
            chosen.add(test.relative_to(folder).as_posix())
    return sorted(chosen)


def pytest_command(kernel: str, arguments: list[str]) -> list[str]:
    """A pytest that runs notebooks too, on a worker more than there are cores, and at most 8.

    Some tests only wait: for a browser, or for a time limit that an attack runs into.
    COURSE_PATIENCE is the factor of all time limits, 1 unless it is set.
    """
    workers = str(min((os.cpu_count() or 1) + 1, 8))
    patience = float(os.environ.get("COURSE_PATIENCE", "1"))
    test_limit, cell_limit = (str(patience * limit) for limit in (TEST_LIMIT_S, CELL_LIMIT_S))
    return [
        *(sys.executable, "-m", "pytest", "-q", "--timeout", test_limit),
        *("-n", workers, "--dist", "loadscope", "--no-loadscope-reorder"),
        *("--nbval", "--nbval-kernel-name", kernel, "--nbval-cell-timeout", cell_limit),
        *("--nbval-sanitize-with", SANITIZE),
        *(word for plugin in PLUGINS for word in ("-p", plugin)),
        *arguments,
    ]


def with_paths(folder: Path, given: list[str], paths: list[str]) -> list[str]:
    """The arguments that were given, after `paths` unless they name files or folders."""
    named = any((folder / argument.partition("::")[0]).exists() for argument in given)
    return given if named else [*paths, *given]
