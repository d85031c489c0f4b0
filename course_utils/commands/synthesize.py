"""`course synthesize`: makes the course's spoken data with text-to-speech engines."""

import argparse
from pathlib import Path

DESCRIPTION = """\
Makes the spoken data that the course ships, so that you can see how it was made, make it again, or
make your own. You do not need it to study: the data is there already.
"""

SPEECH_DESCRIPTION = """\
Makes what notebooks 01 and 02 learn from: sentences in several voices, 16 kHz, 16-bit, mono, as
DIR/speech/<voice>/<nn>.flac, with DIR/manifest.json saying who says what. It replaces an older set
as a whole; stopped halfway, it leaves the older set as it was.

The engines are Debian packages; what is missing is said before anything is made.
"""

SPEECH_EXAMPLES = """\
examples:
  course synthesize speech                            the course's own data, again
  course synthesize speech --out mine                 the same, in the folder mine
  course synthesize speech --out two --voices alan,slt
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command; one subcommand per kind of data."""
    parser = subparsers.add_parser(
        "synthesize",
        help="make the spoken data with text-to-speech engines",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(dest="kind", metavar="WHAT", required=True)
    _add_speech(kinds)


def _add_speech(kinds: argparse._SubParsersAction) -> None:
    parser = kinds.add_parser(
        "speech",
        help="sentences in several voices (notebooks 01 and 02)",
        description=SPEECH_DESCRIPTION,
        epilog=SPEECH_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="folder to make the data in (default: data/wavenet of the course)",
    )
    parser.add_argument(
        "--voices",
        metavar="A,B,...",
        help="make only these voices; needs --out, so that the course's own set stays complete",
    )
    parser.set_defaults(run=run, make=_make_speech)


def run(args: argparse.Namespace) -> int:
    """Makes the kind of data that was asked for and prints what was made.

    Raises:
        ValueError: An option makes no sense, a voice is unknown or missing, an engine failed.
    """
    args.make(args)
    return 0


def _make_speech(args: argparse.Namespace) -> None:
    from tqdm import tqdm

    from course_utils.folders import repository
    from course_utils.wavenet.speech import SENTENCES, find_voices, make_speech

    if args.voices is not None and args.out is None:
        raise ValueError("--voices makes a part of the set: say with --out where to put it")
    names = SENTENCES if args.voices is None else _split_names(args.voices)
    sentences = {voice.name: SENTENCES[voice.name] for voice in find_voices(names)}
    out = args.out or repository() / "data" / "wavenet"
    manifest = make_speech(out, sentences, lambda clips: tqdm(clips, unit="clip", desc="speaking"))
    clips = manifest["clips"]
    megabytes = sum((out / clip["file"]).stat().st_size for clip in clips) / 1e6
    seconds = sum(clip["seconds"] for clip in clips)
    print(
        f"{len(clips)} clips in {len(sentences)} voices, {seconds:.0f} s, {megabytes:.1f} MB: "
        f"{out / 'speech'}"
    )


def _split_names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise ValueError(f"--voices {text!r} names no voice")
    return names
