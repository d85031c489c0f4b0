"""Makes a set of clips: a trigger word, other speech, and backgrounds, in three splits.

The same plan, engines and versions give the same bytes, on however many cores.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile

from course_utils.atomic import replacing
from course_utils.audio.files import read_audio, write_audio
from course_utils.audio.pydub_audio import to_segment
from course_utils.speech_synthesis.speaking import (
    LEVEL_DBFS,
    SAMPLE_RATE,
    Speaker,
    random_speaker,
    say,
)
from course_utils.speech_synthesis.voice_catalog import VOICES
from course_utils.speech_synthesis.voices import Voice, described, require
from course_utils.training.prefetch import in_order
from course_utils.trigger_word.clip_making.backgrounds import make_babble, make_background
from course_utils.trigger_word.clip_making.clip_plan import (
    SHIPPED,
    SPLITS,
    BackgroundClip,
    Sizes,
    SpokenClip,
    plan_backgrounds,
    plan_speech,
)
from course_utils.trigger_word.clips import word_times

PART = (0.35, 0.7)
FADE_MS = 10
BABBLERS = 40
AHEAD = 64  # at most this many clips are being made or wait to be written


def make_clips(
    out: Path,
    word: str,
    sizes: Mapping[str, Sizes] = SHIPPED,
    seed: int = 0,
    splits: Mapping[str, Sequence[Sequence[str]]] = SPLITS,
    jobs: int | None = None,
    progress: Callable[[Sequence], Iterable] = iter,
    executor: Executor | None = None,
) -> dict:
    """Makes `out/{train,dev,test}` and `out/manifest.json`, replacing older ones together.

    Each split is a clips folder: activates/, negatives/, backgrounds/. Everything is made in a
    folder beside them and moved in at the end, so that an older set stays whole if this is stopped.
    With the same plan, voices and versions it then goes on with what had been made.

    Args:
        out: The folder of the set.
        word: The trigger word, or several words.
        sizes: For each split, how many clips.
        seed: Another seed gives other speakers, texts and backgrounds.
        splits: For each split, groups of names of voices that take turns.
        jobs: How many clips are made at a time; None for one on each core.
        progress: Wraps the sequence of clips to show how far it has come, as `tqdm` does.
        executor: Makes the clips; they are written here, and its machines need the voices. None
            for `jobs` threads, each of which waits for an engine's process.

    Returns:
        The manifest.

    Raises:
        ValueError: A voice is not installed or failed, there is nothing to say in the word, or
            `out` holds other files than those of a set.
    """
    voices = _voices(splits)
    require(voices)
    spoken = plan_speech(word, sizes, seed, splits)
    backgrounds = plan_backgrounds(sizes, seed)
    voice_entries = {voice.name: described(voice) for voice in voices}
    plan = hashlib.sha256(repr((spoken, backgrounds, voice_entries, seed)).encode()).hexdigest()
    with (
        replacing(out, tuple(splits), plan) as staging,
        _threads(jobs or os.cpu_count() or 1) as threads,
    ):
        pool = executor or threads
        steps = iter(progress([*spoken, *backgrounds]))

        def write(clips, submit):
            missing = [clip for clip in clips if not (staging / clip.file).exists()]
            for _ in range(len(clips) - len(missing)):
                next(steps)
            made = in_order(submit, missing, AHEAD)
            for clip, audio, _ in zip(missing, made, steps, strict=False):
                write_audio(staging / clip.file, audio, SAMPLE_RATE)

        write(spoken, lambda clip: pool.submit(_speak, clip))
        babblers = {split: _babblers(spoken, split, seed) for split in splits}
        write(
            backgrounds,
            lambda clip: pool.submit(_background, clip, _speech(staging, babblers, clip)),
        )
        for _ in steps:
            pass
        entries = [_entry(staging, clip) for clip in (*spoken, *backgrounds)]
        manifest = _manifest(word, seed, splits, voice_entries, entries)
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        (staging / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
    return manifest


@contextmanager
def _threads(jobs: int) -> Iterator[ThreadPoolExecutor]:
    """A pool of threads. After an error, tasks that have not begun are dropped."""
    pool = ThreadPoolExecutor(jobs)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _speaker(clip: SpokenClip) -> tuple[Speaker, np.random.Generator]:
    """The speaker of a clip, and the generator that draws the rest of it."""
    rng = np.random.default_rng(clip.seed)
    return random_speaker(VOICES[clip.voice], rng), rng


def _speak(clip: SpokenClip) -> np.ndarray:
    speaker, rng = _speaker(clip)
    audio = say(speaker, clip.text)
    return cut_part(audio, rng) if clip.kind == "part" else audio


def cut_part(audio: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Cuts the first or the last part of a word out, 35 to 70% of its sound, with short fades.

    Shares are of the word and not of its file: silence around it would add to them.

    Args:
        audio: The word alone, float32 (frames,) at SAMPLE_RATE.
        rng: Draws how much, and from which end.
    """
    start, end = (SAMPLE_RATE * ms // 1000 for ms in word_times(to_segment(audio, SAMPLE_RATE)))
    length = round((end - start) * rng.uniform(*PART))
    part = (audio[: start + length] if rng.random() < 0.5 else audio[end - length :]).copy()
    fade = np.linspace(0, 1, min(length, SAMPLE_RATE * FADE_MS // 1000), dtype=np.float32)
    part[: len(fade)] *= fade
    part[-len(fade) :] *= fade[::-1]
    return part


def _babblers(spoken: Sequence[SpokenClip], split: str, seed: int) -> list[str]:
    """Files of speech of a split, for its babble: whole words and sentences of every kind."""
    whole = [c for c in spoken if c.kind not in ("part", "nearest")]
    files = [c.file for c in whole if c.file.startswith(f"{split}/negatives")]
    chosen = np.random.default_rng(seed).permutation(len(files))[:BABBLERS]
    return [files[i] for i in chosen] or [c.file for c in spoken if c.file.startswith(split)]


def _speech(
    folder: Path, babblers: Mapping[str, list[str]], clip: BackgroundClip
) -> list[np.ndarray]:
    """The speech in a background that is babble; none in others."""
    files = babblers[clip.split] if clip.kind == "babble" else ()
    return [read_audio(folder / file)[0][:, 0] for file in files]


def _background(clip: BackgroundClip, speech: Sequence[np.ndarray]) -> np.ndarray:
    return make_babble(speech, clip.seed) if speech else make_background(clip.kind, clip.seed)


def _entry(folder: Path, clip: SpokenClip | BackgroundClip) -> dict:
    """What the manifest says of a clip."""
    path = folder / clip.file
    return {
        "file": clip.file,
        "seconds": round(soundfile.info(path).frames / SAMPLE_RATE, 3),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "kind": clip.kind,
        **(_spoken(clip) if isinstance(clip, SpokenClip) else {"seed": clip.seed}),
    }


def _spoken(clip: SpokenClip) -> dict:
    speaker, _ = _speaker(clip)
    return {
        "voice": clip.voice,
        "text": clip.text,
        "formants": speaker.formants,
        "pitch": speaker.pitch,
        "speed": speaker.speed,
    }


def _voices(splits: Mapping[str, Sequence[Sequence[str]]]) -> list[Voice]:
    names = dict.fromkeys(name for groups in splits.values() for group in groups for name in group)
    return [VOICES[name] for name in names]


def _manifest(word, seed, splits, voice_entries, entries) -> dict:
    return {
        "made_by": "course synthesize-clips",
        "word": word,
        "seed": seed,
        "sample_rate": SAMPLE_RATE,
        "level_dbfs": LEVEL_DBFS,
        "text_license": "CC-BY-4.0",
        "splits": {
            split: sorted({name for group in groups for name in group})
            for split, groups in splits.items()
        },
        "voices": voice_entries,
        "clips": entries,
    }
