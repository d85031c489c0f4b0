"""Generating sound with a trained WaveNet, sample by sample."""
