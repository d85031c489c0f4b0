"""Prompts of the telephone system Asterisk: digits, numbers, months and letters, said by a person.

Debian's packages hold 568 English prompts of one speaker, 8 kHz, and a list of what she says:

    apt install asterisk-core-sounds-en-wav asterisk-core-sounds-en
    python -m course_utils.speech_recognition.clip_making.asterisk

The second line takes those that are a digit or a word of the course's vocabulary, and writes
`data/speech_recognition/asterisk`. The list was written for people: some lines describe a sound,
explain a word, or hold figures or a wrong spelling. `dirty` finds them.

She speaks Mexican Spanish too, with packages named -es. These prompts do not come with the course:

    python -m course_utils.speech_recognition.clip_making.asterisk --language es --out DIR
"""

import argparse
import gzip
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from course_utils.atomic import write_text
from course_utils.audio.files import read_audio
from course_utils.folders import repository
from course_utils.speech_recognition.clip_making.make_clips import (
    SILENCE_MS,
    as_json,
    places_in_file,
    write_voice_file,
)
from course_utils.speech_recognition.clip_making.texts import DIGITS, VOCABULARY
from course_utils.speech_recognition.clips import SAMPLE_RATE
from course_utils.speech_synthesis.speaking import trim_silence

SOUNDS = {
    "en": Path("/usr/share/asterisk/sounds/en_US_f_Allison"),
    "es": Path("/usr/share/asterisk/sounds/es_MX_f_Allison"),
}
VOICE = "allison"
CREDIT = "(C) 2003-2010 Allison Smith (theivrvoice.com); financed by Digium, Inc."
LICENSE = "CC-BY-SA-3.0"
MISSPELLED = {
    "fourtieth": "fortieth",
    "exclaimation": "exclamation",
    "umute": "unmute",
    "indentified": "identified",
    "witheld": "withheld",
    "dieciseis": "dieciséis",
    "millon": "millón",
}
"""The Spanish list has hardly any accents; of its words only those of the vocabulary are here."""

GLOSS = re.compile(r"\[.*?\]|\(.*?\)|<.*?>")
FIGURE = re.compile(r"[0-9]")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def packages(language: str) -> str:
    """The Debian packages with the sounds and the list."""
    return f"asterisk-core-sounds-{language}-wav asterisk-core-sounds-{language}"


def transcripts_file(language: str) -> Path:
    """The packages' list of what is said."""
    name = f"core-sounds-{language}"
    return Path(f"/usr/share/doc/asterisk-{name}/{name}.txt.gz")


def read_transcripts(path: str | Path | None = None, language: str = "en") -> dict[str, str]:
    """Reads a list of prompts, one a line: "digits/7: seven".

    Args:
        path: Plain or compressed by gzip; None for the one of the packages.
        language: Of the packages: one of SOUNDS.

    Returns:
        Name of the prompt -> what the list says of it. Of a name that occurs twice the first line
        is taken: the Spanish list has "digits/0: cero" and "digits/0: diez", which is the prompt
        digits/10.

    Raises:
        ValueError: There is no such file.
    """
    path = transcripts_file(language) if path is None else Path(path)
    if not path.is_file():
        raise ValueError(f"{path} does not exist; it comes with: apt install {packages(language)}")
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith(";"))
    found = {}
    for name, _, transcript in (line.partition(":") for line in lines):
        found.setdefault(name.strip(), transcript.strip())
    return found


def normalized(transcript: str, language: str = "en") -> str:
    """Returns what is said: words in lower case, figures spelled, without punctuation or glosses.

    "dash [-]" is "dash", and "Press 1 now." is "press one now". Where a transcript only describes
    a sound, nothing is left.
    """
    text = GLOSS.sub(" ", transcript).lower()
    text = FIGURE.sub(lambda figure: f" {DIGITS[language][int(figure[0])]} ", text)
    return " ".join(MISSPELLED.get(word, word) for word in WORD.findall(text))


