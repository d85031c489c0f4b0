"""From sound to text with a trained recognizer: of any rate, any length, any number of channels."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from course_utils.audio.files import read_audio, resample
from course_utils.decoding.attention import one_step_attention
from course_utils.decoding.beam_search import beam_search, greedy_search
from course_utils.decoding.hypotheses import Hypothesis
from course_utils.speech_recognition.attention_model import END, START, AttentionReader
from course_utils.speech_recognition.ctc import greedy_decode
from course_utils.speech_recognition.model import predict_log_probabilities
from course_utils.speech_recognition.prefix_beam_search import prefix_beam_search
from course_utils.speech_recognition.recognizers import AttentionConfig, RecognizerConfig

AT_ONCE = 32
LONGEST_S = 60.0
"""Longer sounds are not read with attention, which compares every letter with every step."""


@dataclass(frozen=True)
class Transcriber(ABC):
    """A trained recognizer and what it takes to use it.

    Attributes:
        model: The `keras.Model`.
        config: Its alphabet, front end and sizes.
        card: What made it and how good it is, if it was read from disk.
    """

    model: object
    config: RecognizerConfig | AttentionConfig
    card: dict = field(default_factory=dict)

    @abstractmethod
    def transcribe_all(
        self, sounds: Sequence[np.ndarray], beam_width: int | None = None
    ) -> list[str]:
        """Writes what is said in each sound.

        Args:
            sounds: Each float (n,) in [-1, 1] at the front end's rate.
            beam_width: Of a search; None to take the likeliest token at each step.

        Returns:
            A text for each; an empty one for a sound of less than a frame.

        Raises:
            ValueError: The beam width is below 1, or a sound is too long for the recognizer.
        """

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


class CtcTranscriber(Transcriber):
    """Writes with a network of `build_recognizer`, which names a token at each step."""

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
        """Writes what is said in each sound; see `Transcriber`.

        Args:
            sounds: Each float (n,) in [-1, 1] at the front end's rate.
            beam_width: Of the prefix beam search; None to take the likeliest token at each step.
            greedy_decode: From log probabilities (steps, tokens) to ids.
            prefix_beam_search: From log probabilities and a width to hypotheses, best first.
            search: Further arguments of the prefix beam search, such as `language_model`.
        """
        texts = []
        for log_probabilities in self.log_probabilities(sounds):
            if beam_width is None:
                labels = greedy_decode(log_probabilities)
            else:
                labels = prefix_beam_search(log_probabilities, beam_width, **search)[0].labels
            texts.append(self.config.alphabet.decode(labels))
        return texts


class AttentionTranscriber(Transcriber):
    """Writes with a network of `build_attention_recognizer`, letter by letter."""

    def read(
        self,
        sounds: Sequence[np.ndarray],
        beam_width: int | None = None,
        *,
        one_step_attention: Callable = one_step_attention,
        greedy_search: Callable = greedy_search,
        beam_search: Callable = beam_search,
        **search,
    ) -> list[Hypothesis]:
        """Searches for the text of each sound.

        A text has at most as many letters as its batch has steps.

        Args:
            sounds: Each float (n,) in [-1, 1] at the front end's rate, of at least a frame.
            beam_width: Of `beam_search`; None for `greedy_search`.
            one_step_attention: The function that the model was built with.
            greedy_search: As in notebook 03.
            beam_search: As in notebook 03.
            search: Further arguments of the beam search, such as `length_penalty`.

        Raises:
            ValueError: The beam width is below 1, or a sound is longer than LONGEST_S.
        """
        front_end = self.config.front_end
        for sound in sounds:
            if len(sound) > LONGEST_S * front_end.sample_rate:
                raise ValueError(
                    f"a sound of {len(sound) / front_end.sample_rate:.1f} s: with attention sounds "
                    f"of at most {LONGEST_S:g} s are read, cut it at pauses or use CTC"
                )
        reader = AttentionReader(self.model, self.config, one_step_attention=one_step_attention)
        found: list[Hypothesis] = [None] * len(sounds)
        order = np.argsort([len(sound) for sound in sounds], kind="stable")
        for first in range(0, len(order), AT_ONCE):
            chosen = order[first : first + AT_ONCE]
            state = reader.start([front_end.features(sounds[i]) for i in chosen])
            most = state.a.shape[1]
            if beam_width is None:
                texts = greedy_search(reader.step, state, START, END, most)
            else:
                beams = beam_search(reader.step, state, START, END, beam_width, most, **search)
                texts = [hypotheses[0] for hypotheses in beams]
            for i, text in zip(chosen, texts, strict=True):
                found[i] = text
        return found

    def alphas(
        self,
        sound: np.ndarray,
        tokens: Sequence[int],
        *,
        one_step_attention: Callable = one_step_attention,
    ) -> np.ndarray:
        """Where the network looks while it writes a text.

        Args:
            sound: Float (n,) in [-1, 1] at the front end's rate, of at least a frame.
            tokens: Of the text, as in a `Hypothesis`.
            one_step_attention: The function that the model was built with.

        Returns:
            The weights for each token, float32 (tokens, steps).
        """
        features = self.config.front_end.features(sound)
        reader = AttentionReader(self.model, self.config, one_step_attention=one_step_attention)
        state, alphas = reader.start([features]), []
        for before in [START, *tokens[:-1]]:
            _, state = reader.step(state, np.array([before]))
            alphas.append(state.alphas[0, : self.config.n_steps(len(features)), 0])
        return np.array(alphas)

    def transcribe_all(
        self, sounds: Sequence[np.ndarray], beam_width: int | None = None, **search
    ) -> list[str]:
        """Writes what is said in each sound; see `Transcriber`, and `read` for the arguments."""
        texts = [""] * len(sounds)
        heard = [i for i, sound in enumerate(sounds) if self.config.front_end.n_frames(len(sound))]
        for i, text in zip(
            heard, self.read([sounds[i] for i in heard], beam_width, **search), strict=True
        ):
            texts[i] = self.config.alphabet.decode([token for token in text.tokens if token != END])
        return texts


def transcriber(
    model, config: RecognizerConfig | AttentionConfig, card: dict | None = None
) -> Transcriber:
    """The transcriber that goes with a configuration."""
    kind = AttentionTranscriber if isinstance(config, AttentionConfig) else CtcTranscriber
    return kind(model, config, card or {})
