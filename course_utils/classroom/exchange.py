"""nbgrader's exchange: submissions come whole or not at all, and feedback goes back.

`nbgrader collect` copies file by file into the submission's own folder; stopped halfway it leaves
half a submission there that looks collected. `nbgrader release_feedback` ends at the first student
whose notebook came in another way, by `nbgrader zip_collect` for instance, and those after that one
get nothing.
"""

import os
import shutil
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback


class AtomicCollect(ExchangeCollect):
    """nbgrader's collecting, with whole folders moved into their places and out of them."""

    def copy_files(self) -> None:
        """Collects; an older submission is moved away before it is deleted."""
        for record in self.src_records:
            place = self._place(record)
            if place.is_dir() and self._is_newer(record, place):
                old = place.with_name(f".{place.name}.replaced")
                shutil.rmtree(old, ignore_errors=True)
                os.replace(place, old)
                shutil.rmtree(old)
        super().copy_files()

    def do_copy(self, src: str, dest: str, log=None) -> None:
        """Copies a submission; drafts that an earlier run left are removed."""
        goal = Path(dest)
        draft = goal.with_name(f".{goal.name}.collecting")
        shutil.rmtree(draft, ignore_errors=True)
        super().do_copy(src, str(draft), log)
        os.replace(draft, goal)

    def _place(self, record: dict) -> Path:
        course = self.coursedir
        names = course.submitted_directory, record["username"], course.assignment_id
        return Path(course.format_path(*names))

    def _is_newer(self, record: dict, place: Path) -> bool:
        before, now = self.coursedir.get_existing_timestamp(str(place)), record["timestamp"]
        if self.before_duedate and before != now:
            return True
        return self.update and (before is None or now > before)


NAMED_BY = ("timestamp.txt", "submission_secret.txt")  # `nbgrader submit` puts them there


class ReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's releasing, which names the students that it cannot reach and leaves them out."""

    def copy_files(self) -> None:
        """Releases the feedback of everyone who handed in through the exchange."""
        excluded = self.coursedir.student_id_exclude
        others = self._came_in_another_way()
        for student in others:
            self.log.warning("%s did not hand in through the exchange: not released", student)
        self.coursedir.student_id_exclude = ",".join(filter(None, [excluded, *others]))
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = excluded

    def _came_in_another_way(self) -> list[str]:
        pattern = Path(self.src_path)
        folders = Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))
        return sorted(
            folder.parent.name
            for folder in folders
            if not all((folder / name).is_file() for name in NAMED_BY)
        )
