"""Checks of notebook 04: attention translates dates."""

from course_utils.checks.attention_dates import (
    attending,
    building,
    encoding,
    joining,
    looking,
    translating,
)

EXERCISES = (
    joining.EXERCISES
    | encoding.EXERCISES
    | attending.EXERCISES
    | building.EXERCISES
    | translating.EXERCISES
    | looking.EXERCISES
)
