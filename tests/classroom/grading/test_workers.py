"""Workers end with the process that started them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from course_utils.classroom.grading.workers import local_workers

ROOT = Path(__file__).parents[3]
PARENT = """\
import os, sys, time
from pathlib import Path
from course_utils.classroom.grading.workers import local_workers
if __name__ == "__main__":
    with local_workers(Path(sys.argv[1]), 1) as workers:
        print(workers.submit(os.getpid).result(), flush=True)
        workers.submit(time.sleep, 600)
        time.sleep(600)
"""


def runs(pid):
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, script, tmp_path / "work"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    worker = int(parent.stdout.readline())
    assert runs(worker)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    patience = time.monotonic() + 60
    while runs(worker) and time.monotonic() < patience:
        time.sleep(0.1)
    assert not runs(worker)


def test_their_folder_is_theirs_alone_and_goes(tmp_path):
    place = tmp_path / "state" / "work"
    with local_workers(place, 1):
        assert place.stat().st_mode & 0o777 == 0o700
    assert not place.exists()
