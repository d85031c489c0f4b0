import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Annotation

from course_utils import plots
from course_utils.wavenet.data import fragment_starts, shift_by_one
from course_utils.wavenet.figures import draw_fragments, draw_pairs

mpl.use("agg")


@pytest.fixture
def axes():
    (axes,) = plots.row()
    yield axes
    plt.close("all")


def test_arrows_only_come_from_what_is_known(axes):
    draw_pairs(axes, *shift_by_one(["a", "b", "c", "d"]))
    arrows = [text for text in axes.texts if isinstance(text, Annotation)]
    assert len(arrows) == 1 + 2 + 3
    assert all(arrow.xyann[0] <= arrow.xy[0] for arrow in arrows)


def test_last_targets_lie_within_their_recordings(axes):
    lengths = [10, 4, 7]
    draw_fragments(axes, lengths, fragment_starts(lengths, 4, 3), 4)
    dots = [(line.get_xdata()[0], round(line.get_ydata()[0])) for line in axes.lines]
    assert len(dots) == 3
    assert all(sample < lengths[recording] for sample, recording in dots)
    assert np.allclose(sorted(sample for sample, _ in dots), [4.5, 4.5, 7.5])
