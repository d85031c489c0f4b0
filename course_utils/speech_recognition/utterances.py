"""Utterances to learn from and to test on: recordings of one speaker, joined.

Utterance number i of a seed is the same on every machine and in every order, so a training can go
on at any of them after a stop.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from course_utils.speech_recognition.augmentation import (
    PLAIN,
    Augmentation,
    change_recording,
    change_sound,
    mask_features,
)
from course_utils.speech_recognition.ctc import minimum_steps
from course_utils.speech_recognition.recognizers import AttentionConfig, RecognizerConfig
from course_utils.speech_recognition.recordings import SAMPLE_RATE, Recording
from course_utils.validation import require_at_least

MOST_DRAWS = 100
MOST_IN_SHORT = 2


@dataclass(frozen=True)
class Joining:
    """How recordings of one speaker become an utterance.

    Attributes:
        count: The fewest and the most characters, or words, if there is a separator. Recordings are
            added until there are so many; one with more stands alone.
        gap_s: The shortest and the longest pause before, between and behind them, in seconds.
        separator: What is written between their texts.
    """

    count: tuple[int, int] = (1, 4)
    gap_s: tuple[float, float] = (0.0, 0.35)
    separator: str = ""

    def __post_init__(self):
        """Refuses what makes no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        for name in ("count", "gap_s"):
            low, high = getattr(self, name)
            object.__setattr__(self, name, (low, high))  # JSON and options have lists
            if not 0 <= low <= high < math.inf:
                raise ValueError(f"{name} is a range (low, high) from 0 on, got {(low, high)}")
        require_at_least(1, count=self.count[0])

    def length(self, text: str) -> int:
        """The characters of a text, or its words, if there is a separator; at least 1."""
        return max(1, len(text.split(self.separator) if self.separator else text))


STRINGS = Joining(count=(2, 6))
"""What is tested: strings of 2 to 6. Shorter ones teach as well, and take less time."""

ALONE = Joining(count=(1, 1))
"""Every recording is an utterance, with a pause before it and behind it."""


