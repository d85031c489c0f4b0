"""Editions of the notebooks for students and classes: one step per file."""
