"""Checks of notebook 04: attention translates dates."""

from course_utils.checks.attention_dates import attending, building, encoding, joining

EXERCISES = joining.EXERCISES | encoding.EXERCISES | attending.EXERCISES | building.EXERCISES
