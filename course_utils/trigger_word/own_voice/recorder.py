"""Your own voice: a recorder in the notebook, and what a detector makes of the recording.

`VoiceRecorder` hands each recording to a function, such as `listen_back`. Its part in the browser
is recorder.js and recorder.css.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown

from course_utils.audio.files import AudioError, player, read_audio, resample
from course_utils.audio.pydub_audio import AudioSegment
from course_utils.trigger_word.clips import SAMPLE_RATE, to_samples, to_segment
from course_utils.trigger_word.detection import REFRACTORY_MS
from course_utils.trigger_word.figures import plot_detection

FOLDER = Path(__file__).parent
NOT_INSTALLED = (
    "The recorder needs the packages anywidget and ipywidgets. Without them, record a file "
    "elsewhere and give it to the function itself: hear_me(*read_audio('my_voice.wav'))."
)
NOT_RUNNING = "Here stands a recorder while the notebook runs: run this cell to speak."

SHORTEST_S = 0.3
SILENCE_DB = -60
FULL_SCALE = 0.999
CLIPPED_PART = 0.001


def read_recording(content: bytes) -> tuple[np.ndarray, int]:
    """Reads the bytes of a WAV file.

    Returns:
        float32 (n,), the mean of all channels, and the sample rate in Hz.

    Raises:
        AudioError: It is no sound, lasts less than 0.3 s, or is silent: no sample is above
            -60 dB of full scale.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.wav"
        path.write_bytes(content)
        audio, sample_rate = read_audio(path)
    samples = audio.mean(axis=1)
    seconds = len(samples) / sample_rate
    if seconds < SHORTEST_S:
        raise AudioError(f"The recording is too short: {seconds:.2f} s, at least {SHORTEST_S} s.")
    if np.abs(samples).max() < 10 ** (SILENCE_DB / 20):
        raise AudioError(
            "The recording is silent. Is the right microphone chosen, and is it switched on?"
        )
    return samples, sample_rate


def is_clipped(samples: np.ndarray) -> bool:
    """Whether more than one sample (n,) in 1,000 is at full scale: too loud for the microphone."""
    return float(np.mean(np.abs(samples) >= FULL_SCALE)) > CLIPPED_PART


class VoiceRecorder:
    """Records in the browser and shows below what a function makes of the sound.

    At the end of a cell it shows a button, a level meter, a countdown, a player of what was
    recorded, and a box to upload a file. Where a page has no widgets, it shows a sentence.

    Args:
        on_recording: Called with the samples, float32 (n,) in [-1, 1], and their rate in Hz, which
            the browser chooses. What it returns is shown: anything that a notebook can display, or
            a tuple of such things. What it prints is shown too, as is an error that it raises.
        seconds: The longest recording, from 1 to 60; an uploaded file is cut to it.

    Raises:
        ValueError: `seconds` is out of range.
    """

    def __init__(self, on_recording: Callable[[np.ndarray, int], object], seconds: float = 10):
        if not 1 <= seconds <= 60:
            raise ValueError(f"seconds must be from 1 to 60, got {seconds}")
        self.on_recording = on_recording
        self.box = None
        try:
            import ipywidgets

            self.microphone = _microphone(seconds)
        except ImportError:
            return
        self.output = ipywidgets.Output()
        self.box = ipywidgets.VBox([self.microphone, self.output])
        self.microphone.on_msg(self._receive)

    def __repr__(self) -> str:
        """What is shown where a page has no widgets."""
        return NOT_RUNNING if self.box else NOT_INSTALLED

    def _repr_mimebundle_(self, **options) -> dict:
        plain = {"text/plain": repr(self), "text/html": f"<p>{self!r}</p>"}
        return (self.box._repr_mimebundle_(**options) if self.box else {}) | plain

    def _receive(self, _, content: dict, buffers: list) -> None:
        """Takes a message of the browser: a WAV file."""
        self.output.clear_output(wait=True)
        try:
            samples, sample_rate = read_recording(bytes(buffers[0]))
        except AudioError as error:
            self._answer(str(error), problem=True)
            return
        self._answer("Python is listening.")
        with self.output:
            self._show(samples, sample_rate)

    def _show(self, samples: np.ndarray, sample_rate: int) -> None:
        """Shows what `on_recording` returns; on an error, says that it is below."""
        from IPython.display import display

        try:
            shown = self.on_recording(samples, sample_rate)
        except Exception:
            self._answer("Your code raised an error: see below.", problem=True)
            raise
        for part in shown if isinstance(shown, tuple) else (shown,):
            if part is not None:
                display(part)
        seconds = f"Heard {len(samples) / sample_rate:.1f} s at {sample_rate:,} Hz."
        if is_clipped(samples):
            self._answer(f"{seconds} It is too loud and therefore distorted.", problem=True)
        else:
            self._answer(seconds)

    def _answer(self, text: str, problem: bool = False) -> None:
        self.microphone.send({"text": text, "problem": problem})


def _microphone(seconds: float):
    """Makes the part in the browser.

    Raises:
        ImportError: anywidget is not installed.
    """
    import anywidget
    import traitlets

    class Microphone(anywidget.AnyWidget):
        _esm = (FOLDER / "recorder.js").read_text(encoding="utf-8")
        _css = (FOLDER / "recorder.css").read_text(encoding="utf-8")
        seconds = traitlets.Float().tag(sync=True)

    return Microphone(seconds=seconds)


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
