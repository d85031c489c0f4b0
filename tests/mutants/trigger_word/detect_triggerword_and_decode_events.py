"""Wrong answers: from sound to probabilities, and from probabilities to events."""

from functools import partial

import numpy as np

from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)


def _rises(probabilities, threshold):
    above = np.asarray(probabilities) > threshold
    before = np.concatenate([[False], above[:-1]])
    return np.flatnonzero(above & ~before)


def _keep(steps, step_ms, refractory_ms):
    """Times of the steps that are events."""
    times = []
    for step in steps:
        if not times or step * step_ms - times[-1] >= refractory_ms:
            times.append(step * step_ms)
    return np.array(times, float)


def _predict(samples, front_end, model):
    return model.predict(front_end.features(samples)[np.newaxis], verbose=0)


@mutant("detect_triggerword", "take the one clip out of the batch, and its column")
def gives_the_batch(samples, front_end, model):
    return _predict(samples, front_end, model)


@mutant("detect_triggerword", "take the column out too")
def keeps_the_column(samples, front_end, model):
    return _predict(samples, front_end, model)[0]


@mutant("detect_triggerword", "this is the first step alone")
def takes_the_first_step(samples, front_end, model):
    return _predict(samples, front_end, model)[0, 0, 0]


@mutant("detect_triggerword", "make one of one clip")
def forgets_the_batch(samples, front_end, model):
    return model.predict(front_end.features(samples), verbose=0)[:, 0]


@mutant("detect_triggerword", "the model got the sound itself")
def forgets_the_features(samples, front_end, model):
    return model.predict(samples[np.newaxis], verbose=0)[0, :, 0]


@mutant("detect_triggerword", "front_end.features takes the sound itself")
def makes_the_batch_too_early(samples, front_end, model):
    return model.predict(front_end.features(samples[np.newaxis]), verbose=0)[0, :, 0]


@mutant("detect_triggerword", "give it verbose=0")
def draws_a_bar(samples, front_end, model):
    return model.predict(front_end.features(samples)[np.newaxis])[0, :, 0]


@mutant("detect_triggerword", "(batch, frames, bands)")
def swaps_the_axes(samples, front_end, model):
    return model.predict(front_end.features(samples).T[np.newaxis], verbose=0)[0, :, 0]


@mutant("detect_triggerword", "leave out the threshold")
def answers(samples, front_end, model):
    return (_predict(samples, front_end, model)[0, :, 0] > 0.5).astype(float)


@mutant("detect_triggerword", "leave its level alone")
def normalizes(samples, front_end, model):
    return _predict(samples * 0.23 / np.abs(samples).max(), front_end, model)[0, :, 0]


@mutant("detect_triggerword", "changes its argument")
def normalizes_in_place(samples, front_end, model):
    heard = _predict(samples.copy(), front_end, model)[0, :, 0]
    samples /= np.abs(samples).max()
    return heard


@mutant("decode_events", "these are steps")
def gives_steps(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, threshold), step_ms, refractory_ms) / step_ms


@mutant("decode_events", "these are seconds")
def gives_seconds(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, threshold), step_ms, refractory_ms) / 1000


@mutant("decode_events", "a step that stays above is no event")
def gives_every_step(probabilities, threshold, step_ms, refractory_ms):
    return np.flatnonzero(probabilities > threshold) * step_ms


@mutant("decode_events", "the event is where the probability rises")
def takes_the_ends(probabilities, threshold, step_ms, refractory_ms):
    above = np.append(probabilities > threshold, False)
    return _keep(np.flatnonzero(above[:-1] & ~above[1:]) + 1, step_ms, refractory_ms)


@mutant("decode_events", "one step too early")
def takes_the_step_before(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, threshold) - 1, step_ms, refractory_ms)


@mutant("decode_events", "only the first word")
def stops_at_the_first(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, threshold)[:1], step_ms, refractory_ms)


@mutant("decode_events", "the right way round")
def compares_the_wrong_way(probabilities, threshold, step_ms, refractory_ms):
    return np.array([k * step_ms for k in range(len(probabilities)) if probabilities[k] < 0 < k])


@mutant("decode_events", "it rings again while the probability stays high")
def rings_again_and_again(probabilities, threshold, step_ms, refractory_ms):
    return _keep(np.flatnonzero(probabilities > threshold), step_ms, refractory_ms)


@mutant("decode_events", "what came before it is not")
def begins_at_the_second_step(probabilities, threshold, step_ms, refractory_ms):
    rises = _rises(probabilities, threshold)
    return _keep(rises[rises > 0], step_ms, refractory_ms)


@mutant("decode_events", "the last step is left out")
def leaves_the_last_step_out(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities[:-1], threshold), step_ms, refractory_ms)


@mutant("decode_events", "equal to the threshold is not above")
def rings_at_the_threshold(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, np.nextafter(threshold, 0)), step_ms, refractory_ms)


@mutant("decode_events", "another threshold was used")
def has_its_own_threshold(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, 0.5), step_ms, refractory_ms)


@mutant("decode_events", "every rise rings")
def forgets_the_refractory_period(probabilities, threshold, step_ms, refractory_ms):
    return _rises(probabilities, threshold) * float(step_ms)


