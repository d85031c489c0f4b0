"""Checkpoints of a WaveNet's training."""

from pathlib import Path

from course_utils import checkpoints
from course_utils.wavenet.training import Progress


class CheckpointFile(checkpoints.CheckpointFile):
    """Keeps a training in a file; see `course_utils.checkpoints` for the arguments."""

    def __init__(self, path: str | Path, run: dict, every_s: float = 30.0):
        super().__init__(path, run, Progress(), every_s)
