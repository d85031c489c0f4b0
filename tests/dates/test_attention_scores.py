import numpy as np
import pytest

from course_utils.dates.encoding import attention_matches, attention_score
from course_utils.dates.examples import DateExample

SPANS = {"day": (0, 1), "month": (2, 5), "year": (6, 10)}
EXAMPLE = DateExample("5 may 2009", "2009-05-05", "en_US", "d MMM y", SPANS)


def looking_at(*places, Tx=12):
    alphas = np.full((1, 10, Tx), 0.01)
    alphas[0, np.arange(10), places] = 0.9
    return alphas


def test_the_right_places_score_1():
    alphas = looking_at(6, 7, 8, 9, 11, 2, 4, 11, 0, 0)
    assert attention_matches(alphas, [EXAMPLE]) == {"year": (4, 4), "month": (2, 2), "day": (2, 2)}
    assert attention_score(alphas, [EXAMPLE]) == 1


def test_spans_end_before_their_stop():
    alphas = looking_at(6, 10, 5, 9, 0, 5, 1, 0, 1, 0)
    assert attention_matches(alphas, [EXAMPLE]) == {"year": (2, 4), "month": (0, 2), "day": (1, 2)}
    assert attention_score(alphas, [EXAMPLE]) == 3 / 8


def test_what_is_not_there_does_not_count():
    unreadable = EXAMPLE._replace(spans={"day": (0, 1)})
    alphas = np.concatenate([looking_at(*[0] * 10), looking_at(*[0] * 10)])
    counts = attention_matches(alphas, [EXAMPLE, unreadable])
    assert counts == {"year": (0, 4), "month": (0, 2), "day": (4, 4)}
    short = looking_at(*[0] * 10, Tx=6)
    assert attention_matches(short, [EXAMPLE])["year"] == (0, 0)


def test_maps_of_other_examples_are_refused():
    with pytest.raises(ValueError, match=r"2 examples need alphas \(2, 10, Tx\), got \(1, 10, 12"):
        attention_score(looking_at(*[0] * 10), [EXAMPLE] * 2)
    with pytest.raises(ValueError, match="at least 1 digit"):
        attention_score(looking_at(*[0] * 10), [EXAMPLE._replace(spans={})])
