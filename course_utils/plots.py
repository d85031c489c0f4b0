"""Figures that several chapters share: axes with units, colors for color-blind readers too.

The colors are Okabe and Ito's (Color Universal Design, 2008).
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import mlab
from matplotlib.axes import Axes
from matplotlib.text import Text

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
    spectrum = _spectrum(audio, sample_rate)
    image = _draw_spectrum(axes, spectrum, spectrum[0].max(), range_db)
    axes.figure.colorbar(image, ax=axes, label="dB")
    axes.set(xlabel="time (s)", ylabel="frequency (kHz)", title=title)


def spectrograms(
    sounds: dict[str, np.ndarray], sample_rate: int, height: float = 1.6, range_db: float = 70
) -> list[Axes]:
    """Draws spectrograms below one another, with one time axis and one scale of colors.

    Args:
        sounds: By title, each (frames,) of at least 512 frames.
        sample_rate: In Hz.
        height: Height of each in inches.
        range_db: Range of the colors; what is further below the loudest point of all is black.
    """
    figure, axes = plt.subplots(
        len(sounds),
        1,
        figsize=(10, height * len(sounds)),
        dpi=80,
        layout="constrained",
        squeeze=False,
        sharex=True,
    )
    spectra = [_spectrum(audio, sample_rate) for audio in sounds.values()]
    loudest = max(power.max() for power, _, _ in spectra)
    for one, title, spectrum in zip(axes[:, 0], sounds, spectra, strict=True):
        image = _draw_spectrum(one, spectrum, loudest, range_db)
        one.set(title=title, ylabel="kHz")
    axes[-1, 0].set(xlabel="time (s)")
    figure.colorbar(image, ax=axes, label="dB below the loudest point of all")
    return list(axes[:, 0])


def box(
    axes: Axes, place: tuple[float, float], text: str, color: str, fontsize: float | str = 9
) -> Text:
    """Draws a box of a diagram, as large as its text, and gives it back for `arrow`."""
    frame = {"boxstyle": "round", "facecolor": "white", "edgecolor": color, "linewidth": 1.5}
    return axes.text(*place, text, ha="center", va="center", fontsize=fontsize, bbox=frame)


def arrow(
    axes: Axes,
    begin: Text | tuple[float, float],
    end: Text | tuple[float, float],
    label: str = "",
    label_at: tuple[float, float] | None = None,
    bend: float = 0,
) -> None:
    """Draws an arrow of a diagram between boxes or points.

    Args:
        axes: Where to draw.
        begin: From `box`, or a point.
        end: From `box`, or a point.
        label: What flows along it, such as a shape.
        label_at: Where the label is centered; None for above the arrow's middle, or, if the arrow
            does not lie flat, to the right of it.
        bend: How far it bends to the right, in its own length.
    """
    style = {"arrowstyle": "->", "color": GREY, "connectionstyle": f"arc3,rad={bend}"}
    places = []
    for place, patch, shrink in ((begin, "patchA", "shrinkA"), (end, "patchB", "shrinkB")):
        if isinstance(place, Text):
            style[patch] = place.get_bbox_patch()
            places.append(place.get_position())
        else:
            style[shrink] = 0
            places.append(place)
    (x0, y0), (x1, y1) = places
    axes.annotate("", xy=(x1, y1), xytext=(x0, y0), arrowprops=style)
    words = {"fontsize": 8, "color": GREY}
    if label_at is not None:
        axes.text(*label_at, label, ha="center", **words)
    elif label:
        offset, ha = ((0, 5), "center") if y0 == y1 else ((10, -3), "left")
        middle = (x0 + x1) / 2, (y0 + y1) / 2
        axes.annotate(label, middle, offset, textcoords="offset points", ha=ha, **words)


def _spectrum(audio, sample_rate):
    """Power (frequencies, times), frequencies in Hz, times in s."""
    return mlab.specgram(audio, NFFT=512, Fs=sample_rate, noverlap=384)


def _draw_spectrum(axes, spectrum, loudest, range_db):
    power, frequencies, times = spectrum
    loudest = max(loudest, np.finfo(float).tiny)
    decibels = 10 * np.log10(np.maximum(power / loudest, 10 ** (-range_db / 10)))
    return axes.imshow(
        decibels,
        origin="lower",
        aspect="auto",
        cmap="magma",
        vmin=-range_db,
        vmax=0,
        extent=(times[0], times[-1], 0, frequencies[-1] / 1000),
    )
