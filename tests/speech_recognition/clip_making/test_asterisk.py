"""Asterisk's list of prompts: read, normalized, and what in it is not simply what is said."""

import gzip
import json

import numpy as np
import pytest
import soundfile

from course_utils.speech_recognition.clip_making import asterisk
from course_utils.speech_recognition.clip_making.asterisk import (
    chosen,
    dirty,
    import_prompts,
    normalized,
    read_transcripts,
)
from tests.sounds import tone

LIST = """\
; Core Asterisk Sounds in English

beep: [this is a simple beep tone]
digits/7: seven
digits/h-40: fourtieth
digits/mon-0: January
digits/star: star
dir-multi1: Press ...
letters/dash: dash [-]
letters/o: o
silence/2: (2 seconds of silence)
vm-advopts: press 3 for  advanced options
vm-half: the time is: now
"""


@pytest.fixture
def package(tmp_path):
    """The two packages in small."""
    (tmp_path / "list.txt.gz").write_bytes(gzip.compress(LIST.encode()))
    for name in ("digits/7", "digits/mon-0", "letters/o"):
        path = tmp_path / "sounds" / f"{name}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        quiet = np.zeros(4_000)
        soundfile.write(path, np.concatenate([quiet, tone(0.3, 8_000), quiet]), 8_000)
    return tmp_path


def test_a_transcript_may_hold_a_colon(package):
    transcripts = read_transcripts(package / "list.txt.gz")
    assert len(transcripts) == 11
    assert transcripts["vm-half"] == "the time is: now"


@pytest.mark.parametrize(
    ("transcript", "said"),
    [
        ("seven", "seven"),
        ("dash [-]", "dash"),
        ("Press 1 now, or press 23...", "press one now or press two three"),
        ('IAX (note: does not say "2")', "iax"),
        ("o'clock", "o'clock"),
        ("De-activated.", "de activated"),
        ("fourtieth", "fortieth"),
        ("<beep ascending>", ""),
        ("[ascending tones]", ""),
    ],
)
def test_what_is_said_is_left(transcript, said):
    assert normalized(transcript) == said


def test_dirty_transcripts_are_found_with_their_reason(package):
    assert dirty(read_transcripts(package / "list.txt.gz")) == {
        "beep": "no speech",
        "digits/h-40": "misspelled",
        "letters/dash": "gloss",
        "silence/2": "no speech",
        "vm-advopts": "figures",
    }


def test_digits_and_the_vocabulary_are_chosen(package):
    assert chosen(read_transcripts(package / "list.txt.gz")) == {
        "digits/7": ("digit", "7"),
        "digits/mon-0": ("month", "january"),
        "letters/o": ("letter", "o"),
    }


def test_prompts_are_cut_and_listed(package):
    manifest = import_prompts(package / "out", package / "sounds", package / "list.txt.gz")
    assert [clip["prompt"] for clip in manifest["clips"]] == [
        "digits/7",
        "digits/mon-0",
        "letters/o",
    ]
    for clip in manifest["clips"]:
        assert clip["samples"] / 8_000 == pytest.approx(0.38, abs=0.02)
    audio, _ = soundfile.read(package / "out" / "allison.flac")
    assert len(audio) == sum(clip["samples"] for clip in manifest["clips"])


SPANISH_LIST = """\
digits/0: cero
digits/0: diez
digits/16: dieciseis
digits/million: millon
digits/mon-0: Enero
digits/tomorrow: manana
digits/and: y
letters/y: y
letters/d: d
vm-press: marque 3, sólo aquí
"""


def test_spanish_prompts_are_chosen_with_their_accents(package):
    (package / "es.txt").write_text(SPANISH_LIST, encoding="utf-8")
    transcripts = read_transcripts(package / "es.txt", "es")
    assert chosen(transcripts, "es") == {
        "digits/0": ("digit", "0"),
        "digits/16": ("number", "dieciséis"),
        "digits/million": ("number", "millón"),
        "digits/mon-0": ("month", "enero"),
        "letters/y": ("letter", "y"),
        "letters/d": ("letter", "d"),
    }
    assert normalized(transcripts["vm-press"], "es") == "marque tres sólo aquí"
    assert set(dirty(transcripts)) == {"digits/16", "digits/million", "vm-press"}


def test_the_command_imports_a_language_to_a_folder(package, monkeypatch, capsys):
    (package / "list.txt.gz").write_bytes(gzip.compress(b"digits/7: siete\n"))
    monkeypatch.setitem(asterisk.SOUNDS, "es", package / "sounds")
    monkeypatch.setattr(asterisk, "transcripts_file", lambda language: package / "list.txt.gz")
    asterisk.main(["--language", "es", "--out", str(package / "out")])
    assert capsys.readouterr().out == "1 prompts, 0 s\n"
    manifest = json.loads((package / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["packages"] == "asterisk-core-sounds-es-wav asterisk-core-sounds-es"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--language es", "--language es: say with --out where to put the prompts"),
        ("--language xx --out x", "invalid choice: 'xx'"),
    ],
)
def test_options_that_make_no_sense_are_refused(arguments, message, capsys):
    with pytest.raises(SystemExit):
        asterisk.main(arguments.split())
    assert message in capsys.readouterr().err


def test_packages_that_are_not_installed_are_named(package):
    with pytest.raises(ValueError, match="apt install asterisk-core-sounds-en-wav"):
        read_transcripts(package / "nothing.txt.gz")
    with pytest.raises(ValueError, match="apt install asterisk-core-sounds-es-wav"):
        import_prompts(package / "out", package / "nothing", language="es")
