"""Drawings of notebook 06: edit tables, the lattice of CTC, spikes, and trees of paths."""

from collections.abc import Callable, Sequence
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_utils import plots
from course_utils.speech_recognition.alphabet import BLANK

PALE = "#c8c8c8"
BLANK_SYMBOL = "_"


def draw_recognizer(axes: Axes, n_frames: int, n_bands: int, n_steps: int, n_tokens: int) -> None:
    """Draws the way from sound to text, with the shape of what flows along every arrow.

    Args:
        axes: Where to draw, about 10 by 1.6 inches.
        n_frames: Of the spectrogram.
        n_bands: Of the spectrogram.
        n_steps: That the network makes of the frames.
        n_tokens: The blank included.
    """
    spectrogram = plots.box(axes, (0, 0), "spectrogram", plots.GREY)
    network = plots.box(axes, (2.9, 0), "network", plots.BLUE)
    decoder = plots.box(axes, (6.4, 0), "decoder", plots.BLUE)
    text = plots.box(axes, (9.2, 0), "text", plots.GREY)
    plots.arrow(axes, spectrogram, network, f"({n_frames:,} frames, {n_bands} bands)")
    plots.arrow(axes, network, decoder, f"log probabilities\n({n_steps} steps, {n_tokens} tokens)")
    plots.arrow(axes, decoder, text, "(letters,)")
    axes.set(xlim=(-0.9, 9.8), ylim=(-0.6, 0.9))
    axes.axis("off")


def edit_table(reference: Sequence, hypothesis: Sequence, edit_distance: Callable) -> np.ndarray:
    """The distances of all beginnings, (reference + 1, hypothesis + 1).

    Args:
        reference: What was said.
        hypothesis: What was written.
        edit_distance: The fewest edits between two sequences.
    """
    return np.array(
        [
            [edit_distance(reference[:i], hypothesis[:j]) for j in range(len(hypothesis) + 1)]
            for i in range(len(reference) + 1)
        ]
    )


def draw_edit_table(
    axes: Axes, reference: Sequence[str], hypothesis: Sequence[str], edit_distance: Callable
) -> None:
    """Draws the table of an edit distance, with a shortest way through it.

    Blue: a step between equal tokens, which costs nothing. Orange: an edit.

    Args:
        axes: Where to draw.
        reference: What was said, downward.
        hypothesis: What was written, to the right.
        edit_distance: The fewest edits between two sequences.
    """
    table = edit_table(reference, hypothesis, edit_distance)
    colors = _shortest_way(table)
    for (i, j), distance in np.ndenumerate(table):
        color = colors.get((i, j))
        corner = (j - 0.5, i - 0.5)
        face = color or "white"
        axes.add_patch(Rectangle(corner, 1, 1, facecolor=face, alpha=0.35, edgecolor="none"))
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=PALE, linewidth=0.8))
        axes.text(j, i, str(distance), ha="center", va="center", fontsize=10)
    axes.set_xticks(range(len(hypothesis) + 1), ["", *hypothesis])
    axes.set_yticks(range(len(reference) + 1), ["", *reference])
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set(xlim=(-0.52, len(hypothesis) + 0.52), ylim=(len(reference) + 0.52, -0.52))
    axes.set(xlabel="hypothesis", ylabel="reference", aspect="equal")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _shortest_way(table: np.ndarray) -> dict[tuple[int, int], str]:
    """Cells of a shortest way from the last to the first, each with the color of its step."""
    (i, j), cells = np.array(table.shape) - 1, {}
    while i or j:
        ways = [
            (table[i - 1, j - 1], i - 1, j - 1) if i and j else None,
            (table[i - 1, j], i - 1, j) if i else None,
            (table[i, j - 1], i, j - 1) if j else None,
        ]
        before, *place = min((way for way in ways if way), key=lambda way: way[0])
        cells[int(i), int(j)] = plots.BLUE if before == table[i, j] else plots.ORANGE
        i, j = place
    return {**cells, (0, 0): plots.BLUE}


def draw_lattice(axes: Axes, alphas: np.ndarray, labels: str) -> None:
    """Draws the ways of all alignments: a node for each place and step, with its probability.

    In each node stands how likely it is to have come there; where it stands in gray, no way leads
    on to the end in time. Arrows: staying (gray), going on (blue), leaving a blank out (orange).

    Args:
        axes: Where to draw.
        alphas: (steps, 2n + 1), from the forward recursion; natural logarithms.
        labels: The text, n characters.
    """
    n_steps, n_places = alphas.shape
    symbols = [BLANK_SYMBOL] + [symbol for label in labels for symbol in (label, BLANK_SYMBOL)]
    skips = [s >= 2 and symbols[s] not in (BLANK_SYMBOL, symbols[s - 2]) for s in range(n_places)]
    reached = np.isfinite(alphas)
    leads_on = _leads_to_the_end(n_steps, skips)
    colors = {0: PALE, 1: plots.BLUE, 2: plots.ORANGE}
    for t, s in np.argwhere(reached & leads_on):
        for move in (0, 1, 2) if s + 2 < n_places and skips[s + 2] else (0, 1):
            if t + 1 < n_steps and s + move < n_places and leads_on[t + 1, s + move]:
                style = {"arrowstyle": "->", "color": colors[move], "shrinkA": 0, "shrinkB": 17}
                axes.annotate("", xy=(t + 1, s + move), xytext=(t, s), arrowprops=style)
    for t, s in np.argwhere(reached):
        on_a_way = leads_on[t, s]
        frame = {"boxstyle": "round,pad=0.25", "facecolor": "white"}
        frame["edgecolor"] = plots.BLUE if on_a_way else PALE
        color = "black" if on_a_way else plots.GREY
        words = {"ha": "center", "va": "center", "fontsize": 8, "color": color, "bbox": frame}
        axes.text(t, s, f"{np.exp(alphas[t, s]):.3f}", **words)
    axes.set_xticks(range(n_steps), range(1, n_steps + 1))
    names = ["blank" if symbol == BLANK_SYMBOL else symbol for symbol in symbols]
    axes.set_yticks(range(n_places), names)
    axes.set(xlim=(-0.5, n_steps - 0.5), ylim=(n_places - 0.4, -0.6), xlabel="step", ylabel="place")
    for move, words in enumerate(("stays", "goes on", "leaves a blank out")):
        axes.plot([], [], color=colors[move], label=words)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, frameon=False, fontsize=8)


