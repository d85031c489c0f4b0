"""What a set of clips consists of: which voice says what, and which backgrounds there are.

Voices, engines and backgrounds belong to one split only, so that dev and test say how well a
detector does on voices that are not in its training.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from course_utils.speech_synthesis.voice_catalog import ESPEAK_VARIANTS, KOKORO, KOKORO_GLOTTAL
from course_utils.trigger_word.clip_making.backgrounds import KINDS
from course_utils.trigger_word.clip_making.near_misses import contains, dictionary, near_misses
from course_utils.trigger_word.clip_making.other_speech import COMMON_WORDS, SENTENCES
from course_utils.trigger_word.clips import KINDS as FOLDERS

ESPEAK = tuple(f"espeak-{name}" for _, names in ESPEAK_VARIANTS.values() for name in names)
SPLITS: dict[str, tuple[tuple[str, ...], ...]] = {
    "train": (
        ("alan", "bdl", "clb", "slt"),
        ("kal", "alan", "rms", "slt", "bdl", "clb"),
        KOKORO,
        KOKORO_GLOTTAL,
    ),
    "dev": (("ked",), ("espeak", *ESPEAK)),
    "test": (("pico", "pico-us"),),
}
"""Per split, groups of voices that take turns.

Training has no formant voices: with them, a network missed more people, not fewer.
"""

NEAR_MISSES = 80
TIMES_SAID = 3
NEGATIVES = {"near": 0.3, "part": 0.1, "common": 0.35, "sentence": 0.25}
"""Shares of the negatives: near misses, parts of the word, common words, sentences.

There are at least NEAR_MISSES near misses, and more where each would be said more than TIMES_SAID
times; when all common words have been said, rarer ones follow. So a set of thousands says many
words, each in few voices; `nearest` of `Sizes` lets many voices say the NEAR_MISSES nearest.
"""

ENDINGS = ("", "!", "?")
MOST_BACKGROUNDS = 10_000


@dataclass(frozen=True)
class Sizes:
    """How many clips of each kind a split has.

    Attributes:
        activates: Of the word.
        negatives: Of other speech, in the shares of NEGATIVES.
        backgrounds: 10 s each.
        nearest: Further ones of other speech: the NEAR_MISSES words nearest to the word.
    """

    activates: int
    negatives: int
    backgrounds: int
    nearest: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for a number below 1, or a `nearest` below 0."""
        for name, number in vars(self).items():
            least = 0 if name == "nearest" else 1
            if number < least:
                raise ValueError(f"{name} must be at least {least}, not {number}")


SHIPPED = {"train": Sizes(120, 150, 10), "dev": Sizes(20, 40, 3), "test": Sizes(30, 60, 4)}


@dataclass(frozen=True)
class SpokenClip:
    """A clip to be spoken.

    Attributes:
        file: Where it goes, below the set's folder.
        kind: "word", or a key of NEGATIVES.
        voice: The voice's name.
        text: What is said.
        seed: Draws the speaker's factors and where a part of the word is cut.
    """

    file: str
    kind: str
    voice: str
    text: str
    seed: tuple[int, ...]


@dataclass(frozen=True)
class BackgroundClip:
    """A background to be made: `file`, `kind` and `seed`, and the `split` of its babble."""

    file: str
    kind: str
    split: str
    seed: int


def sizes_like_shipped(train: Sizes) -> dict[str, Sizes]:
    """Sizes of all splits for those of training, in the proportions of the shipped set, at least 1.

    Only the training gets `nearest`, so that dev and test are the same with and without them.

    Args:
        train: The sizes of the training split.
    """

    def proportional(kind: str, split: str) -> int:
        share = getattr(SHIPPED[split], kind) / getattr(SHIPPED["train"], kind)
        return max(1, round(getattr(train, kind) * share))

    held_out = {s: Sizes(*(proportional(kind, s) for kind in FOLDERS)) for s in ("dev", "test")}
    return {"train": train, **held_out}


