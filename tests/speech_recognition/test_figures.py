import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_utils import plots
from course_utils.metrics.error_rates import edit_distance
from course_utils.speech_recognition.ctc import ctc_forward
from course_utils.speech_recognition.figures import (
    draw_edit_table,
    draw_lattice,
    draw_path_tree,
    draw_posteriors,
    draw_recognizer,
    edit_table,
)

UNIFORM = np.full((5, 3), -np.log(3))


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def words_of(axes):
    return [text.get_text() for text in axes.texts if text.get_text()]


def test_the_way_from_sound_to_text_has_its_shapes(axes):
    draw_recognizer(axes, n_frames=1000, n_bands=40, n_steps=250, n_tokens=17)
    words = " ".join(words_of(axes))
    for shape in ("(1,000 frames, 40 bands)", "(250 steps, 17 tokens)", "spectrogram", "decoder"):
        assert shape in words


def test_an_edit_table_has_the_distances_of_all_beginnings():
    table = edit_table("at", "cat", edit_distance)
    assert table.tolist() == [[0, 1, 2, 3], [1, 1, 1, 2], [2, 2, 2, 1]]


@pytest.mark.parametrize("pair", [("at", "cat"), ("seven", "eleven"), ("", "ab"), ("abc", "")])
def test_the_way_through_a_table_has_as_many_edits_as_the_distance(axes, pair):
    draw_edit_table(axes, *pair, edit_distance)
    colors = [to_hex(patch.get_facecolor()) for patch in axes.patches if patch.get_fill()]
    assert colors.count(plots.ORANGE) == edit_distance(*pair)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["", *pair[0]]
    assert len(words_of(axes)) == (len(pair[0]) + 1) * (len(pair[1]) + 1)


def test_a_lattice_shows_where_paths_are_and_no_more(axes):
    alphas = ctc_forward(UNIFORM, [1, 1])
    draw_lattice(axes, alphas, "oo")
    assert len(words_of(axes)) == np.isfinite(alphas).sum()
    assert f"{np.exp(alphas[-1, -2]):.3f}" in words_of(axes)
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["blank", "o", "blank", "o", "blank"]


@pytest.mark.parametrize(("labels", "text", "skips"), [([1, 1], "oo", 0), ([1, 2], "to", 4)])
def test_a_blank_between_equal_letters_is_not_left_out(axes, labels, text, skips):
    draw_lattice(axes, ctc_forward(UNIFORM, labels), text)
    arrows = [note.arrow_patch for note in axes.texts if getattr(note, "arrow_patch", None)]
    colors = [to_hex(arrow.get_edgecolor()) for arrow in arrows]
    assert colors.count(plots.ORANGE) == skips


def test_arrows_lead_to_the_end(axes):
    """As many steps as the letters need: one way, of two arrows."""
    draw_lattice(axes, ctc_forward(UNIFORM[:3], [1, 1]), "oo")
    assert len([note for note in axes.texts if getattr(note, "arrow_patch", None)]) == 2


def test_posteriors_have_a_line_for_each_token(axes):
    draw_posteriors(axes, np.full((6, 4), 0.25), "cat", "start")
    assert [line.get_label() for line in axes.lines] == ["blank", "c", "a", "t"]
    assert axes.get_legend() is not None
    assert axes.get_title() == "start"


def test_a_tree_has_all_paths_and_the_best_text(axes):
    draw_path_tree(axes, np.array([[0.4, 0.35, 0.25]] * 2), "ab")
    leaves = [words for words in words_of(axes) if "says" in words]
    assert len(leaves) == 9
    assert sum(words.endswith("says a") for words in leaves) == 3
    assert "_   0.160  says nothing" in leaves
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert "all paths that say a" in legend
    colors = [to_hex(line.get_color()) for line in axes.lines[:-3]]  # without the legend's
    assert colors.count(plots.ORANGE) == 2
    assert colors.count(plots.GREEN) == 3
