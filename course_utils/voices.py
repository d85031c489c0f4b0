"""Text-to-speech engines from Debian packages as named voices.

No two voices are built from the same person's recordings, so a split by voice is a split by
speaker, but for what is said below. Left out on purpose: other engines' copies of the same people
(flite's `awb` is RHVoice's `alan`, flite's and festival's `slt` are RHVoice's, festival's `kal` is
flite's); and RHVoice's `evgeniy-eng` and `lyubov`, whose license, CC-BY-NC-ND-4.0, forbids changes.

Two kinds are not sure to be different people: pico's `pico` and `pico-us` (both at 170 Hz, mean
spectra 2 dB apart), and the variants of espeak-ng, which no person spoke. A split keeps each of the
two kinds together.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import soundfile

from course_utils import prosody
from course_utils.prosody import Prosody

TIME_LIMIT_S = 60


class VoiceError(ValueError):
    """A voice that cannot speak: not installed, or the engine failed."""


@dataclass(frozen=True)
class Voice:
    """One speaker of one text-to-speech engine.

    Attributes:
        name: What the course calls the voice; also a folder name.
        engine: The program's usual name.
        speaker: Who is heard: man or woman, and the accent.
        packages: The Debian packages that hold the engine and the voice.
        non_free: Whether the packages are in Debian's component non-free.
        license: SPDX expression of the voice's license.
        credit: Whose work the voice is, as its license asks to be said.
        command: Program and arguments. `{wav}` is replaced by the file to write, `{text}` by the
            text; without `{text}` the text goes to standard input.
        data: A file or folder that the voice needs. RHVoice falls back to another voice without
            a word where it is absent, so it is looked for before speaking.
        prosody: What to add to the call for a speed and a pitch; None if the engine takes none.
        has_pitch: Whether the engine can change this voice's pitch.
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

    @property
    def installed(self) -> bool:
        """Whether the engine is on the PATH and the voice's data is in its place."""
        return shutil.which(self.command[0]) is not None and (
            self.data is None or self.data.exists()
        )


def _rhvoice(name: str, speaker: str, recordings: str) -> Voice:
    return Voice(
        name=name,
        engine="RHVoice",
        speaker=speaker,
        packages=("rhvoice", "rhvoice-english"),
        non_free=True,
        license="LGPL-2.1-or-later",
        credit=f"(C) Olga Yakovleva, RHVoice; from the CMU ARCTIC recordings of {recordings}",
        command=("RHVoice-test", "-p", name, "-o", "{wav}"),
        prosody=prosody.rhvoice,
        data=Path("/usr/share/RHVoice/voices", name),
    )


def _flite(name: str, speaker: str, voice: str, mean_f0_hz: float | None) -> Voice:
    return Voice(
        name=name,
        engine="flite",
        speaker=speaker,
        packages=("flite",),
        non_free=False,
        license="MIT-Festival",
        credit="(C) Language Technologies Institute, Carnegie Mellon University",
        command=("flite", "-voice", voice, "-f", "-", "-o", "{wav}"),
        prosody=partial(prosody.flite, mean_f0_hz=mean_f0_hz),
        has_pitch=mean_f0_hz is not None,
    )


def _festival(name: str, speaker: str, voice: str, package: str, credit: str) -> Voice:
    return Voice(
        name=name,
        engine="festival",
        speaker=speaker,
        packages=("festival", package),
        non_free=False,
        license="MIT-Festival",
        credit=credit,
        command=("text2wave", "-o", "{wav}", "-eval", f"(voice_{voice})"),
        prosody=partial(prosody.festival, mean_f0_hz=105, f0_std_hz=15),
        data=Path("/usr/share/festival/voices/english", voice),
    )


def _pico(name: str, speaker: str, language: str) -> Voice:
    return Voice(
        name=name,
        engine="pico",
        speaker=speaker,
        packages=("libttspico-utils",),
        non_free=True,
        license="Apache-2.0",
        credit="(C) 2008-2009 SVOX AG; (C) 2009 The Android Open Source Project",
        command=("pico2wave", "-l", language, "-w", "{wav}", "--", "{text}"),
        prosody=prosody.pico,
    )


def _espeak(name: str, speaker: str, voice: str) -> Voice:
    return Voice(
        name=name,
        engine="espeak-ng",
        speaker=speaker,
        packages=("espeak-ng",),
        non_free=False,
        license="GPL-3.0-or-later",
        credit="(C) 2005-2014 Jonathan Duddington, 2013-2016 Reece H. Dunn, and others",
        command=("espeak-ng", "-v", voice, "-w", "{wav}", "--stdin"),
        prosody=prosody.espeak,
    )


