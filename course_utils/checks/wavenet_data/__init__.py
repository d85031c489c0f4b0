"""Checks of notebook 01: from recordings to shifted batches of codes."""

from course_utils.checks.wavenet_data import batches, codes

EXERCISES = codes.EXERCISES | batches.EXERCISES
