"""Evaluation: misses, false alarms per hour and delay."""
