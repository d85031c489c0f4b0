"""Drawings of notebook 03: the encoder-decoder, and the tree that a beam search grows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes

from course_utils import plots
from course_utils.decoding.beams import BeamStep
from course_utils.decoding.hypotheses import Hypothesis
from course_utils.translation.seq2seq import Seq2SeqConfig

LIVE, ENDED, PRUNED = "in the beam", "finished", "pruned"
COLORS = {LIVE: plots.BLUE, ENDED: plots.GREEN, PRUNED: "#a6a6a6"}


def draw_encoder_decoder(axes: Axes, config: Seq2SeqConfig) -> None:
    """Draws the network as it is trained, with the shape of what flows along every arrow.

    Args:
        axes: Where to draw, about 10 by 2.6 inches.
        config: The network's shape.
    """
    known, units = config.embedding_size, config.units
    source = plots.box(axes, (0, 1), "source,\nread backwards", plots.GREY)
    words = plots.box(axes, (2.2, 1), "source_embedding", plots.BLUE)
    encoder = plots.box(axes, (4.7, 1), "encoder\n(GRU)", plots.BLUE)
    inputs = plots.box(axes, (0, 0), "target inputs:\n<s> and the right\nwords so far", plots.GREY)
    so_far = plots.box(axes, (2.2, 0), "target_embedding", plots.BLUE)
    decoder = plots.box(axes, (4.7, 0), "decoder\n(GRU)", plots.BLUE)
    to_logits = plots.box(axes, (7, 0), "to_logits\n(dense)", plots.BLUE)
    logits = plots.box(axes, (9.6, 0), "logits of the\nnext words", plots.GREY)
    plots.arrow(axes, source, words, "(batch, S)")
    plots.arrow(axes, words, encoder, f"(batch, S, {known})")
    plots.arrow(axes, encoder, decoder, f"one vector (batch, {units})")
    plots.arrow(axes, inputs, so_far, "(batch, T)")
    plots.arrow(axes, so_far, decoder, f"(batch, T, {known})")
    plots.arrow(axes, decoder, to_logits, f"(batch, T, {units})")
    plots.arrow(axes, to_logits, logits, f"(batch, T, {config.n_target_tokens})")
    axes.set(xlim=(-0.8, 10.3), ylim=(-0.4, 1.4))
    axes.axis("off")


def draw_decoder_step(axes: Axes, config: Seq2SeqConfig) -> None:
    """Draws one step of the decoder as a search calls it, a row for each sentence.

    Args:
        axes: Where to draw, about 10 by 1.8 inches.
        config: The network's shape.
    """
    state = plots.box(axes, (0, 1), "state", plots.GREY)
    tokens = plots.box(axes, (0, 0), "last tokens", plots.GREY)
    words = plots.box(axes, (2.2, 0), "target_embedding", plots.BLUE)
    decoder = plots.box(axes, (4.4, 1), "decoder,\none step", plots.BLUE)
    following = plots.box(axes, (9.6, 1), "next state", plots.GREY)
    to_logits = plots.box(axes, (6.4, 0), "to_logits,\nlog softmax", plots.BLUE)
    answer = plots.box(axes, (9.6, 0), "log probabilities\nof the next token", plots.GREY)
    plots.arrow(axes, state, decoder, f"(rows, {config.units})")
    plots.arrow(axes, tokens, words, "(rows,)")
    plots.arrow(axes, words, decoder, f"(rows, {config.embedding_size})")
    plots.arrow(axes, decoder, following, f"(rows, {config.units})")
    plots.arrow(axes, decoder, to_logits, f"(rows, {config.units})")
    plots.arrow(axes, to_logits, answer, f"(rows, {config.n_target_tokens})")
    axes.set(xlim=(-0.8, 10.3), ylim=(-0.4, 1.4))
    axes.axis("off")


@dataclass
class Branch:
    """A hypothesis in the tree.

    Attributes:
        tokens: From the first on; none at the root.
        log_probability: Of all its tokens.
        kind: `LIVE`, `ENDED` or `PRUNED`.
        branches: What it was continued to, the best first.
    """

    tokens: tuple[int, ...]
    log_probability: float
    kind: str
    branches: list["Branch"] = field(default_factory=list)


def grow_tree(steps: Sequence[BeamStep], sentence: int = 0, n_pruned: int = 2) -> Branch:
    """Puts together what `on_step` saw of one sentence.

    Args:
        steps: All steps of a search.
        sentence: Its number in the batch.
        n_pruned: How many of the continuations that were not taken are kept for each hypothesis,
            the best ones; impossible ones never.

    Raises:
        ValueError: No step is of this sentence.
    """
    own = [step for step in steps if sentence in step.sentences]
    if not own:
        raise ValueError(f"no step is of sentence {sentence}")
    root = Branch((), 0.0, LIVE)
    live = [root]
    for step in own:
        row = int(np.flatnonzero(step.sentences == sentence)[0])
        taken = _taken(step, row, live)
        for slot, parent in enumerate(live):
            tokens = {branch.tokens[-1] for branch in parent.branches}
            parent.branches += _pruned(step, row, slot, parent, tokens)[:n_pruned]
        live = [branch for branch in taken if branch.kind == LIVE]
    return root


def draw_tree(
    axes: Axes,
    steps: Sequence[BeamStep],
    words: Sequence[str],
    found: Hypothesis | None = None,
    sentence: int = 0,
    n_pruned: int = 2,
) -> None:
    """Draws the hypotheses of one sentence from left to right, each with its log probability.

    Blue: taken into the beam. Green: finished. Gray: pruned. Orange: the way to `found`. The
    likelier a step's token, the thicker its line. A leaf needs a third of an inch of height.

    Args:
        axes: Where to draw.
        steps: All steps of a search, as `on_step` got them.
        words: The word of each token.
        found: A hypothesis whose path is to stand out.
        sentence: Number of the sentence in the batch.
        n_pruned: Pruned continuations to show for each hypothesis, the best ones.
    """
    root = grow_tree(steps, sentence, n_pruned)
    heights: dict[tuple[int, ...], float] = {}
    _place(root, heights, 0)
    _draw_branches(axes, root, heights, found.tokens if found else ())
    for tokens, branch in _all(root).items():
        label = words[tokens[-1]] if tokens else "<s>"
        _draw_label(axes, (len(tokens), heights[tokens]), label, branch)
    longest = max(map(len, heights))
    axes.set(xlim=(-0.3, longest + 0.75), ylim=(max(heights.values()) + 0.6, -0.6), xlabel="step")
    axes.set_xticks(range(longest + 1))
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)
    kinds = {branch.kind for branch in _all(root).values()}
    shown = {kind: color for kind, color in COLORS.items() if kind in kinds}
    for kind, color in (shown | ({"found": plots.ORANGE} if found else {})).items():
        axes.plot([], [], color=color, linewidth=3, label=kind)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=4, frameon=False)


def _taken(step: BeamStep, row: int, live: list[Branch]) -> list[Branch]:
    """The hypotheses that a step took, added to their parents' branches."""
    taken = []
    columns = step.parents[row], step.tokens[row], step.chosen[row], step.ended[row]
    for parent, token, log_probability, ended in zip(*columns, strict=True):
        if log_probability > -np.inf:
            tokens = (*live[parent].tokens, int(token))
            branch = Branch(tokens, float(log_probability), ENDED if ended else LIVE)
            live[parent].branches.append(branch)
            taken.append(branch)
    return taken


