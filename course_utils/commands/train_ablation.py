"""`course train ablation`: the table of notebook 05 that says what each variation brings."""

import argparse
import json
from pathlib import Path

from course_utils.commands.training import chosen, command_line

DESCRIPTION = """\
Trains the small detector of notebook 05 again and again, each time with one kind of variation more
(levels, paces, rooms, microphones, hidden stretches), then on other kinds of voices, tests each in
rooms and noise on voices that it never heard, and writes the tables that the notebook shows.
"""

EXAMPLES = """\
examples:
  course train ablation
      data/models/trigger_word_ablation.json again, in the folder .cache/models
"""

SETTINGS = ("epochs", "steps", "seed")
NAME = "trigger_word_ablation.json"


def add_parser(chapters: argparse._SubParsersAction) -> None:
    """Adds the subcommand."""
    parser = chapters.add_parser(
        "ablation",
        help="what each variation of the examples brings (notebook 05)",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option(
        "--clips",
        type=Path,
        metavar="DIR",
        help="with train, dev and test; default: data/trigger_word of the course",
    )
    option("--epochs", type=int, metavar="N", help="default: 4")
    option("--steps", type=int, metavar="N", help="batches in an epoch; default: 120")
    option("--seed", type=int, metavar="N", help="of all that is drawn; default: 0")
    option("--test-clips", type=int, default=200, metavar="N", help="default: %(default)s")
    option("--out", type=Path, metavar="DIR", help="where to write (default: .cache/models)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Trains, writes the tables and prints them.

    Raises:
        ValueError: An option makes no sense, or the clips are too few.
    """
    from tqdm import tqdm

    from course_utils import atomic
    from course_utils.commands.training import models_folder
    from course_utils.folders import data_folder
    from course_utils.trigger_word.ablation import augmentation_trials, compare, voice_trials
    from course_utils.trigger_word.clips import load_clips
    from course_utils.trigger_word.detectors import CONFIGS
    from course_utils.trigger_word.training import DetectorTrainingSettings

    if args.test_clips < 1:
        raise ValueError(f"--test-clips is at least 1, got {args.test_clips}")
    settings = DetectorTrainingSettings(
        **{"epochs": 4, "steps": 120, "learning_rate": 3e-3, **chosen(args, SETTINGS)}
    )
    folder = args.clips or data_folder("trigger_word")
    test, config = load_clips(folder / "test"), CONFIGS["small"]
    how = (test, config, settings, args.test_clips, lambda trials: tqdm(trials, unit="training"))
    rows = compare(augmentation_trials(load_clips(folder / "train")), *how)
    voices = compare(voice_trials(folder), *how)
    clips = ["--clips", args.clips.resolve().name] if args.clips else []
    start = ["course", "train", "ablation", *clips]
    table = {"command": command_line(start, args, SETTINGS), "rows": rows, "voices": voices}
    path = models_folder(args) / NAME
    atomic.write_text(path, json.dumps(table, indent=1) + "\n")
    for row in rows + voices:
        print(f"{row['name']:<34} F1 {row['f1'][0]:.3f}, missed {row['missed']:.1%}")
    print(f"written: {path}")
    return 0