def dirty(transcripts: Mapping[str, str]) -> dict[str, str]:
    """Finds the transcripts that are not simply what is said.

    Returns:
        Name of the prompt -> "no speech" (a sound is described), "gloss" (what stands in brackets
        is not said), "figures", or "misspelled".
    """
    found = {}
    for name, transcript in transcripts.items():
        words = set(WORD.findall(transcript.lower()))
        if not normalized(transcript):
            found[name] = "no speech"
        elif GLOSS.search(transcript):
            found[name] = "gloss"
        elif words & set(MISSPELLED):
            found[name] = "misspelled"
        elif FIGURE.search(transcript):
            found[name] = "figures"
    return found


def chosen(transcripts: Mapping[str, str], language: str = "en") -> dict[str, tuple[str, str]]:
    """The prompts that are a digit or a word of the vocabulary: name -> its kind and its text.

    In Spanish "y" is a letter and the word for "and": letters are those in the folder of letters.
    """
    written = {word: ("digit", str(digit)) for digit, word in enumerate(DIGITS[language])}
    vocabulary = VOCABULARY[language]
    written |= {text: (kind, text) for kind, words in vocabulary.items() for text in words}
    found = {}
    for name, transcript in transcripts.items():
        text = normalized(transcript, language)
        folder = "letters/" if written.get(text, ("",))[0] == "letter" else "digits/"
        if text in written and name.startswith(folder):
            found[name] = written[text]
    return found


def import_prompts(
    out: Path,
    sounds: Path | None = None,
    transcripts: str | Path | None = None,
    language: str = "en",
) -> dict:
    """Writes `out/allison.flac` and `out/manifest.json`: the chosen prompts, without silence.

    Args:
        out: The folder.
        sounds: The folder with the sounds; None for that of the packages.
        transcripts: The list of what is said; None for that of the packages.
        language: Of the packages: one of SOUNDS.

    Returns:
        The manifest.

    Raises:
        ValueError: The packages are not installed, or a prompt is not as expected.
    """
    sounds = SOUNDS[language] if sounds is None else sounds
    if not sounds.is_dir():
        raise ValueError(
            f"{sounds} does not exist; it comes with: apt install {packages(language)}"
        )
    prompts = chosen(read_transcripts(transcripts, language), language)
    audio = []
    for name in prompts:
        samples, sample_rate = read_audio(sounds / f"{name}.wav")
        if sample_rate != SAMPLE_RATE:
            raise ValueError(f"{name} has {sample_rate:,} Hz, not {SAMPLE_RATE:,}")
        audio.append(trim_silence(samples[:, 0], SAMPLE_RATE, SILENCE_MS))
    file = f"{VOICE}.flac"
    entry = write_voice_file(out, file, VOICE, audio)
    manifest = {
        "made_by": "python -m course_utils.speech_recognition.clip_making.asterisk",
        "packages": packages(language),
        "sample_rate": SAMPLE_RATE,
        "license": LICENSE,
        "credit": CREDIT,
        "files": [entry],
        "clips": [
            {"file": file, **place, "kind": kind, "text": text, "prompt": name}
            for (name, (kind, text)), place in zip(
                prompts.items(), places_in_file(audio), strict=True
            )
        ],
    }
    write_text(out / "manifest.json", as_json(manifest))
    return manifest


def main(arguments: Sequence[str] | None = None) -> None:
    """Imports the prompts of a language and prints how many there are."""
    parser = argparse.ArgumentParser(description="Imports prompts of the telephone system Asterisk")
    parser.add_argument("--language", choices=SOUNDS, default="en", help="default: %(default)s")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="default, in English: that of the course"
    )
    args = parser.parse_args(arguments)
    if args.out is None and args.language != "en":
        parser.error(f"--language {args.language}: say with --out where to put the prompts")
    out = args.out or repository() / "data" / "speech_recognition" / "asterisk"
    try:
        made = import_prompts(out, language=args.language)
    except ValueError as error:
        sys.exit(str(error))
    print(f"{len(made['clips'])} prompts, {made['files'][0]['seconds']:.0f} s")


if __name__ == "__main__":
    main()
