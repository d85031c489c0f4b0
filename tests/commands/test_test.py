import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest

from course_utils.commands import changed_files
from course_utils.commands import test as command
from tests.time_limits import limit_s

ROOT = Path(__file__).parent.parent.parent


def arguments(*words):
    parser = ArgumentParser()
    command.add_parser(parser.add_subparsers())
    return parser.parse_args(["test", *words])


@pytest.fixture
def ran(monkeypatch):
    """Records the command lines instead of running them; `failing` names those that fail."""
    lines, failing = [], []

    def run(line, **_):
        lines.append(line)
        status = int(any(word in line for word in failing))
        return subprocess.CompletedProcess(line, status)

    monkeypatch.setattr(command.subprocess, "run", run)
    monkeypatch.setattr(command, "install_kernels", lambda prefix: [])
    return lines, failing


def test_style_then_unit_tests_and_notebooks(ran, capsys):
    lines, _ = ran
    assert command.run(arguments()) == 0
    assert [line[2:4] for line in lines[:2]] == [["ruff", "check"], ["ruff", "format"]]
    assert lines[2][-2:] == ["notebooks", "tests"]
    kernel = lines[2].index("--nbval-kernel-name")
    assert lines[2][kernel + 1] == "course"
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "== ruff check: ok; ruff format: ok; pytest: ok"


def test_a_failed_step_does_not_hide_the_next(ran, capsys):
    lines, failing = ran
    failing.append("check")
    assert command.run(arguments()) == 1
    assert len(lines) == 3
    assert "ruff check: FAILED; ruff format: ok; pytest: ok" in capsys.readouterr().out


def test_fast_leaves_out_notebooks_and_browser(ran):
    lines, _ = ran
    command.run(arguments("--fast"))
    assert lines[-1][-2:] == ["tests", "--ignore=tests/browser"]


def test_changed_runs_what_imports_the_difference_and_names_the_notebooks(ran, monkeypatch, capsys):
    lines, _ = ran
    monkeypatch.setattr(
        command, "changed_files", lambda root: [ROOT / "course_utils/metrics/bleu.py"]
    )
    monkeypatch.setattr(changed_files, "only_words_differ", lambda file, root: False)
    assert command.run(arguments("--changed")) == 0
    assert {"tests/metrics/test_bleu.py", "tests/test_house.py"} <= set(lines[-1])
    assert not {"tests", "notebooks", "tests/dates/test_model.py"} & set(lines[-1])
    printed = capsys.readouterr().out
    assert "differs from main: course_utils/metrics/bleu.py\n" in printed
    assert "not run, though they import what has changed: notebooks/03" in printed


def test_one_kind_of_run_at_a_time():
    with pytest.raises(ValueError, match="choose one"):
        command.run(arguments("--changed", "--fast"))


@pytest.fixture
def environments(monkeypatch):
    """Records the environments of the command lines instead of running them."""
    found = []

    def run(line, env, **_):
        found.append(env)
        return subprocess.CompletedProcess(line, 0)

    monkeypatch.setattr(command.subprocess, "run", run)
    monkeypatch.setattr(command, "install_kernels", lambda prefix: [])
    return found


def test_each_worker_has_a_core_unless_the_caller_says_otherwise(environments, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    command.run(arguments("--fast"))
    assert environments[-1]["TF_NUM_INTRAOP_THREADS"] == "1"
    assert environments[-1]["OMP_NUM_THREADS"] == "3"


def test_what_is_compiled_is_kept_for_the_next_process(environments, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    command.run(arguments("--fast"))
    assert all("PYTHONDONTWRITEBYTECODE" not in environment for environment in environments)


def test_jax_runs_the_unit_tests_of_what_differs_by_backend(ran, monkeypatch):
    lines, _ = ran
    monkeypatch.setattr(command.importlib.util, "find_spec", lambda name: name)
    assert command.run(arguments("--jax")) == 0
    assert len(lines) == 1
    files = [word for word in lines[0] if word.startswith("tests/") and word.endswith(".py")]
    assert {"tests/wavenet/test_model.py", "tests/test_mutants.py"} <= set(files)
    assert "tests/metrics/test_bleu.py" not in files
    assert all((ROOT / file).is_file() for file in files)


def test_jax_must_be_there(ran, monkeypatch):
    monkeypatch.setattr(command.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="JAX is not installed"):
        command.run(arguments("--jax"))


def test_gpu_asks_for_a_gpu_and_then_runs_notebooks_alone(ran):
    lines, _ = ran
    assert command.run(arguments("--gpu")) == 0
    assert "show_device()" in lines[0][-1]
    assert lines[1][-1] == "notebooks"
    assert "course-gpu" in lines[1]


def test_without_a_gpu_no_notebook_starts(ran, capsys):
    lines, failing = ran
    failing.append("-c")
    assert command.run(arguments("--gpu")) == 1
    assert len(lines) == 1
    assert "a GPU is there: FAILED" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ["tests", "notebooks"]),
        (["-k", "mu_law"], ["tests", "notebooks", "-k", "mu_law"]),
        (["tests/test_house.py", "-x"], ["tests/test_house.py", "-x"]),
        (["tests/test_house.py::test_one"], ["tests/test_house.py::test_one"]),
    ],
)
def test_paths_that_are_given_replace_the_default_ones(given, expected):
    assert command.with_paths(ROOT, given, ["tests", "notebooks"]) == expected


def test_pytest_knows_every_option():
    line = command.pytest_command("course", ["--help"])
    result = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=limit_s(120))
    assert result.returncode == 0
    assert line[0] == sys.executable
    assert (ROOT / command.SANITIZE).is_file()


def test_an_installed_course_without_tests_says_so(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    with pytest.raises(ValueError, match="no folder tests"):
        command.run(arguments())
