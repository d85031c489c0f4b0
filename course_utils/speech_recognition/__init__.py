"""Notebook 06: from sound to text."""
