"""Notebook 05: detecting one word in a stream of sound."""
