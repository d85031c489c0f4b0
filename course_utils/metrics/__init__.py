"""Metrics: how good predictions are, and how certain a figure is."""
