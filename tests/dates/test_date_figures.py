import numpy as np
import pytest

from course_utils import plots
from course_utils.dates.display import draw_attention


def test_columns_are_the_text_and_rows_what_was_written():
    alphas = np.eye(3, 6)
    (axes,) = plots.row()
    draw_attention(axes, alphas, "1 May", "abc")
    assert [label.get_text() for label in axes.get_xticklabels()] == [*"1␣May·"]
    assert [label.get_text() for label in axes.get_yticklabels()] == [*"abc"]
    np.testing.assert_array_equal(axes.images[0].get_array(), alphas)


def test_a_long_text_is_cut_as_the_translator_cuts_it():
    (axes,) = plots.row()
    draw_attention(axes, np.eye(2, 4), "abcdefgh", "12")
    assert len(axes.get_xticks()) == 4


def test_other_rows_are_refused():
    (axes,) = plots.row()
    with pytest.raises(ValueError, match="10 characters need as many rows, got 2"):
        draw_attention(axes, np.eye(2, 4), "a", "2000-01-01")
