"""Helpers, checks and commands of the sequence-models workbook."""
