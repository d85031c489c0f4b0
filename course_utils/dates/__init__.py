"""Notebook 04: dates as people write them, translated with attention."""
