"""Your own voice: what a recognizer makes of a recording."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown

from course_utils.audio.files import resample
from course_utils.speech_recognition.ctc import greedy_decode
from course_utils.speech_recognition.prefix_beam_search import prefix_beam_search
from course_utils.speech_recognition.recognizer_figures import draw_spikes
from course_utils.speech_recognition.transcriber import CtcTranscriber


def write_back(
    samples: np.ndarray,
    sample_rate: int,
    *,
    transcriber: CtcTranscriber,
    beam_width: int = 8,
    greedy_decode: Callable = greedy_decode,
    prefix_beam_search: Callable = prefix_beam_search,
) -> tuple:
    """Writes what was said in a recording.

    Args:
        samples: (n,), in [-1, 1], of at least a frame.
        sample_rate: Of the samples, in Hz.
        transcriber: Of a CTC recognizer.
        beam_width: Of the search.
        greedy_decode: From log probabilities (steps, tokens) to ids.
        prefix_beam_search: From log probabilities and a width to hypotheses, best first.

    Returns:
        What a notebook shows: the text by both decoders, in words, and the spectrogram with the
        letters over their spikes.
    """
    config = transcriber.config
    audio = resample(samples, sample_rate, config.front_end.sample_rate)
    [log_p] = transcriber.log_probabilities([audio])
    greedy = config.alphabet.decode(greedy_decode(log_p))
    hypotheses = prefix_beam_search(log_p, beam_width)
    best = [
        f"**{config.alphabet.decode(hypothesis.labels) or 'nothing'}** "
        f"({np.exp(hypothesis.log_probability):.0%})"
        for hypothesis in hypotheses[:3]
    ]
    text = f"Greedy decoding writes **{greedy or 'nothing'}**. The search finds {', '.join(best)}."
    figure = draw_spikes(config.front_end.features(audio), log_p, config, "what it heard")
    plt.close(figure)  # it is shown as a result, and would be shown again when the cell ends
    return Markdown(text), figure
