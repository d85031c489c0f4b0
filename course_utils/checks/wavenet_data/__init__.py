"""Checks of notebook 01: from recordings to shifted batches of codes."""

from course_utils.checks.wavenet_data import (
    fragment_starts_shifted_batch,
    mu_law_encode_decode,
    pcm_to_float_to_mono,
    shift_by_one,
    split_recordings,
)

EXERCISES = (
    shift_by_one.EXERCISES
    | pcm_to_float_to_mono.EXERCISES
    | mu_law_encode_decode.EXERCISES
    | split_recordings.EXERCISES
    | fragment_starts_shifted_batch.EXERCISES
)