def _leads_to_the_end(n_steps: int, skips: Sequence[bool]) -> np.ndarray:
    """Whether a path that is at a place at a step can be at one of the last two in the end."""
    n_places = len(skips)
    leads = np.zeros((n_steps, n_places), bool)
    leads[-1, -2:] = True
    for t in range(n_steps - 2, -1, -1):
        for s in range(n_places):
            skip = s + 2 < n_places and skips[s + 2] and leads[t + 1, s + 2]
            leads[t, s] = leads[t + 1, s : s + 2].any() or skip
    return leads


def draw_posteriors(
    axes: Axes, probabilities: np.ndarray, symbols: str, title: str = "", legend: bool = True
) -> None:
    """Draws the probability of each token over the steps; the blank in gray and dashed.

    Args:
        axes: Where to draw.
        probabilities: (steps, tokens), token 0 the blank.
        symbols: The character of each other token, at most four.
        title: Title of the axes.
        legend: Whether to say which line is which token.
    """
    steps = np.arange(1, len(probabilities) + 1)
    axes.plot(steps, probabilities[:, BLANK], "--", color=plots.GREY, label="blank")
    for token, (symbol, color) in enumerate(zip(symbols, plots.COLORS, strict=False), start=1):
        axes.plot(steps, probabilities[:, token], color=color, label=symbol)
    axes.set(ylim=(-0.03, 1.03), xlabel="step", title=title)
    if legend:
        axes.legend(fontsize=8)


def draw_path_tree(axes: Axes, probabilities: np.ndarray, symbols: str) -> None:
    """Draws all paths as a tree, each with what it says and its probability.

    The likelier a token, the thicker its line. Orange: the path of the likeliest tokens. Green: all
    paths of the likeliest text.

    Args:
        axes: Where to draw; a path needs a quarter of an inch of height.
        probabilities: (steps, tokens), token 0 the blank.
        symbols: The character of each token but the blank.
    """
    n_steps, n_tokens = probabilities.shape
    paths = list(np.ndindex((n_tokens,) * n_steps))
    texts, sums = {}, {}
    for path in paths:
        texts[path] = "".join(symbols[k - 1] for k, _ in groupby(path) if k != BLANK)
        p = float(np.prod(probabilities[np.arange(n_steps), list(path)]))
        sums[texts[path]] = sums.get(texts[path], 0) + p
    best_text, greedy = max(sums, key=sums.get), tuple(probabilities.argmax(axis=1).tolist())
    heights = {path: float(row) for row, path in enumerate(paths)}
    for length in range(n_steps - 1, -1, -1):
        for begun in np.ndindex((n_tokens,) * length):
            heights[begun] = np.mean([heights[(*begun, token)] for token in range(n_tokens)])
    for end in [path for path in heights if path]:
        t, start = len(end), heights[end[:-1]]
        color, layer = _color_of(end, greedy, best_text, texts)
        axes.plot(
            [t - 1, t - 0.55, t],
            [start, heights[end], heights[end]],
            color=color,
            linewidth=0.8 + 5 * probabilities[t - 1, end[-1]],
            zorder=layer,
        )
        symbol = symbols[end[-1] - 1] if end[-1] else BLANK_SYMBOL
        if t < n_steps:
            place = (t - 0.03, heights[end] - 0.15)
            axes.text(*place, symbol, ha="right", va="bottom", fontsize=9)
            continue
        p = float(np.prod(probabilities[np.arange(n_steps), list(end)]))
        words = f"{symbol}   {p:.3f}  says {texts[end] or 'nothing'}"
        axes.text(t + 0.03, heights[end], words, va="center", fontsize=9)
    axes.set(xlim=(-0.1, n_steps + 0.9), ylim=(len(paths) - 0.4, -0.6), xlabel="step")
    axes.set_xticks(range(1, n_steps + 1))
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)
    for words, color in (
        ("the likeliest path", plots.ORANGE),
        (f"all paths that say {best_text}", plots.GREEN),
        ("other paths", PALE),
    ):
        axes.plot([], [], color=color, linewidth=3, label=words)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, frameon=False)


def _color_of(end, greedy, best_text, texts) -> tuple[str, int]:
    """Color and layer of the line that leads to the end of a path, or of its beginning."""
    if greedy[: len(end)] == end:
        return plots.ORANGE, 3
    if texts.get(end) == best_text:
        return plots.GREEN, 2
    return PALE, 1
