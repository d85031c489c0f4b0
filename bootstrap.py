"""Make `.venv` with the pinned packages, then run a command of the course in it.

    python bootstrap.py lab         study: opens JupyterLab on the start page
    python bootstrap.py test        ruff, the unit tests and every notebook
    python bootstrap.py test-jax    the unit tests of what differs by backend, with JAX
    python bootstrap.py test-gpu    every notebook on the kernel course-gpu
    python bootstrap.py bench       the speed comparisons
    python bootstrap.py bench-gpu   the speed on a GPU

Standard library only, and no syntax newer than Python 3.6: an old Python must get a message from
this file, not a SyntaxError.
"""

import contextlib
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

SUPPORTED = ((3, 13), (3, 12), (3, 11))
COMMANDS = {
    "lab": ["-m", "course_utils", "lab"],
    "test": ["-m", "course_utils", "test"],
    "test-jax": ["-m", "course_utils", "test", "--jax"],
    "test-gpu": ["-m", "course_utils", "test", "--gpu"],
    "bench": ["-m", "tests.benchmarks"],
    "bench-gpu": ["-m", "tests.benchmarks", "gpu"],
}
# One environment for all commands. What a few of them need besides stays installed. TensorFlow is
# two thirds of it.
EXTRAS = ("lab", "test", "classroom", "embedding")
GPU = "gpu-jax" if os.environ.get("KERAS_BACKEND") == "jax" else "gpu"
MORE_EXTRAS = {"bench": ["bench"], "test-jax": ["jax"], "test-gpu": [GPU], "bench-gpu": [GPU]}
ENVIRONMENT_GB, DOWNLOAD_GB = 3.1, 0.9
LOCK, RETRY_S = os.path.join(".cache", "venv.lock"), 0.2

DISK_FULL = r"No space left on device|Errno 28\b|WinError 112|Disk quota exceeded|Errno 122\b"
NO_NETWORK = (
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError"
    r"|SSLError|CERTIFICATE_VERIFY_FAILED|Max retries exceeded|ProtocolError|IncompleteRead"
    r"|Connection (?:refused|reset|broken)|setuptools\S+ \(from versions: none\)"
)
ACTIVITY = r"^(?:Collecting|Downloading|Using cached|Building|Installing collected) .*"


class Refusal(Exception):
    """Why the command cannot run, in words for the person at the keyboard."""


def main(arguments):
    """Makes or repairs the environment, then runs the command; returns an exit status."""
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    root = os.path.dirname(os.path.abspath(__file__))
    try:
        prepare(root, *find_python(), MORE_EXTRAS.get(arguments[0], []))
        return run(root, COMMANDS[arguments[0]] + arguments[1:])
    except Refusal as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted. The same command continues where it stopped.", file=sys.stderr)
        return 130


def find_python():
    """Returns (executable, version) of the running Python, else of a supported one on PATH."""
    running = sys.version_info[:2]
    if running in SUPPORTED:  # within an environment, the Python that it was made from
        return getattr(sys, "_base_executable", None) or sys.executable, running
    for version in SUPPORTED:
        name = "{}.{}".format(*version)
        launchers = [["python" + name]] + ([["py", "-" + name]] if os.name == "nt" else [])
        for launcher in launchers:
            executable = ask_python(launcher, version)
            if executable:
                return executable, version
    raise Refusal(
        f"The course needs Python 3.11, 3.12 or 3.13. This is Python {sys.version.split()[0]}\n"
        f"({sys.executable}), and PATH holds no python3.13, python3.12 or python3.11.\n"
        "Install one, or name one that PATH lacks: make lab PYTHON=/path/to/python3.12"
    )


def ask_python(launcher, version):
    """Returns the executable behind a launcher; None if it is not there or not that version."""
    if shutil.which(launcher[0]) is None:
        return None
    question = "import sys; print(sys.executable); print(sys.version_info[:2])"
    status, answer = ask([*launcher, "-c", question])
    lines = answer.splitlines()
    return lines[0] if status == 0 and lines[1:] == [str(version)] else None


def ask(command, **options):
    """Runs a short command and returns its exit status and all that it printed."""
    result = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        **options,
    )
    return result.returncode, result.stdout


def prepare(root, executable, version, more=()):
    """Brings `.venv` to the pinned packages; does nothing if its stamp says that it has them."""
    stamp, wanted = compare_stamp(root, version, more)
    if stamp == wanted:
        return
    with locked(root) as lock:  # another command may have finished it meanwhile: compare again
        stamp, wanted = compare_stamp(root, version, more)
        if stamp != wanted:
            make_or_update(root, executable, version, stamp, wanted, lock)


