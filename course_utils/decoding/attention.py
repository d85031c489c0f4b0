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


def monotonic_attention(a, s_prev, previous, layers) -> tuple:
    """Looks at the encoder's time steps like `one_step_attention`, but never goes back.

    From where it looked before it goes on step by step, and at each one it stops with the
    probability p = sigmoid(energy), or passes by with 1 - p. The weight of a time step is the
    probability of stopping there: alphas[j] = p[j] * sum over i <= j of previous[i] *
    (1 - p[i]) * ... * (1 - p[j - 1]). It may pass by everything: the weights sum to at most 1.

    Args:
        a: Output of the encoder, (batch, Tx, channels).
        s_prev: The decoder's state before this step, (batch, n_s).
        previous: The weights of the step before, (batch, Tx, 1); at first 1 at time 0.
        layers: As for `one_step_attention`.

    Returns:
        context, alphas: (batch, 1, channels) and (batch, Tx, 1).

    Source:
        C. Raffel, M.-T. Luong, P. J. Liu, R. J. Weiss and D. Eck, "Online and Linear-Time Attention
        by Enforcing Monotonic Alignments", ICML 2017, arXiv:1704.00784, equations 8 and 9.
    """
    ops = keras.ops
    Tx = a.shape[1]
    s_prev = ops.repeat(s_prev[:, None, :], Tx, axis=1)
    energies = layers.energy(layers.hidden(ops.concatenate([s_prev, a], axis=-1)))[:, :, 0]
    log_passed = ops.log_sigmoid(-energies)
    log_passed = ops.cumsum(log_passed, axis=1) - log_passed  # all time steps before each one
    from_to = log_passed[:, None, :] - log_passed[:, :, None]  # (batch, i, j), i to j - 1
    reached = ops.exp(ops.where(ops.triu(ops.ones((Tx, Tx), bool)), from_to, -1e9))
    alphas = ops.sigmoid(energies)[:, :, None] * ops.matmul(
        ops.transpose(reached, (0, 2, 1)), previous
    )
    return ops.sum(alphas * a, axis=1, keepdims=True), alphas
