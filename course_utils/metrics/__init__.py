"""Metrics: how good predictions are, and how sure that figure is."""
