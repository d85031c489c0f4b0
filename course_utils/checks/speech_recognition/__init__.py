"""Checks of notebook 06: counting errors, and reading a text from what is likely at each step."""

from course_utils.checks.speech_recognition import (
    collapse,
    ctc_forward,
    ctc_log_likelihood,
    edit_distance,
    greedy_decode,
    minimum_steps,
    prefix_beam_search,
)

EXERCISES = (
    edit_distance.EXERCISES
    | collapse.EXERCISES
    | minimum_steps.EXERCISES
    | ctc_forward.EXERCISES
    | ctc_log_likelihood.EXERCISES
    | greedy_decode.EXERCISES
    | prefix_beam_search.EXERCISES
)
