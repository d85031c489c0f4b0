import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import plots
from course_utils.trigger_word import figures
from course_utils.trigger_word.evaluation.det_curve import DetCurve
from course_utils.trigger_word.evaluation.event_report import MS_PER_HOUR, report_events
from course_utils.trigger_word.model import build_trigger_detector

mpl.use("agg")

RATE = 44_100
STEP_MS = 10_000 / 1375
ALARMS, MISSED = np.array([0, 0.5, 2, 100]), np.array([0.8, 0.4, 0.1, 0])


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def detection(seconds=10.0, events=(1_500, 4_000), probabilities=1375, **options):
    rng = np.random.default_rng(0)
    return figures.plot_detection(
        rng.normal(0, 0.1, round(seconds * RATE)),
        RATE,
        rng.normal(-60, 10, (101, 551)),
        rng.random(probabilities),
        events,
        **{"threshold": 0.5, "step_ms": STEP_MS} | options,
    )


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_events_are_marked_in_seconds_in_all_three():
    for axes in detection().axes[:3]:
        vertical = [line for line in axes.lines if len(set(line.get_xdata())) == 1]
        places = [line.get_xdata()[0] for line in vertical if line.get_linestyle() == "-"]
        assert {1.5, 4.0} <= set(places)


def test_probabilities_stand_at_their_times():
    curve = detection(first_ms=105.0).axes[2].lines[0]
    np.testing.assert_allclose(curve.get_xdata(), (105 + STEP_MS * np.arange(1375)) / 1000)


def test_all_parts_show_the_same_time():
    assert [axes.get_xlim() for axes in detection(seconds=3.5).axes[:3]] == [(0, 3.5)] * 3


@pytest.mark.parametrize(
    ("n", "words"), [(0, "did not ring"), (1, "rang once"), (2, "rang twice"), (3, "rang 3 times")]
)
def test_how_often_it_rang_is_said(n, words):
    assert legend(detection(events=range(n)).axes[2])[-1] == words


def test_words_are_shaded_and_named_once():
    axes = detection(words=[(500, 1_000), (3_000, 3_900)]).axes[2]
    ends = [(p.get_x(), p.get_x() + p.get_width()) for p in axes.patches]
    np.testing.assert_allclose(ends, [(0.5, 1.0), (3.0, 3.9)])
    assert legend(axes).count("the word") == 1


def test_without_words_the_legend_does_not_name_them():
    assert "the word" not in legend(detection().axes[2])


@pytest.mark.parametrize(("top_khz", "label"), [(22.05, "frequency (kHz)"), (None, "band")])
def test_bands_have_a_frequency_if_it_is_known(top_khz, label):
    axes = detection(top_khz=top_khz).axes[1]
    assert axes.get_ylabel() == label
    assert axes.images[0].get_extent()[3] == (top_khz or 101)


def test_the_picture_is_small():
    file = io.BytesIO()
    detection().savefig(file)
    assert len(file.getvalue()) < 200_000


@pytest.mark.parametrize("seconds", [0.001, 0.05])
def test_a_very_short_sound_can_be_drawn(seconds):
    detection(seconds=seconds, probabilities=0, events=())


def test_a_thinned_waveform_keeps_its_peak():
    audio = np.zeros(10 * RATE)
    audio[123_456] = 0.9
    thin, rate = figures._thinned(audio, RATE)
    assert len(thin) < 5_000
    assert thin.argmax() / rate == pytest.approx(123_456 / RATE, abs=0.01)


@pytest.mark.parametrize(("peak", "highest"), [(0.5, 0.55), (0.1, 0.11), (0.001, 0.055)])
def test_a_quiet_sound_can_be_seen_and_silence_is_flat(peak, highest):
    audio = peak * np.sin(np.arange(RATE))
    figure = figures.plot_detection(
        audio, RATE, np.zeros((101, 9)), np.zeros(9), [], threshold=0.5, step_ms=100
    )
    assert figure.axes[0].get_ylim() == pytest.approx((-highest, highest), rel=1e-3)


def test_silence_is_drawn_without_a_warning():
    (axes,) = plots.row()
    with np.errstate(all="raise"):
        figures.plot_spectrogram(axes, np.full((101, 50), -100.0), 1.0)
        axes.figure.canvas.draw()


@pytest.mark.parametrize(("loudest_db", "brightest"), [(None, -20), (-5, -5)])
def test_the_brightest_color_is_the_loudest_point_or_as_asked(loudest_db, brightest):
    (axes,) = plots.row()
    spectrogram = np.linspace(-90, -20, 505).reshape(101, 5)
    figures.plot_spectrogram(axes, spectrogram, 1.0, loudest_db=loudest_db)
    assert axes.images[0].get_clim() == (brightest - 80, brightest)


