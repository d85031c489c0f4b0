"""Checks of notebook 05: hearing one word in a stream of sound."""

from course_utils.checks.trigger_word import (
    build_trigger_detector,
    chime_on_activate_and_event_scores,
    detect_triggerword_and_decode_events,
    graph_spectrogram,
    insert_ones_and_create_training_example,
    preprocess_audio,
    subtract_running_mean,
    time_segments_and_insert_audio_clip,
)

EXERCISES = (
    graph_spectrogram.EXERCISES
    | preprocess_audio.EXERCISES
    | time_segments_and_insert_audio_clip.EXERCISES
    | insert_ones_and_create_training_example.EXERCISES
    | subtract_running_mean.EXERCISES
    | build_trigger_detector.EXERCISES
    | detect_triggerword_and_decode_events.EXERCISES
    | chime_on_activate_and_event_scores.EXERCISES
)
