"""Drawings of notebooks 01 and 02."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_utils import plots


def draw_pairs(axes: Axes, x: Sequence, y: Sequence) -> None:
    """Draws a sequence above and its targets below, with an arrow from all that is known to each.

    Args:
        axes: Where to draw.
        x: What the model is given, in order.
        y: What it must say at each step; as long as x.
    """
    for t, (given, target) in enumerate(zip(x, y, strict=True)):
        axes.text(t, 1, given, ha="center", va="center", color=plots.BLUE)
        axes.text(t, 0, target, ha="center", va="center", color=plots.RED)
        for earlier in range(t + 1):
            faded = 1 if earlier == t else 0.25
            axes.annotate(
                "",
                xy=(t, 0.15),
                xytext=(earlier, 0.85),
                arrowprops={"arrowstyle": "->", "color": plots.GREY, "alpha": faded},
            )
    axes.set(xlim=(-0.6, len(x) - 0.4), ylim=(-0.3, 1.3), xlabel="step t")
    axes.set_xticks(range(len(x)))
    axes.set_yticks([0, 1], ["target y", "input x"])


def draw_fragments(
    axes: Axes, lengths: Sequence[int], starts: np.ndarray, fragment_length: int
) -> None:
    """Draws recordings as grey bars, their fragments in color and each last target as a dot.

    Args:
        axes: Where to draw.
        lengths: Samples in each recording.
        starts: (n, 2) of [recording, start].
        fragment_length: Samples in a fragment.
    """
    for recording, length in enumerate(lengths):
        axes.add_patch(Rectangle((0, recording - 0.4), length, 0.8, color="#dddddd"))
        own = starts[starts[:, 0] == recording, 1]
        for number, start in enumerate(own):
            color = plots.COLORS[number % len(plots.COLORS)]
            top = recording - 0.32 + 0.64 * number / max(len(own), 3)
            axes.add_patch(Rectangle((start, top), fragment_length, 0.16, color=color))
            axes.plot(start + fragment_length + 0.5, top + 0.08, "o", color=color, markersize=6)
    axes.set(xlim=(-0.2, max(lengths) + 0.5), ylim=(len(lengths) - 0.4, -0.6), xlabel="sample")
    axes.set_yticks(range(len(lengths)), [f"recording {i}" for i in range(len(lengths))])


def draw_cone(axes: Axes, kernel_size: int, dilations: Sequence[int], title: str = "") -> None:
    """Draws which values of each layer the last output depends on, down to the input.

    Args:
        axes: Where to draw.
        kernel_size: Of every layer.
        dilations: One for each layer, the first one next to the input.
        title: Above the drawing.
    """
    times = {0}
    for layer in range(len(dilations), 0, -1):
        dilation, below = dilations[layer - 1], set()
        for time in times:
            for tap in range(kernel_size):
                axes.plot(
                    [time, time - tap * dilation], [layer, layer - 1], color=plots.GREY, lw=0.7
                )
                below.add(time - tap * dilation)
        axes.plot(sorted(times), [layer] * len(times), "o", color=plots.BLUE, markersize=4)
        times = below
    axes.plot(sorted(times), [0] * len(times), "o", color=plots.ORANGE, markersize=4)
    axes.set(xlabel="samples before the present one", ylabel="layer", title=title)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_yticks(range(len(dilations) + 1), ["input", *range(1, len(dilations) + 1)])
