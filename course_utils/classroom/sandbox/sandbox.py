"""A Python in which a submission may do what it likes: nothing of it reaches the machine.

bubblewrap (https://github.com/containers/bubblewrap) gives it namespaces of its own: no network, no
other processes, and of the files only Python and what it is given, read-only, and one small folder
in memory. `launcher` then bounds memory and threads and refuses system calls (see `syscalls`).

An ordinary user becomes nobody in a user namespace. Root, as in a container, has no need of one and
becomes another user for real: Linux counts no processes of root, and root owns what it should not.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from course_utils.classroom.sandbox.launcher import READY, Settings
from course_utils.classroom.sandbox.syscalls import seccomp_filter
from course_utils.validation import require_positive


@dataclass(frozen=True)
class Limits:
    """Bounds for one submission; the defaults are far above what honest answers need.

    Attributes:
        memory_mb: Memory that it may fill. TensorFlow, Keras and a small model take 400 MB.
        cell_s: Seconds for one cell; the first one may import TensorFlow.
        call_s: Seconds for one call of a function.
        total_s: Seconds for the whole submission.
        output_kb: Printed text that is kept.
        files_mb: Size of its folder, the only place that it may write to.
        processes: Threads at a time; it may start no process at all.
    """

    memory_mb: int = 2048
    cell_s: float = 60
    call_s: float = 10
    total_s: float = 300
    output_kb: int = 64
    files_mb: int = 64
    processes: int = 512

    def __post_init__(self):
        """Raises ValueError for what is no limit."""
        require_positive(**vars(self))


PROC = Path("/proc")


def seconds_waited(pid: int) -> float:
    """The longest that a thread of a process, or of those it started, was ready but did not run.

    0 where the kernel does not tell, as on other systems than Linux.
    """
    waited, pids = 0.0, [pid]
    while pids:
        for thread in _entries(PROC / str(pids.pop()) / "task"):
            with suppress(OSError, ValueError, IndexError):
                waited = max(waited, int((thread / "schedstat").read_text().split()[1]) / 1e9)
            with suppress(OSError, ValueError):
                pids += [int(child) for child in (thread / "children").read_text().split()]
    return waited


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


LAUNCHER = Path(__file__).with_name("launcher.py")
FOLDER = "/tmp"  # the submission's own, in memory
NOBODY = 65534
USERS = range(61184, 65520)  # systemd's for services without an account: nobody's own
SYSTEM = (
    *("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/nix/store"),
    *("/etc/ld.so.cache", "/etc/alternatives"),
)
START_S, END_S = 60, 2

ENVIRONMENT = {
    "TZ": "UTC",
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "agg",
    "CUDA_VISIBLE_DEVICES": "",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "MALLOC_ARENA_MAX": "2",
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"),
    **dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"),
}

HELP = """\
Submissions are graded in a sandbox made by bubblewrap 0.7 or newer (Debian and Ubuntu: `apt install
bubblewrap`), which needs Linux and leave to make namespaces. Where there is none, grade in a
container, from the course's folder, with the class's folder DIR in it:

  docker run --rm --cap-add SYS_ADMIN --security-opt seccomp=unconfined \\
    --security-opt apparmor=unconfined --security-opt systempaths=unconfined \\
    -v "$PWD":/course -w /course python:3.13 sh -c "apt-get update && \\
    apt-get install -y bubblewrap && python bootstrap.py lab --help && \\
    .venv/bin/course classroom grade DIR"

Or trust the submissions with all that you may do on this machine: --trust-submissions."""

_started = count(os.getpid())


class SandboxError(Exception):
    """The machine cannot run a submission in a sandbox; it says nothing about the submission."""


def open_sandbox(
    argv: Sequence[str], limits: Limits, readable: Sequence[Path]
) -> subprocess.Popen[bytes]:
    """Starts a Python program in a sandbox; its stdin and stdout are pipes, its stderr is gone.

    The kernel ends it when the thread that called this ends.

    Args:
        argv: `[python, file, *arguments]`, or as well `"-m", module` or `"-c", code` for the
            file; python is of this environment.
        limits: Of memory, files and threads; times are for the caller to keep.
        readable: Folders that it may read, at the paths that they have here. Modules are found in
            them first. A `course_utils` that is installed beside Python is hidden.

    Raises:
        SandboxError: No sandbox can be made here; says why and what helps.
    """
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        raise SandboxError(f"There is no bubblewrap on this machine (no program `bwrap`).\n{HELP}")
    root = os.geteuid() == 0
    readable = [folder.resolve() for folder in readable]
    if root:
        _check_others_may_read(readable)
    user = USERS[next(_started) % len(USERS)] if root else None
    try:
        refused = seccomp_filter().hex()
    except ValueError as error:
        raise SandboxError(f"{error}\n{HELP}") from None
    command = [bubblewrap, *_namespaces(root), *_files(limits, readable), *_environment()]
    command += ["--", argv[0], "-I", str(LAUNCHER), _settings(limits, user, refused, readable)]
    return _start([*command, *argv[1:]], env={})


def open_unsandboxed(
    argv: Sequence[str], limits: Limits, readable: Sequence[Path]
) -> subprocess.Popen[bytes]:
    """As `open_sandbox`, but the program may do all that its user may; limits on memory hold.

    Raises:
        SandboxError: The program does not start.
    """
    folder = tempfile.mkdtemp()
    settings = _settings(limits, None, "", [path.resolve() for path in readable])
    environment = ENVIRONMENT | {"HOME": folder, "TMPDIR": folder}
    command = [argv[0], "-I", str(LAUNCHER), settings, *argv[1:]]
    process = _start(command, env=environment, cwd=folder)
    weakref.finalize(process, shutil.rmtree, folder, ignore_errors=True)
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """Ends a program that was opened here, with all that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if not process.stdout.closed:
        _wait_until_closed(process.stdout)
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            pipe.close()


