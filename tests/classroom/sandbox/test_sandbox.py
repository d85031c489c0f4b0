import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

import course_utils
from course_utils.classroom.remote.framing import PATIENCE, Channel, KernelLost
from course_utils.classroom.sandbox import sandbox
from course_utils.classroom.sandbox.sandbox import (
    PROC,
    Limits,
    SandboxError,
    kill,
    open_sandbox,
    open_unsandboxed,
    seconds_waited,
)
from tests.classroom.sandbox.sandboxed import SANDBOX, said
from tests.time_limits import limit_s


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "given"
    made.mkdir()
    (made / "answer.py").write_text("VALUE = 42", "utf-8")
    return made


@pytest.mark.parametrize("opened", [SANDBOX, open_unsandboxed])
def test_a_program_reads_what_it_is_given(folder, opened):
    assert said("import answer; print(answer.VALUE)", folder, opened=opened) == "42"


@pytest.mark.parametrize("opened", [SANDBOX, open_unsandboxed])
def test_a_module_or_a_file_is_run_with_its_arguments(folder, opened):
    program = "import sys; print(__name__, *sys.argv[1:])"
    (folder / "program.py").write_text(program, "utf-8")
    for command in (["-m", "program"], [f"{folder}/program.py"], ["-c", program]):
        process = opened([sys.executable, *command, "a", "b"], Limits(), [folder])
        assert process.stdout.read() == b"__main__ a b\n"
        kill(process)


@pytest.mark.parametrize("opened", [SANDBOX, open_unsandboxed])
def test_its_input_and_output_are_pipes(opened):
    program = "import sys; sys.stdout.write(sys.stdin.readline().upper())"
    process = opened([sys.executable, "-c", program], Limits(), [])
    answer, _ = process.communicate(b"hello\n", timeout=limit_s(60))
    assert answer == b"HELLO\n"
    kill(process)


@pytest.mark.parametrize("opened", [SANDBOX, open_unsandboxed])
def test_the_surroundings_are_always_the_same(monkeypatch, opened):
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    monkeypatch.setenv("SECRET", "seed")
    code = "import os, time; print(os.environ['TZ'], time.timezone, 'SECRET' in os.environ)"
    assert said(code, opened=opened) == "UTC 0 False"


@SANDBOX.needed
def test_nothing_else_of_the_machine_is_there():
    assert said("import os; print(os.getuid() > 0, os.uname().nodename)") == "True sandbox"
    for path in (__file__, "/etc/passwd", "/dev/zero"):
        assert said(f"open({path!r})") == "No such file or directory"
    numbers = said("import os; print(*[n for n in os.listdir('/proc') if n.isdigit()])")
    assert numbers.split() in (["1", "2"], ["1", "2", "3"])


@SANDBOX.needed
def test_an_installed_course_is_hidden(tmp_path, monkeypatch):
    installed = tmp_path / "site" / "course_utils"
    installed.mkdir(parents=True)
    (installed / "solution.py").write_text("")
    monkeypatch.setattr(sandbox.sysconfig, "get_path", lambda name: str(installed.parent))
    code = f"import os; print(os.listdir({str(installed)!r}))"
    assert said(code, installed.parent) == "[]"


@SANDBOX.needed
@pytest.mark.parametrize("path", ["/x", "/dev/x", "/usr/lib/x", "/proc/x"])
def test_it_writes_nowhere_but_in_its_folder(path, folder):
    for where in (path, f"{sys.prefix}/x", f"{folder}/x"):
        assert said(f"open({where!r}, 'w')").startswith(
            ("Read-only file system", "Permission denied", "No such file")
        )
    assert not (folder / "x").exists()
    assert said("open('x', 'w'); import os; print('x' in os.listdir())") == "True"


@SANDBOX.needed
def test_it_starts_in_little_more_time_than_python():
    def seconds(start):
        times = []
        for _ in range(5):
            began = time.perf_counter()
            start()
            times.append(time.perf_counter() - began)
        return min(times)

    python = seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    assert seconds(lambda: said("pass")) < python + limit_s(3)


