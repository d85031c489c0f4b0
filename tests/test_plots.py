import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import plots

mpl.use("agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_a_waveform_is_drawn_in_seconds():
    (axes,) = plots.row()
    plots.waveform(axes, np.zeros(800), 8_000, "silence")
    assert axes.lines[0].get_xdata()[-1] == pytest.approx(799 / 8_000)
    assert (axes.get_xlabel(), axes.get_title()) == ("time (s)", "silence")


def test_a_tone_is_bright_at_its_frequency():
    (axes,) = plots.row()
    tone = np.sin(2 * np.pi * 1_000 * np.arange(8_000) / 8_000)
    plots.spectrogram(axes, tone, 8_000)
    image = axes.images[0]
    rows = np.asarray(image.get_array())
    brightest = rows.mean(axis=1).argmax() / (len(rows) - 1) * image.get_extent()[3]
    assert brightest == pytest.approx(1.0, abs=0.02)


def test_silence_is_drawn_without_a_warning():
    (axes,) = plots.row()
    with np.errstate(all="raise"):
        plots.spectrogram(axes, np.zeros(2_000), 8_000)


def test_spectrograms_share_their_time_axis_and_their_colors():
    tone = np.sin(2 * np.pi * 1_000 * np.arange(8_000) / 8_000)
    first, second = plots.spectrograms({"loud": tone, "20 dB quieter": 0.1 * tone[:4_000]}, 8_000)
    assert first.get_xlim() == second.get_xlim()
    assert (first.get_title(), second.get_xlabel()) == ("loud", "time (s)")
    brightest = [np.asarray(axes.images[0].get_array()).max() for axes in (first, second)]
    assert brightest == pytest.approx([0, -20], abs=0.1)
    assert first.images[0].get_clim() == second.images[0].get_clim() == (-70, 0)


def test_an_arrow_leads_from_box_to_box_with_its_label_above_or_beside_it():
    (axes,) = plots.row()
    first = plots.box(axes, (0, 0), "first", plots.BLUE)
    beside = plots.box(axes, (1, 0), "beside", plots.BLUE)
    above = plots.box(axes, (0, 1), "above", plots.BLUE)
    for end, label in ((beside, "(3,)"), (above, "(4,)")):
        plots.arrow(axes, first, end, label)
    arrows = [text.arrow_patch for text in axes.texts if getattr(text, "arrow_patch", None)]
    assert [arrow.patchA for arrow in arrows] == [first.get_bbox_patch()] * 2
    assert [arrow.patchB for arrow in arrows] == [beside.get_bbox_patch(), above.get_bbox_patch()]
    at = {text.get_text(): (text.xy, text.xyann) for text in axes.texts if hasattr(text, "xyann")}
    assert at["(3,)"] == ((0.5, 0), (0, 5))
    assert at["(4,)"] == ((0, 0.5), (10, -3))
