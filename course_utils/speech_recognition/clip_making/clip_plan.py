"""Who says what: in every split its own voices and engines, digits before all else.

A network that is to understand people needs many speakers of few words. So most clips are digits,
each time all ten by one speaker, which is a voice with factors of its own; few voices say the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from course_utils.speech_recognition.clip_making.texts import VOCABULARY, say_digits
from course_utils.speech_synthesis.voice_catalog import (
    ESPEAK_VARIANTS,
    GLOTTAL,
    MIXED,
    MIXTURE,
    ROMANCE,
    SPANISH,
    SPANISH_MIXTURE,
    SPANISH_VARIANTS,
    VOICES,
)

ESPEAK = tuple(f"espeak-{name}" for _, names in ESPEAK_VARIANTS.values() for name in names)
HALF_GLOTTAL = tuple(voice + GLOTTAL if number % 2 else voice for number, voice in enumerate(MIXED))
"""Kokoro's voices; every other one ends "eight" in the throat, as many people do."""

SPLITS: dict[str, tuple[tuple[str, ...], ...]] = {
    "train": (("alan", "bdl", "clb", "slt"), ("kal", "rms"), HALF_GLOTTAL, (MIXTURE,)),
    "dev": (("ked",), ("espeak", *ESPEAK[::2])),
    "test": (("pico", "pico-us"),),
}
"""Groups of voices. Training has no formant voices: see `data/trigger_word/README.md`."""

SPANISH_SPLITS: dict[str, tuple[tuple[str, ...], ...]] = {
    "train": (
        tuple(f"{name}-{accent}" for name in ROMANCE for accent in SPANISH),
        (SPANISH_MIXTURE,),
    ),
    "dev": (tuple(f"espeak-{name}-{accent}" for name in SPANISH_VARIANTS for accent in SPANISH),),
    "test": (("pico-es",),),
}
"""The same engines as in English, where they speak Spanish."""

SPLITS_BY_LANGUAGE = {"en": SPLITS, "es": SPANISH_SPLITS}

ENDINGS = ("", ".", "!", "?")
PAUSES = (" ", ", ")
STRING_LENGTHS = (3, 7)


@dataclass(frozen=True)
class Sizes:
    """How much each voice of an engine says.

    Attributes:
        speakers: How many speakers say all ten digits.
        strings: How many strings of 3 to 7 digits are said, each by a speaker of its own.
        vocabulary: How often each other word is said, each time by a speaker of its own.
    """

    speakers: int
    strings: int
    vocabulary: int = 0


SHIPPED = {
    "RHVoice": Sizes(6, 4),
    **dict.fromkeys(("slt", "bdl"), Sizes(6, 4, 1)),
    "flite": Sizes(5, 4),
    "Kokoro": Sizes(1, 1),
    MIXTURE: Sizes(0, 400),
    "festival": Sizes(2, 8),
    "espeak-ng": Sizes(1, 1),
    "pico": Sizes(4, 20, 1),
    "pico-us": Sizes(4, 20),
    SPANISH_MIXTURE: Sizes(0, 100),
    **dict.fromkeys(("kokoro-ef_dora-es", "kokoro-em_alex-es-419"), Sizes(1, 1, 1)),
}
"""By voice, or by engine for the voices that are not named. The Spanish voices' clips do not come
with the course."""


@dataclass(frozen=True)
class Utterance:
    """A clip to be spoken.

    Attributes:
        split: "train", "dev" or "test".
        voice: The voice's name.
        kind: "digit", "string", or a kind of VOCABULARY.
        text: How it is written.
        said: What the engine is given.
        speaker_seed: Draws the speaker's factors.
    """

    split: str
    voice: str
    kind: str
    text: str
    said: str
    speaker_seed: int


def plan_clips(
    seed: int = 0,
    sizes: Mapping[str, Sizes] = SHIPPED,
    splits: Mapping[str, Sequence[Sequence[str]]] = SPLITS,
) -> list[Utterance]:
    """Decides who says what, voice by voice.

    What a voice says depends on the seed and on its own size only, so that other voices may join.

    Args:
        seed: Another seed gives other speakers and strings.
        sizes: By voice, or by engine for voices that are not named.
        splits: Groups of names of voices.
    """
    voices = [(split, voice) for split, groups in splits.items() for g in groups for voice in g]
    plan = []
    for split, voice in voices:
        size = sizes[voice if voice in sizes else VOICES[voice].engine]
        rng = np.random.default_rng([seed, *voice.encode()])
        said = _of_voice(size, VOICES[voice].language, rng)
        plan += [Utterance(split, voice, *rest) for rest in said]
    return plan


def _of_voice(
    size: Sizes, language: str, rng: np.random.Generator
) -> Iterator[tuple[str, str, str, int]]:
    """Kind, text, what is said, and the speaker's seed."""

    def new_seed() -> int:
        return int(rng.integers(2**32))

    for _ in range(size.speakers):
        speaker = new_seed()
        for digit in rng.permutation(10):
            text = str(digit)
            ending = str(rng.choice(ENDINGS))
            yield "digit", text, say_digits(text, language=language) + ending, speaker
    for _ in range(size.strings):
        length = rng.integers(*STRING_LENGTHS, endpoint=True)
        text = "".join(str(digit) for digit in rng.integers(10, size=length))
        pause = str(rng.choice(PAUSES))
        yield "string", text, say_digits(text, pause, language), new_seed()
    for _ in range(size.vocabulary):
        for kind, words in VOCABULARY[language].items():
            for text, said in words.items():
                yield kind, text, said, new_seed()
