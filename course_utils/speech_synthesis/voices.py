"""One speaker of a text-to-speech engine, as a named voice that can be asked to speak."""

import importlib.metadata
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

TIME_LIMIT_S = 60


class VoiceError(ValueError):
    """A voice that cannot speak: not installed, or the engine failed."""


@dataclass(frozen=True)
class Prosody:
    """What to add to an engine's call, so that it speaks faster or slower, higher or lower.

    Attributes:
        arguments: Command-line arguments, added at the end.
        before: Put before the text.
        after: Put after the text.
    """

    arguments: list[str] = field(default_factory=list)
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Voice:
    """One speaker of one text-to-speech engine.

    Attributes:
        name: What the course calls the voice; also a folder name.
        engine: The program's usual name.
        speaker: Man or woman, and the accent.
        packages: The Debian packages that hold the engine and the voice.
        non_free: Whether the packages are in Debian's component non-free.
        license: SPDX expression of the voice's license.
        credit: Whose work the voice is, as its license asks to be said.
        command: Program and arguments. `{wav}` is replaced by the file to write, `{text}` by the
            text; without `{text}` the text goes to standard input. For a `network` only the
            program that it needs beside it.
        data: A file or folder that the voice needs. Without it RHVoice speaks in another voice and
            says nothing, so it is looked for before speaking.
        prosody: What to add to the call for a speed and a pitch; None if the engine takes none.
        has_pitch: Whether the engine can change this voice's pitch.
        network: Speaks in this process, in place of the command: text, speed -> (frames,), sample
            rate.
        python_packages: The Python packages that the network needs: the extra `neural`.
        draw: Makes this voice another one for each speaker; None if it is one person's.
        language: What the voice speaks: "en" or "es".
    """

    name: str
    engine: str
    speaker: str
    packages: tuple[str, ...]
    non_free: bool
    license: str
    credit: str
    command: tuple[str, ...]
    data: Path | None = None
    prosody: Callable[[float, float], Prosody] | None = None
    has_pitch: bool = True
    network: Callable[[str, float], tuple[np.ndarray, int]] | None = None
    python_packages: tuple[str, ...] = ()
    draw: Callable[[np.random.Generator], "Voice"] | None = None
    language: str = "en"

    @property
    def installed(self) -> bool:
        """Whether the engine is on the PATH and what the voice needs is in its place."""
        return self.has_engine and self.has_network

    @property
    def has_engine(self) -> bool:
        """Whether what the Debian packages bring is there."""
        found = shutil.which(self.command[0]) is not None
        return found and (self.data is None or self.data.exists())

    @property
    def has_network(self) -> bool:
        """Whether what the Python packages bring is there, if anything."""
        return "unknown" not in map(_python_package_version, self.python_packages)


def require(voices: Iterable[Voice]) -> None:
    """Checks that every voice can speak here.

    Raises:
        VoiceError: Naming every voice that cannot, and all packages to install.
    """
    missing = [voice for voice in voices if not voice.installed]
    if not missing:
        return
    hints = []
    without_engine = [voice for voice in missing if not voice.has_engine]
    if without_engine:
        hints.append(
            f"install their Debian packages with: apt install {' '.join(_packages(without_engine))}"
        )
    if non_free := _packages(voice for voice in without_engine if voice.non_free):
        hints[-1] += f" (enable Debian's component non-free for {', '.join(non_free)})"
    if not all(voice.has_network for voice in missing):
        hints.append("install their network with: pip install 'sequence-models-workbook[neural]'")
    names = ", ".join(voice.name for voice in missing)
    raise VoiceError(f"voices not installed: {names}; {'; '.join(hints)}")


def _packages(voices: Iterable[Voice]) -> list[str]:
    return sorted({package for voice in voices for package in voice.packages})


def package_versions(voice: Voice) -> dict[str, str]:
    """The installed version of each of the voice's packages, "unknown" elsewhere."""
    return {
        **{package: _package_version(package) for package in voice.packages},
        **{package: _python_package_version(package) for package in voice.python_packages},
    }


def described(voice: Voice) -> dict:
    """What a manifest says of a voice: who speaks, by which packages, under which license."""
    return {
        "speaker": voice.speaker,
        "engine": voice.engine,
        "packages": package_versions(voice),
        "license": voice.license,
        "credit": voice.credit,
    }


