import re

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect
from course_utils.checks.report import try_properties

DOUBLED = Property("two becomes four", lambda f: expect(f(2), 4, "add it to itself"))
ZERO = Property("zero stays", lambda f: expect(f(0), 0, "0 + 0 is 0"), points=2)


def double(number):
    return 2 * number


def test_a_right_answer_gets_all_points():
    report = try_properties(double, [DOUBLED, ZERO])
    assert (report.earned, report.possible) == (3, 3)
    assert str(report).splitlines()[0] == "double: 3 of 3 points - all passed"
    assert "fail" not in report._repr_mimebundle_()["text/html"]


def test_a_half_right_answer_gets_its_share_and_an_explanation():
    def square_plus_one(number):
        return number * number + (number == 0)

    report = try_properties(square_plus_one, [DOUBLED, ZERO])
    assert (report.earned, report.possible) == (1, 3)
    assert "0 + 0 is 0" in str(report)
    assert "expected: 0" in str(report)
    html = report._repr_mimebundle_()["text/html"]
    assert html.count('class="pass"') == html.count('class="fail"') == 1


def test_a_stub_is_not_written_yet():
    def stub(number):
        raise NotImplementedError()

    assert "not written yet" in try_properties(stub, [DOUBLED]).outcomes[0].wrong.mistake


def test_a_stub_that_is_called_is_named():
    def inner(number):
        raise NotImplementedError()

    def outer(number):
        return inner(number)

    mistake = try_properties(outer, [DOUBLED]).outcomes[0].wrong.mistake
    assert mistake == "it calls `inner`, which is not written yet"


def test_an_error_names_the_line_and_shows_no_traceback():
    def broken(number):
        return number + undefined  # noqa: F821

    text = str(try_properties(broken, [DOUBLED]))
    assert "NameError at `return number + undefined" in text
    assert "Traceback" not in text


def test_leaving_and_interrupting_are_messages_too():
    def leave(number):
        raise SystemExit(3)

    def interrupted(number):
        raise KeyboardInterrupt

    assert "SystemExit" in str(try_properties(leave, [DOUBLED]))
    assert "never end" in str(try_properties(interrupted, [DOUBLED]))


def test_what_the_student_gave_cannot_write_html():
    def attack(number):
        return "<script>alert(1)</script>"

    html = try_properties(attack, [DOUBLED])._repr_mimebundle_()["text/html"]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_every_row_is_marked_by_more_than_its_color():
    wrong = Property("never", lambda f: (_ for _ in ()).throw(Wrong("no")))
    html = try_properties(double, [DOUBLED, wrong])._repr_mimebundle_()["text/html"]
    assert re.findall("[✓✗]", html) == ["✓", "✗"]


def test_numbers_of_numpy_are_fine():
    assert try_properties(lambda n: np.float32(2 * n), [DOUBLED, ZERO]).earned == 3
