"""How people say English whose first language has other sounds.

A learner puts the nearest sound of their own language in the place of one that it lacks: *three*
becomes *sree* or *tree*, *six* becomes *seeks* (M. Swan and B. Smith, "Learner English", Cambridge
University Press, 2001, chapter by chapter for each language). Here such habits are mixed at random,
so that many accents are heard, and none is anybody's.
"""

import numpy as np

HABITS: tuple[tuple[float, tuple[tuple[str, str], ...]], ...] = (
    (0.7, (("θ", "s"), ("θ", "t"), ("θ", "f"))),
    (0.7, (("ɹ", "ɾ"), ("ɹ", "ʁ"))),
    (0.5, (("ɪ", "i"),)),
    (0.6, (("ʌ", "a"), ("ʌ", "ɑ"), ("ɒ", "a"))),
    (0.3, (("w", "v"),)),
    (0.5, (("A", "ɛ"), ("A", "e"))),
    (0.5, (("iəɹ", "ɛɹ"), ("iəɹ", "eɾ"), ("iəɹ", "iɹ"))),
    (0.4, (("O", "o"), ("əʊ", "o"))),
    (0.5, (("z", "s"), ("z", "ts"))),
    (0.6, (("vən", "vɛn"), ("vən", "bɛn"), ("vən", "vn"))),
    (0.4, (("Iv", "If"), ("Iv", "aiv"))),
    (0.4, (("oɹ", "ɔ"), ("oɹ", "or"))),
)
"""How likely a speaker with an accent has a habit, and its forms: phonemes as Kokoro writes them,
and what is said for them. Of the forms a speaker has one."""

WITHOUT = 0.4
"""Share of speakers without an accent."""


def random_accent(rng: np.random.Generator) -> tuple[tuple[str, str], ...]:
    """Draws the habits of a speaker: pairs of phonemes and what is said for them."""
    if rng.random() < WITHOUT:
        return ()
    return tuple(forms[rng.integers(len(forms))] for p, forms in HABITS if rng.random() < p)
