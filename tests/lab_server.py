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

OWN_FOLDERS = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
)


@contextmanager
def course_lab(course: Path, own: Path):
    """Gives (address, process) of a JupyterLab on a copy of the course; stops it at the end.

    Args:
        course: the folder to study in.
        own: an empty folder for what Jupyter keeps.
    """
    command = [sys.executable, "-m", "course_utils", "lab", "--no-browser", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--folder", str(course)],
        env=os.environ | {name: str(own / name.lower()) for name in OWN_FOLDERS},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address = printed_address(process)
        wait_until_it_answers(address)
        yield address, process
    finally:
        process.terminate()
        process.communicate(timeout=60)


def printed_address(process: subprocess.Popen) -> str:
    """The address that the server prints for a person to open."""
    printed = ""
    for line in process.stdout:
        printed += line
        found = re.search(r"http://127\S+token=\w+", line)
        if found:
            return found.group()
    raise AssertionError(f"no address in what `course lab` printed:\n{printed}")


def wait_until_it_answers(address: str, patience_s: float = 60) -> None:
    """Jupyter prints its address just before it listens there."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            urllib.request.urlopen(address, timeout=patience_s).close()
            return
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
