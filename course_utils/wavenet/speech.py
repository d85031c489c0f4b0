"""The spoken sentences that notebooks 01 and 02 learn from, and how they are made.

One folder per voice. No sentence is spoken by two voices, so neither the speaker nor the text of a
held-out voice was heard in training. The same sentences, engines and versions give the same bytes.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from course_utils.atomic import refuse_foreign_files, replacing
from course_utils.audio.files import resample, write_audio
from course_utils.speech_synthesis.voice_catalog import VOICES
from course_utils.speech_synthesis.voices import Voice, package_versions, require, speak
from course_utils.wavenet.sentences import SENTENCES

SAMPLE_RATE = 16_000
LEVEL_DBFS = -24.0
SILENCE_MS = 80
SILENCE_DB = -40.0


def trim_silence(audio: np.ndarray, sample_rate: int) -> np.ndarray:
    """Cuts leading and trailing silence to at most SILENCE_MS.

    Speech begins and ends where the RMS of a 10 ms frame comes within 40 dB of the loudest frame's
    (1% of its amplitude). A high threshold such as 30% would cut weak consonants off.

    Args:
        audio: Samples of shape (frames,), at least 10 ms and not silent.
        sample_rate: In Hz.
    """
    frame = sample_rate // 100
    n_frames = len(audio) // frame
    power = np.mean(np.square(audio[: n_frames * frame].reshape(n_frames, frame)), axis=1)
    (loud,) = np.nonzero(power >= power.max() * 10 ** (SILENCE_DB / 10))
    margin = sample_rate * SILENCE_MS // 1000
    return audio[max(0, loud[0] * frame - margin) : (loud[-1] + 1) * frame + margin]


def normalize_level(audio: np.ndarray) -> np.ndarray:
    """Scales audio to an RMS of LEVEL_DBFS, where 0 dBFS is an RMS of 1.

    Raises:
        ValueError: The peak would be clipped.
    """
    gain = 10 ** (LEVEL_DBFS / 20) / np.sqrt(np.mean(np.square(audio, dtype=np.float64)))
    scaled = (audio * gain).astype(np.float32)
    peak = np.abs(scaled).max()
    if peak >= 1:
        raise ValueError(f"a peak of {peak:.2f} would be clipped at {LEVEL_DBFS:g} dBFS RMS")
    return scaled


def speak_clip(voice: Voice, text: str) -> np.ndarray:
    """Speaks one sentence, ready to be written: (frames,) at SAMPLE_RATE, trimmed, level set."""
    audio, sample_rate = speak(voice, text)
    return normalize_level(trim_silence(resample(audio, sample_rate, SAMPLE_RATE), SAMPLE_RATE))


def make_speech(
    out: Path,
    sentences: Mapping[str, Sequence[str]] = SENTENCES,
    progress: Callable[[Sequence], Iterable] = iter,
) -> dict:
    """Makes `out/speech/<voice>/<nn>.flac` and `out/manifest.json`, replacing older ones together.

    Everything is made in a folder beside and moved in at the end: whoever stops it keeps the old.

    Args:
        out: The folder of the chapter's data.
        sentences: For each voice's name, what it says.
        progress: Wraps the sequence of clips to show how far it has come, as `tqdm` does.

    Returns:
        The manifest.

    Raises:
        ValueError: A voice is unknown, not installed or failed; `out/speech` holds files of others.
    """
    voices = find_voices(sentences)
    require(voices)
    refuse_foreign_files(out, "speech")
    jobs = [(v, nn, text) for v in voices for nn, text in enumerate(sentences[v.name], 1)]
    with replacing(out, ("manifest.json", "speech")) as staging:
        clips = [_make_clip(staging, *job) for job in progress(jobs)]
        manifest = _manifest(voices, clips)
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        (staging / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
    return manifest


def find_voices(names: Iterable[str]) -> list[Voice]:
    """Looks voices up by name; a ValueError names the unknown and the known ones."""
    names = list(names)
    if unknown := [name for name in names if name not in VOICES]:
        raise ValueError(f"no voice called {', '.join(unknown)}; there are {', '.join(VOICES)}")
    return [VOICES[name] for name in names]


def _make_clip(folder: Path, voice: Voice, number: int, text: str) -> dict:
    name = f"speech/{voice.name}/{number:02}.flac"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    audio = speak_clip(voice, text)
    write_audio(path, audio, SAMPLE_RATE)
    return {
        "file": name,
        "voice": voice.name,
        "text": text,
        "seconds": round(len(audio) / SAMPLE_RATE, 3),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def _manifest(voices: Iterable[Voice], clips: list[dict]) -> dict:
    return {
        "made_by": "course synthesize speech",
        "sample_rate": SAMPLE_RATE,
        "level_dbfs": LEVEL_DBFS,
        "text_license": "CC-BY-4.0",
        "voices": {
            voice.name: {
                "speaker": voice.speaker,
                "engine": voice.engine,
                "packages": package_versions(voice),
                "license": voice.license,
                "credit": voice.credit,
            }
            for voice in voices
        },
        "clips": clips,
    }
