"""Checks of notebook 05: hearing one word in a stream of sound."""

from course_utils.checks.trigger_word import (
    building,
    chiming,
    detecting,
    event_scoring,
    labeling,
    placing,
    sounds,
)

EXERCISES = (
    sounds.EXERCISES
    | placing.EXERCISES
    | labeling.EXERCISES
    | building.EXERCISES
    | detecting.EXERCISES
    | chiming.EXERCISES
    | event_scoring.EXERCISES
)
