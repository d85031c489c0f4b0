"""The first program in a sandbox: gives up what a submission must not have, then runs another.

    python -I launcher.py SETTINGS FILE [ARGUMENT ...]
    python -I launcher.py SETTINGS -m MODULE [ARGUMENT ...]
    python -I launcher.py SETTINGS -c CODE [ARGUMENT ...]

SETTINGS is JSON as `Settings`. It writes `READY` on its output once everything is given up; what
ends it before that is the machine's fault, and stands on its stderr. Standard library only: nothing
else is sure to be there.
"""

import ctypes
import json
import os
import resource
import runpy
import sys
import threading
import time
from typing import TypedDict

READY = b"ready\n"
MIB = 2**20
ADDRESS_SPACE_MB = 8192  # beyond the memory in use: TensorFlow takes 2,500 MB to use 400
THREAD_WAIT_S = 5

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2


class Settings(TypedDict):
    """What to give up.

    `user` is the user to become, if not None; `filter` the seccomp filter in hexadecimal digits,
    may be empty; `path` comes before the rest of `sys.path`.
    """

    memory_mb: int
    files_mb: int
    processes: int
    user: int | None
    filter: str
    path: list[str]


def main(settings_text: str, *command: str) -> None:
    """Gives up, says so, and runs the program."""
    settings: Settings = json.loads(settings_text)
    sys.path[:0] = settings["path"]
    set_limits(settings)
    if settings["user"] is not None:
        become(settings["user"])
    if settings["filter"]:
        refuse_calls(bytes.fromhex(settings["filter"]))
    try_thread()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.write(1, READY)
    run(*command)


def run(kind: str, *arguments: str) -> None:
    """Runs a program as `python` would with these arguments."""
    if kind == "-m":
        sys.argv = list(arguments)
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    elif kind == "-c":
        sys.argv = ["-c", *arguments[1:]]
        exec(compile(arguments[0], "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = [kind, *arguments]
        runpy.run_path(kind, run_name="__main__")


def set_limits(settings: Settings) -> None:
    """Bounds memory, the size of files, threads and open files; nobody can widen them again."""
    memory = settings["memory_mb"] * MIB
    limits = {
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_AS: memory + ADDRESS_SPACE_MB * MIB,
        resource.RLIMIT_FSIZE: settings["files_mb"] * MIB,
        resource.RLIMIT_NPROC: settings["processes"],
        resource.RLIMIT_NOFILE: 512,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        _, hard = resource.getrlimit(limit)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(limit, (value, value))


def become(user: int) -> None:
    """From root to a user without any right; the kernel counts no processes of root."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def refuse_calls(instructions: bytes) -> None:
    """Installs a seccomp filter for this process and the threads that it will start.

    Raises:
        OSError: The kernel does not take it.
    """

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    program = Program(len(instructions) // 8, instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    for option in (
        (_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0),
    ):
        if libc.prctl(*option) != 0:
            error = ctypes.get_errno()
            raise OSError(error, f"prctl({option[0]}): {os.strerror(error)}")


def try_thread() -> None:
    """Starts a thread: before Linux 5.14 the limit counts all of a user's processes together.

    Among them may be those of another submission, which soon end: it tries again for THREAD_WAIT_S.

    Raises:
        RuntimeError: No thread can be started.
    """
    give_up = time.monotonic() + THREAD_WAIT_S
    while True:
        thread = threading.Thread(target=int)
        try:
            thread.start()
            break
        except RuntimeError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)
    thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
