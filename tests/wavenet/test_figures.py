import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Annotation

from course_utils import plots
from course_utils.wavenet.data import fragment_starts, shift_by_one
from course_utils.wavenet.figures import draw_cone, draw_fragments, draw_pairs
from course_utils.wavenet.model import receptive_field

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


@pytest.mark.parametrize(
    ("kernel_size", "dilations"), [(2, (1, 1, 1)), (2, (1, 2, 4)), (3, (1, 2))]
)
def test_the_cone_reaches_as_far_as_the_receptive_field(axes, kernel_size, dilations):
    draw_cone(axes, kernel_size, dilations)
    inputs = axes.lines[-1].get_xdata()
    assert 1 - min(inputs) == receptive_field(kernel_size, dilations)
    assert not np.any(axes.lines[-1].get_ydata())
