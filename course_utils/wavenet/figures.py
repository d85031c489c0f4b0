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
        label = "output of a layer" if layer == 1 else None
        axes.plot(
            sorted(times), [layer] * len(times), "o", color=plots.BLUE, markersize=4, label=label
        )
        times = below
    label = "input that counts"
    axes.plot(sorted(times), [0] * len(times), "o", color=plots.ORANGE, markersize=4, label=label)
    axes.legend(loc="upper left", fontsize="small")
    axes.set(xlabel="samples before the present one", ylabel="layer", title=title)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_yticks(range(len(dilations) + 1), ["input", *range(1, len(dilations) + 1)])


def draw_block(axes: Axes, config) -> None:
    """Draws one residual block, with the shape of what flows along every arrow.

    Args:
        axes: Where to draw, about 10 by 3 inches.
        config: The network's `WaveNetConfig`.
    """
    x_shape, z_shape = _shape(config.residual_channels), _shape(config.gate_channels)
    x = plots.box(axes, (0, 1), "x", plots.GREY)
    dilated = plots.box(
        axes, (2, 1), f"dilated: causal conv\nto {_shape(2 * config.gate_channels)}", plots.BLUE
    )
    tanh = plots.box(axes, (4, 1.8), "tanh", plots.ORANGE)
    sigmoid = plots.box(axes, (4, 0.2), "sigmoid", plots.ORANGE)
    times = plots.box(axes, (5, 1), r"$\times$", plots.ORANGE)
    to_residual = plots.box(axes, (6.8, 1), "to_residual", plots.BLUE)
    to_skip = plots.box(axes, (6.8, 0), "to_skip", plots.BLUE)
    plus = plots.box(axes, (8.3, 1), "+", plots.ORANGE)
    following = plots.box(axes, (9.8, 1), "x of the\nnext block", plots.GREY)
    skip = plots.box(axes, (9.8, 0), "skip", plots.GREY)
    unchanged = plots.box(axes, (4.5, 2.5), f"x as it is {x_shape}", "none")
    plots.arrow(axes, x, dilated, x_shape, (0.75, 1.08))
    plots.arrow(axes, dilated, tanh, f"filter {z_shape}", (2.5, 1.7))
    plots.arrow(axes, dilated, sigmoid, f"gate {z_shape}", (2.5, 0.2))
    plots.arrow(axes, tanh, times, z_shape, (4.95, 1.45))
    plots.arrow(axes, sigmoid, times, z_shape, (4.95, 0.45))
    plots.arrow(axes, times, to_residual, f"z {z_shape}", (5.75, 1.1))
    plots.arrow(axes, times, to_skip, f"z {z_shape}", (6.55, 0.5))
    plots.arrow(axes, to_residual, plus, x_shape, (7.65, 1.08))
    plots.arrow(axes, plus, following, x_shape, (8.85, 1.1))
    plots.arrow(axes, to_skip, skip, _shape(config.skip_channels), (8.5, 0.1))
    plots.arrow(axes, x, unchanged, bend=-0.15)
    plots.arrow(axes, unchanged, plus, bend=-0.15)
    axes.set(xlim=(-0.3, 10.4), ylim=(-0.3, 2.8))
    axes.axis("off")


def draw_network(axes: Axes, config) -> None:
    """Draws a whole WaveNet of three blocks or more, with the shapes along the arrows.

    Args:
        axes: Where to draw, about 10 by 3 inches.
        config: The network's `WaveNetConfig`.
    """
    x_shape, skip_shape = _shape(config.residual_channels), _shape(config.skip_channels)
    last = len(config.dilations) - 1
    axes.add_patch(
        Rectangle((2.8, 0.85), 7, 0.4, facecolor="white", edgecolor=plots.ORANGE, linewidth=1.5)
    )
    axes.text(6.3, 1.05, "sum of all skips", ha="center", va="center", fontsize=9)
    before, right_of = plots.box(axes, (0, 2.2), "codes", plots.GREY), 0.45
    for place, name, shape, color in (
        (1.6, "embedding", "(time,)", plots.BLUE),
        (3.4, f"block 0\ndilation {config.dilations[0]}", x_shape, plots.BLUE),
        (5.6, f"block 1\ndilation {config.dilations[1]}", x_shape, plots.BLUE),
        (7.3, "...", x_shape, "none"),
        (9, f"block {last}\ndilation {config.dilations[last]}", x_shape, plots.BLUE),
    ):
        box = plots.box(axes, (place, 2.2), name, color)
        plots.arrow(axes, before, box, shape, ((right_of + place - 0.45) / 2, 2.3))
        if name.startswith("block"):
            plots.arrow(axes, box, (place, 1.25), f"skip {skip_shape}", (place + 0.6, 1.5))
        before, right_of = box, place + 0.5
    before = (3.4, 0.85)
    for place, name, shape, color in (
        (3.4, "relu", skip_shape, plots.ORANGE),
        (5.2, "hidden\n(dense, relu)", skip_shape, plots.BLUE),
        (7.1, "to_logits\n(dense)", skip_shape, plots.BLUE),
        (9.2, "logits of the\nnext code", _shape(config.n_codes), plots.GREY),
    ):
        box = plots.box(axes, (place, 0), name, color)
        label = (4, 0.45) if name == "relu" else (place - 1, 0.1)
        plots.arrow(axes, before, box, shape, label)
        before = box
    axes.set(xlim=(-0.3, 10.2), ylim=(-0.3, 2.6))
    axes.axis("off")


def _shape(channels: int) -> str:
    return f"(time, {channels})"
