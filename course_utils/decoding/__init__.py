"""Decoding: from a network's probabilities to a sentence, one token at a time."""
