"""Bits per sample of a network on recordings: the figure that every model is compared by."""

from collections.abc import Sequence

import numpy as np

from course_utils.backend import keras
from course_utils.graded import graded


@graded(points=3)
def bits_per_sample(log_probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Averages what the targets cost: the mean of -log2 p(target).

    Args:
        log_probabilities: (..., n_codes), natural logarithms.
        targets: (...), the codes that really came.

    Returns:
        Bits; log2 n_codes for a network that knows nothing.
    """
    ### BEGIN SOLUTION
    chosen = np.take_along_axis(log_probabilities, targets[..., None].astype(np.int64), axis=-1)
    return float(-chosen.mean() / np.log(2))
    ### END SOLUTION


def score_recordings(
    model,
    recordings: Sequence[np.ndarray],
    context: int,
    window: int = 16_384,
    speakers: Sequence[int] | None = None,
) -> float:
    """Bits per sample of whole recordings, each code but the first scored exactly once.

    Long recordings are read in windows that overlap by `context`, so that every code is foretold
    from as much past as the network can see.

    Args:
        model: Logits (1, time, n_codes) for codes (1, time).
        recordings: Arrays (samples,) of codes, at least two samples each.
        context: The network's receptive field.
        window: Codes that are scored at once.
        speakers: Number of each recording's speaker, for a model that is conditioned on it.
    """
    bits, scored = 0.0, 0
    for number, codes in enumerate(recordings):
        for start in range(0, len(codes) - 1, window):
            first = max(0, start + 1 - context)
            targets = codes[start + 1 : start + window + 1]
            inputs = codes[None, first : start + len(targets)].astype(np.int32)
            if speakers is not None:
                inputs = [inputs, np.array([speakers[number]], np.int32)]
            logits = model(inputs, training=False)[:, -len(targets) :]
            log_probabilities = keras.ops.convert_to_numpy(keras.ops.log_softmax(logits))
            bits += len(targets) * bits_per_sample(log_probabilities, targets[None])
            scored += len(targets)
    return bits / scored
