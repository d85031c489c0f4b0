"""From a model's probabilities to events, and to a chime for each of them.

A model answers once in every `step_ms` milliseconds, with the probability that the word has just
ended. One word keeps it high for many steps; an event is one moment for all of them.
"""

import numpy as np

from course_utils.graded import graded

REFRACTORY_MS = 500


@graded(points=2)
def detect_triggerword(samples: np.ndarray, front_end, model) -> np.ndarray:
    """How probable it is, step by step, that the word has just ended.

    Args:
        samples: Sound as float32 (n,) in [-1, 1], at the front end's sample rate.
        front_end: `front_end.features(samples)` gives the model's input, (frames, bands).
        model: A Keras model: (batch, frames, bands) becomes (batch, steps, 1). `model.predict`
            draws a progress bar unless it is told `verbose=0`.

    Returns:
        (steps,).
    """
    ### BEGIN SOLUTION
    features = front_end.features(samples)
    return model.predict(features[np.newaxis], verbose=0)[0, :, 0]
    ### END SOLUTION


@graded(points=4)
def decode_events(
    probabilities: np.ndarray, threshold: float, step_ms: float, refractory_ms: float
) -> np.ndarray:
    """When the word was heard: one time for each word, however long its probability stays high.

    A step rises if its probability is above the threshold and that of the step before is not; the
    first step rises if it is above. A rise is an event, unless less than `refractory_ms` have
    passed since the last event. Rises that are left out do not count as events.

    Args:
        probabilities: (steps,).
        threshold: Between 0 and 1.
        step_ms: Milliseconds from one step to the next; step 0 is at 0 ms.
        refractory_ms: Of each event. It has to be longer than the probability may waver after a
            word, and shorter than two words are apart.

    Returns:
        Times in ms, ascending: (events,), an empty array where nothing is above the threshold.
    """
    ### BEGIN SOLUTION
    above = np.asarray(probabilities) > threshold
    times = []
    for step in range(len(above)):
        rises = above[step] and not (step > 0 and above[step - 1])
        if rises and (not times or step * step_ms - times[-1] >= refractory_ms):
            times.append(step * step_ms)
    return np.array(times, dtype=float)
    ### END SOLUTION


@graded(points=2)
def chime_on_activate(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    """Lays a chime over the sound wherever the word was heard.

    Args:
        audio: What was heard, an AudioSegment; it stays as it is.
        probabilities: (steps,), of `detect_triggerword`.
        threshold: See `decode_events`.
        chime: An AudioSegment that begins at each event; what would be after the end of `audio` is
            cut off.
        step_ms: See `decode_events`.
        refractory_ms: See `decode_events`.

    Returns:
        A new sound, as long as `audio`. `audio.overlay(chime, position=ms)` makes one with a chime
        at a whole number of milliseconds.
    """
    ### BEGIN SOLUTION
    for time in decode_events(probabilities, threshold, step_ms, refractory_ms):
        audio = audio.overlay(chime, position=round(time))
    return audio
    ### END SOLUTION
