"""Your own voice: what a detector makes of a recording."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown

from course_utils.audio.files import player, resample
from course_utils.audio.pydub_audio import AudioSegment
from course_utils.trigger_word.clips import SAMPLE_RATE, to_samples, to_segment
from course_utils.trigger_word.detection import REFRACTORY_MS
from course_utils.trigger_word.figures import plot_detection


def listen_back(
    samples: np.ndarray,
    sample_rate: int,
    *,
    config,
    model,
    threshold: float,
    chime: AudioSegment,
    preprocess: Callable,
    spectrogram: Callable,
    detect: Callable,
    decode: Callable,
    add_chimes: Callable,
    refractory_ms: float = REFRACTORY_MS,
    word: str = "activate",
) -> tuple:
    """Looks for the word in a recording.

    Args:
        samples: (n,) or (n, channels), in [-1, 1].
        sample_rate: Of the samples, in Hz.
        config: Of the detector: a `DetectorConfig`.
        model: The detector, as `detect` takes it.
        threshold: Of an event.
        chime: Sounds at each event.
        preprocess: As `preprocess_audio`.
        spectrogram: As `graph_spectrogram`.
        detect: As `detect_triggerword`.
        decode: As `decode_events`.
        add_chimes: As `chime_on_activate`.
        refractory_ms: After an event there is no other for this long.
        word: As it is called in the text.

    Returns:
        What a notebook shows, in this order: what was detected, in words; a figure; and after an
        event, a player of the sound with its chimes.
    """
    audio = preprocess(samples, sample_rate)
    resampled = resample(audio, SAMPLE_RATE, config.front_end.sample_rate)
    probabilities = config.from_time_0(detect(resampled, config.front_end, model))
    decoding = {"step_ms": config.step_ms, "refractory_ms": refractory_ms}
    events = decode(probabilities, threshold, **decoding)
    figure = plot_detection(
        audio,
        SAMPLE_RATE,
        spectrogram(audio),
        probabilities,
        events,
        threshold=threshold,
        step_ms=config.step_ms,
        top_khz=SAMPLE_RATE / 2000,
    )
    plt.close(figure)  # it is shown as a result, and would be shown again when the cell ends
    text = describe_events(probabilities, events, threshold, config.step_ms, word)
    if not len(events):
        return Markdown(text), figure
    sound = add_chimes(to_segment(audio), probabilities, threshold, chime, **decoding)
    return (
        Markdown(text),
        figure,
        Markdown("With its chimes:"),
        player(to_samples(sound), SAMPLE_RATE),
    )


def describe_events(
    probabilities: np.ndarray, events: np.ndarray, threshold: float, step_ms: float, word: str
) -> str:
    """Says when the word was detected, or how high the probability came.

    Args:
        probabilities: (steps,), step 0 at 0 ms; at least one.
        events: Times in ms.
        threshold: Of an event.
        step_ms: From one step to the next.
        word: The detector's.
    """
    if len(events):
        times = [f"{time / 1000:.1f} s" for time in events]
        places = " and ".join([", ".join(times[:-1]), times[-1]] if times[1:] else times)
        return f"Heard “{word}” at {places}."
    best = int(np.argmax(probabilities))
    return (
        f"Did not hear “{word}”. The probability was highest at {best * step_ms / 1000:.1f} s: "
        f"{probabilities[best]:.2f}, below the threshold of {threshold:.2f}."
    )
