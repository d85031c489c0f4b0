"""Drawings of recognizers in notebook 06: networks with shapes, spikes, where attention looks."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_utils import plots
from course_utils.speech_recognition.alphabet import BLANK
from course_utils.speech_recognition.recognizers import AttentionConfig, RecognizerConfig

SEEN = 0.1
"""Tokens that never get more than this probability are not drawn."""


def draw_network(axes: Axes, config: RecognizerConfig, n_frames: int) -> None:
    """Draws a CTC recognizer, with the shape of what flows along every arrow.

    Args:
        axes: Where to draw, about 10 by 1.7 inches.
        config: Its sizes.
        n_frames: Of the sound.
    """
    steps, filters, units = config.n_steps(n_frames), config.filters, config.units
    directions = "GRU\nforward" if config.causal else "GRUs forward\nand backward"
    shapes = (
        ("spectrogram", plots.GREY, f"({n_frames}, {config.front_end.n_bands})"),
        (f"convolution\nstride {config.stride}, ReLU", plots.BLUE, f"({steps}, {filters})"),
        ("convolution\nReLU", plots.BLUE, f"({steps}, {filters})"),
        (directions, plots.ORANGE, f"({steps}, {units if config.causal else 2 * units})"),
        ("dense", plots.BLUE, f"({steps}, {config.alphabet.n_tokens})"),
        ("logits", plots.GREY, ""),
    )
    boxes = [
        plots.box(axes, (2.1 * i, 0), text, color) for i, (text, color, _) in enumerate(shapes)
    ]
    for begin, end, (_, _, shape) in zip(boxes, boxes[1:], shapes, strict=False):
        plots.arrow(axes, begin, end, shape)
    axes.set(xlim=(-0.9, 11.2), ylim=(-0.7, 0.8))
    axes.axis("off")


def draw_speller(axes: Axes, config: AttentionConfig, n_frames: int) -> None:
    """Draws one step of a recognizer with attention, with the shape of what flows along arrows.

    Args:
        axes: Where to draw, about 10 by 3 inches.
        config: Its sizes.
        n_frames: Of the sound.
    """
    encoder = config.encoder
    a = f"({encoder.n_steps(n_frames)}, {2 * encoder.units})"
    sound = plots.box(axes, (0, 0), "spectrogram", plots.GREY)
    reads = plots.box(
        axes, (2.4, 0), "encoder:\nthe network above\nwithout its dense", plots.ORANGE
    )
    attends = plots.box(axes, (5.2, 0), "attention\n(notebook 04)", plots.BLUE)
    decoder = plots.box(axes, (7.9, 0), "GRU", plots.ORANGE)
    dense = plots.box(axes, (10.2, 0), "dense", plots.BLUE)
    before = plots.box(axes, (5.2, -1.6), "letter before", plots.GREY)
    embedding = plots.box(axes, (7.9, -1.6), "embedding", plots.BLUE)
    plots.arrow(axes, sound, reads, f"({n_frames}, {encoder.front_end.n_bands})")
    plots.arrow(axes, reads, attends, f"a {a}")
    plots.arrow(axes, attends, decoder, f"context (1, {2 * encoder.units})")
    plots.arrow(axes, decoder, dense, f"s ({config.n_s},)")
    plots.arrow(axes, decoder, attends, f"s of the letter before ({config.n_s},)", (6.55, 0.8), 0.5)
    plots.arrow(axes, before, embedding)
    plots.arrow(axes, embedding, decoder, f"({config.letter_units},)")
    axes.text(10.2, -0.7, f"logits ({config.alphabet.n_tokens},)", ha="center", fontsize=8)
    axes.set(xlim=(-0.9, 10.9), ylim=(-2, 1.2))
    axes.axis("off")


def draw_spikes(
    features: np.ndarray, log_probabilities: np.ndarray, config: RecognizerConfig, title: str
) -> Figure:
    """Draws what a CTC recognizer hears, and below it the probability of each token.

    Args:
        features: (frames, bands).
        log_probabilities: (steps, tokens), natural logarithms.
        config: Of the recognizer.
        title: Of the figure.
    """
    figure, (picture, curves) = _stacked(title)
    _draw_features(picture, features, config)
    times = step_times_s(len(log_probabilities), config)
    probabilities = np.exp(log_probabilities)
    curves.plot(times, probabilities[:, BLANK], "--", color=plots.GREY, label="blank")
    seen = [k for k in range(1, config.alphabet.n_tokens) if probabilities[:, k].max() > SEEN]
    for number, token in enumerate(seen):
        color = plots.COLORS[number % len(plots.COLORS)]
        curves.plot(times, probabilities[:, token], color=color)
    path = probabilities.argmax(axis=1)
    for t, token in enumerate(path):
        if token != BLANK and (t == 0 or token != path[t - 1]):
            curves.text(times[t], 1.05, config.symbols[token - 1], ha="center", fontsize=11)
    curves.set(ylim=(-0.03, 1.3), xlabel="time (s)", ylabel="probability")
    curves.legend(loc="center right", fontsize=8)
    return figure


def draw_reading(
    features: np.ndarray,
    alphas: np.ndarray,
    text: Sequence[str],
    config: RecognizerConfig,
    title: str,
) -> Figure:
    """Draws what a recognizer with attention hears, and below it where it looks for each letter.

    Args:
        features: (frames, bands).
        alphas: Its weights, (letters, steps).
        text: What it wrote; a name for each letter.
        config: Of its encoder.
        title: Of the figure.
    """
    figure, (picture, weights) = _stacked(title)
    _draw_features(picture, features, config)
    times = step_times_s(alphas.shape[1], config)
    edges = np.append(times, times[-1] + config.step_ms / 1000) - config.step_ms / 2000
    mesh = weights.pcolormesh(
        edges, np.arange(len(alphas) + 1) - 0.5, alphas, cmap="cividis", vmin=0, vmax=alphas.max()
    )
    weights.set_yticks(range(len(text)), text)
    weights.set(ylim=(len(text) - 0.5, -0.5), xlabel="time (s)", ylabel="written")
    figure.colorbar(mesh, ax=weights, label="weight")
    return figure


def step_times_s(n_steps: int, config: RecognizerConfig) -> np.ndarray:
    """The middle of the first frame of each step, in seconds."""
    middle = config.front_end.window / (2 * config.front_end.sample_rate)
    return middle + np.arange(n_steps) * config.step_ms / 1000


def _stacked(title: str) -> tuple[Figure, np.ndarray]:
    figure, axes = plt.subplots(
        2, 1, figsize=(10, 3.6), dpi=80, layout="constrained", sharex=True, height_ratios=[3, 2]
    )
    figure.suptitle(title, fontsize=10)
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _draw_features(axes: Axes, features: np.ndarray, config: RecognizerConfig) -> None:
    """The mel bands above and below their running means."""
    hop_s = config.front_end.hop / config.front_end.sample_rate
    edges = np.arange(len(features) + 1) * hop_s, np.arange(features.shape[1] + 1)
    axes.pcolormesh(*edges, features.T, cmap="magma", vmin=-1.5, vmax=2.5, rasterized=True)
    axes.set(ylabel="mel band")
