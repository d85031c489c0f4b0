import re
import subprocess
import sys

import pytest

from course_utils.__main__ import main
from course_utils.checks import all_exercises
from tests.time_limits import limit_s

NAMES = (
    *("lab", "progress", "kernels", "solution", "test", "train", "evaluate", "listen"),
    "transcribe",
    *("synthesize", "synthesize-clips", "classroom"),
)


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert tuple(re.findall(r"\n    ([\w-]+)\s+\w", printed)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_of_its_own(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"usage: course {name}")
    description = printed.partition("\n\n")[2].partition("\noptions:")[0]
    assert len(description) > 60, "say what it does"


@pytest.mark.parametrize("argv", [[], ["nonsense"], ["kernels", "--nonsense"]])
def test_wrong_words_get_the_usage(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    assert "usage: course" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["lab", "--port", "70000"], "--port 70000"),
        (["lab", "--folder", "no/such/folder"], "no folder notebooks"),
        (["test", "--gpu", "--fast"], "choose one"),
        (["solution", "no_such_function"], "no_such_function"),
    ],
)
def test_errors_are_one_line(argv, expected, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", "")
    assert main(argv) == 2
    printed = capsys.readouterr()
    assert expected in printed.err
    assert printed.err.startswith("course: ")
    assert printed.err.count("\n") == 1


def test_every_graded_function_has_a_solution_to_print(capsys):
    for name in all_exercises():
        assert main(["solution", name]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith(f"def {name}(")
        assert "SOLUTION" not in printed


def test_ctrl_c_is_one_line(capsys, monkeypatch):
    def interrupted(prefix):
        raise KeyboardInterrupt

    monkeypatch.setattr("course_utils.commands.lab.install_kernels", interrupted)
    assert main(["kernels"]) == 130
    assert capsys.readouterr().err == "course: interrupted\n"


def test_kernels_says_where(capsys, tmp_path):
    assert main(["kernels", "--prefix", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["course", "course-gpu"]
    assert all(str(tmp_path) in line for line in lines)


def test_it_also_runs_as_a_module():
    command = [sys.executable, "-m", "course_utils", "--help"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=limit_s(60))
    assert result.returncode == 0
    assert result.stdout.startswith("usage: course ")
