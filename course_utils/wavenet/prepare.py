"""From a folder of recordings to cached codes and a manifest of who is in which split."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from course_utils import atomic
from course_utils.audio.files import AudioError, check_sample_rate
from course_utils.wavenet.cache import CodesCache
from course_utils.wavenet.data import split_recordings
from course_utils.wavenet.recordings import Recording, find_recordings

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Settings:
    """What the codes and the split depend on.

    Attributes:
        sample_rate: of the codes, in Hz.
        n_codes: 2 to 256.
        speaker_pattern: see `find_recordings`.
        test_fraction: see `split_recordings`.
        seed: of the split.
        fragment_length: in samples; recordings without room for one fragment and its target, which
            ends one sample later, are left out.
    """

    sample_rate: int = 16_000
    n_codes: int = 256
    speaker_pattern: str | None = None
    test_fraction: float = 0.1
    seed: int = 0
    fragment_length: int = 1024

    def __post_init__(self) -> None:
        """Raises ValueError for a setting that makes no sense, before any work is done."""
        check_sample_rate(self.sample_rate)
        if not 2 <= self.n_codes <= 256:
            raise ValueError(f"n_codes must be from 2 to 256, not {self.n_codes}")
        if not 0 < self.test_fraction < 1:
            raise ValueError(f"test_fraction must be between 0 and 1, not {self.test_fraction}")
        if self.seed < 0:
            raise ValueError(f"seed must be at least 0, not {self.seed}")
        if self.fragment_length < 1:
            raise ValueError(f"fragment_length must be at least 1, not {self.fragment_length}")


def prepare(
    data: str | Path,
    out: str | Path,
    settings: Settings | None = None,
    progress: Callable[[Sequence], Iterable] = iter,
) -> dict:
    """Writes the codes of every recording in `data`, and `out/manifest.json`.

    Recordings that cannot be read, are too short, or are a copy of an earlier one (which could be
    in the other split) are left out and listed with the reason. The same recordings and settings
    give the same manifest.

    Args:
        data: a folder of recordings.
        out: a folder for the manifest and, in `codes`, one file for each recording.
        settings: by default `Settings()`.
        progress: wraps the sequence of recordings to show how far it has come, as `tqdm` does.

    Returns:
        The manifest: `settings`, `recordings` and `skipped`, with paths relative to `data` and,
        for codes, to `out`.

    Raises:
        ValueError: if `data` holds no recordings, fewer than two are left, or the speaker pattern
            does not fit. No manifest is then written.
    """
    data, out, settings = Path(data), Path(out), settings or Settings()
    cache = CodesCache(out / "codes")
    recordings = find_recordings(data, settings.speaker_pattern)
    entries = _mark_copies(
        [_examine(recording, data, out, cache, settings) for recording in progress(recordings)]
    )
    kept = {
        recording: entry
        for recording, entry in zip(recordings, entries, strict=True)
        if "reason" not in entry
    }
    skipped = [entry for entry in entries if "reason" in entry]
    _check_enough(kept, skipped, data)
    _, test = split_recordings(list(kept), settings.test_fraction, settings.seed)
    test = set(test)
    manifest = {
        "made_by": "course prepare wavenet",
        "settings": asdict(settings),
        "recordings": [
            {**entry, "split": "test" if recording in test else "train"}
            for recording, entry in kept.items()
        ],
        "skipped": skipped,
    }
    text = json.dumps(manifest, indent=1) + "\n"
    atomic.write_text(out / MANIFEST, text)
    return manifest


def load_prepared(out: str | Path) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Loads what `prepare` wrote.

    Returns:
        train, test: one uint8 array (samples,) of codes for each recording.

    Raises:
        ValueError: if `out` holds no manifest.
    """
    file = Path(out) / MANIFEST
    if not file.is_file():
        raise ValueError(f"{file} does not exist: make it with `course prepare wavenet`")
    recordings = json.loads(file.read_text(encoding="utf-8"))["recordings"]
    train, test = (
        [np.load(Path(out) / entry["codes"]) for entry in recordings if entry["split"] == split]
        for split in ("train", "test")
    )
    return train, test


def _examine(
    recording: Recording, data: Path, out: Path, cache: CodesCache, settings: Settings
) -> dict:
    """Encodes a recording; its manifest entry holds a `reason` if it is to be skipped."""
    name = {"file": recording.path.relative_to(data).as_posix(), "speaker": recording.speaker}
    try:
        cached = cache.entry(recording.path, settings.sample_rate, settings.n_codes)
    except AudioError as error:
        reason = str(error).removeprefix(f"{recording.path} ")
        return {**name, "kind": "unreadable", "reason": reason}
    samples, needed = len(cached.codes), settings.fragment_length + 1
    if samples < needed:
        reason = f"has {samples:,} samples; a fragment and its target need {needed:,}"
        return {**name, "kind": "too short", "reason": reason}
    return {
        **name,
        "seconds": round(samples / settings.sample_rate, 3),
        "samples": samples,
        "sha256": cached.sha256,
        "codes": cached.file.relative_to(out).as_posix(),
    }


def _mark_copies(entries: list[dict]) -> list[dict]:
    """Marks every recording whose bytes are those of an earlier one as skipped."""
    first = {entry["sha256"]: entry["file"] for entry in reversed(entries) if "sha256" in entry}

    def mark(entry: dict) -> dict:
        original = first.get(entry.get("sha256"), entry["file"])
        if original == entry["file"]:
            return entry
        name = {key: entry[key] for key in ("file", "speaker")}
        return {**name, "kind": "copy", "reason": f"is the same file as {original}"}

    return list(map(mark, entries))


def _check_enough(kept: dict, skipped: list[dict], data: Path) -> None:
    if len(kept) >= 2:
        return
    message = f"{data} holds {len(kept)} usable recordings, a split needs 2"
    if skipped:
        entry = skipped[0]
        message += f"; {len(skipped):,} were skipped, the first: {entry['file']} {entry['reason']}"
    raise ValueError(message)
