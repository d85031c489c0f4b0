"""Submissions that hang, end Python or talk nonsense to their grader."""

import sys
import time

import pytest

from course_utils.checks.beam_search_and_bleu.models import TreeModel
from course_utils.classroom.remote.framing import KernelLost
from course_utils.classroom.remote.kernel import RemoteKernel
from course_utils.classroom.sandbox.sandbox import Limits, SandboxError, open_unsandboxed
from tests.classroom.remote.kernels import open_kernel
from tests.time_limits import limit_s

NUMPY = "import numpy as np\n"


@pytest.fixture
def hasty():
    """A kernel with little time."""
    kernel = open_kernel(Limits(call_s=1, cell_s=1))
    yield kernel
    kernel.close()


def test_a_function_that_hangs_loses_the_kernel(hasty):
    hasty.run_cell("def f():\n    while True: pass")
    start = time.monotonic()
    with pytest.raises(KernelLost, match="took longer than 1 s"):
        hasty.function("f")()
    assert time.monotonic() - start < limit_s(10)


def test_a_cell_that_hangs_loses_the_kernel(hasty):
    with pytest.raises(KernelLost, match="took longer than 1 s"):
        hasty.run_cell("import time; time.sleep(60)")


def test_a_function_that_ends_python_loses_the_kernel(hasty):
    hasty.run_cell("import os\ndef f():\n    os._exit(0)")
    with pytest.raises(KernelLost, match="ended Python"):
        hasty.function("f")()


def test_many_calls_have_a_time_in_all(hasty):
    hasty.run_cell("import time\ndef f():\n    time.sleep(0.5)")
    hasty.begin()
    f = hasty.function("f")
    with pytest.raises(KernelLost, match="took longer than 6 s in all"):
        [f() for _ in range(100)]


NONSENSE = [
    "b'x' * 99",
    "(5).to_bytes(4, 'big') + bytes(4) + b'hello'",
    "(2).to_bytes(4, 'big') + bytes(4) + b'[]'",
    "pack(['value', ['array', 'O', [1], b'x'], []])",
    "pack(['value', 1, 2])",
    "pack(['error', [['x'], [1], '', ''], None, None])",
    "pack(['ask', 'eval', ['1']])",
    "pack(['ask', 'call', [['yours', 0], ['tuple'], ['dict']]])",
    "pack(['ask', 'call', ['text', ['tuple'], ['dict']]])",
    "pack(['ask', 'attribute', [['sound', b'', 2, 8000, 1], 'export']])",
    "pack(['ask', 'call', []])",
]


@pytest.mark.parametrize("message", NONSENSE)
def test_nonsense_on_the_wire_loses_the_kernel(hasty, message):
    hasty.run_cell(
        "import os\nfrom course_utils.classroom.remote.framing import pack\n"
        "def f():\n"
        "    for wire in range(3, 20):\n"
        "        try:\n"
        f"            os.write(wire, {message})\n"
        "        except OSError:\n"
        "            pass\n"
        "    os._exit(0)"
    )
    with pytest.raises(KernelLost, match=r"cannot be read|ended Python|took longer"):
        hasty.function("f")()


def test_long_questions_lose_the_kernel():
    kernel = open_kernel()
    kernel.run_cell(NUMPY + "def f(model):\n    return model(np.zeros(2 * 10**5))")
    with pytest.raises(KernelLost, match="too long"):
        kernel.function("f")(TreeModel({}))
    kernel.close()


def test_a_process_that_does_not_answer_is_the_machines_fault():
    argv = [sys.executable, "-c", "pass"]
    with pytest.raises(SandboxError, match="ended Python"):
        RemoteKernel(open_unsandboxed(argv, Limits(), []), Limits())
