"""`course train speech`: the recognizer of notebook 06, on any folder of recordings.

`course train speech-changes` compares what each change of the sound brings.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from course_utils.commands import compute_on_one_thread
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
Trains a recognizer on a folder of recordings with what is said in them, by CTC or with attention,
tests it on recordings that it never heard, and writes the model with a card that says how it was
made and how good it is, speaker by speaker. Without a folder it learns digits from the course's
synthetic voices, and is tested on those of another engine.

The folder holds sound files of any rate and a table transcripts.csv (or .tsv) with the columns path
and text, and if you have them speaker and split (train or test). Without a table the files are
named as in the Free Spoken Digit Dataset: DIGIT_SPEAKER_NUMBER.wav, of which the numbers 0 to 4 are
the test. Of a folder that `course synthesize words` made, with a manifest.json, the digits and
their strings are taken, in its own split. Recordings of one speaker are joined until there are so
many characters as --join says; --join 1 1 leaves each alone. The test has longer strings, unless
--join or --test-join says otherwise.

The training can be stopped at any moment, by Ctrl-C or by a power cut: the same command continues
where it was, to the same result.
"""

EXAMPLES = """\
examples:
  course train speech --name speech_digits
      digits by the synthetic voices of data/speech_recognition
  course train speech --data free-spoken-digit-dataset/recordings --name speech_fsdd
      digits of six people, tested on recordings 0 to 4 of each
  course train speech --data recordings --test-speaker theo
      tested on a person who was never heard
  course train speech --data recordings --join 1 1 --name speech_names
      sentences or names as they are, in the alphabet of their texts
  course train speech --data spanish --changes strong --name speech_spanish
      digits of a set that `course synthesize words --language es --out spanish` made
  course train speech --data recordings --causal
      for `course transcribe microphone`: it writes while the sound comes in
  course train speech --attention --join 1 6
      letter by letter, by attention over the whole sound instead of CTC
"""

SETTINGS = ("epochs", "steps", "batch_size", "learning_rate", "seed")
SHAPE = ("filters", "units", "layers", "dropout", "causal")
WAYS = ("anywhere", "forward")
CHANGES_NAME = "speech_changes.json"
START = ("course", "train", "speech")
IN_THE_CARD = (
    *("test_speaker", "alphabet", "join", "test_join", "separator", "changes", "speed", "rounds"),
    *SETTINGS,
    *SHAPE,
    *("attention", "longest_s"),
    *DEVICE_OPTIONS,
)


