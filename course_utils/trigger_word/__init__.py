"""Notebook 05: hearing one word in a stream of sound."""
