"""`course train dates`: the network of notebook 04, trained for longer than there."""

import argparse

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
Trains a translator of written dates on new dates in every epoch, and writes the model with a card
that says how it was made and how good it is, locale by locale and format by format.

It can be stopped at any moment, by Ctrl-C or by a power cut: the same command continues where it
was, to the same result. No training text is in the test. A format that is held out is tested in a
row of its own.
"""

EXAMPLES = """\
examples:
  course train dates
      the translator in data/models, of seven locales
  course train dates --locales en_US --epochs 5 --name dates_english
      English alone, in some minutes
  course train dates --locales it pt_BR --name dates_south
      any locale of Babel; if the course has no formats for it, CLDR's own four and ISO 8601
"""

LOCALES = ("en_US", "en_GB", "zh", "ja", "fr", "de", "es")
HELD_OUT = ("E, MMMM dº, y",)
N_TEST = 2000
DEFAULTS = {"epochs": 12, "batch_size": 128}
SETTINGS = ("epochs", "batch_size", "learning_rate", "guidance", "seed")
SHAPE = ("Tx", "n_a", "n_s", "dates_per_epoch", "typos", "wrong_weekdays", "unreadable")
START = ("course", "train", "dates")
IN_THE_CARD = ("locales", "hold_out", *SETTINGS, *SHAPE, *DEVICE_OPTIONS)


def add_parser(chapters: argparse._SubParsersAction) -> None:
    """Adds the subcommand."""
    parser = chapters.add_parser(
        "dates",
        help="the network of notebook 04",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("--locales", nargs="+", metavar="L", help=f"default: {' '.join(LOCALES)}")
    option(
        "--hold-out",
        nargs="*",
        metavar="F",
        help=f"formats for the test alone; default: {', '.join(HELD_OUT)}, if a locale has it",
    )
    option("--name", default="dates_multilingual", help="of the model; default: %(default)s")
    option("--epochs", type=int, metavar="N", help="default: 12")
    option("--dates-per-epoch", type=int, metavar="N", help="default: 20000")
    option("--batch-size", type=int, metavar="N", help="dates in a step; default: 128")
    option("--learning-rate", type=float, metavar="X", help="at its highest; default: 0.01")
    option(
        "--guidance", type=float, metavar="X", help="weight of the attention loss; default: 0.05"
    )
    option("--seed", type=int, metavar="N", help="of all random numbers; default: 0")
    option("--Tx", type=int, metavar="N", help="characters that it reads; default: 40")
    option("--n-a", type=int, metavar="N", help="units of the encoder, each way; default: 64")
    option("--n-s", type=int, metavar="N", help="units of the decoder; default: 64")
    option("--typos", type=float, metavar="P", help="share with a typo; default: 0.1")
    option("--wrong-weekdays", type=float, metavar="P", help="share of weekdays; default: 0.2")
    option("--unreadable", type=float, metavar="P", help="share without a date; default: 0.04")
    add_run_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Trains, writes the model and its card, and prints how good it is.

    Raises:
        ValueError: An option makes no sense, or the checkpoint is of another training.
    """
    from tqdm import tqdm

    from course_utils.dates.saved_models import save_date_translator
    from course_utils.training.devices import computing_on

    devices = chosen_devices(args)
    out = models_folder(args)
    experiment = prepare_experiment(args)
    identity = experiment.identity()
    path = out / f"{args.name}.checkpoint.npz"
    checkpoints = keep_checkpoints(path, identity, devices, args)
    with computing_on(devices), tqdm(unit="date", unit_scale=True, desc="training") as bar:
        settings = experiment.settings
        report = reporter(bar, settings.batch_size, settings.epochs, describe)
        model, progress = experiment.train(checkpoints, report)
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
    locales = experiment.config.locales
    save_date_translator(out / f"{args.name}.keras", model, experiment.vocabulary, locales, facts)
    print(f"written: {out / args.name}.keras and its card {args.name}.json")
    return 0


def prepare_experiment(args: argparse.Namespace):
    """The `DateExperiment` of some options; its test dates are drawn.

    Raises:
        ValueError: An option makes no sense.
    """
    from course_utils.dates.experiment import DateConfig, DateExperiment
    from course_utils.dates.training import DateTrainingSettings

    locales = tuple(args.locales or LOCALES)
    held_out = HELD_OUT if args.hold_out is None else tuple(args.hold_out)
    if args.hold_out is None and not any(locale.startswith("en") for locale in locales):
        held_out = ()
    config = DateConfig(locales=locales, held_out=held_out, **chosen(args, SHAPE))
    settings = DateTrainingSettings(**DEFAULTS | chosen(args, SETTINGS))
    return DateExperiment(config, settings, N_TEST)


def describe(progress) -> str:
    """The text of a training's progress bar."""
    text = f"loss {progress.mean_loss:.4f}"
    if progress.history:
        text += f", validation {progress.history[-1]['exact_match']:.2%}"
    return text


def score_lines(metrics: dict) -> list[str]:
    """Lines of a table: exact matches of the test dates for each locale."""
    lines = ["exact matches of test dates, and with a typo in each long name"]
    lines += [
        f"  {locale:<8}{share:>9.2%}{metrics['typos'][locale]:>9.2%}"
        for locale, share in metrics["by_locale"].items()
    ]
    return lines + [
        f"  {locale:<8}{share:>9.2%}  of {name}, never trained on"
        for locale, formats in metrics["held_out"].items()
        for name, share in formats.items()
    ]
