"""A small encoder-decoder, the same at each call, and ids of ragged sentences."""

import numpy as np

from course_utils.translation.seq2seq import Seq2SeqConfig, build_seq2seq
from course_utils.translation.vocabulary import END, PAD

CONFIG = Seq2SeqConfig(n_source_tokens=11, n_target_tokens=9, embedding_size=5, units=7)


def model(seed=0):
    return build_seq2seq(CONFIG, seed)


def spread_model(seed=0):
    """A model whose logits are far from equal, as a trained one's are."""
    built = model(seed)
    built.set_weights([3 * weight + 0.1 for weight in built.get_weights()])
    return built


def sentences(lengths, n_tokens, seed=0):
    """Ids of random sentences that end with `</s>`, `<pad>` behind the shorter ones."""
    rng = np.random.default_rng(seed)
    ids = np.full((len(lengths), max(lengths)), PAD, np.int32)
    for row, length in zip(ids, lengths, strict=True):
        row[: length - 1] = rng.integers(END + 1, n_tokens, size=length - 1)
        row[length - 1] = END
    return ids
