"""Text-to-speech engines from Debian packages, and a network, as named voices.

No two voices are built from the same person's recordings, so a split by voice is a split by
speaker, but for what is said below. Left out on purpose: other engines' copies of the same people
(flite's `awb` is RHVoice's `alan`, flite's and festival's `slt` are RHVoice's, festival's `kal` is
flite's); and RHVoice's `evgeniy-eng` and `lyubov`, whose license, CC-BY-NC-ND-4.0, forbids changes.

Three kinds are not sure to be different people: pico's `pico` and `pico-us` (both at 170 Hz, mean
spectra 2 dB apart), the variants of espeak-ng, which no person spoke, and Kokoro's voices, some of
which are mixtures of others. A split keeps each of the three kinds together.

A speed and a pitch are factors: 1 is the voice as it is. At 1 an engine gets no option at all, so
that its output stays the same to the byte.
"""

import math
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from course_utils.speech_synthesis import kokoro
from course_utils.speech_synthesis.accents import random_accent
from course_utils.speech_synthesis.voices import Prosody, Voice

ESPEAK_WORDS_PER_MINUTE = 175
ESPEAK_PITCH = 50
ESPEAK_PITCH_STEP = 0.0089
"""One step of espeak-ng's 0 to 99 raises log F0 by this much: measured on en-us+m3 and +f2."""


def rhvoice_prosody(speed: float, pitch: float) -> Prosody:
    """RHVoice-test takes percent."""
    arguments = []
    if speed != 1:
        arguments += ["-r", f"{100 * speed:.0f}"]
    if pitch != 1:
        arguments += ["-t", f"{100 * pitch:.0f}"]
    return Prosody(arguments)


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
        prosody=rhvoice_prosody,
        data=Path("/usr/share/RHVoice/voices", name),
    )


def flite_prosody(speed: float, pitch: float, mean_f0_hz: float) -> Prosody:
    """CMU Flite takes how much longer than usual a sound lasts, and the mean F0 in Hz."""
    arguments = []
    if speed != 1:
        arguments += ["--setf", f"duration_stretch={1 / speed:.4f}"]
    if pitch != 1:
        arguments += ["--setf", f"int_f0_target_mean={mean_f0_hz * pitch:.2f}"]
    return Prosody(arguments)


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
        prosody=partial(flite_prosody, mean_f0_hz=mean_f0_hz),
        has_pitch=mean_f0_hz is not None,
    )


def festival_prosody(speed: float, pitch: float, mean_f0_hz: float, f0_std_hz: float) -> Prosody:
    """In Scheme: a stretch of durations, and the statistics that F0 is mapped to."""
    arguments = []
    if speed != 1:
        arguments += ["-eval", f"(Parameter.set 'Duration_Stretch {1 / speed:.4f})"]
    if pitch != 1:
        mean = f"(target_f0_mean {mean_f0_hz * pitch:.2f}) (model_f0_mean 170)"
        deviation = f"(target_f0_std {f0_std_hz * pitch:.2f}) (model_f0_std 34)"
        arguments += ["-eval", f"(set! int_lr_params '({mean} {deviation}))"]
    return Prosody(arguments)


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
        prosody=partial(festival_prosody, mean_f0_hz=105, f0_std_hz=15),
        data=Path("/usr/share/festival/voices/english", voice),
    )


def pico_prosody(speed: float, pitch: float) -> Prosody:
    """SVOX Pico reads percent from tags around the text."""
    before, after = "", ""
    if speed != 1:
        before, after = f'<speed level="{100 * speed:.0f}">', "</speed>"
    if pitch != 1:
        before, after = before + f'<pitch level="{100 * pitch:.0f}">', "</pitch>" + after
    return Prosody([], before, after)


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
        prosody=pico_prosody,
        language=language[:2],
    )


def espeak_prosody(speed: float, pitch: float) -> Prosody:
    """espeak-ng takes words a minute, and pitch on a scale that is logarithmic in Hz."""
    arguments = []
    if speed != 1:
        arguments += ["-s", f"{ESPEAK_WORDS_PER_MINUTE * speed:.0f}"]
    if pitch != 1:
        value = ESPEAK_PITCH + math.log(pitch) / ESPEAK_PITCH_STEP
        arguments += ["-p", f"{min(max(value, 0), 99):.0f}"]
    return Prosody(arguments)


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
        prosody=espeak_prosody,
        language=voice[:2],
    )


def _kokoro(name: str) -> Voice:
    voice = name.removeprefix("kokoro-").removesuffix(GLOTTAL)
    speaker, _ = KOKORO_VOICES[voice[:2]]
    glottal = name.endswith(GLOTTAL)
    return Voice(
        name=name,
        engine="Kokoro",
        speaker=f"{speaker}, with a glottal stop for a final t" if glottal else speaker,
        packages=("espeak-ng",),
        non_free=False,
        license="Apache-2.0",
        credit="(C) 2025 hexgrad, Kokoro-82M",
        command=("espeak-ng",),
        has_pitch=False,
        network=partial(kokoro.say, voice=voice, glottal=glottal),
        python_packages=(kokoro.PACKAGE, "onnxruntime"),
    )


def _in_spanish(voice: Voice, accent: str) -> Voice:
    """A voice of Kokoro that speaks Spanish; the accent is one of SPANISH."""
    return replace(
        voice,
        name=f"{voice.name}-{accent}",
        speaker=f"{voice.speaker}; {SPANISH[accent]}",
        network=partial(voice.network, language=accent),
        language="es",
    )


