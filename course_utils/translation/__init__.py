"""Notebooks 03 and 04: translating, from greedy search to attention."""
