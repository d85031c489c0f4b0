"""What a detector's training minimizes."""

from course_utils.backend import keras


def crossentropy_off_edges(labels, probabilities):
    """Cross-entropy of the steps whose neighbors have the same label; the others do not count.

    Where a step is long, a label that changes beside it is a matter of some milliseconds, of which
    no network can be sure. Without these steps it learns what the word is, not where 80 ms end.

    Args:
        labels: (batch, steps, 1), 0 or 1.
        probabilities: (batch, steps, 1).

    Returns:
        Nats (batch, steps), scaled so that their mean is that of the steps that count.
    """
    ops = keras.ops
    same = ops.cast(labels[:, 1:, 0] == labels[:, :-1, 0], "float32")
    counts = ops.pad(same, ((0, 0), (1, 0)), constant_values=1.0)
    counts *= ops.pad(same, ((0, 0), (0, 1)), constant_values=1.0)
    loss = keras.losses.binary_crossentropy(labels, probabilities)
    return loss * counts / ops.maximum(ops.mean(counts), keras.config.epsilon())
