import pytest

from course_utils.checks.properties import Property, Wrong, expect
from course_utils.checks.wavenet_data import EXERCISES
from course_utils.classroom.editions.exercises import read_exercises
from course_utils.classroom.grading.judge import judge
from course_utils.classroom.sandbox.sandbox import Limits, SandboxError
from tests.classroom.remote.kernels import ROOT, judge_cells

HASTY = Limits(call_s=1, cell_s=1)
IMPORTS = "import numpy as np\nfrom collections import Counter, defaultdict"
DOUBLE = {
    "double": [
        Property("two becomes four", lambda f: expect(f(2), 4, "add it to itself")),
        Property("three becomes six", lambda f: expect(f(3), 6, "add it to itself")),
        Property("zero stays", lambda f: expect(f(0), 0, "0 + 0 is 0"), points=2),
    ],
    "half": [Property("two becomes one", lambda f: expect(f(2), 1, "divide by two"))],
}
RIGHT = ["def double(x):\n    return 2 * x", "def half(x):\n    return x / 2"]


def points(judgement):
    return {name: report.earned for name, report in judgement.reports.items()}


def words(judgement, name):
    return [o.wrong.mistake if o.wrong else "" for o in judgement.reports[name].outcomes]


@pytest.fixture(scope="module")
def chapter():
    found = {}
    for module in (ROOT / "course_utils" / "wavenet").glob("*.py"):
        found |= read_exercises(module)
    return {name: found[name] for name in EXERCISES}


def test_the_chapters_functions_get_all_points(chapter):
    judgement = judge_cells(
        [IMPORTS, *(e.reference for e in chapter.values())], EXERCISES, Limits()
    )
    assert points(judgement) == {name: exercise.points for name, exercise in chapter.items()}
    assert judgement.notes == []
    assert "all passed" in str(judgement.reports["to_mono"])


def test_stubs_get_none(chapter):
    judgement = judge_cells([IMPORTS, *(e.stub for e in chapter.values())], EXERCISES, Limits())
    assert set(points(judgement).values()) == {0}
    assert "not written yet" in words(judgement, "to_mono")[0]


ANSWERS_AND_SLEEPS = """
import gc
import time
def double(x):
    named = [one for one in gc.get_objects() if type(one).__name__ == "Channel"]
    named[0].send(["value", 4, []])
    time.sleep(9)
"""


def test_an_answer_that_still_runs_costs_the_next_function_nothing():
    judgement = judge_cells([ANSWERS_AND_SLEEPS, RIGHT[1]], DOUBLE, HASTY)
    assert points(judgement) == {"double": 1, "half": 1}


def test_an_empty_notebook_gets_none():
    judgement = judge_cells([], DOUBLE, HASTY)
    assert points(judgement) == {"double": 0, "half": 0}
    assert "does not define double" in words(judgement, "double")[0]


def test_cells_that_fail_are_noted_and_the_others_go_on():
    judgement = judge_cells([*RIGHT, "\nundefined", "def (", "exit()"], DOUBLE, HASTY)
    assert points(judgement) == {"double": 4, "half": 1}
    assert judgement.notes[0].startswith("The cell that begins with `undefined` fails: NameError")
    assert "SyntaxError" in judgement.notes[1]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("while True: pass", "took longer than 1 s"),
        ("import os; os._exit(0)", "ended Python"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended Python"),
    ],
)
def test_cells_that_lose_the_kernel_are_left_out(cell, reason):
    judgement = judge_cells([RIGHT[0], cell, RIGHT[1]], DOUBLE, HASTY)
    assert points(judgement) == {"double": 4, "half": 1}
    assert judgement.notes == [f"The cell that begins with `{cell}` was left out: it {reason}"]


def test_a_property_that_loses_the_kernel_has_a_cross_and_the_next_goes_on():
    source = "import os\ndef double(x):\n    return os._exit(0) if x == 3 else 2 * x"
    judgement = judge_cells([source, RIGHT[1]], DOUBLE, HASTY)
    assert points(judgement) == {"double": 3, "half": 1}
    assert words(judgement, "double") == ["", "your function ended Python", ""]


def test_a_function_that_always_hangs_is_not_tried_for_ever():
    judgement = judge_cells(["def double(x):\n    while True: pass", RIGHT[1]], DOUBLE, HASTY)
    assert points(judgement) == {"double": 0, "half": 1}
    assert words(judgement, "double") == [
        "your function took longer than 1 s",
        "your function took longer than 1 s",
        "not tried any more, after 2 such failures",
    ]


def test_a_notebook_has_a_time_in_all():
    source = "import time\ndef double(x):\n    time.sleep(2)\n    return 2 * x"
    judgement = judge_cells([source, RIGHT[1]], DOUBLE, Limits(call_s=9, cell_s=9, total_s=1))
    assert points(judgement)["half"] == 0
    assert "no time left" in words(judgement, "half")[0]


def test_functions_do_not_meet_what_others_left_in_their_objects():
    def keeps(f):
        if f("kept") != ["kept"]:
            raise Wrong("something is left")

    source = "def double(x, kept=[]):\n    return [x]\nhalf = double"
    kept = {name: [Property("nothing is left", keeps)] for name in ("double", "half")}
    assert points(judge_cells([source], kept, HASTY)) == {"double": 1, "half": 1}


def test_a_machine_without_a_sandbox_gives_no_points_at_all():
    def no_sandbox():
        raise SandboxError("no bubblewrap")

    with pytest.raises(SandboxError):
        judge([], DOUBLE, no_sandbox)
