"""Figures of notebook 05: sound, spectrogram, labels and probabilities, and misses against alarms.

Times come in ms, as everywhere in this chapter, and are drawn in seconds.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from course_utils import plots
from course_utils.metrics.confidence_intervals import Interval
from course_utils.trigger_word.evaluation.det_curve import DetCurve
from course_utils.trigger_word.evaluation.event_report import EventReport

RANGE_DB = 80  # whatever is further below the loudest point is as dark as silence
N_SHADES = 32  # noise in 256 shades makes a picture of twice the size
LOWEST_PEAK = 0.05  # a sound quieter than this looks quiet
SMALL_LAYERS = {"BatchNormalization": "batch\nnormalization", "Dropout": "dropout"}
LINES = tuple(zip(plots.COLORS, ("-", "--", "-.", ":"), strict=True))


def plot_detection(
    audio: np.ndarray,
    sample_rate: int,
    spectrogram_db: np.ndarray,
    probabilities: np.ndarray,
    events: Sequence[float],
    *,
    threshold: float,
    step_ms: float,
    first_ms: float = 0,
    words: Iterable[tuple[float, float]] = (),
    top_khz: float | None = None,
) -> Figure:
    """Draws a sound, its spectrogram and the probability of the word, one below the other.

    Args:
        audio: (n,) samples.
        sample_rate: Of the samples, in Hz.
        spectrogram_db: (bands, frames) that cover all of the sound.
        probabilities: (steps,) from 0 to 1.
        events: Times of the detector's events, in ms.
        threshold: What the probability must rise above.
        step_ms: From one probability to the next.
        first_ms: Time of the first probability.
        words: (start, end) of each time the word was said, in ms, where this is known.
        top_khz: Frequency of the highest band; without it the axis counts bands.
    """
    figure, (wave, picture, curve) = plt.subplots(
        3, 1, figsize=(10, 5), dpi=80, layout="constrained", sharex=True, height_ratios=[2, 3, 3]
    )
    seconds = len(audio) / sample_rate
    plots.waveform(wave, *_thinned(audio, sample_rate))
    highest = 1.1 * max(LOWEST_PEAK, np.abs(audio).max(initial=0))
    wave.set(xlabel="", ylim=(-highest, highest))
    plot_spectrogram(picture, spectrogram_db, seconds, top_khz)
    picture.set(xlabel="")
    plot_probabilities(curve, probabilities, threshold, step_ms, first_ms)
    _mark_words(curve, words)
    for axes in (wave, picture, curve):
        axes.spines[["top", "right"]].set_visible(False)
        for event in events:
            axes.axvline(event / 1000, color=plots.ORANGE, linewidth=2)
    curve.plot([], [], color=plots.ORANGE, linewidth=2, label=_times_in_words(len(events)))
    curve.set(xlim=(0, seconds), xlabel="time (s)")
    curve.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=4, frameon=False)
    return figure


def plot_spectrogram(
    axes: Axes,
    spectrogram_db: np.ndarray,
    seconds: float,
    top_khz: float | None = None,
    loudest_db: float | None = None,
) -> None:
    """Draws a spectrogram over time, with a scale of its decibels, 80 below the loudest point.

    Args:
        axes: Where to draw.
        spectrogram_db: (bands, frames), the lowest band first.
        seconds: How long all frames last.
        top_khz: Frequency of the highest band; without it the axis counts bands.
        loudest_db: The level of the brightest color, the same for pictures that are compared;
            without it, that of the loudest point.
    """
    bands = len(spectrogram_db)
    loudest = np.max(spectrogram_db) if loudest_db is None else loudest_db
    image = axes.imshow(
        spectrogram_db,
        origin="lower",
        aspect="auto",
        cmap=plt.get_cmap("magma", N_SHADES),
        vmin=loudest - RANGE_DB,
        vmax=loudest,
        interpolation_stage="data",
        extent=(0, seconds, 0, bands if top_khz is None else top_khz),
    )
    axes.figure.colorbar(image, ax=axes, label="dB", pad=0.01)
    axes.set(xlabel="time (s)", ylabel="band" if top_khz is None else "frequency (kHz)")


def plot_probabilities(
    axes: Axes,
    probabilities: np.ndarray,
    threshold: float,
    step_ms: float,
    first_ms: float = 0,
) -> None:
    """Draws the probability of the word over time, (steps,) of `step_ms`, and the threshold."""
    times = (first_ms + step_ms * np.arange(len(probabilities))) / 1000
    axes.plot(times, probabilities, color=plots.BLUE, label="probability")
    axes.axhline(threshold, color=plots.GREY, linestyle=":", label=f"threshold {threshold:.2f}")
    axes.set(xlabel="time (s)", ylabel="probability", ylim=(-0.02, 1.05))


def plot_labels(
    axes: Axes, y: np.ndarray, seconds: float, words: Iterable[tuple[float, float]] = ()
) -> None:
    """Draws the labels of an example over time, and the words that they come after.

    Args:
        axes: Where to draw.
        y: (1, steps) or (steps,), of 0 and 1.
        seconds: How long all steps last.
        words: (start, end) of each word, in ms.
    """
    labels = np.ravel(y)
    axes.stairs(labels, np.linspace(0, seconds, len(labels) + 1), color=plots.BLUE, label="label")
    _mark_words(axes, words)
    axes.set(xlim=(0, seconds), ylim=(-0.02, 1.05), xlabel="time (s)", ylabel="label y")
    axes.set_yticks([0, 1])
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, frameon=False)


def plot_det(
    axes: Axes,
    curves: Mapping[str, tuple[np.ndarray, np.ndarray]],
    points: Mapping[str, tuple[float, float]] | None = None,
    lowest: float = 0.1,
) -> None:
    """Draws misses over false alarms, a detection error tradeoff, down to the left is better.

    The curve shows the fewest misses for at most that many alarms. Where a threshold is so low that
    no probability rises above it any more, there are many misses again.

    Args:
        axes: Where to draw.
        curves: For each name, false alarms per hour (n,) and the part of the words missed (n,),
            at the same thresholds.
        points: For some of these names, both figures at the threshold in use: a dot.
        lowest: The left end of the logarithmic axis. Fewer alarms, even none, are drawn there.

    Raises:
        ValueError: A point has no curve, or there are more curves than lines to tell apart.
    """
    points = points or {}
    if not set(points) <= set(curves):
        raise ValueError(f"no curve for the points of {sorted(set(points) - set(curves))}")
    if len(curves) > len(LINES):
        raise ValueError(f"{len(curves)} curves, but only {len(LINES)} lines to tell apart")
    for (name, (alarms, missed)), (color, style) in zip(curves.items(), LINES, strict=False):
        order = np.lexsort((-np.asarray(missed), alarms))
        x = np.maximum(np.asarray(alarms)[order], lowest)
        fewest = np.minimum.accumulate(np.asarray(missed)[order])
        axes.plot(x, 100 * fewest, style, color=color, label=name)
        if name in points:
            alarm, miss = points[name]
            place = max(alarm, lowest), 100 * miss
            axes.plot(*place, "o", color=color, markersize=8, clip_on=False, zorder=3)
    axes.set_xscale("log")
    axes.set(xlabel="false alarms per hour", ylabel="words missed (%)", ylim=(0, None))
    axes.set_xlim(left=lowest)
    axes.xaxis.set_major_formatter(lambda x, _: f"{'≤ ' if x <= lowest else ''}{x:g}")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)


def plot_levels(
    recordings: Mapping[str, tuple[np.ndarray, np.ndarray]], seconds: float, top_khz: float
) -> Figure:
    """Draws recordings before and after their bands' levels are taken out, one below the other.

    Each column has one scale of colors, which shows differences of level as they are.

    Args:
        recordings: For each name the decibels before and after, each (frames, bands).
        seconds: How long all frames last.
        top_khz: Upper end of the highest band, for the label of the axis.
    """
    figure, grid = plt.subplots(
        len(recordings),
        2,
        figsize=(10, 1.9 * len(recordings)),
        dpi=80,
        layout="constrained",
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    titles = "before: dB", "after: dB above the running mean"
    for column, title in enumerate(titles):
        pictures = [both[column] for both in recordings.values()]
        highest = max(picture.max() for picture in pictures)
        for axes, picture in zip(grid[:, column], pictures, strict=True):
            image = axes.imshow(
                picture.T,
                origin="lower",
                aspect="auto",
                cmap=plt.get_cmap("magma", N_SHADES),
                vmin=highest - RANGE_DB,
                vmax=highest,
                interpolation_stage="data",
                extent=(0, seconds, 0, picture.shape[1]),
            )
        figure.colorbar(image, ax=grid[:, column], label="dB", pad=0.01)
        grid[0, column].set_title(title)
        grid[-1, column].set_xlabel("time (s)")
    for axes, name in zip(grid[:, 0], recordings, strict=True):
        axes.set_ylabel(f"{name}\nband, to {top_khz:g} kHz")
    return figure


def plot_reports(reports: Mapping[str, EventReport]) -> Figure:
    """Draws F1, misses and false alarms of several detectors, each a dot with its 95% interval.

    Args:
        reports: By name, of the same clips; at most as many as there are colors.
    """
    panels = {
        "F1 of events": ({name: report.f1 for name, report in reports.items()}, "{:.3f}"),
        "words missed (%)": (
            {name: _missed(report.recall) for name, report in reports.items()},
            "{:.1f}",
        ),
        "false alarms per hour": (
            {name: report.false_alarms_per_hour for name, report in reports.items()},
            "{:.0f}",
        ),
    }
    figure, row = plt.subplots(
        1,
        len(panels),
        figsize=(10, 0.9 + 0.45 * len(reports)),
        dpi=80,
        layout="constrained",
        sharey=True,
    )
    for axes, (title, (intervals, form)) in zip(row, panels.items(), strict=True):
        for place, (interval, color) in enumerate(
            zip(intervals.values(), plots.COLORS, strict=False)
        ):
            axes.plot(interval[1:], [place, place], color=color, linewidth=2)
            axes.plot(interval.value, place, "o", color=color, markersize=8)
            number = form.format(interval.value)
            axes.annotate(
                number, (interval.value, place), (0, 7), textcoords="offset points", ha="center"
            )
        axes.set(xlabel=title, ylim=(len(reports) - 0.5, -0.8))
        axes.set_yticks(range(len(reports)), list(reports))
        axes.grid(axis="x", alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.margins(x=0.12)
    return figure


def _missed(recall: Interval) -> Interval:
    """The share missed, in percent, of the share found."""
    return Interval(*(100 * (1 - share) for share in (recall.value, recall.high, recall.low)))


def draw_network(axes: Axes, model, n_samples: int) -> None:
    """Draws a detector from sound to probabilities, with the shape of what flows along each arrow.

    Args:
        axes: Where to draw, about 10 by 1.8 inches.
        model: As from `build_trigger_detector`, of a fixed number of frames.
        n_samples: Of the sound that gives so many frames.
    """
    shape = tuple(model.input_shape[1:])
    before = plots.box(axes, (0.25, 0), "sound", plots.GREY, "small")
    after = plots.box(axes, (1.5, 0), "front\nend", plots.GREY, "small")
    _arrow(axes, before, after, (n_samples,))
    for number, (kind, *small) in enumerate(_parts(model)):
        text = "\n".join(map(_words, (kind, *small)))
        box = plots.box(axes, (3 + 1.65 * number, 0), text, plots.BLUE, "small")
        _arrow(axes, after, box, shape)
        after, shape = box, tuple(kind.output.shape[1:])
    end = plots.box(axes, (9.5, 0), "probability\nat each step", plots.GREY, "small")
    _arrow(axes, after, end, shape)
    axes.set(xlim=(0, 10), ylim=(-1, 1))
    axes.axis("off")


def _parts(model) -> list[list]:
    """The layers, each with weights of its own kind together with the small ones behind it."""
    parts = []
    for layer in model.layers:
        if layer.__class__.__name__ in ("Conv1D", "GRU", "Dense"):
            parts.append([])
        if parts:
            parts[-1].append(layer)
    return parts


def _words(layer) -> str:
    kind = layer.__class__.__name__
    if kind == "Conv1D":
        width, stride = layer.kernel_size[0], layer.strides[0]
        return f"Conv1D\n{layer.filters} filters\n{width} frames\nstride {stride}"
    if kind in ("GRU", "Dense"):
        return f"{kind}\n{layer.units} " + ("sigmoid" if kind == "Dense" else "units")
    return SMALL_LAYERS.get(kind, kind)


def _arrow(axes: Axes, begin: Text, end: Text, shape: tuple[int, ...]) -> None:
    """An arrow from box to box, with the shape of what flows along it."""
    begin, end = begin.get_bbox_patch(), end.get_bbox_patch()
    style = {"arrowstyle": "->", "color": plots.GREY, "shrinkA": 0, "shrinkB": 0}
    places = {"xycoords": end, "textcoords": begin, "arrowprops": style}
    arrow = axes.annotate("", xy=(0, 0.5), xytext=(1, 0.5), **places)
    label = f"({', '.join(f'{n:,}' for n in shape)}{',' * (len(shape) == 1)})"
    small = {"fontsize": "x-small", "color": plots.GREY, "textcoords": "offset points"}
    words = axes.annotate(label, xy=(1, 0.5), xytext=(3, 4), xycoords=begin, **small)
    for drawn in (arrow, words):
        drawn.set_in_layout(False)


def _thinned(audio: np.ndarray, sample_rate: int, points: int = 4000) -> tuple[np.ndarray, float]:
    """The lowest and highest sample of each stretch, which looks the same and draws faster."""
    stretch = max(1, 2 * len(audio) // points)
    if stretch < 2:
        return audio, sample_rate
    rows = audio[: len(audio) // stretch * stretch].reshape(-1, stretch)
    return np.stack([rows.min(1), rows.max(1)], 1).ravel(), sample_rate * 2 / stretch


def _times_in_words(n: int) -> str:
    return {0: "did not ring", 1: "rang once", 2: "rang twice"}.get(n, f"rang {n} times")


def _mark_words(axes: Axes, words: Iterable[tuple[float, float]]) -> None:
    for number, (start, end) in enumerate(words):
        label = {} if number else {"label": "the word"}
        axes.axvspan(start / 1000, end / 1000, color=plots.GREEN, alpha=0.3, linewidth=0, **label)


def save_det_plot(
    path: Path, curves: Mapping[str, DetCurve], thresholds: Mapping[str, float]
) -> None:
    """Draws misses over false alarms into a PNG.

    Args:
        path: Ends in .png.
        curves: By name.
        thresholds: The one in use of each curve.
    """
    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    points = {}
    for name, threshold in thresholds.items():
        missed, alarms = curves[name].at(threshold)
        points[name] = (alarms[0], missed[0])
    lines = {name: (c.false_alarms_per_hour, c.miss_rate) for name, c in curves.items()}
    plot_det(axes, lines, points)
    figure.savefig(path, dpi=100)
    plt.close(figure)
