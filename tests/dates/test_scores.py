from types import SimpleNamespace

import pytest

from course_utils.dates.examples import DateExample
from course_utils.dates.scores import exact_match, exact_matches

EXAMPLES = [
    DateExample("5 Apr 09", "2009-04-05", "en_US", "d MMM yy", {}),
    DateExample("5 avr. 2009", "2009-04-05", "fr", "d MMM y", {}),
    DateExample("6 Apr 09", "2009-04-06", "en_US", "d MMM yy", {}),
]


class Answer(SimpleNamespace):
    def __str__(self):
        return self.iso


def test_what_str_gives_counts():
    answers = [Answer(iso="2009-04-05"), None, "2009-4-6"]
    assert exact_match(answers, EXAMPLES) == pytest.approx(1 / 3)


def test_groups():
    answers = ["2009-04-05", "2009-04-05", "2009-05-06"]
    assert exact_matches(answers, EXAMPLES) == {"d MMM y": (1, 1), "d MMM yy": (1, 2)}
    assert exact_matches(answers, EXAMPLES, by="locale") == {"en_US": (1, 2), "fr": (1, 1)}
    assert exact_matches([], []) == {}


def test_errors():
    with pytest.raises(ValueError, match="got 0"):
        exact_match([], [])
    with pytest.raises(ValueError, match=r"3 examples .* got 2"):
        exact_match(["", ""], EXAMPLES)