def _draw_between(rng: np.random.Generator) -> Voice:
    """A voice between two of Kokoro's; those of MIXED."""
    first, second = rng.choice(MIXED, size=2, replace=False).tolist()
    share = round(float(rng.uniform(0, 0.5)), 3)
    voice = _kokoro(first)
    return replace(
        voice,
        name=MIXTURE,
        speaker=f"{first}, {share:.3f} {second}",
        network=partial(voice.network, other=second.removeprefix("kokoro-"), share=share),
    )


def draw_mixture(rng: np.random.Generator) -> Voice:
    """A voice between two of Kokoro's, often with an accent."""
    voice = _draw_between(rng)
    accent, glottal = random_accent(rng), bool(rng.random() < 0.3)
    habits = [f"{phoneme} > {said}" for phoneme, said in accent] + ["t > ʔ"] * glottal
    return replace(
        voice,
        speaker=f"{voice.speaker}; {', '.join(habits) or 'no accent'}",
        network=partial(voice.network, glottal=glottal, accent=accent),
    )


def draw_spanish_mixture(rng: np.random.Generator) -> Voice:
    """A voice between two of Kokoro's, in one of the accents of SPANISH."""
    voice = _in_spanish(_draw_between(rng), str(rng.choice(list(SPANISH))))
    return replace(voice, name=SPANISH_MIXTURE)


KOKORO_VOICES = {
    "af": (
        "woman, American English",
        (
            "alloy",
            "aoede",
            "bella",
            "heart",
            "jessica",
            "kore",
            "nicole",
            "nova",
            "river",
            "sarah",
            "sky",
        ),
    ),
    "am": (
        "man, American English",
        ("adam", "echo", "eric", "fenrir", "liam", "michael", "onyx", "puck", "santa"),
    ),
    "bf": ("woman, British English", ("alice", "emma", "isabella", "lily")),
    "bm": ("man, British English", ("daniel", "fable", "george", "lewis")),
    "ef": ("woman, a Spanish voice", ("dora",)),
    "em": ("man, a Spanish voice", ("alex", "santa")),
    "ff": ("woman, a French voice", ("siwis",)),
    "hf": ("woman, a Hindi voice", ("alpha", "beta")),
    "hm": ("man, a Hindi voice", ("omega", "psi")),
    "if": ("woman, an Italian voice", ("sara",)),
    "im": ("man, an Italian voice", ("nicola",)),
    "jf": ("woman, a Japanese voice", ("alpha", "gongitsune", "nezumi", "tebukuro")),
    "jm": ("man, a Japanese voice", ("kumo",)),
    "pf": ("woman, a Portuguese voice", ("dora",)),
    "pm": ("man, a Portuguese voice", ("alex", "santa")),
    "zf": ("woman, a Chinese voice", ("xiaobei", "xiaoni", "xiaoxiao", "xiaoyi")),
    "zm": ("man, a Chinese voice", ("yunjian", "yunxi", "yunxia", "yunyang")),
}
GLOTTAL = "-glottal"
KOKORO = tuple(
    f"kokoro-{kind}_{name}" for kind, (_, names) in KOKORO_VOICES.items() for name in names
)
MIXTURE = "kokoro-mixture"
MIXED = tuple(name for name in KOKORO if not name.startswith(("kokoro-j", "kokoro-z")))
"""Voices to mix: the Japanese ones' English digits are not understood, the Chinese ones were not
tried."""

KOKORO_GLOTTAL = tuple(name + GLOTTAL for name in KOKORO)

SPANISH = {"es": "Castilian Spanish", "es-419": "Latin American Spanish"}
"""Accents by espeak-ng's names: "cinco" begins with the sound of "thin", or with that of "sin"."""

SPANISH_MIXTURE = f"{MIXTURE}-spanish"
ROMANCE = tuple(name for name in KOKORO if name.removeprefix("kokoro-")[0] in "efip")
"""Spanish, French, Italian and Portuguese voices."""

ESPEAK_VARIANTS = {
    "en-us": (
        "American English",
        ("m1", "m2", "m4", "m5", "m7", "f1", "f3", "Alicia", "Andy", "david", "linda", "max"),
    ),
    "en-gb": ("British English", ("m3", "m6", "m8", "f2", "f4", "Annie", "belinda", "steph")),
}
SPANISH_VARIANTS = ("m1", "m3", "f1", "f3")

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
        _pico("pico-es", "woman, Castilian Spanish", "es-ES"),
        _espeak("espeak", "high voice, American English, no recordings", "en-us+f5"),
        *(
            _espeak(f"espeak-{variant}", f"{accent}, no recordings", f"{language}+{variant}")
            for language, (accent, variants) in ESPEAK_VARIANTS.items()
            for variant in variants
        ),
        *(
            _espeak(f"espeak-{variant}-{code}", f"{accent}, no recordings", f"{code}+{variant}")
            for code, accent in SPANISH.items()
            for variant in SPANISH_VARIANTS
        ),
        *(_kokoro(name) for name in (*KOKORO, *KOKORO_GLOTTAL)),
        replace(
            _kokoro(KOKORO[0]),
            name=MIXTURE,
            speaker="between two of Kokoro's voices, others for each speaker, often with an accent",
            draw=draw_mixture,
        ),
        *(_in_spanish(_kokoro(name), accent) for name in ROMANCE for accent in SPANISH),
        replace(
            _kokoro(KOKORO[0]),
            name=SPANISH_MIXTURE,
            speaker="between two of Kokoro's voices, others for each speaker, in Spanish",
            draw=draw_spanish_mixture,
            language="es",
        ),
    )
}
