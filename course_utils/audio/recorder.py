"""A recorder in the notebook: the reader's own voice, handed to a function.

Its part in the browser is recorder.js and recorder.css.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from course_utils.audio.files import AudioError, read_audio

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
