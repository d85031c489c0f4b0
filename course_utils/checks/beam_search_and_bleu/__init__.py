"""Checks of notebook 03: searching for the best sentence, and counting how good it is."""

from course_utils.checks.beam_search_and_bleu import (
    attributing,
    bleu,
    brevity,
    counting,
    expanding,
    greedy,
    precision,
    scores,
    searching,
    sentences,
)

EXERCISES = (
    greedy.EXERCISES
    | expanding.EXERCISES
    | scores.EXERCISES
    | searching.EXERCISES
    | attributing.EXERCISES
    | counting.EXERCISES
    | precision.EXERCISES
    | brevity.EXERCISES
    | bleu.EXERCISES
    | sentences.EXERCISES
)
