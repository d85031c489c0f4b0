import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils import plots
from course_utils.decoding.beam_search import beam_search
from course_utils.translation.figures import (
    ENDED,
    LIVE,
    PRUNED,
    draw_decoder_step,
    draw_encoder_decoder,
    draw_tree,
    grow_tree,
)
from course_utils.translation.seq2seq import Translator
from tests.decoding.random_models import END, START, all_sentences, markov_model, random_tables
from tests.translation import tiny_seq2seq

mpl.use("agg")
WORDS = ["<s>", "</s>", "un", "litre", "et"]


@pytest.fixture
def axes():
    (axes,) = plots.row(height=5)
    yield axes
    plt.close("all")


def searched(n=3, width=3, max_length=5, **options):
    model, state = markov_model(random_tables(n, 5, seed=2))
    steps = []
    found = beam_search(
        model, state, START, END, width, max_length, on_step=steps.append, **options
    )
    return found, steps


def branches(root):
    return [root, *(deeper for branch in root.branches for deeper in branches(branch))]


@pytest.mark.parametrize("sentence", [0, 2])
def test_the_tree_holds_what_the_search_took(sentence):
    found, steps = searched(stop_early=False)
    tree = {branch.tokens: branch for branch in branches(grow_tree(steps, sentence))}
    for hypothesis in found[sentence]:
        branch = tree[hypothesis.tokens]
        assert branch.kind == (ENDED if hypothesis.ended else LIVE)
        assert branch.log_probability == hypothesis.log_probability
    for length in range(1, 6):
        taken = [b for t, b in tree.items() if len(t) == length and b.kind != PRUNED]
        assert len(taken) == 3


def test_pruned_branches_are_the_best_of_those_not_taken():
    _, steps = searched(n=1)
    (table,) = random_tables(1, 5, seed=2)
    costs = dict(all_sentences(table, 1))
    root = grow_tree(steps, n_pruned=1)
    pruned = [branch for branch in root.branches if branch.kind == PRUNED]
    assert [b.log_probability for b in pruned] == sorted(costs.values())[1:2]
    assert not any(branch.branches for branch in branches(root) if branch.kind == PRUNED)


def test_impossible_branches_are_not_drawn():
    tables = random_tables(1, 5, seed=2)
    tables[..., 3] = -np.inf
    model, state = markov_model(tables)
    steps = []
    beam_search(model, state, START, END, 30, 4, on_step=steps.append)
    assert not any(3 in branch.tokens for branch in branches(grow_tree(steps, n_pruned=9)))


def test_every_branch_has_its_label_and_its_own_place(axes):
    found, steps = searched()
    draw_tree(axes, steps, WORDS, found[1][0], sentence=1)
    tree = branches(grow_tree(steps, 1))
    assert len(axes.texts) == len(tree)
    assert len({text.get_position() for text in axes.texts}) == len(tree)
    labels = {text.get_text() for text in axes.texts}
    for branch in tree[1:]:
        cost = f"{abs(branch.log_probability):.2f}"
        assert f"{WORDS[branch.tokens[-1]]}\n\N{MINUS SIGN}{cost}" in labels
    orange = [line for line in axes.lines if line.get_color() == plots.ORANGE]
    assert len(orange) == len(found[1][0].tokens) + 1  # and its line in the legend


def test_steps_of_another_sentence():
    with pytest.raises(ValueError, match="no step is of sentence 7"):
        grow_tree(searched()[1], 7)


def shapes_of(axes):
    return [text.get_text() for text in axes.texts if "(" in text.get_text()]


def test_the_drawn_shapes_are_those_of_the_network(axes):
    config = tiny_seq2seq.CONFIG
    model = tiny_seq2seq.model()
    draw_encoder_decoder(axes, config)
    shapes = " ".join(shapes_of(axes))
    for name, drawn in (
        ("source_embedding", "(batch, S, {})"),
        ("target_embedding", "(batch, T, {})"),
        ("encoder", "one vector (batch, {})"),
        ("decoder", "(batch, T, {})"),
        ("to_logits", "(batch, T, {})"),
    ):
        assert drawn.format(model.get_layer(name).output.shape[-1]) in shapes
        assert name in " ".join(text.get_text() for text in axes.texts)


def test_the_drawn_step_is_that_of_the_translator(axes):
    translator = Translator(tiny_seq2seq.model())
    state = translator.start(tiny_seq2seq.sentences([3, 4], 11))
    following, next_state = translator.next_log_probabilities(state, np.array([START, START]))
    draw_decoder_step(axes, tiny_seq2seq.CONFIG)
    shapes = shapes_of(axes)
    assert f"(rows, {following.shape[1]})" in shapes
    assert shapes.count(f"(rows, {state.shape[1]})") == 3
    assert next_state.shape == state.shape


def test_the_legend_has_the_kinds_that_are_drawn(axes):
    _, steps = searched(n=1)
    for n_pruned in (0, 1):
        axes.clear()
        draw_tree(axes, steps, WORDS, n_pruned=n_pruned)
        labels = [text.get_text() for text in axes.get_legend().get_texts()]
        assert (PRUNED in labels) == (n_pruned > 0)
