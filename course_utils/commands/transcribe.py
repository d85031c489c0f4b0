"""`course transcribe`: writes what is said in files, or in a microphone's sound as it comes in."""

import argparse
import json
import sys

from course_utils.commands import compute_on_one_thread
from course_utils.commands.listen import CountedBlocks, clock

DESCRIPTION = """\
Writes what is said, with a recognizer of notebook 06: in WAV or FLAC files of any sample rate and
number of channels, each on a line of its own; or, with `microphone`, each character as soon as it
is recognized, until Ctrl-C. For the microphone, and for an hour of sound in little memory (--live),
the recognizer must have been trained with `course train speech --causal`.
"""

EXAMPLES = """\
examples:
  course transcribe --model .cache/models/speech_own.keras a.wav b.flac
  course transcribe --model .cache/models/speech_own.keras --beam-width 8 --json a.wav
  arecord -f S16_LE -r 8000 -d 5 | course transcribe --model .cache/models/speech_own.keras -
      WAV from another program
  course transcribe --model .cache/models/speech_live.keras microphone
      needs the package sounddevice
"""

MICROPHONE, STANDARD_INPUT = "microphone", "-"


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "transcribe",
        help="write what is said in files or in the microphone's sound (notebook 06)",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option(
        "files",
        nargs="+",
        metavar="FILE",
        help=f"sound; {STANDARD_INPUT} is standard input (WAV); or {MICROPHONE} alone",
    )
    option(
        "--model",
        required=True,
        metavar="NAME",
        help="in data/models, or a path that ends in .keras",
    )
    option(
        "--beam-width",
        type=int,
        metavar="N",
        help="search for the likeliest text, not for the likeliest token at each step",
    )
    option("--live", action="store_true", help="write each character with its time")
    option("--json", action="store_true", help="a JSON object on each line")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes the texts; those of files that come before one that cannot be read are written, too.

    Raises:
        ValueError: An option makes no sense, there is no such model or microphone, or a file is
            no sound.
    """
    compute_on_one_thread()
    live = args.live or args.files == [MICROPHONE]
    if len(args.files) > 1 and MICROPHONE in args.files:
        raise ValueError(f"{MICROPHONE} stands alone, got {' '.join(args.files)}")
    if live and len(args.files) > 1:
        raise ValueError(f"--live takes one file, got {len(args.files)}")
    if live and args.beam_width is not None:
        raise ValueError("what is written live is not searched for: leave out --beam-width")
    if args.beam_width is not None and args.beam_width < 1:
        raise ValueError(f"--beam-width is at least 1, got {args.beam_width}")
    return write_live(args) if live else write_files(args)


def write_files(args: argparse.Namespace) -> int:
    """Writes a line for each file."""
    from course_utils.speech_recognition.saved_models import load_recognizer

    transcriber = load_recognizer(args.model)
    for name in args.files:
        text = transcriber.transcribe(*_read(name), args.beam_width)
        print(json.dumps({"file": name, "text": text}) if args.json else text, flush=True)
    return 0


def _read(name: str):
    """Samples (frames, channels) and the sample rate of a file, or of standard input."""
    import numpy as np

    from course_utils.audio.files import AudioBlocks, read_audio

    if name != STANDARD_INPUT:
        return read_audio(name)
    with AudioBlocks(sys.stdin.fileno()) as blocks:
        return np.concatenate(list(blocks)), blocks.sample_rate


def write_live(args: argparse.Namespace) -> int:
    """Writes each character of a file or of the microphone, as soon as it is recognized."""
    from course_utils.speech_recognition.streaming import read_streaming_recognizer, write_along

    recognizer, source = read_streaming_recognizer(args.model), _open(args.files[0])
    with source:
        blocks = CountedBlocks(source, source.sample_rate)
        if args.files == [MICROPHONE]:
            _say(f"writing what {source.name} hears, Ctrl-C ends")
        text = ""
        try:
            for written in write_along(blocks, source.sample_rate, recognizer):
                text += written.character
                print(_json(written) if args.json else _line(written), flush=True)
        except KeyboardInterrupt:
            if args.files != [MICROPHONE]:
                raise
        finally:
            _say(f"{len(text)} characters in {clock(1000 * blocks.seconds)}: {text}")
    return 0


def _open(name: str):
    from course_utils.audio.files import AudioBlocks
    from course_utils.audio.microphone import Microphone

    if name == MICROPHONE:
        return Microphone()
    return AudioBlocks(sys.stdin.fileno() if name == STANDARD_INPUT else name, block_frames=4096)


def _line(written) -> str:
    return f"{clock(written.time_ms)}  {written.character}  probability {written.probability:.2f}"


def _json(written) -> str:
    figures = {
        "time_s": round(written.time_ms / 1000, 3),
        "character": written.character,
        "probability": round(written.probability, 4),
    }
    return json.dumps(figures)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
