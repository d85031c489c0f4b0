"""What the subcommands of `course train` share: options of a run, its progress, its command."""

import argparse
import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Adds where to write, and what to compute on."""
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
    hardware = parser.add_argument_group("hardware (several devices need KERAS_BACKEND=jax)")
    option = hardware.add_argument
    option("--devices", type=int, metavar="N", help="share each batch among N GPUs")
    option("--mixed-precision", action="store_true", help="make products in bfloat16")
    option("--coordinator", metavar="HOST:PORT", help="where several machines meet: at process 0")
    option("--processes", type=int, default=1, metavar="N", help="machines; default: %(default)s")
    option(
        "--process",
        type=int,
        default=0,
        metavar="I",
        help="number of this machine, from 0, which writes to --out; the others read there",
    )


HARDWARE = ("devices", "mixed_precision")


def chosen_hardware(args: argparse.Namespace):
    """The `Hardware` of the options.

    Raises:
        ValueError: They make no sense.
    """
    from course_utils.training.devices import Hardware

    names = (*HARDWARE, "coordinator", "processes", "process")
    return Hardware(**{name: getattr(args, name) for name in names})


def keep_checkpoints(path: Path, identity: dict, hardware, args: argparse.Namespace):
    """The `CheckpointFile` of a run; only the first of several machines writes it."""
    from course_utils.training.checkpoints import CheckpointFile

    run = identity | ({"mixed_precision": True} if hardware.mixed_precision else {})
    every_s = args.checkpoint_s
    return CheckpointFile(path, run, every_s, writes=hardware.process == 0)


def waiting(progress) -> float:
    """The share of the training's time in which it waited for data."""
    return sum(epoch["waiting"] for epoch in progress.history) / len(progress.history)


def waiting_line(progress) -> str:
    """The same in words."""
    return f"the training waited for data in {waiting(progress):.1%} of its time"


def models_folder(args: argparse.Namespace) -> Path:
    """Where a run writes."""
    from course_utils.folders import repository

    return args.out or repository() / ".cache" / "models"


def chosen(args: argparse.Namespace, names: Iterable[str]) -> dict:
    """The options among `names` that were given."""
    return {name: getattr(args, name) for name in names if getattr(args, name) is not None}


def reporter(bar, per_step: int, epochs: int, describe: Callable[[object], str]) -> Callable:
    """Shows a training's progress in a tqdm bar; a training calls it after each step.

    Args:
        bar: Begins where a checkpoint left off.
        per_step: How much of the bar's unit a step is.
        epochs: In all.
        describe: A `Progress` -> what to say of it.
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
    """The command with every option that the model depends on.

    Args:
        words: How it begins.
        args: As they were given.
        names: Of the options; one that was not given is left out.
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
