"""Makes the spoken digits and words of notebook 06, in three splits, a file for each voice.

The same plan, engines and versions give the same bytes, on however many cores.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

import numpy as np

from course_utils.atomic import replacing
from course_utils.audio.files import read_audio, write_audio
from course_utils.speech_recognition.clip_making.clip_plan import (
    SHIPPED,
    SPLITS,
    Sizes,
    Utterance,
    plan_clips,
)
from course_utils.speech_recognition.clips import SAMPLE_RATE
from course_utils.speech_synthesis.speaking import Speaker, random_speaker, say
from course_utils.speech_synthesis.voice_catalog import VOICES
from course_utils.speech_synthesis.voices import described, require
from course_utils.training.prefetch import in_order

LEVEL_DBFS = -38.0
"""Quiet speech takes a quarter less space than at -26 dBFS; 16 bits still hold 60 dB below it."""

SILENCE_MS = 40
AHEAD = 64  # at most this many clips are being spoken or wait to be written


def make_clips(
    out: Path,
    seed: int = 0,
    sizes: Mapping[str, Sizes] = SHIPPED,
    splits: Mapping[str, Sequence[Sequence[str]]] = SPLITS,
    jobs: int | None = None,
    progress: Callable[[Sequence], Iterable] = iter,
) -> dict:
    """Makes `out/{train,dev,test}/<voice>.flac` and `out/manifest.json`, replacing older ones.

    A voice's clips follow each other in its file; the manifest says where each begins. Everything
    is made in a folder beside the set and moved in at the end. What is stopped goes on where it
    was, with the same plan, voices and versions.

    Args:
        out: The folder of the set.
        seed: Another seed gives other speakers and strings.
        sizes: How much each voice says; see `clip_plan.SHIPPED`.
        splits: For each split, groups of names of voices.
        jobs: How many clips are spoken at a time; None for one on each core.
        progress: Wraps the sequence of clips to show how far it has come, as `tqdm` does.

    Returns:
        The manifest.

    Raises:
        ValueError: A voice is not installed or failed, or `out` holds other files than a set's.
    """
    plan = plan_clips(seed, sizes, splits)
    voices = [VOICES[name] for name in dict.fromkeys(clip.voice for clip in plan)]
    require(voices)
    voice_entries = {voice.name: described(voice) for voice in voices}
    digest = hashlib.sha256(repr((plan, voice_entries)).encode()).hexdigest()
    with replacing(out, tuple(splits), digest) as staging:
        loose = [staging / "clips" / f"{number:05}.flac" for number in range(len(plan))]
        _speak_all(plan, loose, jobs or os.cpu_count() or 1, progress)
        clips, files = [], []
        for (split, voice), numbers in groupby(
            range(len(plan)), lambda number: (plan[number].split, plan[number].voice)
        ):
            file = f"{split}/{voice}.flac"
            of_voice = list(numbers)
            sounds = [read_audio(loose[number])[0][:, 0] for number in of_voice]
            files.append(write_voice_file(staging, file, voice, sounds))
            seeds = list(dict.fromkeys(plan[number].speaker_seed for number in of_voice))
            for number, place in zip(of_voice, places_in_file(sounds), strict=True):
                clip = plan[number]
                speaker = {"speaker": seeds.index(clip.speaker_seed)}
                clips.append({"file": file, **place, **speaker, **_described_clip(clip)})
        shutil.rmtree(staging / "clips")
        manifest = {
            "made_by": "course synthesize words",
            "seed": seed,
            "sample_rate": SAMPLE_RATE,
            "level_dbfs": LEVEL_DBFS,
            "splits": {
                split: [name for group in groups for name in group]
                for split, groups in splits.items()
            },
            "voices": voice_entries,
            "files": files,
            "clips": clips,
        }
        (staging / "manifest.json").write_text(as_json(manifest), encoding="utf-8", newline="\n")
    return manifest


def _speak_all(
    plan: Sequence[Utterance],
    files: Sequence[Path],
    jobs: int,
    progress: Callable[[Sequence], Iterable],
) -> None:
    """Writes a file for each clip that has none yet. After an error, others are not begun."""
    missing = [number for number, file in enumerate(files) if not file.exists()]
    pool = ThreadPoolExecutor(jobs)
    try:
        spoken = in_order(lambda number: pool.submit(speak_clip, plan[number]), missing, AHEAD)
        for number, audio in zip(progress(missing), spoken, strict=True):
            write_audio(files[number], audio, SAMPLE_RATE)
    finally:
        pool.shutdown(cancel_futures=True)


def speak_clip(clip: Utterance) -> np.ndarray:
    """Speaks a clip: float32 (n,) at SAMPLE_RATE."""
    return say(speaker_of(clip), clip.said, SAMPLE_RATE, SILENCE_MS, LEVEL_DBFS)


def speaker_of(clip: Utterance) -> Speaker:
    """Returns who speaks a clip."""
    return random_speaker(VOICES[clip.voice], np.random.default_rng(clip.speaker_seed))


def write_voice_file(folder: Path, file: str, voice: str, sounds: Sequence[np.ndarray]) -> dict:
    """Writes the clips of a voice one after the other; returns what the manifest says of the file.

    Args:
        folder: Of the set.
        file: Where the file goes, below the folder.
        voice: Who speaks.
        sounds: float32 (n,) each, at SAMPLE_RATE.
    """
    write_audio(folder / file, np.concatenate(sounds), SAMPLE_RATE)
    return {
        "file": file,
        "voice": voice,
        "seconds": round(sum(map(len, sounds)) / SAMPLE_RATE, 3),
        "sha256": hashlib.sha256((folder / file).read_bytes()).hexdigest(),
    }


def places_in_file(sounds: Sequence[np.ndarray]) -> list[dict]:
    """Where each of the clips of a file begins, and how long it is, in samples."""
    ends = np.cumsum([len(sound) for sound in sounds]).tolist()
    return [
        {"start": end - len(sound), "samples": len(sound)}
        for sound, end in zip(sounds, ends, strict=True)
    ]


def _described_clip(clip: Utterance) -> dict:
    """What a clip says, and who speaks."""
    speaker = speaker_of(clip)
    drawn = {"who": speaker.voice.speaker} if VOICES[clip.voice].draw else {}
    return {
        "kind": clip.kind,
        "text": clip.text,
        "said": clip.said,
        "formants": speaker.formants,
        "pitch": speaker.pitch,
        "speed": speaker.speed,
        **drawn,
    }


def as_json(manifest: dict) -> str:
    """A manifest as text, with a line for each clip."""
    lists = {key: value for key, value in manifest.items() if isinstance(value, list)}
    rest = {key: value for key, value in manifest.items() if key not in lists}
    text = json.dumps(rest, indent=1, ensure_ascii=False).removesuffix("\n}")
    for key, entries in lists.items():
        lines = ",\n  ".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
        text += f',\n "{key}": [\n  {lines}\n ]'
    return text + "\n}\n"
