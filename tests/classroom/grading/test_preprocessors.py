import nbformat
import pytest

pytest.importorskip("nbgrader")
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from course_utils.checks.properties import Wrong
from course_utils.checks.report import Outcome, Report
from course_utils.classroom.grading.preprocessors import (
    UNPRINTABLE,
    ShowAsText,
    notes_text,
    outputs_of,
    printable,
    printable_lines,
    safe_report,
)

NASTY = "\x1b[2J<script>alert(1)</script>\x07\u202e"


def report(*outcomes):
    return Report("f", outcomes)


def test_a_check_cell_shows_the_table_and_gives_the_points():
    table, points = outputs_of(
        report(Outcome("one", 2, None), Outcome("two", 1, Wrong("no", "1", "2"))), points=3
    )
    assert table.output_type == "display_data"
    assert "✗ two" in table.data["text/plain"]
    assert '<table class="mathjax_ignore ' in table.data["text/html"]
    assert (points.output_type, points.data["text/plain"]) == ("execute_result", "2")


def test_points_are_never_above_the_most():
    *_, points = outputs_of(report(Outcome("one", 5, None)), points=3)
    assert points.data["text/plain"] == "3"


def test_what_was_not_tried_has_no_points():
    (points,) = outputs_of(None, points=3)
    assert points.data["text/plain"] == "0"


def test_hidden_checks_tell_neither_inputs_nor_values():
    shown = safe_report(report(Outcome("Hidden: others", 1, Wrong("values differ", "17", "18"))))
    assert "values differ" in str(shown)
    assert "17" not in str(shown)
    assert "18" not in str(shown)


def test_messages_carry_neither_markup_nor_control_characters():
    table, _ = outputs_of(report(Outcome("one", 1, Wrong(NASTY, NASTY, NASTY))), points=1)
    assert "<script" not in table.data["text/html"]
    assert not set("\x1b\x07\u202e") & set("".join(table.data.values()))
    assert "<script" not in notes_text([NASTY])


def test_the_students_text_cells_are_shown_as_text():
    locked = {"nbgrader": {"grade_id": "given_1", "locked": True, "grade": False}}
    cells = [
        new_markdown_cell("**given**", metadata=locked),
        new_markdown_cell("<script>alert(1)</script>\n\n[x](javascript:alert(1))"),
        new_raw_cell("<img src=x onerror=alert(1)>"),
        new_code_cell("'<script>'"),
        new_markdown_cell("<b>note</b>", id="notes"),
    ]
    shown, _ = ShowAsText().preprocess(new_notebook(cells=cells), {})
    sources = [cell.source for cell in shown.cells]
    assert sources[0] == "**given**"
    assert sources[1].startswith("<pre>&lt;script&gt;")
    assert "<img" not in sources[2]
    assert sources[3:] == ["'<script>'", "<b>note</b>"]
    assert {cell.cell_type for cell in shown.cells} == {"markdown", "code"}
    nbformat.validate(shown)


def test_control_characters_of_the_students_are_marked():
    cells = [new_markdown_cell(NASTY), new_raw_cell(NASTY), new_code_cell(f"# {NASTY}")]
    shown, _ = ShowAsText().preprocess(new_notebook(cells=cells), {})
    for cell in shown.cells:
        assert not set("\x1b\x07\u202e") & set(cell.source)
        assert cell.source.count("\N{REPLACEMENT CHARACTER}") == 3


def test_a_message_is_one_line():
    assert printable("a\x1b[31mb\nc") == "a [31mb c"


def test_lines_and_spaces_stay():
    text = "def f(x):\n\treturn 'é🎉'\n"
    assert printable_lines(text) == text
    assert printable_lines("trop\u00a0!\r\n") == "trop ! \n"


def test_what_nobody_would_see_is_marked():
    assert printable_lines("\x1b\x00\u202e\ud800a") == 4 * UNPRINTABLE + "a"
