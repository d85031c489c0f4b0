"""Where a generation stands: a value that can be kept, saved and resumed."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course_utils import atomic

VERSION = 1


@dataclass(frozen=True)
class GeneratorState:
    """Everything that the samples to come depend on, but the model.

    Attributes:
        codes: (batch,) uint8, the next input of the network.
        caches: For each layer its last inputs, float32 (batch, (k - 1) * dilation, residual), the
            oldest first.
        uniforms: State of each stream's random numbers.
        temperature: As for `sample_codes`.
        speakers: (batch,), or None for a model without speakers.
        digest: Of the model's weights.
    """

    codes: np.ndarray
    caches: tuple[np.ndarray, ...]
    uniforms: list[dict]
    temperature: float
    speakers: np.ndarray | None
    digest: str

    def save(self, path: str | Path) -> None:
        """Writes the state as an .npz file, in one step."""
        about = {
            "version": VERSION,
            "uniforms": self.uniforms,
            "temperature": self.temperature,
            "digest": self.digest,
            "n_layers": len(self.caches),
        }
        arrays = {f"past_{i}": cache for i, cache in enumerate(self.caches)}
        if self.speakers is not None:
            arrays["speakers"] = self.speakers
        file = io.BytesIO()
        np.savez(file, about=np.array(json.dumps(about)), codes=self.codes, **arrays)
        atomic.write_bytes(path, file.getvalue())

    @classmethod
    def load(cls, path: str | Path) -> "GeneratorState":
        """Reads a state that `save` wrote.

        Raises:
            ValueError: The file is no such state, or of another version.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = dict(file)
            about = json.loads(str(arrays["about"]))
            version = about["version"]
            if version == VERSION:
                caches = tuple(arrays[f"past_{i}"] for i in range(about["n_layers"]))
                return cls(
                    arrays["codes"],
                    caches,
                    about["uniforms"],
                    about["temperature"],
                    arrays.get("speakers"),
                    about["digest"],
                )
        except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path} is no state of a generator: {error}") from error
        raise ValueError(f"{path} is a state of version {version}; this course reads {VERSION}")