def _pruned(step, row, slot, parent, taken) -> list[Branch]:
    """All possible continuations of a hypothesis that were not taken, the best first."""
    following = step.next_log_probabilities[row, slot]
    return [
        Branch((*parent.tokens, token), parent.log_probability + float(following[token]), PRUNED)
        for token in np.argsort(-following, kind="stable").tolist()
        if token not in taken and following[token] > -np.inf
    ]


def _place(branch: Branch, heights: dict, lowest: float) -> float:
    """Gives every branch its height, from `lowest` on; returns the next one that is free."""
    if not branch.branches:
        heights[branch.tokens] = lowest
        return lowest + 1
    for further in branch.branches:
        lowest = _place(further, heights, lowest)
    own = [heights[further.tokens] for further in branch.branches]
    heights[branch.tokens] = (min(own) + max(own)) / 2
    return lowest


def _all(branch: Branch) -> dict[tuple[int, ...], Branch]:
    found = {branch.tokens: branch}
    for further in branch.branches:
        found |= _all(further)
    return found


def _draw_branches(axes: Axes, branch: Branch, heights: dict, path: tuple[int, ...]) -> None:
    x, y = len(branch.tokens), heights[branch.tokens]
    for further in branch.branches:
        on_path = path[: x + 1] == further.tokens
        probability = np.exp(further.log_probability - branch.log_probability)
        axes.plot(
            [x, x + 0.45, x + 1],
            [y, heights[further.tokens], heights[further.tokens]],
            color=plots.ORANGE if on_path else COLORS[further.kind],
            linewidth=0.8 + 4 * probability,
            solid_joinstyle="round",
            zorder=2 if on_path else 1,
        )
        _draw_branches(axes, further, heights, path)


def _draw_label(axes: Axes, place: tuple[float, float], word: str, branch: Branch) -> None:
    color = COLORS[branch.kind]
    total = f"{branch.log_probability:.2f}".replace("-", "\N{MINUS SIGN}")
    axes.text(
        *place,
        f"{word}\n{total}" if branch.tokens else word,
        ha="left" if branch.tokens else "right",
        va="center",
        fontsize=7,
        color=plots.GREY if branch.kind == PRUNED else "black",
        bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": color},
        zorder=3,
    )