def compare_stamp(root, version, more):
    """Returns what `.venv` says that it holds, and what it is to hold."""
    folder = os.path.join(root, ".venv")
    wanted = {"folder": folder, "python": "{}.{}".format(*version), "packages": fingerprint(root)}
    stamp = read_stamp(folder)
    kept = stamp.get("extras", ()) if is_usable(stamp, wanted) else ()
    wanted["extras"] = sorted({*EXTRAS, *more, *kept})
    return stamp, wanted


def is_usable(stamp, wanted):
    """Says whether `.venv` was made for this folder and this Python."""
    return all(stamp.get(key) == wanted[key] for key in ("folder", "python"))


def make_or_update(root, executable, version, stamp, wanted, lock):
    """Makes `.venv`, or installs what it lacks."""
    folder, started = wanted["folder"], time.time()
    if is_usable(stamp, wanted):
        print("Finishing or updating .venv (its log: .venv/install.log)", flush=True)
        forget_unfinished_packages(folder)
    else:
        check_can_make_environments(executable, version)
        check_disk(root)
        print(
            f"Making .venv with Python {wanted['python']}, once: {DOWNLOAD_GB} GB to download, "
            f"{ENVIRONMENT_GB} GB on disk, 1 to 10 minutes",
            flush=True,
        )
        make_environment(executable, folder, lock)
        write_stamp(folder, dict(wanted, packages="unfinished"))
    install_packages(root, folder, started, wanted["extras"], lock)
    write_stamp(folder, wanted)
    print(f"Ready after {clock(time.time() - started)}", flush=True)


@contextlib.contextmanager
def locked(root):
    """Lets one command at a time change `.venv`; the others wait here.

    It is a lock of the operating system, which ends with the command, even one that is killed. On
    Linux and macOS venv and pip hold it too: if they outlive the command, the others wait for them.
    """
    path = os.path.join(root, LOCK)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "a", encoding="utf-8") as file:
        if not try_to_lock(file):
            print("Waiting: another command is making or updating .venv here", flush=True)
            while not try_to_lock(file):
                time.sleep(RETRY_S)
        yield file.fileno()


def try_to_lock(file):
    """Locks an open file until it is closed; returns False if another process has locked it."""
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks: go on as if alone
        pass
    return True


def holding(lock):
    """Returns how `subprocess` starts a program that holds the lock too: not on Windows."""
    return {"pass_fds": [lock]} if fcntl and lock is not None else {}