class UtteranceMaker:
    """Makes utterance number i: `maker(i)` is (features (frames, bands), labels (n,)).

    First a speaker is drawn, each as often as the others, then the recordings. The first utterances
    of a training are short: from long ones a network first learns for a long time to write nothing
    (D. Amodei et al., "Deep Speech 2", 2016, arXiv:1512.02595, call it SortaGrad).

    Args:
        recordings: To draw from; at least one.
        config: Of the recognizer: its front end and alphabet.
        seed: Another seed, other utterances.
        joining: Of recordings.
        augmentation: What changes, and how much; `PLAIN` for nothing.
        n_short: The utterances before this number are one recording or two, and not more than the
            joining allows.
        most_frames: Longer utterances are drawn again.

    Raises:
        ValueError: There is no recording, or one of them cannot be learned from: see
            `require_learnable`.
    """

    def __init__(
        self,
        recordings: Sequence[Recording],
        config: RecognizerConfig | AttentionConfig,
        seed: int,
        joining: Joining | None = None,
        augmentation: Augmentation | None = None,
        n_short: int = 0,
        most_frames: float = math.inf,
    ):
        require_learnable(recordings, config)
        self.config, self.seed = config, seed
        self.joining = joining if joining is not None else Joining()
        self.augmentation = augmentation if augmentation is not None else Augmentation()
        self.n_short, self.most_frames = n_short, most_frames
        self._speakers = _by_speaker(recordings)

    def __call__(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Returns features and labels of utterance `number`, 0 or more.

        Raises:
            ValueError: Hardly any text fits its sound at this `speed`, or hardly any utterance is
                short enough.
        """
        rng = np.random.default_rng([self.seed, number])
        low, high = self.joining.count
        count = (1, min(high, MOST_IN_SHORT)) if number < self.n_short else (low, high)
        for _ in range(MOST_DRAWS):
            audio, text = self._draw(count, rng)
            features = self.config.front_end.features(audio)
            labels = self.config.alphabet.encode(text)
            fits = minimum_steps(labels) <= self.config.n_steps(len(features))
            if fits and len(features) <= self.most_frames:
                return mask_features(features, self.augmentation, rng), labels
        if fits:
            raise ValueError(
                f"{text!r} and {MOST_DRAWS - 1} utterances before it are longer than "
                f"{self.most_frames} frames: join fewer recordings, or allow longer utterances"
            )
        raise ValueError(
            f"{text!r} and {MOST_DRAWS - 1} texts before it are too long for their sound, which is "
            f"played up to {self.augmentation.speed:g} times as fast: lower the speed"
        )

    def _draw(self, count: tuple[int, int], rng: np.random.Generator) -> tuple[np.ndarray, str]:
        recordings = self._speakers[rng.integers(len(self._speakers))]
        settings = self.augmentation
        if rng.random() < settings.pauses:
            drawn, audio = [], np.zeros(round(rng.uniform(0.3, 2) * SAMPLE_RATE), np.float32)
        else:
            drawn = _enough(
                _draws(recordings, rng), rng.integers(count[0], count[1] + 1), self.joining
            )
            audio = join(
                [change_recording(r.audio, settings, rng) for r in drawn], self.joining, rng
            )
        return change_sound(audio, settings, rng), self.joining.separator.join(
            recording.text for recording in drawn
        )


def require_learnable(
    recordings: Sequence[Recording], config: RecognizerConfig | AttentionConfig
) -> None:
    """Refuses recordings that no recognizer of these sizes could learn by CTC.

    Raises:
        ValueError: There is none, they are not at the front end's rate, a text has a character that
            is not in the alphabet, or it is longer than its sound: there are fewer steps than its
            path needs.
    """
    if not recordings:
        raise ValueError("there are no recordings to learn from")
    if config.front_end.sample_rate != SAMPLE_RATE:
        raise ValueError(
            f"recordings are at {SAMPLE_RATE:,} Hz, and the front end is for "
            f"{config.front_end.sample_rate:,} Hz"
        )
    for recording in recordings:
        try:
            needed = minimum_steps(config.alphabet.encode(recording.text))
        except ValueError as error:
            raise ValueError(f"{recording.name}: {error}") from None
        steps = config.n_steps(config.front_end.n_frames(len(recording.audio)))
        if steps < needed:
            raise ValueError(
                f"{recording.name}: its text {recording.text!r} needs {needed} steps, and "
                f"{len(recording.audio) / SAMPLE_RATE:.3f} s of sound have {steps}, one every "
                f"{config.step_ms:g} ms"
            )


def join(sounds: Sequence[np.ndarray], joining: Joining, rng: np.random.Generator) -> np.ndarray:
    """Joins sounds with pauses before, between and behind them; the pauses are zeros."""
    gaps = np.round(rng.uniform(*joining.gap_s, len(sounds) + 1) * SAMPLE_RATE).astype(int)
    pieces = [np.zeros(gaps[0], np.float32)]
    for sound, gap in zip(sounds, gaps[1:], strict=True):
        pieces += [sound, np.zeros(gap, np.float32)]
    return np.concatenate(pieces)


def utterances_to_test(
    recordings: Sequence[Recording], joining: Joining, seed: int = 0, rounds: int = 1
) -> list[Recording]:
    """Joins recordings so that each of them occurs once in every round, with a faint hiss.

    Args:
        recordings: Of any speakers; each utterance is of one.
        joining: Counts are drawn from its range; the last utterance of a speaker may have fewer.
        seed: Of the order, the counts and the pauses.
        rounds: How often all of that.

    Returns:
        Utterances as recordings, speaker by speaker.
    """
    require_at_least(1, rounds=rounds)
    rng = np.random.default_rng(seed)
    utterances = []
    for own in _by_speaker(recordings):
        for _ in range(rounds):
            left = [own[i] for i in rng.permutation(len(own))]
            while left:
                count = rng.integers(joining.count[0], joining.count[1] + 1)
                parts = _enough(left, count, joining)
                left = left[len(parts) :]
                audio = join([part.audio for part in parts], joining, rng)
                utterances.append(
                    Recording(
                        change_sound(audio, PLAIN, rng),
                        joining.separator.join(part.text for part in parts),
                        parts[0].speaker,
                        parts[0].split,
                        " + ".join(part.name for part in parts),
                    )
                )
    return utterances


def _draws(recordings: Sequence[Recording], rng: np.random.Generator) -> Iterator[Recording]:
    """Recordings at random, without end."""
    while True:
        yield recordings[rng.integers(len(recordings))]


def _enough(recordings: Iterable[Recording], count: int, joining: Joining) -> list[Recording]:
    """The first recordings that have `count` characters or words; all, if they have fewer."""
    taken = []
    for recording in recordings:
        taken.append(recording)
        count -= joining.length(recording.text)
        if count <= 0:
            break
    return taken


def _by_speaker(recordings: Sequence[Recording]) -> list[list[Recording]]:
    """The recordings of each speaker, in the order of the names."""
    speakers = {}
    for recording in recordings:
        speakers.setdefault(recording.speaker, []).append(recording)
    return [speakers[name] for name in sorted(speakers)]
