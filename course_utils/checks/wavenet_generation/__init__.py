"""Checks of notebook 02: from one causal convolution to generated codes."""

from course_utils.checks.wavenet_generation import (
    blocks,
    drawing,
    gates,
    generating,
    networks,
    stepping,
)

EXERCISES = (
    gates.EXERCISES
    | blocks.EXERCISES
    | networks.EXERCISES
    | drawing.EXERCISES
    | generating.EXERCISES
    | stepping.EXERCISES
)