def fingerprint(root):
    """Returns a hash over what decides which packages are installed."""
    lists = [read(os.path.join(root, name)) for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256("".join(lists).encode()).hexdigest()


def read_stamp(folder):
    """Returns what `.venv` says that it holds, or {} where it says nothing or cannot run."""
    if not os.path.exists(environment_python(folder)):
        return {}
    try:
        return dict(json.loads(read(os.path.join(folder, "course-stamp.json"))))
    except (OSError, ValueError, TypeError):
        return {}


def write_stamp(folder, stamp):
    """Writes the stamp in one step, so that a half-written one never counts."""
    path = os.path.join(folder, "course-stamp.json")
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(stamp, file)
    os.replace(path + ".new", path)


def environment_python(folder):
    """Returns the path of the environment's own Python."""
    parts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(folder, *parts)


def check_can_make_environments(executable, version):
    """Refuses a Python without `venv` or `ensurepip`: Debian has them in a package of their own."""
    if ask([executable, "-c", "import venv, ensurepip"])[0]:
        raise Refusal(
            f"{executable} cannot make environments: its module venv or ensurepip is missing.\n"
            f"On Debian and Ubuntu: sudo apt install python{version[0]}.{version[1]}-venv\n"
            "Then run this command again."
        )


def check_disk(root):
    """Refuses if the disks cannot hold the environment and the download that it is made from."""
    needs = {}  # GB by disk; pip keeps a download in its cache, below the home folder, too
    downloads = [(tempfile.gettempdir(), DOWNLOAD_GB), (os.path.expanduser("~"), DOWNLOAD_GB)]
    for place, need in [(root, ENVIRONMENT_GB), *downloads]:
        if os.path.isdir(place):
            first, before = needs.get(os.stat(place).st_dev, (place, 0))
            needs[os.stat(place).st_dev] = first, before + need
    for place, need in needs.values():
        if free_gb(place) < need:
            raise Refusal(
                f"Too little disk space at {place}: the course needs {need:.1f} GB there, "
                f"{free_gb(place):.1f} GB are free.\nFree some, then run this command again."
            )


def free_gb(place):
    """Returns the free space of the disk that holds a folder, in GB."""
    return shutil.disk_usage(place).free / 1e9


def make_environment(executable, folder, lock=None):
    """Makes an empty environment, removing what was there."""
    status, output = ask([executable, "-m", "venv", "--clear", folder], **holding(lock))
    if status:
        raise Refusal(explain(output, status, folder) + "\n" + output.strip())


def forget_unfinished_packages(folder):
    """Has pip install again the packages that an interruption left half installed.

    pip writes INSTALLER after a package's last file; a package without it looks installed.
    """
    pattern = os.path.join(folder, "**", "site-packages", "*.dist-info")
    for place in glob.glob(pattern, recursive=True):
        if not os.path.exists(os.path.join(place, "INSTALLER")):
            shutil.rmtree(place)


def install_packages(root, folder, started, extras, lock=None):
    """Installs the pinned packages and the course itself; what pip says goes to the log."""
    log = os.path.join(folder, "install.log")
    command = [environment_python(folder), "-m", "pip", "install", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar=off"]
    command += ["--constraint=constraints.txt", "--editable=.[" + ",".join(extras) + "]"]
    with open(log, "w", encoding="utf-8") as file:
        output = {"stdout": file, "stderr": subprocess.STDOUT}
        pip = subprocess.Popen(command, cwd=root, **output, **holding(lock))
    try:
        follow(pip, log, started)
    finally:
        pip.wait()
    if pip.returncode:
        reason = explain(read(log), pip.returncode, folder)
        raise Refusal(f"{reason}\nAll that pip said is in {log}")


def follow(process, log, started):
    """Shows what pip is doing until it ends: in a terminal in one line, else one every 30 s."""
    live = sys.stdout.isatty()
    while process.poll() is None:
        try:
            process.wait(timeout=1 if live else 30)
        except subprocess.TimeoutExpired:
            line = f"  {clock(time.time() - started)}  {activity(read(log))}"[:78]
            print("\r" + line.ljust(78) if live else line, end="" if live else "\n", flush=True)
    if live:
        print("\r" + " " * 78 + "\r", end="", flush=True)


def activity(log_text):
    """Returns what pip is doing, in a few words."""
    if log_text.rstrip().rpartition("\n")[2].startswith("WARNING: Retrying"):
        return "no answer from the package index, trying again"
    last = ["asking the package index", *re.findall(ACTIVITY, log_text, re.MULTILINE)][-1]
    if last.startswith("Installing"):
        return f"Installing {last.count(',') + 1} packages, the longest step"
    return last


def explain(output, status, folder):
    """Returns what went wrong and what to do, from the output and exit status of pip or venv."""
    if re.search(DISK_FULL, output):
        places = (os.path.dirname(folder), tempfile.gettempdir())
        free = ", ".join(f"{free_gb(place):.1f} GB are free at {place}" for place in places)
        return (
            f"The disk is full: {free}. The environment needs {ENVIRONMENT_GB} GB\n"
            f"and its download {DOWNLOAD_GB} GB. Free some, then run this command again."
        )
    if re.search(NO_NETWORK, output):
        return (
            "The package index cannot be reached. Check the network, and behind a proxy "
            "HTTPS_PROXY.\nThen run this command again: what was downloaded already is kept."
        )
    missing = re.search(r"No matching distribution found for (\S+)", output)
    if missing:
        return f"The package index has no {missing.group(1)} for this machine ({sys.platform})."
    if status == -9:
        return "The system ended the install, usually for lack of memory: close some programs."
    errors = re.findall(r"^ERROR:.*", output, re.MULTILINE)
    return "\n".join([f"The install failed with exit status {status}.", *errors[-1:]])


def run(root, arguments):
    """Replaces this process by the command; on Windows runs it and returns its exit status."""
    command = [environment_python(os.path.join(root, ".venv")), *arguments]
    os.chdir(root)
    if os.name != "nt":
        os.execv(command[0], command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the command's to handle
    return subprocess.call(command)


def read(path):
    """Returns the text of a file, even one that is still being written."""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def clock(seconds):
    """Returns a duration as minutes:seconds."""
    return "{}:{:02d}".format(*divmod(int(seconds), 60))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
