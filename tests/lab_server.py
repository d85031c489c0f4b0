"""A `course lab` of a test's own: nothing of the user's Jupyter is read or kept."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.time_limits import limit_s

OWN_FOLDERS = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
)
PRINTED = "printed.txt"


@contextmanager
def course_lab(course: Path, own: Path):
    """Gives (address, process) of a JupyterLab on a copy of the course; stops it at the end.

    Args:
        course: the folder to study in.
        own: a folder for what Jupyter keeps, and what the server prints.
    """
    command = [sys.executable, "-m", "course_utils", "lab", "--no-browser", "--port", "0"]
    own.mkdir(exist_ok=True)
    log = own / PRINTED  # a pipe would fill up, and stay open as long as any kernel lives
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, "--folder", str(course)],
            env=os.environ | {name: str(own / name.lower()) for name in OWN_FOLDERS},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = printed_address(process, log)
        wait_until_it_answers(address)
        yield address, process
    finally:
        stop(process)


def printed_address(process: subprocess.Popen, log: Path) -> str:
    """The address that the server prints for a person to open."""
    running = True
    while running:
        running = process.poll() is None
        found = re.search(r"http://127\S+token=\w+", log.read_text())
        if found:
            return found.group()
        time.sleep(0.1)
    raise AssertionError(f"no address in what `course lab` printed:\n{log.read_text()}")


def stop(process: subprocess.Popen) -> None:
    """Ends the server; where a kernel dies as it is shut down, Jupyter itself may not end."""
    process.terminate()
    try:
        process.wait(limit_s(60))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until_it_answers(address: str) -> None:
    """Jupyter prints its address just before it listens there."""
    deadline = time.monotonic() + limit_s(60)
    while True:
        try:
            urllib.request.urlopen(address, timeout=limit_s(60)).close()
            return
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
