"""Attention: for each output step, a weighted average of all that the encoder has read."""

from course_utils.backend import keras
from course_utils.graded import graded


@graded(points=5)
def one_step_attention(a, s_prev, layers) -> tuple:
    """Looks at all time steps of the encoder and averages them by their weights.

    At each time step, `layers.hidden` and then `layers.energy` make an energy out of [s_prev, a],
    the decoder's state first; the softmax of the energies over time gives the weights, and the
    context is the sum of alphas * a over time (Bahdanau, Cho and Bengio, 2015, arXiv:1409.0473,
    section 3.1).

    Args:
        a: Output of the encoder, (batch, Tx, 2 n_a).
        s_prev: The decoder's state before this step, (batch, n_s).
        layers: Its `hidden` takes (batch, Tx, n_s + 2 n_a) to (batch, Tx, 10), its `energy` takes
            that to (batch, Tx, 1).

    Returns:
        context, alphas: (batch, 1, 2 n_a), and weights (batch, Tx, 1) that sum to 1 over Tx.
    """
    ### BEGIN SOLUTION
    Tx = a.shape[1]
    s_prev = keras.ops.repeat(s_prev[:, None, :], Tx, axis=1)
    both = keras.ops.concatenate([s_prev, a], axis=-1)
    energies = layers.energy(layers.hidden(both))
    alphas = keras.ops.softmax(energies, axis=1)
    context = keras.ops.sum(alphas * a, axis=1, keepdims=True)
    return context, alphas
    ### END SOLUTION
