"""Drawings of notebook 04's network: encoder, attention and decoder, with a shape at each arrow.

The batch is left out of the shapes.
"""

from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from course_utils.plots import BLUE, GREEN, GREY, ORANGE

Point = tuple[float, float]


def draw_translator(
    axes: Axes, Tx: int, Ty: int, n_a: int, n_s: int, n_human: int, n_machine: int
) -> None:
    """Draws the network unrolled: the encoder over the letters, the decoder over its steps.

    Four of the Tx letters and three of the Ty steps are shown.

    Args:
        axes: Where to draw; 4.6 inches high.
        Tx: Characters of the text.
        Ty: Characters of the ISO date.
        n_a: Units of the encoder, in each direction.
        n_s: Units of the decoder.
        n_human: Different characters of the text.
        n_machine: Different characters of the ISO date.
    """
    letters, steps = (1.3, 3.5, 5.7, 8.9), (1.3, 4.8, 8.9)
    for x, name in zip(letters, ("1", "2", "3", Tx), strict=True):
        _text(axes, (x, 0), f"letter {name}")
        _arrow(axes, (x, 0.25), (x, 0.8), f"({n_human},)")
        _box(axes, (x, 1.25), (1.4, 0.9), "LSTM, forward\nLSTM, backward", BLUE)
        _arrow(axes, (x, 1.7), (x, 2.3), f"({2 * n_a},)")
    for left, right in pairwise(letters):
        _arrow(axes, (left + 0.7, 1.45), (right - 0.7, 1.45), f"({n_a},)")
        _arrow(axes, (right - 0.7, 1.05), (left + 0.7, 1.05), f"({n_a},)")
    _box(axes, (5.1, 2.6), (9, 0.6), f"a ({Tx}, {2 * n_a}): a vector for each letter", GREY)
    for x, name in zip(steps, ("1", "2", Ty), strict=True):
        _arrow(axes, (x, 2.9), (x, 3.6), f"({Tx}, {2 * n_a})")
        _box(axes, (x, 3.9), (1.4, 0.6), "attention", ORANGE)
        _arrow(axes, (x, 4.2), (x, 4.9), f"context (1, {2 * n_a})")
        _box(axes, (x, 5.2), (1.4, 0.6), "LSTM, decoder", GREEN)
        _arrow(axes, (x, 5.5), (x, 6.2), f"s ({n_s},)")
        _box(axes, (x, 6.5), (1.4, 0.6), "to_logits", GREEN)
        _arrow(axes, (x, 6.8), (x, 7.4), f"({n_machine},)")
        _text(axes, (x, 7.65), f"character {name}")
    for left, right in pairwise(steps):
        _arrow(axes, (left + 0.7, 5.25), (right - 0.7, 5.25), f"s, c ({n_s},) each")
        _arrow(axes, (left + 0.7, 5), (right - 0.7, 4.0), f"s ({n_s},)")
    for y in (0, 3.9, 6.5):
        _text(axes, (7.3, y), "…")
    _frame(axes, (0.2, 10), (-0.2, 7.9))


def draw_attention_step(axes: Axes, Tx: int, n_a: int, n_s: int, n_hidden: int = 10) -> None:
    """Draws one step of attention, from the decoder's state and the encoder's output to a context.

    Args:
        axes: Where to draw; 2.2 inches high.
        Tx: Characters of the text.
        n_a: Units of the encoder, in each direction.
        n_s: Units of the decoder.
        n_hidden: Units of the hidden layer.
    """
    _text(axes, (0.35, 2), "s_prev")
    _text(axes, (0.35, 1), "a")
    _arrow(axes, (0.75, 2), (1.7, 2), f"({n_s},)")
    _box(axes, (2.35, 2), (1.3, 0.7), f"repeat\n{Tx} times", GREY)
    _arrow(axes, (3, 2.1), (4.2, 1.85), f"({Tx}, {n_s})")
    _arrow(axes, (0.75, 1), (3.9, 1.35), f"({Tx}, {2 * n_a})")
    steps = (
        ("concatenate", GREY, f"({Tx}, {n_s + 2 * n_a})"),
        (f"hidden: Dense\n{n_hidden}, tanh", ORANGE, f"({Tx}, {n_hidden})"),
        ("energy: Dense\n1, ReLU", ORANGE, f"({Tx}, 1)"),
        ("softmax over\naxis 1, places", GREY, f"alphas\n({Tx}, 1)"),
        ("dot: sum of\nalphas * a", GREY, f"context\n(1, {2 * n_a})"),
    )
    for i, (name, color, shape) in enumerate(steps):
        x = 4.7 + 2.65 * i
        _box(axes, (x, 1.5), (1.6, 0.7), name, color)
        _arrow(axes, (x + 0.8, 1.5), (x + 1.85, 1.5), shape)
    axes.plot([0.35, 0.35, x], [0.8, 0.4, 0.4], color=GREY, linewidth=1)
    _arrow(axes, (x, 0.4), (x, 1.15), f"({Tx}, {2 * n_a})")
    _frame(axes, (0, x + 2), (0.2, 2.5))


def _box(axes: Axes, center: Point, size: Point, text: str, color: str) -> None:
    (x, y), (width, height) = center, size
    style = {"boxstyle": "round,pad=0,rounding_size=0.08", "linewidth": 1.5}
    corner = x - width / 2, y - height / 2
    axes.add_patch(FancyBboxPatch(corner, width, height, fc="white", ec=color, **style))
    _text(axes, center, text)


def _arrow(axes: Axes, start: Point, end: Point, shape: str) -> None:
    """An arrow, and the shape of what goes along it: beside one that points up, else above it."""
    line = {"arrowstyle": "->", "color": GREY, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, start, arrowprops=line)
    place = {"xytext": (0, 2), "ha": "center", "va": "bottom"}
    if start[0] == end[0]:
        place = {"xytext": (4, 0), "ha": "left", "va": "center"}
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    axes.annotate(shape, middle, textcoords="offset points", fontsize=8, **place)


def _text(axes: Axes, place: Point, text: str) -> None:
    axes.text(*place, text, ha="center", va="center", fontsize=8)


def _frame(axes: Axes, x: Point, y: Point) -> None:
    axes.set(xlim=x, ylim=y)
    axes.axis("off")
