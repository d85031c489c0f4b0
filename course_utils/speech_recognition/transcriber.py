"""From sound to text with a trained recognizer: of any rate, any length, any number of channels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from course_utils.audio.files import read_audio, resample
from course_utils.speech_recognition.ctc import greedy_decode
from course_utils.speech_recognition.model import predict_log_probabilities
from course_utils.speech_recognition.prefix_beam_search import prefix_beam_search
from course_utils.speech_recognition.recognizers import RecognizerConfig


@dataclass(frozen=True)
class Transcriber:
    """A trained recognizer and what it takes to use it.

    Attributes:
        model: The `keras.Model`, as from `build_recognizer`.
        config: Its alphabet, front end and sizes.
        card: What made it and how good it is, if it was read from disk.
    """

    model: object
    config: RecognizerConfig
    card: dict = field(default_factory=dict)

    def log_probabilities(self, sounds: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Runs the network.

        Args:
            sounds: Each float (n,) in [-1, 1] at the front end's rate; of less than a frame there
                is no step.

        Returns:
            For each sound natural logarithms, float32 (steps, tokens).
        """
        features = [self.config.front_end.features(sound) for sound in sounds]
        return predict_log_probabilities(self.model, features, self.config)

    def transcribe_all(
        self,
        sounds: Sequence[np.ndarray],
        beam_width: int | None = None,
        *,
        greedy_decode: Callable = greedy_decode,
        prefix_beam_search: Callable = prefix_beam_search,
        **search,
    ) -> list[str]:
        """Writes what is said in each sound.

        Args:
            sounds: As for `log_probabilities`.
            beam_width: Of the prefix beam search; None to take the likeliest token at each step.
            greedy_decode: From log probabilities (steps, tokens) to ids.
            prefix_beam_search: From log probabilities and a width to hypotheses, best first.
            search: Further arguments of the prefix beam search, such as `language_model`.

        Raises:
            ValueError: The beam width is below 1.
        """
        texts = []
        for log_probabilities in self.log_probabilities(sounds):
            if beam_width is None:
                labels = greedy_decode(log_probabilities)
            else:
                labels = prefix_beam_search(log_probabilities, beam_width, **search)[0].labels
            texts.append(self.config.alphabet.decode(labels))
        return texts

    def transcribe(self, audio: np.ndarray, sample_rate: int, beam_width: int | None = None) -> str:
        """Writes what is said in a sound; nothing for one of less than a frame.

        Args:
            audio: Float samples (n,) or (n, channels) in [-1, 1]; channels are mixed to their mean.
            sample_rate: In Hz, any.
            beam_width: As for `transcribe_all`.

        Raises:
            AudioError: There are no samples, some are NaN or infinite, or the rate makes no sense.
            ValueError: The beam width is below 1.
        """
        rate = self.config.front_end.sample_rate
        audio = np.asarray(audio)
        if audio.ndim == 2 and audio.size:
            audio = audio.mean(axis=1, dtype=audio.dtype)  # of whole numbers: refused below
        return self.transcribe_all([resample(audio, sample_rate, rate)], beam_width)[0]

    def transcribe_file(self, path: str | Path, beam_width: int | None = None) -> str:
        """Writes what is said in a sound file; see `transcribe`.

        Raises:
            AudioError: There is no such file, or it is no sound.
            ValueError: The beam width is below 1.
        """
        return self.transcribe(*read_audio(path), beam_width)
