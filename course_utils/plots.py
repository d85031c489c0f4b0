"""Figures that several chapters share: axes with units, colors for color-blind readers too.

The colors are Okabe and Ito's (Color Universal Design, 2008).
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import mlab
from matplotlib.axes import Axes

BLUE, ORANGE, GREEN, RED, GREY = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#666666"
COLORS = (BLUE, ORANGE, GREEN, RED)


def row(n_axes: int = 1, height: float = 2.6, **options) -> list[Axes]:
    """A row of axes across the page.

    Args:
        n_axes: Number of axes, side by side.
        height: Height of the figure in inches; its width is always 10.
        **options: Options of `plt.subplots`, for instance `sharey=True`.
    """
    _, axes = plt.subplots(
        1, n_axes, figsize=(10, height), dpi=80, layout="constrained", squeeze=False, **options
    )
    for one in axes[0]:
        one.spines[["top", "right"]].set_visible(False)
    return list(axes[0])


def waveform(axes: Axes, audio: np.ndarray, sample_rate: int, title: str = "", **line) -> None:
    """Draws audio (frames,) against time in seconds."""
    times = np.arange(len(audio)) / sample_rate
    axes.plot(times, audio, **{"color": BLUE, "linewidth": 0.6} | line)
    axes.set(xlabel="time (s)", ylabel="amplitude", title=title)


def spectrogram(
    axes: Axes, audio: np.ndarray, sample_rate: int, title: str = "", range_db: float = 70
) -> None:
    """Draws the power of audio (frames,) over time and frequency, in dB below its loudest point.

    Args:
        axes: Where to draw.
        audio: (frames,), at least 512 frames.
        sample_rate: In Hz.
        title: Title of the figure.
        range_db: Range of the colors; what is further below the loudest point is black.
    """
    power, frequencies, times = mlab.specgram(audio, NFFT=512, Fs=sample_rate, noverlap=384)
    loudest = max(power.max(), np.finfo(float).tiny)
    decibels = 10 * np.log10(np.maximum(power / loudest, 10 ** (-range_db / 10)))
    image = axes.imshow(
        decibels,
        origin="lower",
        aspect="auto",
        cmap="magma",
        extent=(times[0], times[-1], 0, frequencies[-1] / 1000),
    )
    axes.figure.colorbar(image, ax=axes, label="dB")
    axes.set(xlabel="time (s)", ylabel="frequency (kHz)", title=title)
