"""What the subcommands of `course train` share: their options, progress bar and command line."""

import argparse
import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say where to write and which devices to use."""
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where to write (default: .cache/models)"
    )
    parser.add_argument(
        "--checkpoint-s",
        type=float,
        default=30.0,
        metavar="S",
        help="seconds between checkpoints; default: %(default)s",
    )
    group = parser.add_argument_group("devices (more than one: with KERAS_BACKEND=jax)")
    option = group.add_argument
    option("--devices", type=int, metavar="N", help="share each batch among N GPUs")
    option("--mixed-precision", action="store_true", help="multiply in bfloat16")
    option("--coordinator", metavar="HOST:PORT", help="where several machines meet: at process 0")
    option(
        "--processes",
        type=int,
        default=1,
        metavar="N",
        help="number of machines; default: %(default)s",
    )
    option(
        "--process",
        type=int,
        default=0,
        metavar="I",
        help="number of this machine, from 0; machine 0 writes to --out, the others read there",
    )


DEVICE_OPTIONS = ("devices", "mixed_precision")


def chosen_devices(args: argparse.Namespace):
    """The `DeviceSettings` of the options.

    Raises:
        ValueError: One of them is out of range, or two exclude each other.
    """
    from course_utils.training.devices import DeviceSettings

    names = (*DEVICE_OPTIONS, "coordinator", "processes", "process")
    return DeviceSettings(**{name: getattr(args, name) for name in names})


def keep_checkpoints(path: Path, identity: dict, devices, args: argparse.Namespace):
    """The `CheckpointFile` of a run; of several processes only the first writes it."""
    from course_utils.training.checkpoints import CheckpointFile

    run = identity | ({"mixed_precision": True} if devices.mixed_precision else {})
    return CheckpointFile(path, run, args.checkpoint_s, writes=devices.process == 0)


def waiting(progress) -> float:
    """The share of a training's time in which it waited for data."""
    return sum(epoch["waiting"] for epoch in progress.history) / len(progress.history)


def waiting_line(progress) -> str:
    """The same as a sentence for the summary."""
    return f"the training waited for data in {waiting(progress):.1%} of its time"


def models_folder(args: argparse.Namespace) -> Path:
    """The folder that a run writes to."""
    from course_utils.folders import repository

    return args.out or repository() / ".cache" / "models"


def chosen(args: argparse.Namespace, names: Iterable[str]) -> dict:
    """The options among `names` that were given."""
    return {name: getattr(args, name) for name in names if getattr(args, name) is not None}


def reporter(bar, per_step: int, epochs: int, describe: Callable[[object], str]) -> Callable:
    """A function that a training calls after each step, to show its progress in a tqdm bar.

    Args:
        bar: Begins at the step of the checkpoint that the training continues from.
        per_step: Units of the bar in a step.
        epochs: Number of epochs in the training.
        describe: Turns a `Progress` into the text beside the bar.
    """

    def report(progress, steps: int) -> None:
        done = per_step * (steps * progress.epoch + progress.step)
        if not bar.total:
            bar.n = bar.initial = done - per_step
        bar.total = per_step * steps * epochs
        text = f"epoch {progress.epoch + 1}/{epochs}, {describe(progress)}"
        bar.set_postfix_str(text, refresh=False)
        bar.update(done - bar.n)

    return report


def command_line(words: Sequence[str], args: argparse.Namespace, names: Iterable[str]) -> str:
    """The command line with every option that the model depends on, for its card.

    Args:
        words: The command and its subcommand.
        args: The parsed arguments.
        names: Names of the options; those that were not given are left out.
    """
    words = list(words)
    for name in names:
        value = getattr(args, name)
        if value is None or value is False:
            continue
        words.append("--" + name.replace("_", "-"))
        if value is not True:
            words += [str(v) for v in value] if isinstance(value, list) else [str(value)]
    return shlex.join(words)