ESPEAK_VARIANTS = {
    "en-us": (
        "American English",
        ("m1", "m2", "m4", "m5", "m7", "f1", "f3", "Alicia", "Andy", "david", "linda", "max"),
    ),
    "en-gb": ("British English", ("m3", "m6", "m8", "f2", "f4", "Annie", "belinda", "steph")),
}

VOICES: dict[str, Voice] = {
    voice.name: voice
    for voice in (
        _rhvoice("alan", "man, Scottish English", "awb"),
        _rhvoice("bdl", "man, American English", "bdl"),
        _rhvoice("clb", "woman, American English", "clb"),
        _rhvoice("slt", "woman, American English", "slt"),
        _flite("kal", "man, American English, low and flat", "kal16", 95),
        _flite("rms", "man, American English", "rms", None),
        _festival(
            "ked",
            "man, American English",
            "ked_diphone",
            "festvox-kdlpc16k",
            "(C) 1997 Centre for Speech Technology Research, University of Edinburgh",
        ),
        _pico("pico", "woman, British English", "en-GB"),
        _pico("pico-us", "woman, American English", "en-US"),
        _espeak("espeak", "high voice, American English, no recordings", "en-us+f5"),
        *(
            _espeak(f"espeak-{variant}", f"{accent}, no recordings", f"{language}+{variant}")
            for language, (accent, variants) in ESPEAK_VARIANTS.items()
            for variant in variants
        ),
    )
}


def require(voices: Iterable[Voice]) -> None:
    """Checks that every voice can speak here.

    Raises:
        VoiceError: Naming every voice that cannot, and all packages to install.
    """
    missing = [voice for voice in voices if not voice.installed]
    if not missing:
        return
    packages = _packages(missing)
    non_free = _packages(voice for voice in missing if voice.non_free)
    hint = f" (enable Debian's component non-free for {', '.join(non_free)})" if non_free else ""
    raise VoiceError(
        f"voices not installed: {', '.join(voice.name for voice in missing)}; "
        f"install their Debian packages with: apt install {' '.join(packages)}{hint}"
    )


def _packages(voices: Iterable[Voice]) -> list[str]:
    return sorted({package for voice in voices for package in voice.packages})


def package_versions(voice: Voice) -> dict[str, str]:
    """The installed version of each of the voice's Debian packages, "unknown" elsewhere."""
    return {package: _package_version(package) for package in voice.packages}


def _package_version(package: str) -> str:
    if shutil.which("dpkg-query") is None:
        return "unknown"
    query = ["dpkg-query", "--show", "--showformat=${Version}", package]
    result = subprocess.run(query, capture_output=True, text=True, check=False)
    return result.stdout if result.returncode == 0 else "unknown"


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
    options = _options(voice, speed, pitch)
    with tempfile.TemporaryDirectory(prefix="course-speak-") as folder:
        wav = Path(folder, "speech.wav")
        complaint = _run_engine(voice, " ".join(text.split()), options, wav)
        if not wav.is_file() or wav.stat().st_size == 0:
            raise VoiceError(f"{voice.name}: {voice.engine} wrote no sound for {text!r}{complaint}")
        try:
            audio, sample_rate = soundfile.read(wav, dtype="float32", always_2d=True)
        except soundfile.SoundFileError:
            raise VoiceError(
                f"{voice.name}: {voice.engine} wrote a file that is not audio{complaint}"
            ) from None
    if not audio.any():
        raise VoiceError(f"{voice.name}: {voice.engine} wrote only silence for {text!r}{complaint}")
    return audio.mean(axis=1), sample_rate


def _options(voice: Voice, speed: float, pitch: float) -> Prosody:
    for name, factor in (("speed", speed), ("pitch", pitch)):
        if not 0.4 <= factor <= 2.5:
            raise VoiceError(f"{voice.name}: {name} must be from 0.4 to 2.5, not {factor}")
    if speed == pitch == 1:
        return Prosody()
    if voice.prosody is None or (pitch != 1 and not voice.has_pitch):
        raise VoiceError(
            f"{voice.name}: {voice.engine} cannot speak at speed {speed:g} and pitch {pitch:g}"
        )
    return voice.prosody(speed, pitch)


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
