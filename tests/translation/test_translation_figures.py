import numpy as np
import pytest

from course_utils import plots
from course_utils.translation.beam_search import beam_search
from course_utils.translation.figures import Node, draw_tree, tree_of

START, END, A, B, C = range(5)
WORDS = ["<s>", "</s>", "a", "b", "c"]
TABLE = np.full((5, 5), -np.inf)
TABLE[START, [A, B]] = np.log([0.6, 0.4])
TABLE[A, [C, END]] = np.log([0.5, 0.5])
TABLE[B, [C, END]] = np.log([0.9, 0.1])
TABLE[[C, END], END] = 0


def search(width, n_sentences=1):
    steps = []
    state = np.zeros(n_sentences)
    beam_search(lambda s, t: (TABLE[t], s), state, START, END, width, 4, on_step=steps.append)
    return steps


def kinds(nodes):
    return [(WORDS[node.token], node.length, node.kind) for node in nodes]


def test_a_beam_of_one_prunes_all_but_the_likeliest():
    assert kinds(tree_of(search(1), START)) == [
        ("<s>", 0, "live"),
        ("a", 1, "live"),
        ("b", 1, "pruned"),
        ("</s>", 2, "ended"),
        ("c", 2, "pruned"),
    ]


def test_children_know_their_parents_and_what_they_cost():
    nodes = tree_of(search(2), START, n_pruned=0)
    assert all(node.parent < i for i, node in enumerate(nodes))
    (best,) = (n for n in nodes if WORDS[n.token] == "c" and WORDS[nodes[n.parent].token] == "b")
    assert best.log_probability == pytest.approx(np.log(0.36))
    assert nodes[0] == Node(-1, 0, START, 0.0, "live")


def test_every_sentence_of_a_batch_has_its_own_tree():
    steps = search(2, n_sentences=3)
    assert tree_of(steps, START, sentence=2) == tree_of(search(2), START)


def test_the_drawing_holds_every_word_with_its_log_probability():
    (axes,) = plots.row()
    draw_tree(axes, search(2), WORDS, START)
    labels = {text.get_text() for text in axes.texts}
    assert {"<s>\n0.00", "a\n-0.51", "b\n-0.92", "c\n-1.02", "</s>\n-1.02"} <= labels
