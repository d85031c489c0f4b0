"""Checks of notebook 04: attention translates dates."""

from course_utils.checks.attention_dates import (
    attention_map,
    build_date_translator,
    encode_text_and_one_hot,
    one_step_attention,
    translate_date,
)

EXERCISES = (
    encode_text_and_one_hot.EXERCISES
    | one_step_attention.EXERCISES
    | build_date_translator.EXERCISES
    | translate_date.EXERCISES
    | attention_map.EXERCISES
)
