"""Drawings of notebook 04: where a translator looks."""

import numpy as np
from matplotlib.axes import Axes


def draw_attention(axes: Axes, alphas: np.ndarray, text: str, written: str) -> None:
    """Draws the weights of each step as a row over the characters of the text.

    Args:
        axes: Where to draw.
        alphas: (characters written, Tx), as from `attention_map`: the weights themselves.
        text: What was read; the columns behind it, padding, have a dot for a label.
        written: What was written, a character for each row.

    Raises:
        ValueError: There are not as many rows as written characters.
    """
    if len(alphas) != len(written):
        raise ValueError(f"{len(written)} characters need as many rows, got {len(alphas)}")
    image = axes.imshow(alphas, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    columns = text[: alphas.shape[1]].ljust(alphas.shape[1], "·").replace(" ", "␣")
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(written)), written)
    axes.set(xlabel="text", ylabel="written")
    axes.figure.colorbar(image, ax=axes, label="weight")
