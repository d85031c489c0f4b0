"""Wrong answers of tests/mutants that hidden checks let pass, by the reason; visible checks do not.

A hidden check compares what comes back on ordinary inputs, as freely as the visible checks allow.
"""

UNSEEN = {
    "it changes an argument; what it returns is right": [
        "cached_step-shifts_the_past_in_place",
        "clipped_precision-crosses_matches_out",
        "decode_events-rounds_in_place",
        "detect_triggerword-normalizes_in_place",
        "encode_text-adds_to_the_vocabulary",
        "event_scores-sorts_in_place",
        "expand_hypotheses-adds_in_place",
        "generate_naive-rolls_the_prompt_in_place",
        "insert_audio_clip-adds_to_the_list",
        "insert_ones-writes_into_y",
        "is_overlapping-sorts_the_list",
        "join_pieces-takes_pieces_away",
        "length_normalized_score-divides_in_place",
        "mu_law_encode-clips_its_argument",
        "ngram_counts-eats_the_sentence",
        "one_hot-flattens_in_place",
        "pcm_to_float-clips_in_place",
        "preprocess_audio-clips_in_place",
        "sample_codes-scales_in_place",
        "shift_by_one-pops_the_last",
        "split_recordings-shuffles_in_place",
        "to_mono-mixes_in_place",
    ],
    "it returns the right values in another type": [
        "create_training_example-labels_in_doubles",
        "encode_text-returns_a_list",
        "encode_text-returns_int64",
        "expand_hypotheses-rounds_a_quotient_down",
        "fragment_starts-is_float_when_empty",
        "generate_naive-returns_int64",
        "graph_spectrogram-computes_in_double",
        "mu_law_decode-decodes_to_float64",
        "mu_law_encode-returns_int64",
        "one_hot-returns_booleans",
        "one_hot-returns_float64",
        "pcm_to_float-returns_float64",
        "preprocess_audio-gives_doubles",
        "sample_codes-returns_int64_codes",
        "shifted_batch-returns_float_batches",
        "to_mono-mixes_in_float64",
    ],
    "it does more than it should, and comes to the right values": [
        "detect_triggerword-draws_a_bar",
        "generate_naive-runs_twice",
        "generate_naive-shows_everything",
        "greedy_search-always_takes_all_steps",
        "greedy_search-waits_until_all_end_at_once",
    ],
    "it cannot be part of a network; on tensors with numbers it is right": [
        "gated_activation-computes_with_numpy",
        "one_step_attention-computes_in_numpy",
        "residual_block-splits_with_numpy",
    ],
    "it is wrong for equal numbers alone, and drawn ones differ": [
        "expand_hypotheses-takes_the_last_of_equal_ones",
        "greedy_search-takes_the_last_of_equal_ones",
    ],
    "it is wrong for impossible tokens alone, and drawn ones are possible": [
        "expand_hypotheses-leaves_impossible_ones_out",
    ],
    "it is wrong by less than 1e-6": [
        "sample_codes-adds_up_in_float32",
        "sample_codes-gives_a_little_to_each",
    ],
    "it draws with other probabilities, but nothing impossible": [
        "create_training_example-draws_3_at_most",
        "insert_audio_clip-draws_a_gap_first",
        "insert_audio_clip-places_globally",
        "split_recordings-does_not_shuffle",
    ],
    "it is wrong where there is little room, or of the background": [
        "create_training_example-begins_with_the_others",
        "create_training_example-stops_where_a_clip_does_not_fit",
        "create_training_example-turns_the_background_down",
    ],
    "it is wrong for texts alone, and sentences are drawn as tokens": [
        "sentence_bleu-counts_characters",
    ],
    "it differs while a network trains, not while it answers": [
        "build_trigger_detector-normalizes_before_dropout",
    ],
}
