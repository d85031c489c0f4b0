"""`course train trigger-word` and `course train ablation`: for notebook 05.

The detectors train for longer than in the notebook; the table says what each variation of the
examples brings.
"""

import argparse
import hashlib
import json
from itertools import chain
from pathlib import Path

from course_utils.commands import compute_on_one_thread
from course_utils.commands.synthesize import WORD
from course_utils.commands.training import (
    DEVICE_OPTIONS,
    add_run_options,
    chosen,
    chosen_devices,
    command_line,
    keep_checkpoints,
    models_folder,
    reporter,
    waiting,
    waiting_line,
)

DESCRIPTION = """\
Trains a detector of a word on examples that are mixed on all cores while it learns, picks the
threshold at which misses and false alarms on development clips weigh the same, tests it on clips
of other voices, and writes the model, a card that says what made it and how good it is, and a plot
of misses over false alarms.

It can be stopped at any moment, by Ctrl-C or by a power cut: the same command goes on where it
was, to the same result. Clips of another word than "activate" are made first, with text-to-speech
engines, unless --clips says where there are some: 1,200 of the word and 3,600 of other speech to
learn from, which takes about half an hour on 2 cores and is done once.
"""

EXAMPLES = """\
examples:
  course train trigger-word --model small
      "activate", with the course's own clips
  course synthesize-clips --out big --activates 1200 --negatives 3600 --backgrounds 60 \\
      --nearest 2160
  course train trigger-word --clips big --model embedding
      the same word with more clips, as the embedding's detector in data/models was trained
  course train trigger-word --word "hey course" --model small
      another word: clips are made in .cache/trigger_word
  course train trigger-word --word maria --clips recordings
      your own: recordings/activates, recordings/negatives, recordings/backgrounds; what is missing
      of the last two is the course's
"""

DEFAULTS = {
    "small": {"epochs": 48},
    "course": {"epochs": 12},
    "embedding": {
        "epochs": 8,
        "steps": 600,
        "batch_size": 32,
        "learning_rate": 0.003,
        "distinct_examples": 19_200,
        "label_edges": False,
    },
}
MISSES_PER_FALSE_ALARM = {"small": 1.0, "course": 1.0, "embedding": 3.0}
"""A user can say a word again; but a network from scratch already misses many people."""

SETTINGS = ("epochs", "steps", "batch_size", "learning_rate", "seed", "distinct_examples")
SIZES = {"dev_clips": 720, "test_clips": 1080}
CLIPS = {"activates": 1_200, "negatives": 3_600, "backgrounds": 60}
"""How many clips of another word are made to learn from."""

LONGEST_NAME = 40
IN_THE_CARD = ("word", "model", *SETTINGS, *SIZES, "misses_per_false_alarm", *DEVICE_OPTIONS)

ABLATION_DESCRIPTION = """\
Trains the small detector of notebook 05 several times, each time with one more kind of variation
(levels, paces, rooms, microphones, hidden stretches), then on other kinds of voices. Tests each in
rooms and noise on voices that are not in its training, and writes the tables of the notebook.
With --dropouts it compares shares of hidden numbers instead, with all variations.
"""

ABLATION_EXAMPLES = """\
examples:
  course train ablation
      data/models/trigger_word_ablation.json again, in the folder .cache/models
  course train ablation --dropouts 0.2 0.8 --epochs 4 --steps 50
      data/models/trigger_word_dropout.json again
"""

ABLATION_SETTINGS = ("epochs", "steps", "seed")
ABLATION_NAME = "trigger_word_ablation.json"
DROPOUT_NAME = "trigger_word_dropout.json"


def add_parser(chapters: argparse._SubParsersAction) -> None:
    """Adds both subcommands."""
    _add_trigger_word(chapters)
    _add_ablation(chapters)