def test_recordings_have_one_scale_of_colors_before_and_one_after():
    loud = np.random.default_rng(0).normal(-40, 10, (50, 40))
    recordings = {"loud": (loud, loud + 40), "quiet": (loud - 20, loud + 40)}
    figure = figures.plot_levels(recordings, 10, top_khz=7.6)
    before, after, before_quiet, after_quiet = (axes.images[0] for axes in figure.axes[:4])
    assert before.get_clim() == before_quiet.get_clim() == (loud.max() - 80, loud.max())
    assert after.get_clim() == after_quiet.get_clim() == (loud.max() - 40, loud.max() + 40)
    np.testing.assert_array_equal(before_quiet.get_array(), (loud - 20).T)
    assert [axes.get_ylabel().split("\n")[0] for axes in figure.axes[:4:2]] == ["loud", "quiet"]
    assert len({axes.get_xlim() for axes in figure.axes[:4]}) == 1


def test_detectors_have_a_dot_a_number_and_an_interval():
    counts = {"one": (9, 12, 10), "other": (5, 5, 10)}
    reports = {
        name: report_events(
            [([100 * word for word in range(events)], words(found, total), MS_PER_HOUR)]
        )
        for name, (found, events, total) in counts.items()
    }
    row = figures.plot_reports(reports).axes
    assert [text.get_text() for text in row[0].get_yticklabels()] == list(reports)
    for axes, name in zip(row, ("f1", "recall", "false_alarms_per_hour"), strict=True):
        for place, report in enumerate(reports.values()):
            value, *bounds = getattr(report, name)
            if name == "recall":
                value, *bounds = (100 * (1 - share) for share in (value, *bounds[::-1]))
            line, dot = axes.lines[2 * place : 2 * place + 2]
            np.testing.assert_allclose(line.get_xdata(), bounds)
            np.testing.assert_allclose(dot.get_xydata(), [[value, place]])
    assert [text.get_text() for text in row[1].texts] == ["10.0", "50.0"]
    assert [text.get_text() for text in row[2].texts] == ["3", "0"]


def words(found, total):
    """Of a report: words that the events at 0, 100, 200... find, and then others that none does."""
    starts = [100 * n for n in range(found)] + [10**6 + 1_000 * n for n in range(total - found)]
    return [(start, start + 1) for start in starts]


def test_a_network_is_drawn_with_its_shapes():
    (axes,) = plots.row()
    model = build_trigger_detector((998, 40), filters=6, kernel_size=15, strides=6, units=4)
    figures.draw_network(axes, model, n_samples=160_000)
    axes.figure.canvas.draw()
    texts = [text.get_text() for text in axes.texts]
    shapes = [text for text in texts if text.startswith("(")]
    gru = "(164, 4)"
    assert shapes == ["(160,000,)", "(998, 40)", "(164, 6)", gru, gru, "(164, 1)"]
    boxes = [text.split("\n")[0] for text in texts if text and not text.startswith("(")]
    assert boxes == ["sound", "front", "Conv1D", "GRU", "GRU", "Dense", "probability"]
    assert "Conv1D\n6 filters\n15 frames\nstride 6\nbatch\nnormalization\nReLU\ndropout" in texts


@pytest.mark.parametrize("shape", [(1, 1375), (1375,)])
def test_labels_cover_the_time(shape):
    (axes,) = plots.row()
    y = np.zeros(shape)
    y[..., 634:684] = 1
    figures.plot_labels(axes, y, 10, words=[(4_000, 4_610)])
    values, edges, _ = axes.patches[0].get_data()
    assert (edges[0], edges[-1]) == (0, 10)
    assert edges[values.argmax()] == pytest.approx(4.611, abs=1e-3)


def test_a_curve_starts_where_alarms_are_fewest():
    (axes,) = plots.row()
    figures.plot_det(axes, {"model": (ALARMS[::-1], MISSED[::-1])}, {"model": (0, 0.8)})
    line, point = axes.lines
    np.testing.assert_allclose(line.get_xdata(), [0.1, 0.5, 2, 100])
    np.testing.assert_allclose(line.get_ydata(), [80, 40, 10, 0])
    np.testing.assert_allclose(point.get_xydata(), [[0.1, 80]])


def test_curves_differ_by_more_than_color():
    (axes,) = plots.row()
    figures.plot_det(axes, {str(n): (ALARMS, MISSED) for n in range(4)})
    assert len({line.get_linestyle() for line in axes.lines}) == 4


def test_a_point_without_a_curve_is_refused():
    (axes,) = plots.row()
    with pytest.raises(ValueError, match=r"no curve for the points of \['other'\]"):
        figures.plot_det(axes, {"model": (ALARMS, MISSED)}, {"other": (1, 0.1)})


def test_more_curves_than_lines_are_refused():
    (axes,) = plots.row()
    with pytest.raises(ValueError, match="5 curves, but only 4 lines"):
        figures.plot_det(axes, {str(n): (ALARMS, MISSED) for n in range(5)})


def test_the_saved_curve_is_a_png(tmp_path):
    thresholds = np.array([0.1, 0.5, 0.9])
    curve = DetCurve(thresholds, np.array([0, 1, 4]), np.array([30, 4, 1]), 10, 2.0)
    path = tmp_path / "curve.png"
    figures.save_det_plot(path, {"small": curve, "course": curve}, {"small": 0.5})
    assert path.read_bytes()[:4] == b"\x89PNG"
    assert 5_000 < path.stat().st_size < 100_000
