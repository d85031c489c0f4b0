"""`course evaluate speech`: how good a trained recognizer is on a folder of recordings."""

import argparse
import json
from pathlib import Path

from course_utils.commands import compute_on_one_thread
from course_utils.commands.train_speech import score_lines

DESCRIPTION = """\
Says how well a recognizer of notebook 06 writes what is said in a folder of recordings, over all
and speaker by speaker. The folder is as for `course train speech`: sound files with a table
transcripts.csv, or named DIGIT_SPEAKER_NUMBER.wav, or what `course synthesize words` made.
Recordings of one speaker are joined, with pauses, so that each occurs once in every round; --join
1 1 leaves each alone. Nothing is learned.

The error rate is the number of characters that are wrong, missing or too many, over the number of
those that were said. Intervals are 95%, by a bootstrap over utterances; those of more than one
round are too narrow, since their utterances share recordings.
"""

EXAMPLES = """\
examples:
  course evaluate speech --data recordings --model .cache/models/speech_own.keras
  course evaluate speech --data recordings --model speech_own.keras --split test --beam-width 8
  course evaluate speech --data recordings --model speech_digits speech_attention --join 8 12
      two recognizers on the same longer strings
  course evaluate speech --data recordings --model speech_own.keras --speaker theo --json
  course evaluate speech --data spanish --model .cache/models/speech_spanish.keras --split test
      of a set that `course synthesize words --language es --out spanish` made
"""


def add_parser(chapters: argparse._SubParsersAction) -> None:
    """Adds the subcommand."""
    parser = chapters.add_parser(
        "speech",
        help="a recognizer of notebook 06, on a folder of recordings",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("--data", type=Path, metavar="DIR", required=True, help="a folder of recordings")
    option("--transcripts", type=Path, metavar="FILE", help="its table, if it is elsewhere")
    option(
        "--model",
        nargs="+",
        required=True,
        metavar="NAME",
        help="in data/models, or a path that ends in .keras; several are given the same test",
    )
    option("--split", choices=("train", "test"), help="of the recordings; default: all of them")
    option("--speaker", nargs="+", metavar="NAME", help="default: all of them")
    option(
        "--join",
        type=int,
        nargs=2,
        default=(2, 6),
        metavar=("LOW", "HIGH"),
        help="recordings in an utterance; default: 2 6",
    )
    option("--separator", default="", metavar="TEXT", help="between their texts; default: none")
    option("--rounds", type=int, default=1, metavar="N", help="default: %(default)s")
    option("--seed", type=int, default=0, metavar="N", help="of the joining; default: %(default)s")
    option(
        "--beam-width",
        type=int,
        metavar="N",
        help="search for the likeliest text, not for the likeliest token at each step",
    )
    option("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the figures.

    Raises:
        ValueError: An option makes no sense, or the folder or the model cannot be used.
    """
    compute_on_one_thread()
    from tqdm import tqdm

    from course_utils.speech_recognition.experiment import score_utterances
    from course_utils.speech_recognition.recordings import load_recordings
    from course_utils.speech_recognition.saved_models import load_recognizer
    from course_utils.speech_recognition.utterances import (
        Joining,
        require_learnable,
        utterances_to_test,
    )

    if args.seed < 0:
        raise ValueError(f"--seed is at least 0, got {args.seed}")
    if args.beam_width is not None and args.beam_width < 1:
        raise ValueError(f"--beam-width is at least 1, got {args.beam_width}")
    joining = Joining(count=args.join, separator=args.separator)
    transcribers = [load_recognizer(name) for name in args.model]
    recordings = chosen_recordings(
        load_recordings(args.data, args.transcripts, lambda files: tqdm(files, desc="reading")),
        args,
    )
    for transcriber in transcribers:
        require_learnable(recordings, transcriber.config)
    utterances = utterances_to_test(recordings, joining, args.seed, args.rounds)
    figures = []
    for name, transcriber in zip(args.model, transcribers, strict=True):
        scores = score_utterances(transcriber, utterances, args.beam_width)
        model = {"model": Path(name).stem, "sha256": transcriber.card["sha256"]}
        figures.append(model | scores)
        if not args.json:
            print("\n".join([model["model"], *score_lines(scores)]))
    if args.json:
        print(json.dumps(figures, indent=1))
    return 0


def chosen_recordings(recordings: list, args: argparse.Namespace) -> list:
    """The recordings of the speakers and of the split that the options name.

    Raises:
        ValueError: None is left.
    """
    chosen = [
        recording
        for recording in recordings
        if (args.speaker is None or recording.speaker in args.speaker)
        and args.split in (None, recording.split)
    ]
    if not chosen:
        speakers = ", ".join(sorted({recording.speaker for recording in recordings}))
        raise ValueError(
            f"no recording is left of {len(recordings)}, with --split {args.split} and --speaker "
            f"{' '.join(args.speaker or ['(all)'])}; the speakers are {speakers}"
        )
    return chosen
