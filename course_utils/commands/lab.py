"""`course lab`: opens JupyterLab on the start page of the student's workspace."""

import argparse
import os
import socket
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from course_utils.folders import repository
from course_utils.study.kernels import install_kernels

START_PAGE = "workspace/START.md"
SETTINGS = Path(__file__).parent / "jupyter"


def add_parser(subparsers) -> None:
    """Adds the command to the parser of `course`."""
    parser = subparsers.add_parser(
        "lab",
        help="study: open JupyterLab on the start page",
        description="Builds or updates workspace/, where you work, and opens JupyterLab on its "
        "start page. Files that you changed are never written over. Where there is no screen the "
        "address is printed instead. Ctrl-C ends it.",
    )
    parser.add_argument(
        "--port", type=int, default=8888, metavar="N", help="default 8888; if taken, the next free"
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="only print the address, open no browser"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="a copy of the course (notebooks, data, course_utils) to study in "
        "(default: this course)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Builds the workspace and serves JupyterLab until it is stopped."""
    if args.folder:
        os.environ["COURSE_HOME"] = str(args.folder.resolve())
    folder, port = repository(), free_port(args.port)
    if port != args.port:
        print(f"Port {args.port} is taken: using {port}.")
    prepare(folder)
    opens = not args.no_browser and has_screen(os.environ, sys.platform)
    print(
        "JupyterLab starts"
        + (" and opens in your browser" if opens else "")
        + ". Keep this window open while you study; Ctrl-C ends it.",
        flush=True,
    )
    os.environ.update(lab_variables(os.environ))
    serve(server_arguments(folder, port, opens, runs_as_root()))
    return 0


def prepare(folder: Path) -> None:
    """Installs the kernels and brings the workspace up to date; says what was written."""
    from course_utils.classroom.editions.student_edition import build_workspace

    install_kernels(sys.prefix)
    for line in build_workspace(folder):
        print(line)
    trust_notebooks(folder)


def serve(arguments: list[str]) -> None:
    """Runs JupyterLab in this process until it is stopped."""
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(arguments)


def trust_notebooks(folder: Path) -> None:
    """Signs the worked-out notebooks, since JupyterLab mutes the players of unsigned ones."""
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    for notebook in (folder / "notebooks").glob("*.ipynb"):
        notary.sign(nbformat.read(notebook, as_version=4))
    notary.store.close()


def free_port(port: int, tries: int = 50) -> int:
    """The first port from `port` on that nobody listens on; 0 stays 0, any port.

    Raises:
        ValueError: None of `tries` ports is free, or `port` is no port number.
    """
    if not 0 <= port <= 65535:
        raise ValueError(f"--port {port}: a port is a number from 0 to 65535")
    for candidate in range(port, min(port + tries, 65536)):
        with socket.socket() as probe:
            if os.name == "posix":  # a port that was just given up counts as free, as for Jupyter
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
        return candidate
    raise ValueError(f"none of the {tries} ports from {port} on is free; choose another --port")


def has_screen(environ: Mapping[str, str], platform: str) -> bool:
    """Says whether a browser opened here would be seen by the person who typed the command."""
    if environ.get("CI") or environ.get("SSH_CONNECTION"):
        return False
    has_display = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    return has_display or not platform.startswith("linux")


def lab_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """What JupyterLab needs to find: the course's settings, and `course` in its terminals.

    The settings, in jupyter/, show Markdown rendered, ask nothing about news, encrypt what goes to
    kernels and hide nbgrader's buttons. What the user has set in JupyterLab itself still wins.
    """
    added = {"JUPYTER_CONFIG_PATH": str(SETTINGS), "PATH": sysconfig.get_path("scripts")}
    return {
        name: os.pathsep.join(filter(None, [folder, environ.get(name)]))
        for name, folder in added.items()
    }


def server_arguments(folder: Path, port: int, opens: bool, root: bool) -> list[str]:
    """Arguments of `jupyter lab` for a course in `folder`."""
    return [
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.contents_manager_class=course_utils.study.read_only_contents.CourseContentsManager",
        f"--LabApp.default_url=/lab/tree/{START_PAGE}",
        f"--ServerApp.port={port}",
        f"--ServerApp.open_browser={opens}",
        f"--ServerApp.allow_root={root}",
        "--Application.log_level=ERROR",
    ]


def runs_as_root() -> bool:
    """Says whether JupyterLab would refuse to start without being told that this is meant."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