def plan_speech(
    word: str,
    sizes: Mapping[str, Sizes],
    seed: int,
    splits: Mapping[str, Sequence[Sequence[str]]] = SPLITS,
) -> list[SpokenClip]:
    """Decides who says what in every split: the word, near misses, parts of it, other speech.

    Args:
        word: The trigger word, or several words.
        sizes: For each split.
        seed: Another seed gives other texts, speakers and cuts.
        splits: Groups of voices. Clips of a kind go to the groups in turn, and in a group to its
            voices in turn.

    Raises:
        ValueError: There is nothing to say in `word`, or it leaves nothing else to be said.
    """
    if not any(c.isalnum() for c in word):
        raise ValueError(f"there is no word in {word!r}")
    clips = []
    for number, (split, groups) in enumerate(splits.items()):
        rng, size = np.random.default_rng([seed, number]), sizes[split]
        counts = _counts(size.negatives)
        texts = {
            "word": [word + ending for ending in ENDINGS],
            **other_texts(word, counts, [seed, number]),
        }
        if silent := [kind for kind, of_kind in texts.items() if not of_kind]:
            raise ValueError(f"nothing is left to say without {word!r}: {', '.join(silent)}")
        counts = {"word": size.activates, **counts, "nearest": size.nearest}
        for kind, count in counts.items():
            folder = "activates" if kind == "word" else "negatives"
            said = _shuffled(texts[kind], count, rng)
            for i, text in enumerate(said):
                voice = _turn(groups, i)
                file = f"{split}/{folder}/{kind}_{voice}_{i:04}.flac"
                clips.append(SpokenClip(file, kind, voice, text, (int(rng.integers(2**32)), i)))
    return clips


def other_texts(
    word: str, counts: Mapping[str, int], seed: int | Sequence[int]
) -> dict[str, list[str]]:
    """What may be said in the negatives of each kind; nothing of it contains the word.

    The nearer half of near misses comes twice, as it is the harder one.

    Args:
        word: The trigger word, or several words.
        counts: How many clips of each kind there will be.
        seed: Of the rare words.
    """
    near = near_misses(word, max(NEAR_MISSES, counts["near"] // TIMES_SAID))
    common = [text for text in COMMON_WORDS if not contains(text, word)]
    return {
        "near": _nearer_half_twice(near),
        "nearest": _nearer_half_twice(near[:NEAR_MISSES]),
        "part": [word],
        "common": common + _rare_words(word, counts["common"] - len(common), seed),
        "sentence": [text for text in SENTENCES if not contains(text, word)],
    }


def _nearer_half_twice(texts: list[str]) -> list[str]:
    return texts[: len(texts) // 2] + texts


def _rare_words(word: str, count: int, seed: int | Sequence[int]) -> list[str]:
    """`count` words of the pronouncing dictionary, none for a negative `count`."""
    words = list(dictionary())
    order = np.random.default_rng(seed).permutation(len(words))
    return list(islice((words[i] for i in order if not contains(words[i], word)), max(0, count)))


def plan_backgrounds(sizes: Mapping[str, Sizes], seed: int) -> list[BackgroundClip]:
    """Decides on the backgrounds: babble, music, and others that take turns; no seed comes twice.

    Args:
        sizes: For each split.
        seed: Another seed gives other sounds.
    """
    others = [kind for kind in KINDS if kind != "music"]
    clips = []
    for number, (split, size) in enumerate(sizes.items()):
        first = 3 * number % len(others)
        kinds = ["babble", "music", *others[first:], *others[:first]]
        for i in range(size.backgrounds):
            kind = kinds[i % len(kinds)]
            file = f"{split}/backgrounds/{kind}_{i:04}.flac"
            clips.append(BackgroundClip(file, kind, split, MOST_BACKGROUNDS * seed + len(clips)))
    return clips


def _counts(total: int) -> dict[str, int]:
    """How many negatives of each kind; what rounding leaves goes to the near misses."""
    counts = {kind: int(share * total) for kind, share in NEGATIVES.items()}
    counts["near"] += total - sum(counts.values())
    return counts


def _shuffled(texts: Sequence[str], count: int, rng: np.random.Generator) -> list[str]:
    """`count` texts in random order, none again before all have come."""
    rounds = -(-count // len(texts))
    return [texts[i] for _ in range(rounds) for i in rng.permutation(len(texts))][:count]


def _turn(groups: Sequence[Sequence[str]], i: int) -> str:
    group = groups[i % len(groups)]
    return group[i // len(groups) % len(group)]
