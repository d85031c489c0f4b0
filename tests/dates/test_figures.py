import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from course_utils import plots
from course_utils.backend import keras
from course_utils.dates.figures import draw_attention_step, draw_translator
from course_utils.dates.model import AttentionLayers
from course_utils.decoding.attention import one_step_attention

mpl.use("agg")
TX, TY, N_A, N_S, N_HUMAN, N_MACHINE = 7, 3, 4, 6, 13, 11


@pytest.fixture
def axes():
    (axes,) = plots.row(height=5)
    yield axes
    plt.close("all")


@pytest.fixture
def shapes():
    """What the layers of such a network give, without the batch."""
    layers = AttentionLayers(N_A, N_S, N_MACHINE)
    seen = {}

    class Watched:
        def hidden(self, both):
            seen["both"], seen["hidden"] = both, layers.hidden(both)
            return seen["hidden"]

        def energy(self, hidden):
            seen["energy"] = layers.energy(hidden)
            return seen["energy"]

    seen["text"] = keras.ops.zeros((1, TX, N_HUMAN))
    seen["a"] = layers.encoder(seen["text"])
    seen["state"] = layers.first_state(seen["a"])
    seen["context"], seen["alphas"] = one_step_attention(seen["a"], seen["state"], Watched())
    seen["logits"] = layers.to_logits(seen["state"])
    return {name: str(tuple(tensor.shape[1:])) for name, tensor in seen.items()}


def words(axes):
    return [" ".join(text.get_text().split()) for text in axes.texts]


def test_the_attention_step_is_drawn_with_the_shapes_that_the_layers_give(axes, shapes):
    draw_attention_step(axes, TX, N_A, N_S)
    drawn = words(axes)
    for name in ("state", "a", "both", "hidden", "energy"):
        assert shapes[name] in drawn
    assert f"alphas {shapes['alphas']}" in drawn
    assert f"context {shapes['context']}" in drawn


def test_the_network_is_drawn_with_the_shapes_that_the_layers_give(axes, shapes):
    draw_translator(axes, TX, TY, N_A, N_S, N_HUMAN, N_MACHINE)
    drawn = words(axes)
    assert f"a {shapes['a']}: a vector for each letter" in drawn
    assert drawn.count(f"context {shapes['context']}") == 3
    assert drawn.count(f"s {shapes['state']}") == 5
    assert drawn.count(shapes["logits"]) == 3
    assert {f"letter {TX}", f"character {TY}", f"({N_HUMAN},)"} <= set(drawn)