def _wait_until_closed(pipe) -> None:
    """Until nobody writes to it any more: the kernel ends what is in a sandbox after its opener."""
    poll = select.poll()
    poll.register(pipe, 0)
    poll.poll(END_S * 1000)


def _namespaces(root: bool) -> list[str]:
    flags = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    flags += ["--unshare-cgroup-try", "--hostname", "sandbox", "--die-with-parent", "--new-session"]
    flags += ["--cap-drop", "ALL", "--clearenv"]
    if root:
        return [*flags, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*flags, "--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]


def _files(limits: Limits, readable: Sequence[Path]) -> list[str]:
    """A root without anything but what is named here; only `FOLDER` can be written to."""
    flags = ["--perms", "1777", "--size", str(limits.files_mb * 2**20), "--tmpfs", FOLDER]
    flags += ["--proc", "/proc", "--tmpfs", "/dev", "--symlink", FOLDER, "/dev/shm"]
    for device in ("null", "random", "urandom"):  # not zero: it gives memory that no limit counts
        flags += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    flags += _system_libraries() + _bind([*_python(), LAUNCHER, *readable])
    for site in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        installed = f"{site}/course_utils"
        if os.path.isdir(installed):
            flags += ["--tmpfs", installed, "--remount-ro", installed]
    return [*flags, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", FOLDER]


def _system_libraries() -> list[str]:
    """On most systems /lib is a link to usr/lib."""
    links, paths = [], []
    for path in SYSTEM:
        if os.path.islink(path):
            links += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            paths.append(Path(path))
    return links + _bind(paths)


def _python() -> list[Path]:
    """Where this Python and its packages lie, by each name that they are known by."""
    named = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    return sorted(Path(path) for path in named | {os.path.realpath(path) for path in named})


def _bind(paths: Sequence[Path]) -> list[str]:
    """Paths as they are here, read-only. bubblewrap would close the folders above to others."""
    above = sorted({folder for path in paths for folder in path.parents})
    flags = [part for folder in above for part in ("--perms", "0755", "--dir", str(folder))]
    return flags + [part for path in paths for part in ("--ro-bind", str(path), str(path))]


def _environment() -> list[str]:
    variables = ENVIRONMENT | {"HOME": FOLDER, "TMPDIR": FOLDER}
    return [part for name, value in variables.items() for part in ("--setenv", name, value)]


def _settings(limits: Limits, user: int | None, refused: str, path: Sequence[Path]) -> str:
    settings: Settings = {
        "memory_mb": limits.memory_mb,
        "files_mb": limits.files_mb,
        "processes": limits.processes,
        "user": user,
        "filter": refused,
        "path": [str(folder) for folder in path],
    }
    return json.dumps(settings)


def _check_others_may_read(folders: Sequence[Path]) -> None:
    """The program runs as nobody in particular, so a folder of root alone would be unreadable."""
    for folder in folders:
        if folder.stat().st_mode & 0o005 != 0o005:
            raise SandboxError(f"submissions cannot read {folder}: chmod -R go+rX {folder}")


def _start(command: list[str], **options) -> subprocess.Popen[bytes]:
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            **options,
        )
    except OSError as error:
        raise SandboxError(f"{command[0]} does not start: {error}") from None
    said = _first_bytes(process, len(READY))
    if said != READY:
        kill(process)
        reason = process.stderr.read(4096).decode(errors="replace").strip()
        raise SandboxError(f"No sandbox can be made here: {reason or 'it did not start'}\n{HELP}")
    process.stderr.close()
    return process


def _first_bytes(process: subprocess.Popen[bytes], number: int) -> bytes:
    """What it writes first; less where it ends or takes longer than `START_S`."""
    said, until = b"", time.monotonic() + START_S
    while len(said) < number:
        ready, _, _ = select.select([process.stdout], [], [], max(0, until - time.monotonic()))
        part = os.read(process.stdout.fileno(), number - len(said)) if ready else b""
        if not part:
            break
        said += part
    return said


def try_sandbox() -> None:
    """Opens a sandbox and closes it.

    Raises:
        SandboxError: None can be made here; says why and what helps.
    """
    kill(open_sandbox([sys.executable, "-m", "this"], Limits(), []))
