"""Decoding: what a network has learned becomes a sentence, one step at a time."""