@pytest.mark.parametrize("opened", [SANDBOX, open_unsandboxed])
def test_killing_ends_it_and_everything_in_it(opened):
    code = "import time, threading; threading.Thread(target=time.sleep, args=(60,)).start()"
    process = opened([sys.executable, "-c", code], Limits(), [])
    kill(process)
    kill(process)
    assert process.returncode != 0


def test_unsandboxed_programs_leave_no_folder():
    process = open_unsandboxed(
        [sys.executable, "-c", "import os; print(os.getcwd())"], Limits(), []
    )
    folder = Path(process.stdout.read().decode().strip())
    kill(process)
    assert folder.is_dir()
    del process
    assert not folder.exists()


def test_without_bubblewrap_the_reason_and_the_way_out_are_told(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    with pytest.raises(SandboxError, match=r"(?s)no bubblewrap.*docker run.*--trust-submissions"):
        open_sandbox([sys.executable, "-c", "pass"], Limits(), [])


def test_without_leave_to_make_namespaces_its_words_are_told(monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: str(program))
    with pytest.raises(SandboxError, match=r"(?s)No permissions to create.*docker run"):
        open_sandbox([sys.executable, "-c", "pass"], Limits(), [])


def test_a_python_that_is_missing_is_the_machines_fault():
    with pytest.raises(SandboxError, match="does not start"):
        open_unsandboxed(["/no/python", "-c", "pass"], Limits(), [])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is told: others read what is theirs")
def test_root_is_told_what_others_cannot_read(folder):
    folder.chmod(0o700)
    with pytest.raises(SandboxError, match=r"cannot read .*given: chmod -R go"):
        open_sandbox([sys.executable, "-c", "pass"], Limits(), [folder])


AS_ANOTHER = """
import os, sys
from course_utils.classroom.sandbox.sandbox import Limits
from course_utils.classroom.sandbox.sandbox import open_sandbox, kill
program = "import os; print(os.getuid()); os.fork()"
process = open_sandbox([sys.executable, "-c", program], Limits(), [])
print(os.getuid(), process.stdout.read().decode())
kill(process)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="this is an ordinary user already")
@SANDBOX.needed
def test_an_ordinary_user_can_do_it():
    python = shutil.which("python3", path="/usr/bin")
    if python is None or not shutil.which("setpriv"):
        pytest.skip("needs setpriv and a Python in /usr/bin, which every user can read")
    command = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", python, "-B"]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        shutil.copytree(Path(course_utils.__file__).parent, Path(folder, "course_utils"))
        done = subprocess.run(
            [*command, "-c", AS_ANOTHER],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=limit_s(60),
        )
    assert done.stdout.split() == ["65534", "65534"], done.stderr


@pytest.mark.skipif(not (PROC / "self" / "schedstat").exists(), reason="this kernel does not tell")
def test_two_loops_on_one_processor_wait_for_each_other():
    program = "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nwhile True: pass"
    command = [sys.executable, "-c", program]
    loops = [subprocess.Popen(command) for _ in range(2)]
    time.sleep(2)
    waited = [seconds_waited(loop.pid) for loop in loops]
    for loop in loops:
        loop.kill()
        loop.wait()
    assert min(waited) > 0.2


def test_nobody_has_waited_where_there_is_no_such_process():
    assert seconds_waited(2**22 + 1) == 0


def channel(seconds_waited):
    read_from, write_to = os.pipe()
    return Channel(read_from, write_to, seconds_waited)


def lose(channel, seconds):
    """How long it took until it was too long."""
    start = time.monotonic()
    channel.allow(seconds, "took too long")
    with pytest.raises(KernelLost, match="took too long"):
        channel.receive()
    return time.monotonic() - start


def test_what_was_waited_is_granted_once():
    waited = [0]
    patient = channel(lambda: waited[0])
    waited[0] = 0.5
    assert lose(patient, 0.2) >= 0.7
    assert patient.granted == 0.5
    lose(patient, 0.2)
    assert patient.granted == 0.5
    patient.begin()
    assert patient.granted == 0


def test_patience_has_an_end():
    start = time.monotonic()
    patient = channel(lambda: 100 * (time.monotonic() - start))
    lose(patient, 0.1)
    assert patient.granted == pytest.approx(PATIENCE * 0.1)
