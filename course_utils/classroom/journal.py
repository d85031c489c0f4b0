"""What was graded, so that a second run repeats nothing: one small file per submission."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from course_utils.atomic import write_text


@dataclass(frozen=True)
class Entry:
    """A submission that was graded.

    Attributes:
        digest: Of all that its grade depends on.
        notes: What was wrong with its files.
    """

    digest: str
    notes: tuple[str, ...] = ()


class Journal:
    """The entries of a course.

    An entry is written after the grade is in the gradebook and its files lie in their folders, so
    what it names is complete.

    Args:
        folder: Of the journal.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self, assignment: str, student: str) -> Entry | None:
        """The entry of a submission; None if there is none, or it is damaged."""
        try:
            fields = json.loads(self._file(assignment, student).read_text(encoding="utf-8"))
            return Entry(str(fields["digest"]), tuple(map(str, fields["notes"])))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, assignment: str, student: str, entry: Entry) -> None:
        """Keeps an entry, whole or not at all."""
        write_text(self._file(assignment, student), json.dumps(asdict(entry)))

    def _file(self, assignment: str, student: str) -> Path:
        return self.folder / assignment / f"{student}.json"
