"""Checkpoints: weights, optimizer and progress of a training in one file, replaced atomically."""

import io
import json
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils import atomic
from course_utils.backend import keras

VERSION = 2


class Progress(NamedTuple):
    """How far a training has come.

    Attributes:
        epoch: The current epoch, from 0.
        step: The next step in it, from 0.
        loss_sum: Sum of the losses of the epoch's steps so far, in the training's own unit.
        history: A dict for each finished epoch.
    """

    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    history: tuple[dict, ...] = ()

    @property
    def mean_loss(self) -> float:
        """The mean loss of the epoch's steps so far."""
        return self.loss_sum / self.step

    def after_step(self, loss: float) -> "Progress":
        """The progress after one more step."""
        return self._replace(step=self.step + 1, loss_sum=self.loss_sum + loss)

    def after_epoch(self, **figures) -> "Progress":
        """The progress at the start of the next epoch; the history gets `figures` of this one."""
        return Progress(epoch=self.epoch + 1, history=(*self.history, figures))


class KeepNothing:
    """No checkpoints: for a training that is too short to be worth continuing."""

    def restore(self, model) -> Progress:
        """The training begins."""
        return Progress()

    def after_step(self, model, progress: Progress) -> None:
        """Called after every step of an epoch but the last."""

    def after_epoch(self, model, progress: Progress) -> None:
        """Called after every epoch."""


class CheckpointFile:
    """Keeps a training's weights, optimizer and progress in a file; the training calls it.

    Args:
        path: The file. Where there is none, the training begins at its first step.
        run: The settings that identify the training, as plain JSON; a file with others is refused.
        every_s: Seconds between two writes within an epoch; the end of an epoch is always written.
        writes: Whether to write: of several processes only one does.
    """

    def __init__(self, path: str | Path, run: dict, every_s: float = 30.0, writes: bool = True):
        self.path = Path(path)
        self.writes = writes
        self.run = json.loads(json.dumps(run))
        self.every_s = every_s
        self._written = time.monotonic()

    def restore(self, model) -> Progress:
        """Sets the weights and the optimizer of a compiled model to those of the file.

        Raises:
            ValueError: The file is damaged, or belongs to another training.
        """
        if not self.path.exists():
            return Progress()
        header, arrays = _read(self.path)
        self._require_same_run(header)
        variables = _variables(model)
        if [array.shape for array in arrays] != [tuple(v.shape) for v in variables]:
            raise ValueError(f"{self.path} does not fit the model: delete it to start over")
        for variable, array in zip(variables, arrays, strict=True):
            variable.assign(array)
        progress = header["progress"]
        return Progress(**{**progress, "history": tuple(progress["history"])})

    def after_step(self, model, progress: Progress) -> None:
        """Writes the file if the last write is `every_s` ago."""
        if time.monotonic() - self._written >= self.every_s:
            self.after_epoch(model, progress)

    def after_epoch(self, model, progress: Progress) -> None:
        """Writes the file."""
        if not self.writes:
            return
        header = {"version": VERSION, "run": self.run, "progress": progress._asdict()}
        arrays = {
            f"{i:04d}": keras.ops.convert_to_numpy(v) for i, v in enumerate(_variables(model))
        }
        content = io.BytesIO()
        np.savez(content, header=np.array(json.dumps(header)), **arrays)
        atomic.write_bytes(self.path, content.getvalue())
        self._written = time.monotonic()

    def _require_same_run(self, header):
        if header["version"] != VERSION:
            raise ValueError(
                f"{self.path} is a checkpoint of version {header['version']}, not {VERSION}: "
                "delete it to start over"
            )
        theirs = header["run"]
        names = [name for name in {**theirs, **self.run} if theirs.get(name) != self.run.get(name)]
        if names:
            name = sorted(names)[0]
            raise ValueError(
                f"{self.path} is a checkpoint of another training, with {name} {theirs.get(name)}, "
                f"not {self.run.get(name)}: delete it or choose another folder"
            )


def _variables(model):
    return [*model.variables, *model.optimizer.variables]


def _read(path):
    try:
        with np.load(path, allow_pickle=False) as file:
            header = json.loads(str(file["header"]))
            return header, [file[name] for name in sorted(file.files) if name != "header"]
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is not a checkpoint: {error}; delete it to start over") from None