def _add_trigger_word(chapters: argparse._SubParsersAction) -> None:
    parser = chapters.add_parser(
        "trigger-word",
        help="the detectors of notebook 05",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("--word", default=WORD, help="default: %(default)s")
    option(
        "--clips",
        type=Path,
        metavar="DIR",
        help="a folder with train, dev and test, as `course synthesize-clips` makes it, or with "
        "activates, negatives and backgrounds, which is split in three",
    )
    option("--model", choices=tuple(DEFAULTS), default="small", help="default: %(default)s")
    option("--name", help="of the model; default: trigger_word_MODEL, with another word's name")
    option("--epochs", type=int, metavar="N", help="default: 48; 12 for course, 8 for embedding")
    option(
        "--steps",
        type=int,
        metavar="N",
        help="batches in an epoch; default: 100; 600 for embedding",
    )
    option(
        "--batch-size",
        type=int,
        metavar="N",
        help="examples of 10 s; default: 16; 32 for embedding",
    )
    option(
        "--learning-rate",
        type=float,
        metavar="X",
        help="at its highest; default: 0.002; 0.003 for embedding",
    )
    option(
        "--distinct-examples",
        type=int,
        metavar="N",
        help="use N examples again and again; default: never the same twice; 19200 for embedding, "
        "where making one takes longer than learning from it",
    )
    option("--seed", type=int, metavar="N", help="of all that is drawn; default: 0")
    option("--dev-clips", type=int, metavar="N", help="of 10 s, for the threshold; default: 720")
    option("--test-clips", type=int, metavar="N", help="of 10 s, for the test; default: 1080")
    option(
        "--misses-per-false-alarm",
        type=float,
        metavar="X",
        help="how many misses weigh as one false alarm where the threshold is chosen; default: 1; "
        "3 for embedding",
    )
    option(
        "--address",
        metavar="tcp://HOST:PORT",
        help="make the examples on the Dask cluster with this scheduler, not on this machine",
    )
    add_run_options(parser)
    parser.set_defaults(run=run)


def _add_ablation(chapters: argparse._SubParsersAction) -> None:
    parser = chapters.add_parser(
        "ablation",
        help="what each variation of the examples brings (notebook 05)",
        description=ABLATION_DESCRIPTION,
        epilog=ABLATION_EXAMPLES,
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
    option(
        "--dropouts",
        type=float,
        nargs="+",
        metavar="X",
        help="shares of the numbers that training hides, to compare in place of the variations",
    )
    option("--out", type=Path, metavar="DIR", help="where to write (default: .cache/models)")
    parser.set_defaults(run=run_ablation)


def run(args: argparse.Namespace) -> int:
    """Trains, writes the model, its card and a plot, and prints how good it is.

    Raises:
        ValueError: An option makes no sense, the clips are too few, or the checkpoint is of another
            training.
    """
    compute_on_one_thread()
    from tqdm import tqdm

    from course_utils.executors import cluster_at
    from course_utils.training.devices import computing_on
    from course_utils.trigger_word.evaluation.evaluation import report_figures, report_lines
    from course_utils.trigger_word.figures import save_det_plot
    from course_utils.trigger_word.model import save_detector

    devices = chosen_devices(args)
    out, name = models_folder(args), model_name(args)
    experiment = prepare_experiment(args)
    identity, settings = experiment.identity(), experiment.settings
    path = out / f"{name}.checkpoint.npz"
    checkpoints = keep_checkpoints(path, identity, devices, args)
    with (
        cluster_at(args.address) as executor,
        computing_on(devices),
        tqdm(unit="example", desc="training") as bar,
    ):
        show = reporter(bar, settings.batch_size, settings.epochs, describe)
        model, progress = experiment.train(checkpoints, show, executor)
    if devices.process:
        return 0
    threshold = experiment.choose_threshold(model)
    scores = experiment.test(model)
    report = scores.report(threshold)
    print("\n".join(report_lines(report, threshold)))
    print(waiting_line(progress))
    facts = {
        "command": command_line(start(args), args, IN_THE_CARD),
        "training": identity,
        "misses_per_false_alarm": experiment.misses_per_false_alarm,
        "metrics": report_figures(report),
        "waiting": waiting(progress),
        "history": progress.history,
    }
    save_detector(out / f"{name}.keras", experiment.detector(model, threshold), facts)
    save_det_plot(out / f"{name}.png", {args.model: scores.det()}, {args.model: threshold})
    print(f"written: {out / name}.keras, its card {name}.json, misses over alarms {name}.png")
    return 0


def prepare_experiment(args: argparse.Namespace):
    """Loads the clips, making them first if need be, and gives the `DetectorExperiment`.

    Raises:
        ValueError: As `run`.
    """
    from tqdm import tqdm

    from course_utils.trigger_word.clips import load_clip_sets
    from course_utils.trigger_word.detectors import CONFIGS
    from course_utils.trigger_word.experiment import DetectorExperiment
    from course_utils.trigger_word.model import DetectorTrainingSettings
    from course_utils.validation import require_at_least, require_positive

    settings = {**DEFAULTS[args.model], **chosen(args, SETTINGS)}
    settings = DetectorTrainingSettings(**settings)
    sizes = {**SIZES, **chosen(args, SIZES)}
    weight = {
        "misses_per_false_alarm": MISSES_PER_FALSE_ALARM[args.model],
        **chosen(args, ("misses_per_false_alarm",)),
    }
    require_at_least(1, **sizes)
    require_positive(**weight)
    folder = args.clips or own_clips(args.word)
    sets = load_clip_sets(folder, lambda files: tqdm(files, unit="file", desc="reading"))
    for clips in sets:
        for path, reason in clips.skipped:
            print(f"left out: {path.name} {reason}")
    return DetectorExperiment(
        sets,
        args.word,
        CONFIGS[args.model],
        settings,
        n_dev=sizes["dev_clips"],
        n_test=sizes["test_clips"],
        **weight,
    )


def own_clips(word: str) -> Path:
    """The folder with clips of a word, which are made if there are none yet.

    Raises:
        ValueError: The engines are not installed, there is nothing to say in the word, or the
            folder holds clips of another word.
    """
    from tqdm import tqdm

    from course_utils.folders import data_folder, repository
    from course_utils.trigger_word.clip_making.clip_plan import Sizes, sizes_like_shipped
    from course_utils.trigger_word.clip_making.make_clips import make_clips

    if word == WORD:
        return data_folder("trigger_word")
    folder = repository() / ".cache" / "trigger_word" / file_name(word)
    manifest = folder / "manifest.json"
    if not manifest.exists():
        sizes = sizes_like_shipped(Sizes(**CLIPS))
        make_clips(
            folder, word, sizes, progress=lambda clips: tqdm(clips, unit="clip", desc="making")
        )
        return folder
    made_for = json.loads(manifest.read_text(encoding="utf-8")).get("word")
    if made_for != word:
        raise ValueError(
            f"{folder} holds clips of {made_for!r}, not of {word!r}: move or remove it"
        )
    return folder


def file_name(word: str) -> str:
    """A word as part of a file's name; no two words share one.

    Letters, digits and single spaces stay readable. A word with anything else, such as "c++" or
    "Hey-course", gets a part of its SHA-256 after a hyphen, which no other name holds.
    """
    name = "".join(c if c.isalnum() else "_" for c in word.lower())[:LONGEST_NAME]
    if name.replace("_", " ") == word and len(word.split()) == word.count(" ") + 1:
        return name
    return f"{name}-{hashlib.sha256(word.encode()).hexdigest()[:8]}"


def model_name(args: argparse.Namespace) -> str:
    """What the model is called."""
    if args.name:
        return args.name
    word = "" if args.word == WORD else f"_{file_name(args.word)}"
    return f"trigger_word_{args.model}{word}"


def describe(progress) -> str:
    """What a training's bar says."""
    return f"loss {progress.mean_loss:.4f}"


def start(args: argparse.Namespace, chapter: str = "trigger-word") -> list[str]:
    """How the command in a card begins; of a folder only its name."""
    clips = ["--clips", args.clips.resolve().name] if args.clips else []
    return ["course", "train", chapter, *clips]


def run_ablation(args: argparse.Namespace) -> int:
    """Trains, writes the tables and prints them.

    Raises:
        ValueError: An option makes no sense, or the clips are too few.
    """
    from tqdm import tqdm

    from course_utils import atomic
    from course_utils.folders import data_folder
    from course_utils.trigger_word.ablation import (
        augmentation_trials,
        compare,
        dropout_trials,
        voice_trials,
    )
    from course_utils.trigger_word.clips import load_clips
    from course_utils.trigger_word.detectors import CONFIGS
    from course_utils.trigger_word.model import DetectorTrainingSettings

    if args.test_clips < 1:
        raise ValueError(f"--test-clips is at least 1, got {args.test_clips}")
    if not all(0 <= share < 1 for share in args.dropouts or ()):
        raise ValueError(f"--dropouts are at least 0 and less than 1, got {args.dropouts}")
    settings = DetectorTrainingSettings(
        **{"epochs": 4, "steps": 120, "learning_rate": 3e-3, **chosen(args, ABLATION_SETTINGS)}
    )
    folder = args.clips or data_folder("trigger_word")
    test, config = load_clips(folder / "test"), CONFIGS["small"]
    how = (test, config, settings, args.test_clips, lambda trials: tqdm(trials, unit="training"))
    train = load_clips(folder / "train")
    if args.dropouts:
        trials, name = {"rows": dropout_trials(train, args.dropouts)}, DROPOUT_NAME
    else:
        trials = {"rows": augmentation_trials(train), "voices": voice_trials(folder)}
        name = ABLATION_NAME
    tables = {table: compare(of_table, *how) for table, of_table in trials.items()}
    command = command_line(start(args, "ablation"), args, ("dropouts", *ABLATION_SETTINGS))
    path = models_folder(args) / name
    atomic.write_text(path, json.dumps({"command": command, **tables}, indent=1) + "\n")
    for row in chain.from_iterable(tables.values()):
        print(f"{row['name']:<34} F1 {row['f1'][0]:.3f}, missed {row['missed']:.1%}")
    print(f"written: {path}")
    return 0
