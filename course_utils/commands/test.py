"""`course test`: style, unit tests and every notebook."""

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from course_utils.folders import repository
from course_utils.source_imports import files_that_import
from course_utils.study.kernels import install_kernels

CELL_TIMEOUT_S = 300
SANITIZE = "tests/notebooks/sanitize.cfg"
KERAS = "course_utils.backend"
IMPORTING_KERAS_LATER = ("test_backend.py", "test_mutants.py", "test_without_tensorflow.py")
NOT_ON_JAX = ("classroom", "notebooks")  # their kernels run on TensorFlow


def add_parser(subparsers) -> None:
    """Adds the command to the parser of `course`."""
    parser = subparsers.add_parser(
        "test",
        usage="course test [-h] [--gpu | --jax | --fast] [pytest arguments]",
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
        help="the unit tests that use Keras, with JAX as its backend",
    )
    parser.add_argument(
        "--fast",
        action="store_true",
        help="ruff and the unit tests, without notebooks and the browser",
    )
    parser.set_defaults(run=run, pytest_arguments=[])


def run(args: argparse.Namespace) -> int:
    """Runs every step, also after one has failed; returns 1 if one has."""
    folder = repository()
    if not (folder / "tests").is_dir():
        raise ValueError(f"{folder} has no folder tests: `course test` needs a clone of the course")
    if args.gpu + args.jax + args.fast > 1:
        raise ValueError("--gpu, --jax and --fast run different things; choose one")
    if args.jax and importlib.util.find_spec("jax") is None:
        raise ValueError('JAX is not installed: pip install -c constraints.txt -e ".[jax]"')
    install_kernels(sys.prefix)
    results = {}
    environ = os.environ | ({"COURSE_REQUIRE_GPU": "1"} if args.gpu else {})
    environ |= {"KERAS_BACKEND": "jax"} if args.jax else {}
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
    paths = ["tests", "--ignore=tests/browser"] if args.fast else ["notebooks", "tests"]
    return {
        "ruff check": [python, "-m", "ruff", "check"],
        "ruff format": [python, "-m", "ruff", "format", "--check"],
        "pytest": pytest_command("course", with_paths(folder, given, paths)),
    }


def tests_of_keras(folder: Path) -> list[str]:
    """The test files that import Keras, directly or through other files, or start it later."""
    tests = folder / "tests"
    files = [
        path
        for path in sorted(tests.rglob("test_*.py"))
        if path.relative_to(tests).parts[0] not in NOT_ON_JAX
    ]
    found = files_that_import(KERAS, files, folder)
    found += [tests / name for name in IMPORTING_KERAS_LATER]
    return sorted(path.relative_to(folder).as_posix() for path in found)


def pytest_command(kernel: str, arguments: list[str]) -> list[str]:
    """A pytest that runs notebooks too: one worker per core, and each notebook on one worker.

    Notebooks start first: they take longest, and the workers should end at about the same time.
    """
    return [
        *(sys.executable, "-m", "pytest", "-q"),
        *("-n", "logical", "--maxprocesses", "8", "--dist", "loadscope", "--no-loadscope-reorder"),
        *("--nbval", "--nbval-kernel-name", kernel, "--nbval-cell-timeout", str(CELL_TIMEOUT_S)),
        *("--nbval-sanitize-with", SANITIZE),
        *arguments,
    ]


def with_paths(folder: Path, given: list[str], paths: list[str]) -> list[str]:
    """The arguments that were given, after `paths` unless they name files or folders."""
    named = any((folder / argument.partition("::")[0]).exists() for argument in given)
    return given if named else [*paths, *given]
