from functools import partial

import numpy as np

from course_utils.trigger_word.detection import decode_events
from tests.right_answers import collect

ANSWERS = []
right = partial(collect, ANSWERS)


@right("get_random_time_segment")
def scales_a_random_number(segment_ms, rng):
    start = int(rng.random() * (10_000 - segment_ms + 1))
    return start, start + segment_ms - 1


@right("get_random_time_segment")
def chooses_from_a_range(segment_ms, rng):
    start = rng.integers(0, 10_000 - segment_ms, endpoint=True)
    return int(start), int(start) + segment_ms - 1


@right("is_overlapping")
def looks_for_the_gap(segment_time, previous_segments):
    for first, last in previous_segments:
        if not (segment_time[1] < first or last < segment_time[0]):
            return True
    return False


@right("insert_ones")
def takes_the_larger(y, segment_end_ms):
    steps = np.arange(y.shape[1])
    end = int(segment_end_ms / 10_000 * y.shape[1] + 1e-9)
    after = ((steps > end) & (steps <= end + 50)).astype(np.float32)
    return np.maximum(y, after[np.newaxis])


@right("detect_triggerword")
def predicts_on_a_batch(samples, front_end, model):
    return model.predict_on_batch(front_end.features(samples)[None])[0, :, 0]


@right("detect_triggerword")
def calls_the_model(samples, front_end, model):
    features = np.expand_dims(front_end.features(samples), axis=0)
    return np.asarray(model(features, training=False)).reshape(-1)


@right("chime_on_activate")
def goes_backwards(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    times = decode_events(probabilities, threshold, step_ms=step_ms, refractory_ms=refractory_ms)
    for time in np.asarray(times)[::-1].astype(int).tolist():
        audio = audio.overlay(chime, position=time)
    return audio
