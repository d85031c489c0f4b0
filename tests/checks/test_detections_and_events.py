"""Right answers about events get all points, also those that are written in another way."""

import numpy as np
import pytest

from course_utils.checks.report import try_properties
from course_utils.checks.trigger_word import EXERCISES
from course_utils.trigger_word import detection
from course_utils.trigger_word.detection import event_scores as worked_out

OF_THE_COURSE = [
    detection.detect_triggerword,
    detection.decode_events,
    detection.chime_on_activate,
    worked_out,
]
NAMES = [function.__name__ for function in OF_THE_COURSE]


@pytest.mark.parametrize("function", OF_THE_COURSE, ids=NAMES)
def test_the_answers_of_the_course_get_all_points(function):
    report = try_properties(function, EXERCISES[function.__name__])
    assert report.earned == report.possible == function.points, str(report)


def detect_triggerword(samples, front_end, model):
    """The model is called, which draws no bar."""
    x = np.expand_dims(front_end.features(samples), axis=0)
    return np.squeeze(np.asarray(model(x, training=False)))


def decode_events(probabilities, threshold, step_ms, refractory_ms):
    """A list, by rises that are found at once."""
    padded = np.concatenate([[0.0], probabilities])
    rises = np.where((padded[1:] > threshold) & (padded[:-1] <= threshold))[0]
    events = []
    for rise in rises:
        time = float(rise * step_ms)
        if events and time < events[-1] + refractory_ms:
            continue
        events.append(time)
    return events


def chime_on_activate(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    """By slices."""
    for time in decode_events(probabilities, threshold, step_ms, refractory_ms):
        start = int(time)
        loud = audio[start:].overlay(chime)
        audio = audio[:start].append(loud, crossfade=0) if start else loud
    return audio


def event_scores(event_times_ms, words, tolerance_ms):
    """By numbers of events that are taken."""
    times, taken = np.sort(event_times_ms), set()
    for start, end in sorted(words, key=lambda word: (word[1], word[0])):
        for i, time in enumerate(times):
            if i not in taken and start <= time <= end + tolerance_ms:
                taken.add(i)
                break
    hits, events, spoken = len(taken), len(times), len(words)
    precision = hits / events if events else 1
    recall = hits / spoken if spoken else 1
    total = precision + recall
    return [precision, recall, 2 * precision * recall / total if total else 0]


ANOTHER_WAY = [detect_triggerword, decode_events, chime_on_activate, event_scores]


@pytest.mark.parametrize("function", ANOTHER_WAY, ids=NAMES)
def test_other_right_answers_get_all_points(function):
    report = try_properties(function, EXERCISES[function.__name__])
    assert report.earned == report.possible, str(report)
