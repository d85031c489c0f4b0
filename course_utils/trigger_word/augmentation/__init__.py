"""Augmentation: the same clips, as rooms, voices and microphones would change them."""