@cache
def _package_version(package: str) -> str:
    if shutil.which("dpkg-query") is None:
        return "unknown"
    query = ["dpkg-query", "--show", "--showformat=${Version}", package]
    result = subprocess.run(query, capture_output=True, text=True, check=False)
    return result.stdout if result.returncode == 0 else "unknown"


def _python_package_version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def speak(
    voice: Voice, text: str, speed: float = 1.0, pitch: float = 1.0
) -> tuple[np.ndarray, int]:
    """Speaks a text.

    Args:
        voice: Who speaks.
        text: What to say.
        speed: How many times as fast as the voice's own speed, from 0.4 to 2.5.
        pitch: How many times as high as the voice's own pitch, from 0.4 to 2.5.

    Returns:
        float32 audio in [-1, 1] of shape (frames,), and the engine's own sample rate in Hz.

    Raises:
        VoiceError: The voice is not installed or cannot change so; the engine failed or was silent.
    """
    if not text.strip():
        raise VoiceError(f"{voice.name}: there is no text to speak")
    require([voice])
    _require_possible(voice, speed, pitch)
    text = " ".join(text.split())
    audio, sample_rate, complaint = _speak(voice, text, speed, pitch)
    if not audio.any():
        raise VoiceError(f"{voice.name}: {voice.engine} wrote only silence for {text!r}{complaint}")
    return audio, sample_rate


def _require_possible(voice: Voice, speed: float, pitch: float) -> None:
    for name, factor in (("speed", speed), ("pitch", pitch)):
        if not 0.4 <= factor <= 2.5:
            raise VoiceError(f"{voice.name}: {name} must be from 0.4 to 2.5, not {factor}")
    has_speed = voice.prosody is not None or voice.network is not None
    if (speed != 1 and not has_speed) or (pitch != 1 and not (voice.has_pitch and voice.prosody)):
        raise VoiceError(
            f"{voice.name}: {voice.engine} cannot speak at speed {speed:g} and pitch {pitch:g}"
        )


def _speak(voice: Voice, text: str, speed: float, pitch: float) -> tuple[np.ndarray, int, str]:
    """Sound, sample rate, and what the engine complained of."""
    if voice.network is None:
        usual = speed == pitch == 1
        return _speak_by_command(voice, text, Prosody() if usual else voice.prosody(speed, pitch))
    try:
        return *voice.network(text, speed), ""
    except (ValueError, OSError, subprocess.SubprocessError) as error:
        raise VoiceError(f"{voice.name}: {voice.engine} failed for {text!r}: {error}") from error


def _speak_by_command(voice: Voice, text: str, options: Prosody) -> tuple[np.ndarray, int, str]:
    with tempfile.TemporaryDirectory(prefix="course-speak-") as folder:
        wav = Path(folder, "speech.wav")
        complaint = _run_engine(voice, text, options, wav)
        if not wav.is_file() or wav.stat().st_size == 0:
            raise VoiceError(f"{voice.name}: {voice.engine} wrote no sound for {text!r}{complaint}")
        try:
            audio, sample_rate = soundfile.read(wav, dtype="float32", always_2d=True)
        except soundfile.SoundFileError:
            raise VoiceError(
                f"{voice.name}: {voice.engine} wrote a file that is not audio{complaint}"
            ) from None
    return audio.mean(axis=1), sample_rate, complaint


def _run_engine(voice: Voice, text: str, options: Prosody, wav: Path) -> str:
    """Runs the engine; returns what it wrote to stderr, to be added to a message."""
    text = options.before + text + options.after
    arguments = [part.format(wav=wav, text=text) for part in voice.command]
    arguments += options.arguments
    stdin = None if "{text}" in voice.command else text + "\n"
    try:
        result = subprocess.run(
            arguments,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIME_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise VoiceError(
            f"{voice.name}: {voice.engine} took over {TIME_LIMIT_S} s for {text!r}"
        ) from None
    complaint = f": {result.stderr.strip()}" if result.stderr.strip() else ""
    if result.returncode != 0:
        raise VoiceError(
            f"{voice.name}: {voice.engine} failed with status {result.returncode}{complaint}"
        )
    return complaint
