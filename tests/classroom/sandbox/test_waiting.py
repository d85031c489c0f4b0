import os
import subprocess
import sys
import time

import pytest

from course_utils.classroom.remote.framing import PATIENCE, Channel, KernelLost
from course_utils.classroom.sandbox.sandbox import PROC, seconds_waited


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
