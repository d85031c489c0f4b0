from queue import Empty

import pytest

from tests.notebooks.patience import PatientKernel

TALKING = "import time\nfor i in range(6):\n    print(i, flush=True)\n    time.sleep(0.5)"


@pytest.fixture(scope="module")
def kernel():
    kernel = PatientKernel("course")
    yield kernel
    kernel.stop()


def test_a_cell_that_says_something_has_its_time_anew_and_nothing_is_lost(kernel):
    cell = kernel.execute_cell_input(TALKING)
    kernel.await_reply(cell, timeout=1.2)
    said = ""
    while "5\n" not in said:
        message = kernel.get_message("iopub", timeout=60)
        said += message["content"].get("text", "")
    assert said.split() == list("012345")


def test_a_silent_cell_ends_at_its_limit(kernel):
    cell = kernel.execute_cell_input("import time; time.sleep(30)")
    with pytest.raises(Empty):
        kernel.await_reply(cell, timeout=0.1)
