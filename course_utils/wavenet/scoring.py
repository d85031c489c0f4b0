"""Bits per sample of a network on recordings: the figure that models are compared by."""

from collections.abc import Iterator, Sequence

import numpy as np

from course_utils.backend import WITH_XLA, keras
from course_utils.graded import graded

LENGTHS = 4  # the network is compiled for at most this many


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
    length: int = 16_384,
    speakers: Sequence[int] | None = None,
) -> float:
    """Bits per sample of whole recordings, each code but the first scored exactly once.

    Long recordings are read in windows that overlap by `context`, so that every code is predicted
    from as many codes before it as the network can see. Short ones are padded at the end, so that
    the network is compiled for few lengths; in a causal network that changes nothing before it.

    Args:
        model: Logits (1, time, n_codes) for codes (1, time).
        recordings: Arrays (samples,) of codes, at least two samples each.
        context: The network's receptive field.
        length: Codes that are read at once; at least twice the context are.
        speakers: Number of each recording's speaker, for a model that is conditioned on it.
    """
    predict = _compiled_log_probabilities(model)
    length = max(length, 2 * context)
    multiple = -(-length // LENGTHS)
    bits, scored = 0.0, 0
    for number, codes in enumerate(recordings):
        for first, known, end in _windows(len(codes), context, length):
            inputs = np.zeros((1, -(-(end - first) // multiple) * multiple), np.int32)
            inputs[0, : end - first] = codes[first:end]
            if speakers is not None:
                inputs = [inputs, np.array([speakers[number]], np.int32)]
            log_probabilities = predict(inputs)[:, known - first : end - first]
            targets = codes[None, known + 1 : end + 1]
            bits += targets.size * bits_per_sample(log_probabilities, targets)
            scored += targets.size
    return bits / scored


def _windows(n_codes: int, context: int, length: int) -> Iterator[tuple[int, int, int]]:
    """Windows [first, end) of a recording; what each predicts is new from `known` + 1 on."""
    known = 0
    while known < n_codes - 1:
        first = max(0, known + 1 - context)
        end = min(first + length, n_codes - 1)
        yield first, known, end
        known = end


def _compiled_log_probabilities(model):
    log_probabilities = keras.Model(model.inputs, keras.ops.log_softmax(model.outputs[0]))
    log_probabilities.compile(jit_compile=WITH_XLA)
    return log_probabilities.predict_on_batch
