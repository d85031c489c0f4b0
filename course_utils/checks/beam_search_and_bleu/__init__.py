"""Checks of notebook 03: searching for the best sentence, and counting how good it is."""

from course_utils.checks.beam_search_and_bleu import (
    attribute_error,
    beam_search,
    brevity_penalty,
    corpus_bleu,
    expand_hypotheses,
    greedy_search,
    length_normalized_score,
    ngrams,
    sentence_bleu,
)

EXERCISES = (
    greedy_search.EXERCISES
    | expand_hypotheses.EXERCISES
    | length_normalized_score.EXERCISES
    | beam_search.EXERCISES
    | attribute_error.EXERCISES
    | ngrams.EXERCISES
    | brevity_penalty.EXERCISES
    | corpus_bleu.EXERCISES
    | sentence_bleu.EXERCISES
)
