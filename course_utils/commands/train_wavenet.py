"""`course train wavenet`: trains the network of notebook 02, for longer than a notebook can."""

import argparse
from pathlib import Path

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
Trains a WaveNet on a folder of WAV, FLAC or OGG files and writes the model with a card that says
what made it and how good it is.

It can be stopped at any moment, by Ctrl-C or by a power cut: the same command goes on where it
was, to the same result. Test recordings are of speakers that are not in the training; with
--speakers they are other recordings of the same speakers. They are scored once, at the end. The
figure shown after each epoch is measured on validation recordings of training speakers.
"""

EXAMPLES = """\
examples:
  course train wavenet
      the small network on the course's own recordings, in some minutes
  course train wavenet --config large
      the network in data/models, in about half an hour on 2 cores
  course train wavenet --data digits --sample-rate 8000 --speaker-pattern '_([a-z]+)_' \\
      --fragment-length 2048 --batch-size 8
      files such as 3_jane_17.wav, short ones: the speaker is in the name
"""

SETTINGS = ("epochs", "batch_size", "fragment_length", "learning_rate", "seed")
IN_THE_CARD = (
    *("config", "speakers", "sample_rate", "speaker_pattern", "test_fraction", "split_seed"),
    *(*SETTINGS, "no_variations", *DEVICE_OPTIONS),
)


def add_parser(chapters: argparse._SubParsersAction) -> None:
    """Adds the subcommand."""
    parser = chapters.add_parser(
        "wavenet",
        help="the network of notebook 02",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("--data", type=Path, metavar="DIR", help="recordings (default: the course's own)")
    option("--sample-rate", type=int, default=16_000, metavar="HZ", help="default: %(default)s")
    option(
        "--speaker-pattern",
        metavar="RE",
        help="a regular expression whose first group, in a file's path below DIR, is the speaker; "
        "default: the name of the file's folder",
    )
    option("--config", choices=("small", "large"), default="small", help="default: %(default)s")
    option("--speakers", action="store_true", help="condition the network on the speaker")
    option(
        "--test-fraction",
        type=float,
        default=0.2,
        metavar="F",
        help="share of the recordings held out for the test; default: %(default)s",
    )
    option(
        "--split-seed",
        type=int,
        default=2,
        metavar="N",
        help="seed of that choice; default: %(default)s, as in notebook 01",
    )
    option("--epochs", type=int, metavar="N", help="default: 5 for small, 16 for large")
    option("--batch-size", type=int, metavar="N", help="fragments in a step; default: 4")
    option("--fragment-length", type=int, metavar="N", help="samples; default: 4096")
    option("--learning-rate", type=float, metavar="X", help="the highest; default: 0.003")
    option("--seed", type=int, metavar="N", help="of the training; default: 0")
    option(
        "--no-variations",
        action="store_true",
        help="do not vary the recordings in speed and level",
    )
    add_run_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Trains, writes the model and its card, and prints how good it is.

    Raises:
        ValueError: An option makes no sense, the recordings are too few, or the checkpoint is of
            another training.
    """
    from tqdm import tqdm

    from course_utils.training.devices import computing_on
    from course_utils.wavenet.data import speech_folder
    from course_utils.wavenet.saved_models import save_wavenet

    devices = chosen_devices(args)
    data = args.data or speech_folder()
    out = models_folder(args)
    name = f"wavenet_{args.config}" + ("_speakers" if args.speakers else "")
    experiment, skipped = prepare_experiment(args, data)
    print("\n".join([*skipped, *experiment.table()]))
    identity = experiment.identity(data)
    path = out / f"{name}.checkpoint.npz"
    checkpoints = keep_checkpoints(path, identity, devices, args)
    with computing_on(devices), tqdm(unit="sample", unit_scale=True, desc="training") as bar:
        settings = experiment.settings
        samples = settings.batch_size * settings.fragment_length
        report = reporter(bar, samples, settings.epochs, describe)
        model, progress = experiment.train(checkpoints, report)
    if devices.process:
        return 0
    metrics = experiment.score(model)
    print("\n".join([*score_lines(metrics), waiting_line(progress)]))
    facts = {
        "command": command_line(start(args), args, IN_THE_CARD),
        "training": identity,
        "sample_rate": args.sample_rate,
        "speakers": experiment.speaker_names,
        "recordings": experiment.summary(),
        "metrics": metrics,
        "waiting": waiting(progress),
        "history": progress.history,
    }
    save_wavenet(out / f"{name}.keras", model, facts)
    print(f"written: {out / name}.keras and its card {name}.json")
    return 0


def prepare_experiment(args: argparse.Namespace, data: Path) -> tuple:
    """Reads and splits the recordings.

    Returns:
        experiment, skipped: The `Experiment`, and a line for each recording that is left out.

    Raises:
        ValueError: As `run`.
    """
    from dataclasses import replace

    from tqdm import tqdm

    from course_utils.wavenet.corpus import load_clips, split_clips
    from course_utils.wavenet.data import find_recordings
    from course_utils.wavenet.experiment import CONFIGS, Experiment

    config, settings = CONFIGS[args.config]
    settings = replace(settings, **chosen(args, SETTINGS))
    recordings = find_recordings(data, args.speaker_pattern)
    clips, skipped = load_clips(
        recordings, args.sample_rate, lambda files: tqdm(files, unit="file", desc="reading")
    )
    corpus = split_clips(clips, args.test_fraction, args.split_seed, args.speakers)
    variations = not args.no_variations
    experiment = Experiment(corpus, config, settings, args.sample_rate, args.speakers, variations)
    return experiment, skipped


def describe(progress) -> str:
    """What a training's bar says."""
    text = f"{progress.mean_loss:.3f} bits"
    if progress.history:
        text += f", validation {progress.history[-1]['validation_bits']:.3f}"
    return text


def score_lines(metrics: dict) -> list[str]:
    """Lines of a table: bits per sample of the test recordings, for the model and its baselines."""
    lines = ["bits per sample of the test recordings"]
    lines += [f"  {name:<16}{bits:>7.3f}" for name, bits in metrics["test_bits"].items()]
    return [
        *lines,
        f"  the model needs {metrics['share_of_markov']:.1%} of the Markov table's bits",
    ]


def start(args: argparse.Namespace) -> list[str]:
    """How the command in the card begins; of a folder only its name."""
    data = ["--data", args.data.resolve().name] if args.data else []
    return ["course", "train", "wavenet", *data]
