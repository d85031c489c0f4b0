"""Checks of notebook 02: from one causal convolution to generated codes."""

from course_utils.checks.wavenet_generation import (
    bits_per_sample,
    build_wavenet,
    cached_step,
    causal_conv,
    generate_naive,
    receptive_field,
    residual_block,
    sample_codes,
)

EXERCISES = (
    causal_conv.EXERCISES
    | receptive_field.EXERCISES
    | residual_block.EXERCISES
    | build_wavenet.EXERCISES
    | sample_codes.EXERCISES
    | bits_per_sample.EXERCISES
    | generate_naive.EXERCISES
    | cached_step.EXERCISES
)
