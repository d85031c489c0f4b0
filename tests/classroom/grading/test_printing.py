from course_utils.classroom.grading.printable_text import UNPRINTABLE, printable, printable_lines


def test_a_message_is_one_line():
    assert printable("a\x1b[31mb\nc") == "a [31mb c"


def test_lines_and_spaces_stay():
    text = "def f(x):\n\treturn 'é🎉'\n"
    assert printable_lines(text) == text
    assert printable_lines("trop\u00a0!\r\n") == "trop ! \n"


def test_what_nobody_would_see_is_marked():
    assert printable_lines("\x1b\x00\u202e\ud800a") == 4 * UNPRINTABLE + "a"