def add_parser(chapters: argparse._SubParsersAction) -> None:
    """Adds the subcommand."""
    parser = chapters.add_parser(
        "speech",
        help="the recognizer of notebook 06",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("--data", type=Path, metavar="DIR", help="default: the course's synthetic voices")
    option("--transcripts", type=Path, metavar="FILE", help="its table, if it is elsewhere")
    option(
        "--test-speaker",
        nargs="+",
        metavar="NAME",
        help="test on all recordings of these speakers; default: what the table or the names say",
    )
    option("--alphabet", metavar="CHARS", help="default: the characters of the training's texts")
    option("--name", default="speech_own", help="of the model; default: %(default)s")
    option("--causal", action="store_true", help="hear the past alone, for the microphone")
    option(
        "--attention",
        nargs="?",
        choices=WAYS,
        const=WAYS[0],
        help="look at the whole sound for each letter, by attention; with `forward` it never goes "
        "back; default: CTC",
    )
    option(
        "--longest-s",
        type=float,
        metavar="S",
        help="with attention: no utterance of the training is longer; default: 4.5",
    )
    option(
        "--join",
        type=int,
        nargs=2,
        metavar=("LOW", "HIGH"),
        help="characters in an utterance, or words, if there is a separator; default: 1 4",
    )
    option(
        "--test-join",
        type=int,
        nargs=2,
        metavar=("LOW", "HIGH"),
        help="the same in the test; default: as --join, and 2 6 without it",
    )
    option("--separator", metavar="TEXT", help="between their texts; default: none")
    option("--epochs", type=int, metavar="N", help="default: 6")
    option("--steps", type=int, metavar="N", help="batches in an epoch; default: 300")
    option("--batch-size", type=int, metavar="N", help="utterances in a batch; default: 32")
    option("--learning-rate", type=float, metavar="X", help="at its highest; default: 0.003")
    option("--seed", type=int, metavar="N", help="of all that is drawn; default: 0")
    option("--filters", type=int, metavar="N", help="of each convolution; default: 96")
    option("--units", type=int, metavar="N", help="of each GRU, each way; default: 96")
    option("--layers", type=int, metavar="N", help="of GRUs; default: 1")
    option("--dropout", type=float, metavar="P", help="share of hidden numbers; default: 0.0")
    option(
        "--changes",
        choices=("light", "strong"),
        help="of the sound from utterance to utterance: strong for other speakers and microphones "
        "than those of the training; default: light, and strong without --data",
    )
    option(
        "--speed",
        type=float,
        metavar="X",
        help="play recordings up to X times as fast or slow; default: 1.2, with strong changes 1.3",
    )
    option(
        "--rounds",
        type=int,
        default=1,
        metavar="N",
        help="join the test's recordings N times in other orders; default: %(default)s",
    )
    add_run_options(parser)
    parser.set_defaults(run=run)
    add_changes(chapters)


def add_changes(chapters: argparse._SubParsersAction) -> None:
    """Adds the subcommand that compares changes of the sound."""
    parser = chapters.add_parser(
        "speech-changes",
        help="what each change of the sound brings, for notebook 06",
        description="Trains a recognizer on the course's synthetic voices for each change of the "
        "sound, one at a time, tests them on voices that were never heard and on people, and "
        f"writes the table of notebook 06, {CHANGES_NAME}.",
    )
    option = parser.add_argument
    option("--data", type=Path, metavar="DIR", required=True, help="recordings of people, the test")
    option("--transcripts", type=Path, metavar="FILE", help="its table, if it is elsewhere")
    option("--epochs", type=int, default=2, metavar="N", help="default: %(default)s")
    option("--steps", type=int, default=300, metavar="N", help="default: %(default)s")
    option("--seed", type=int, default=0, metavar="N", help="default: %(default)s")
    option("--out", type=Path, metavar="DIR", help="where the table goes; default: .cache/models")
    parser.set_defaults(run=run_changes)


def run_changes(args: argparse.Namespace) -> int:
    """Trains, prints the table and writes it.

    Raises:
        ValueError: An option makes no sense, or the folder cannot be used.
    """
    compute_on_one_thread()
    from course_utils import atomic
    from course_utils.metrics.confidence_intervals import Interval
    from course_utils.speech_recognition.ablation import compare_changes
    from course_utils.speech_recognition.recognizers import RecognizerConfig
    from course_utils.speech_recognition.recordings import (
        course_digits,
        load_recordings,
        split_recordings,
    )
    from course_utils.speech_recognition.training import RecognizerTrainingSettings

    settings = RecognizerTrainingSettings(epochs=args.epochs, steps=args.steps, seed=args.seed)
    out = models_folder(args)
    train, machines = split_recordings(course_digits())
    tests = {"machines": machines, "people": load_recordings(args.data, args.transcripts)}
    config = RecognizerConfig("0123456789")
    rows = compare_changes(
        train, tests, config, settings, report=lambda name: print(f"training: {name}", flush=True)
    )
    for row in rows:
        rates = "   ".join(f"{test} {Interval(*row[test])}" for test in tests)
        print(f"{row['name']:<32}{rates}")
    command = f"course train speech-changes --epochs {args.epochs} --steps {args.steps}"
    table = {"command": f"{command} --seed {args.seed}", "rows": rows}
    atomic.write_bytes(out / CHANGES_NAME, (json.dumps(table, indent=1) + "\n").encode())
    print(f"written: {out / CHANGES_NAME}")
    return 0


def run(args: argparse.Namespace) -> int:
    """Trains, writes the model and its card, and prints how good it is.

    Raises:
        ValueError: An option makes no sense, a recording cannot be used, or the checkpoint is of
            another training.
    """
    compute_on_one_thread()
    from tqdm import tqdm

    from course_utils.speech_recognition.saved_models import save_recognizer
    from course_utils.training.devices import computing_on

    devices = chosen_devices(args)
    out = models_folder(args)
    experiment = prepare_experiment(args)
    identity, settings = experiment.identity(), experiment.settings
    checkpoints = keep_checkpoints(out / f"{args.name}.checkpoint.npz", identity, devices, args)
    with computing_on(devices), tqdm(unit="utterance", desc="training") as bar:
        show = reporter(bar, settings.batch_size, settings.epochs, describe)
        model, progress = experiment.train(checkpoints, show)
    if devices.process:
        return 0
    metrics = experiment.score(model)
    print("\n".join([*score_lines(metrics), waiting_line(progress)]))
    facts = {
        "command": command_line(START, args, IN_THE_CARD),
        "training": identity,
        "metrics": metrics,
        "waiting": waiting(progress),
        "history": progress.history,
    }
    save_recognizer(out / f"{args.name}.keras", model, experiment.config, facts)
    print(f"written: {out / args.name}.keras and its card {args.name}.json")
    return 0


def prepare_experiment(args: argparse.Namespace):
    """Loads the recordings and gives the `SpeechExperiment`.

    Raises:
        ValueError: As `run`.
    """
    from tqdm import tqdm

    from course_utils.speech_recognition.augmentation import STRONG, Augmentation
    from course_utils.speech_recognition.experiment import SpeechExperiment
    from course_utils.speech_recognition.recognizers import AttentionConfig, RecognizerConfig
    from course_utils.speech_recognition.recordings import (
        course_digits,
        load_recordings,
        split_recordings,
    )
    from course_utils.speech_recognition.training import RecognizerTrainingSettings
    from course_utils.speech_recognition.utterances import STRINGS, Joining

    settings = RecognizerTrainingSettings(**chosen(args, SETTINGS))
    separator = args.separator or ""
    joining, test_joining = (
        Joining(count or default, separator=separator)
        for count, default in (
            (args.join, Joining().count),
            (args.test_join or args.join, STRINGS.count),
        )
    )
    changes = args.changes or ("light" if args.data else "strong")
    augmentation = {"light": Augmentation(), "strong": STRONG}[changes]
    augmentation = replace(augmentation, **chosen(args, ("speed",)))
    if args.data is None:
        recordings = course_digits()
    else:
        recordings = load_recordings(
            args.data, args.transcripts, lambda files: tqdm(files, unit="file", desc="reading")
        )
    train, test = split_recordings(recordings, args.test_speaker or ())
    texts = "".join([separator, *(recording.text for recording in train)])
    symbols = args.alphabet or "".join(sorted(set(texts)))
    config = RecognizerConfig(symbols, **chosen(args, SHAPE))
    if args.attention:
        longest = chosen(args, ("longest_s",))
        config = AttentionConfig(config, monotonic=args.attention == "forward", **longest)
    elif args.longest_s is not None:
        raise ValueError("--longest-s goes with --attention: CTC learns from sounds of any length")
    return SpeechExperiment(
        train, test, config, settings, joining, augmentation, test_joining, args.rounds
    )


def describe(progress) -> str:
    """The text of a training's progress bar."""
    return f"loss {progress.mean_loss:.4f}"


def score_lines(metrics: dict) -> list[str]:
    """Lines of a table: error rates of all and of each speaker, with their 95% intervals."""

    def line(name: str, rate: float, low: float, high: float) -> str:
        return f"  {name:<16}{rate:>8.2%}  ({low:.2%}-{high:.2%})"

    return [
        f"error rate of {metrics['letters']:,} characters in {metrics['utterances']:,} utterances",
        *(line(name, *rate) for name, rate in metrics["by_speaker"].items()),
        line("all", *metrics["error_rate"]),
        f"  {'baseline':<16}{metrics['most_frequent_letter']:>8.2%}  always the most frequent "
        "character, and as many as there are",
    ]
