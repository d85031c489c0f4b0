"""The references in another process, as when a class is graded: all checks, hidden ones too."""

from course_utils.checks import all_exercises
from course_utils.classroom.grading.cells import Cell
from course_utils.classroom.grading.judge import judge
from course_utils.classroom.hidden.hidden_checks import hidden_properties, references
from course_utils.classroom.remote.kernel import RemoteKernel, kernel_argv
from course_utils.classroom.sandbox.sandbox import Limits, open_unsandboxed
from course_utils.folders import repository
from tests.classroom.hidden.hidden_runs import NOTEBOOKS

LIMITS = Limits(cell_s=600, call_s=300, total_s=3000)  # not a test of speed


def open_kernel():
    return RemoteKernel(open_unsandboxed(kernel_argv(LIMITS), LIMITS, [repository()]), LIMITS)


def test_the_references_get_all_points():
    cells, exercises = [], {}
    for notebook in NOTEBOOKS:  # in one process: each would import Keras again
        hidden = hidden_properties(notebook, repository(), [3])
        for name, function in references(notebook, repository()).items():
            source = f"from {function.__module__} import {name}"
            cells.append(Cell(name, source, "solution"))
            exercises[name] = [*all_exercises()[name], hidden[name]]
    assert set(exercises) == set(all_exercises())
    judgement = judge(cells, exercises, open_kernel)
    assert judgement.notes == []
    assert [str(r) for r in judgement.reports.values() if r.earned < r.possible] == []
