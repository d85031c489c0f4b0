"""Two commands that begin together on a fresh clone, with a fake venv and a fake, slow pip."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.load_bootstrap import SOURCE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends signals")
START = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import bootstrap
bootstrap.check_disk = lambda root: None
sys.exit(bootstrap.main(sys.argv[1:]))
"""
NOTE = """
import os, sys, time
def note(text):
    with open("journal.txt", "a") as file:
        file.write(text + "\\n")
"""
FAKES = {
    "venv.py": NOTE
    + """
if __name__ == "__main__":
    note("venv")
    os.makedirs(sys.argv[-1] + "/bin", exist_ok=True)
    os.symlink(sys.executable, sys.argv[-1] + "/bin/python")
""",
    "pip.py": NOTE
    + """
note("pip begins")
while not os.path.exists("pip_may_end"):
    time.sleep(0.02)
note("pip ends")
""",
    "course_utils/__main__.py": "print('the command runs')",
}
WAITS = "Waiting: another command is making or updating .venv here"
UNTIL_S = 60


@pytest.fixture
def clone(root):
    """A fresh clone whose venv and pip are fakes; pip ends when the file pip_may_end is there."""
    shutil.copy(SOURCE, root)
    (root / "course_utils").mkdir()
    for name, source in FAKES.items():
        (root / name).write_text(source)
    return root


@pytest.fixture
def begin(clone):
    """Begins a command; what is left of it is killed at the end."""
    begun = []

    def begin_command(name):
        log = clone / f"{name}.txt"
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-c", START, name],
                cwd=clone,
                env=os.environ | {"PYTHONPATH": ""},
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        begun.append(process)
        return process, log

    yield begin_command
    (clone / "pip_may_end").touch()
    for process in begun:
        process.kill()
        process.wait()


def until(condition):
    deadline = time.monotonic() + UNTIL_S
    while not condition():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.02)


def journal(clone):
    path = clone / "journal.txt"
    return path.read_text().splitlines() if path.exists() else []


def one_installs_and_one_waits(clone, begin):
    first, _ = begin("lab")
    until(lambda: "pip begins" in journal(clone))
    second, log = begin("test")
    until(lambda: WAITS in log.read_text())
    return first, second, log


def test_the_second_waits_and_finds_the_finished_environment(clone, begin):
    first, second, log = one_installs_and_one_waits(clone, begin)
    (clone / "pip_may_end").touch()
    assert (first.wait(UNTIL_S), second.wait(UNTIL_S)) == (0, 0)
    assert journal(clone) == ["venv", "pip begins", "pip ends"]
    assert log.read_text().splitlines() == [WAITS, "the command runs"]


def test_the_second_takes_over_from_one_that_was_killed_once_its_pip_has_ended(clone, begin):
    first, second, log = one_installs_and_one_waits(clone, begin)
    first.kill()
    first.wait()
    time.sleep(0.6)
    assert journal(clone) == ["venv", "pip begins"]
    (clone / "pip_may_end").touch()
    assert second.wait(UNTIL_S) == 0
    assert journal(clone) == ["venv", *["pip begins", "pip ends"] * 2]
    assert "Finishing or updating .venv" in log.read_text()
    stamp = json.loads((clone / ".venv" / "course-stamp.json").read_text())
    assert stamp["packages"] != "unfinished"


def test_ctrl_c_ends_the_wait_in_one_line(clone, begin):
    first, second, log = one_installs_and_one_waits(clone, begin)
    second.send_signal(signal.SIGINT)
    assert second.wait(UNTIL_S) == 130
    assert [line for line in log.read_text().splitlines() if line] == [
        WAITS,
        "Interrupted. The same command continues where it stopped.",
    ]
    (clone / "pip_may_end").touch()
    assert first.wait(UNTIL_S) == 0
