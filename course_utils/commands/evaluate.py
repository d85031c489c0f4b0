"""`course evaluate`: how good a trained network is on your own data; here a detector on clips."""

import argparse
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from course_utils.commands import evaluate_speech

DESCRIPTION = """\
Says how good a detector is on a folder of clips. Every clip of DIR/activates and DIR/negatives is
mixed, once in each round, into a background of DIR/backgrounds (or of the course's test set), 20 dB
louder than it. With --mixes, clips are drawn instead. A mix holds no word in its first second nor
in its last half second: a detector has been running for a while, and may answer half a second after
a word. Nothing is learned, and the threshold is the detector's own, unless --threshold gives
another.

The budgets of false alarms at the end are per hour of other speech, where the folder holds some; of
--mixes, per hour of sound. An event finds a word if it comes from the word's start to 500 ms after
its end; every other event is a false alarm. Intervals are 95%: Wilson's for shares, Poisson's for
alarms, a bootstrap over mixed clips for F1.
"""

EXAMPLES = """\
examples:
  course evaluate trigger-word --clips data/trigger_word/test
  course evaluate trigger-word --clips data/trigger_word/test --leave-out 'near_*'
      without the words that sound nearly like it: false alarms as in ordinary speech
  course evaluate trigger-word --clips recordings --rounds 10
      each clip in ten backgrounds: for few clips
  course evaluate trigger-word --clips data/trigger_word/test --mixes 1000
      1,000 mixes with 0 to 4 clips of the word and 0 to 2 others, as a training is tested on
  course evaluate trigger-word --clips recordings --model .cache/models/mine.keras --json
"""

BUDGETS = (10.0, 2.0, 1.0, 0.5)


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command; one subcommand per chapter."""
    parser = subparsers.add_parser("evaluate", help="say how good a network is on your own data")
    chapters = parser.add_subparsers(dest="chapter", metavar="WHAT", required=True)
    parser = chapters.add_parser(
        "trigger-word",
        help="a detector of notebook 05, on a folder of clips",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("--clips", type=Path, metavar="DIR", required=True, help="a folder with activates/")
    option("--model", metavar="NAME", help="in data/models, or a path that ends in .keras")
    option("--threshold", type=float, metavar="X", help="instead of the detector's own")
    option(
        "--leave-out",
        action="append",
        default=[],
        metavar="PATTERN",
        help="files whose name matches, as 'near_*'; may be given several times",
    )
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument(
        "--rounds", type=int, default=1, metavar="N", help="of all clips; default: %(default)s"
    )
    amount.add_argument("--mixes", type=int, metavar="N", help="number of mixes of drawn clips")
    option("--seed", type=int, default=0, metavar="N", help="of the mixes; default: %(default)s")
    option("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)
    evaluate_speech.add_parser(chapters)


def run(args: argparse.Namespace) -> int:
    """Prints the figures.

    Raises:
        ValueError: An option makes no sense, or the folder or the model cannot be used.
    """
    from dataclasses import replace

    from tqdm import tqdm

    from course_utils.trigger_word.detectors import SHIPPED
    from course_utils.trigger_word.evaluation.evaluation import evaluate
    from course_utils.trigger_word.model import load_detector

    refuse_senseless(args)
    model = args.model or SHIPPED
    detector = load_detector(model)
    threshold = detector.threshold if args.threshold is None else args.threshold
    clips = read_clips(args, detector.config.front_end.sample_rate)
    mixed, speech_hours = mix(clips, args)
    scores = evaluate(
        tqdm(mixed, unit="clip", desc="predicting"),
        detector.model.predict_on_batch,
        detector.config,
    )
    if not any(scores.words):
        raise ValueError(f"no mix holds the word: ask for more than --mixes {args.mixes}")
    report, curve = scores.report(threshold), scores.det()
    curve = replace(curve, hours=speech_hours or curve.hours)
    if args.json:
        who = {"model": Path(model).stem, "word": detector.word, "threshold": threshold}
        print_json(who, report, curve, speech_hours, clips.skipped)
    else:
        print_table(threshold, report, curve, speech_hours, clips.skipped)
    return 0


def refuse_senseless(args: argparse.Namespace) -> None:
    """Raises ValueError, and names the option and its value, where that makes no sense."""
    for name, number in (("--rounds", args.rounds), ("--mixes", args.mixes)):
        if number is not None and number < 1:
            raise ValueError(f"{name} is at least 1, got {number}")
    if args.seed < 0:
        raise ValueError(f"--seed is at least 0, got {args.seed}")
    if args.threshold is not None and not 0 < args.threshold < 1:
        raise ValueError(f"--threshold is between 0 and 1, got {args.threshold}")


def read_clips(args: argparse.Namespace, sample_rate: int):
    """The folder's `Clips` at a rate; with the course's backgrounds where it has none.

    Raises:
        ValueError: There is no such folder, or the word is not in it.
    """
    from fnmatch import fnmatch

    from tqdm import tqdm

    from course_utils.trigger_word.clips import load_clips, with_backgrounds

    clips = load_clips(
        args.clips,
        lambda files: tqdm(files, desc="reading"),
        need=("activates",),
        keep=lambda path: not any(fnmatch(path.name, pattern) for pattern in args.leave_out),
    )
    return with_backgrounds(clips, "test").at_rate(sample_rate)


def mix(clips, args: argparse.Namespace) -> tuple[Iterator, float | None]:
    """Mixed clips, made as they are used, and the hours of other speech in them, if known.

    Raises:
        ValueError: A clip of the word is too long.
    """
    from course_utils.trigger_word.examples import (
        SPAN_MS,
        each_clip_once,
        mixed_clips,
        refuse_long_words,
    )

    refuse_long_words(clips)
    if args.mixes:
        return mixed_clips(clips, args.mixes, args.seed), None
    rounds = (each_clip_once(clips, [args.seed, number]) for number in range(args.rounds))
    speech_ms = sum(min(len(clip), SPAN_MS) for clip in clips.negatives)  # as they are dealt
    return chain.from_iterable(rounds), args.rounds * speech_ms / 3_600_000


def print_json(who: dict, report, curve, speech_hours: float | None, skipped) -> None:
    """Prints a JSON object with every figure."""
    from course_utils.trigger_word.evaluation.evaluation import report_figures

    figures = {
        **who,
        **report_figures(report),
        "hours_of_other_speech": speech_hours,
        "missed_at_false_alarms_per_hour": {f"{b:g}": curve.missed_at(b) for b in BUDGETS},
        "skipped": [[path.name, reason] for path, reason in skipped],
    }
    print(json.dumps(figures, indent=1))


def print_table(threshold: float, report, curve, speech_hours: float | None, skipped) -> None:
    """Prints what was left out, and the figures with their intervals."""
    from course_utils.trigger_word.evaluation.evaluation import alarm_lines, report_lines

    for path, reason in skipped:
        print(f"left out: {path.name} {reason}")
    print("\n".join(report_lines(report, threshold)))
    what = "other speech" if speech_hours else "sound"
    print("\n".join(alarm_lines(curve, BUDGETS, what)))
