"""Any number of examples out of three folders of clips, each its own function of a number.

Example i of a seed is the same on every machine and in every order, so a training can be resumed
at any example, and spread over any number of processes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_utils.audio import resample
from course_utils.trigger_word.augmentation import (
    Augmentation,
    change_microphone,
    change_speed,
    draw_response,
    mask_features,
    speak_in_room,
)
from course_utils.trigger_word.clips import AudioSegment, Clips, to_samples, to_segment
from course_utils.trigger_word.labels import at_steps
from course_utils.trigger_word.levels import level_dbfs, limit_peak, match_level
from course_utils.trigger_word.placing import CLIP_MS
from course_utils.trigger_word.synthesis import create_training_example
from course_utils.trigger_word.word_times import mark_word, word_times
