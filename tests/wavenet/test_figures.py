import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Annotation

from course_utils import plots
from course_utils.wavenet.data import fragment_starts, shift_by_one
from course_utils.wavenet.figures import (
    draw_block,
    draw_cone,
    draw_fragments,
    draw_network,
    draw_pairs,
)
from course_utils.wavenet.model import WaveNetConfig, build_wavenet, receptive_field

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


CONFIG = WaveNetConfig(
    n_codes=7, dilations=(1, 2, 4, 8), residual_channels=3, gate_channels=4, skip_channels=5
)


def labels(axes):
    return " ".join(text.get_text() for text in axes.texts)


def shape_of(layer):
    return f"(time, {layer.output.shape[-1]})"


def test_the_drawn_block_has_the_shapes_of_the_network(axes):
    draw_block(axes, CONFIG)
    model = build_wavenet(CONFIG)
    shapes = {name: shape_of(model.get_layer(f"{name}_0")) for name in ("dilated", "to_skip")}
    assert shapes == {"dilated": "(time, 8)", "to_skip": "(time, 5)"}
    assert all(shape in labels(axes) for shape in shapes.values())
    assert labels(axes).count(shape_of(model.get_layer("to_residual_0"))) == 4
    assert labels(axes).count("z (time, 4)") == 2


def test_the_drawn_network_has_the_shapes_and_dilations_of_the_network(axes):
    draw_network(axes, CONFIG)
    model = build_wavenet(CONFIG)
    assert labels(axes).count(shape_of(model.get_layer("to_logits"))) == 1
    assert labels(axes).count(f"skip {shape_of(model.get_layer('to_skip_3'))}") == 3
    assert "block 3\ndilation 8" in labels(axes)
    assert "block 2" not in labels(axes)
