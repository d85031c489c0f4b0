"""Drawings of notebook 03: a beam search as a tree."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from course_utils import plots
from course_utils.translation.beams import BeamStep


class Node(NamedTuple):
    """A hypothesis in the tree.

    Attributes:
        parent: Its parent's place in the list of all nodes; -1 for the root.
        length: Tokens so far: the column it is drawn in.
        token: The last of them.
        log_probability: Of all of them.
        kind: "live", "ended" or "pruned".
    """

    parent: int
    length: int
    token: int
    log_probability: float
    kind: str


def tree_of(
    steps: Sequence[BeamStep], start: int, sentence: int = 0, n_pruned: int = 2
) -> list[Node]:
    """All hypotheses that a search kept for one sentence, and the best of those that it did not.

    Args:
        steps: What `on_step` of a search was called with.
        start: The token of the root.
        sentence: Which sentence.
        n_pruned: Pruned continuations to keep at each step.
    """
    nodes, live = [Node(-1, 0, start, 0.0, "live")], [0]
    for step in steps:
        (rows,) = np.nonzero(step.sentences == sentence)
        for row in rows:
            before, live = live, []
            kept = list(zip(step.parents[row], step.tokens[row], strict=True))
            for k, (parent, token) in enumerate(kept):
                if np.isneginf(step.chosen[row, k]):
                    continue
                kind = "ended" if step.ended[row, k] else "live"
                if step.live[row, k]:
                    live.append(len(nodes))
                nodes.append(Node(before[parent], step.length, token, step.chosen[row, k], kind))
            totals = step.log_probabilities[row, :, None] + step.next_log_probabilities[row]
            totals[tuple(np.transpose(kept))] = -np.inf
            for place in np.argsort(-totals, axis=None, kind="stable")[:n_pruned]:
                parent, token = np.unravel_index(place, totals.shape)
                total = totals[parent, token]
                if total > -np.inf:
                    nodes.append(Node(before[parent], step.length, token, total, "pruned"))
    return nodes


def draw_tree(
    axes: Axes,
    steps: Sequence[BeamStep],
    words: Sequence[str],
    start: int,
    sentence: int = 0,
    n_pruned: int = 2,
) -> None:
    """Draws a search for one sentence from left to right, the likeliest hypotheses on top.

    Under each word is the log probability up to it. Hypotheses that live on are blue, finished ones
    green and in bold, those that were cut off grey.

    Args:
        axes: Where to draw.
        steps: What `on_step` of a search was called with.
        words: The word of each token.
        start: The token that the sentence begins with.
        sentence: Which sentence.
        n_pruned: Pruned continuations to show at each step, the likeliest.
    """
    nodes = tree_of(steps, start, sentence, n_pruned)
    heights = _heights(nodes)
    colors = {"live": plots.BLUE, "ended": plots.GREEN, "pruned": "#aaaaaa"}
    for node, height in zip(nodes, heights, strict=True):
        color = colors[node.kind]
        if node.parent >= 0:
            axes.plot(
                [node.length - 0.68, node.length - 0.32],
                [heights[node.parent], height],
                color=color,
                zorder=0,
            )
        weight = "bold" if node.kind == "ended" else "normal"
        label = f"{words[node.token]}\n{node.log_probability:.2f}"
        axes.text(
            node.length,
            height,
            label,
            ha="center",
            va="center",
            color=color,
            weight=weight,
            fontsize=8,
        )
    axes.set(xlim=(-0.5, max(node.length for node in nodes) + 0.5), xlabel="tokens")
    axes.set(ylim=(min(heights) - 0.7, max(heights) + 0.7), yticks=[])
    axes.set_xticks(range(1 + max(node.length for node in nodes)))
    axes.spines["left"].set_visible(False)


def _heights(nodes: Sequence[Node]) -> list[float]:
    """Rows from 0 downwards in each column, in order of log probability, centered on the root."""
    heights = [0.0] * len(nodes)
    for length in {node.length for node in nodes}:
        column = [i for i, node in enumerate(nodes) if node.length == length]
        column.sort(key=lambda i: -nodes[i].log_probability)
        for row, i in enumerate(column):
            heights[i] = (len(column) - 1) / 2 - row
    return heights