@mutant("decode_events", "only the rise right after the event is left out")
def leaves_every_second_out(probabilities, threshold, step_ms, refractory_ms):
    times, skip = [], False
    for time in _rises(probabilities, threshold) * float(step_ms):
        near = bool(times) and time - times[-1] < refractory_ms
        skip = near and not skip
        if not skip:
            times.append(time)
    return np.array(times)


@mutant("decode_events", "a rise that was left out is no event")
def counts_from_the_last_rise(probabilities, threshold, step_ms, refractory_ms):
    rises = _rises(probabilities, threshold) * float(step_ms)
    return rises[np.diff(rises, prepend=-np.inf) >= refractory_ms]


@mutant("decode_events", "compare refractory_ms with ms, not steps")
def compares_steps_with_ms(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, threshold), 1, refractory_ms) * step_ms


@mutant("decode_events", "490 ms after an event")
def is_deaf_for_too_short(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, threshold), step_ms, refractory_ms - step_ms)


@mutant("decode_events", "500 ms are not less than 500")
def is_deaf_for_too_long(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, threshold), step_ms, refractory_ms + 1)


@mutant("decode_events", "both are arguments")
def has_its_own_refractory_period(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, threshold), step_ms, min(refractory_ms * 5, 500))


@mutant("decode_events", "changes its argument")
def rounds_in_place(probabilities, threshold, step_ms, refractory_ms):
    times = _keep(_rises(probabilities, threshold), step_ms, refractory_ms)
    probabilities[:] = probabilities > threshold
    return times


@mutant("decode_events", "the function gives nothing back")
def returns_nothing(probabilities, threshold, step_ms, refractory_ms):
    _keep(_rises(probabilities, threshold), step_ms, refractory_ms)


@mutant("detect_triggerword", "this is the last step alone")
def takes_the_last_step(samples, front_end, model):
    return _predict(samples, front_end, model)[0, -1, 0]


@mutant("detect_triggerword", "this is the first step alone")
def takes_one_index_too_many(samples, front_end, model):
    return _predict(samples, front_end, model)[0][0]


@mutant("detect_triggerword", "this is the highest step alone")
def takes_the_highest_step(samples, front_end, model):
    return _predict(samples, front_end, model).max()


@mutant("detect_triggerword", "what it gives to the model")
def normalizes_the_features(samples, front_end, model):
    features = front_end.features(samples)
    features = (features - features.mean(axis=0)) / features.std(axis=0)
    return model.predict(features[np.newaxis], verbose=0)[0, :, 0]


@mutant("detect_triggerword", "here a batch of one clip")
def adds_an_axis_at_the_end(samples, front_end, model):
    return model.predict(front_end.features(samples)[..., np.newaxis], verbose=0)[0, :, 0]


@mutant("detect_triggerword", "not that it has not")
def gives_the_probability_of_silence(samples, front_end, model):
    return 1 - _predict(samples, front_end, model)[0, :, 0]


@mutant("decode_events", "not where it is highest")
def takes_the_peaks(probabilities, threshold, step_ms, refractory_ms):
    rises = _rises(probabilities, threshold)
    falls = [np.argmin(np.append(probabilities[k:], 0) > threshold) + k for k in rises]
    peaks = [k + np.argmax(probabilities[k:end]) for k, end in zip(rises, falls, strict=True)]
    return _keep(peaks, step_ms, refractory_ms)


@mutant("decode_events", "the first word is lost")
def thinks_that_an_event_came_at_0(probabilities, threshold, step_ms, refractory_ms):
    times, last = [], 0
    for time in _rises(probabilities, threshold) * float(step_ms):
        if time - last >= refractory_ms:
            times.append(time)
            last = time
    return np.array(times)


@mutant("decode_events", "what came before it is not")
def thinks_that_one_came_a_second_before(probabilities, threshold, step_ms, refractory_ms):
    times = [-1_000.0]
    for time in _rises(probabilities, threshold) * float(step_ms):
        if time - times[-1] >= refractory_ms:
            times.append(time)
    return np.array(times[1:])


@mutant("decode_events", "neither is the end of a word")
def counts_from_the_fall(probabilities, threshold, step_ms, refractory_ms):
    times, deaf_until = [], 0
    above = np.append(np.asarray(probabilities) > threshold, False)
    for step, rises in enumerate(above):
        if rises and not (step and above[step - 1]) and step * step_ms >= deaf_until:
            times.append(float(step * step_ms))
            deaf_until = (step + np.argmin(above[step:])) * step_ms + refractory_ms
    return np.array(times)


@mutant("decode_events", "do not round them")
def gives_whole_milliseconds(probabilities, threshold, step_ms, refractory_ms):
    times = _keep(_rises(probabilities, threshold), step_ms, refractory_ms)
    return times.astype(int)


@mutant("decode_events", "one axis is enough")
def gives_a_column(probabilities, threshold, step_ms, refractory_ms):
    return _keep(_rises(probabilities, threshold), step_ms, refractory_ms)[:, np.newaxis]


@mutant("decode_events", "is expected, not a number")
def counts_the_events(probabilities, threshold, step_ms, refractory_ms):
    above = probabilities > threshold
    return np.sum(above & ~np.roll(above, 1))


@mutant("decode_events", "the result is an array of numbers")
def writes_the_events(probabilities, threshold, step_ms, refractory_ms):
    return ", ".join(f"{step * step_ms} ms" for step in np.flatnonzero(probabilities > threshold))
