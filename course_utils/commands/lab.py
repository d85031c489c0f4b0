"""What a student uses beside the notebooks: `course lab`, `course progress`, `course kernels`."""

import argparse
import os
import socket
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from course_utils.folders import repository
from course_utils.study.kernels import install_kernels
from course_utils.study.progress import Chapter, find_workspace, points_of, read_chapters

START_PAGE = "workspace/START.md"
SETTINGS = Path(__file__).parent / "jupyter"


def add_parser(subparsers) -> None:
    """Adds the three commands to the parser of `course`."""
    _add_lab(subparsers)
    _add_progress(subparsers)
    _add_kernels(subparsers)


def _add_lab(subparsers) -> None:
    parser = subparsers.add_parser(
        "lab",
        help="study: open JupyterLab on the start page",
        description="Builds or updates workspace/, where you work, and opens JupyterLab on its "
        "start page. Files that you changed are never overwritten. Without a screen it prints the "
        "address to open. Ctrl-C ends it.",
    )
    parser.add_argument(
        "--port", type=int, default=8888, metavar="N", help="default: 8888, or the next free one"
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


def _add_progress(subparsers) -> None:
    parser = subparsers.add_parser(
        "progress",
        help="show your points",
        description="Shows the points of every exercise, as its last check(...) gave them.",
    )
    parser.set_defaults(run=show_progress)


def _add_kernels(subparsers) -> None:
    parser = subparsers.add_parser(
        "kernels",
        help="install the Jupyter kernels `course` and `course-gpu`",
        description="Installs two kernels for this Python: `course` computes on a GPU if the Keras "
        "backend sees one, else on the CPU; `course-gpu` refuses to start without a GPU. "
        "`course lab` and `course test` install both by themselves.",
    )
    parser.add_argument(
        "--prefix",
        default=sys.prefix,
        metavar="DIR",
        help="install below DIR/share/jupyter (default: this Python's environment)",
    )
    parser.set_defaults(run=show_kernels)


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
    """Installs the kernels, brings the workspace up to date, and prints what was written."""
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
    """Signs the worked-out notebooks: JupyterLab shows no audio players of unsigned ones."""
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    for notebook in (folder / "notebooks").glob("*.ipynb"):
        notary.sign(nbformat.read(notebook, as_version=4))
    notary.store.close()


def free_port(port: int, tries: int = 50) -> int:
    """The first free port from `port` on; 0, which means any port, stays 0.

    Raises:
        ValueError: None of `tries` ports is free, or `port` is no port number.
    """
    if not 0 <= port <= 65535:
        raise ValueError(f"--port {port}: a port is a number from 0 to 65535")
    for candidate in range(port, min(port + tries, 65536)):
        with socket.socket() as probe:
            if os.name == "posix":  # a port that was closed just now is free, as for Jupyter
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
        return candidate
    raise ValueError(f"none of the {tries} ports from {port} on is free; choose another --port")


def has_screen(environ: Mapping[str, str], platform: str) -> bool:
    """Whether the person who typed the command would see a browser that opens here."""
    if environ.get("CI") or environ.get("SSH_CONNECTION"):
        return False
    has_display = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    return has_display or not platform.startswith("linux")


def lab_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Environment variables: JupyterLab finds the course's settings, its terminals find `course`.

    The settings, in jupyter/, show Markdown rendered, turn off the news, encrypt the messages to
    kernels and hide nbgrader's buttons. The user's own settings in JupyterLab take precedence.
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
    """Whether this is root, for whom JupyterLab starts only with `allow_root`."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def show_progress(args: argparse.Namespace) -> int:
    """Prints the points of the workspace around the current folder, or of the course's own.

    Raises:
        ValueError: There is no workspace.
    """
    workspace = find_workspace() or find_workspace(repository() / "workspace")
    if workspace is None:
        raise ValueError("no workspace yet: start with `course lab`")
    for chapter in read_chapters(workspace):
        print(_points(workspace, chapter))
    return 0


def _points(workspace: Path, chapter: Chapter) -> str:
    earned = {name: points_of(workspace, name) for name in chapter.exercises}
    total = sum(points or 0 for points in earned.values())
    lines = [f"{chapter.title}: {total} of {sum(chapter.exercises.values())} points"]
    for name, possible in chapter.exercises.items():
        state = "not checked yet" if earned[name] is None else f"{earned[name]} of {possible}"
        lines.append(f"  {name:20} {state}")
    return "\n".join(lines)


def show_kernels(args: argparse.Namespace) -> int:
    """Installs both kernels and prints their folders."""
    for folder in install_kernels(args.prefix):
        print(f"{folder.name}: {folder}")
    return 0
