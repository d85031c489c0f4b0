"""Collecting from nbgrader's exchange: each submission comes whole or not at all.

`nbgrader collect` copies file by file into the submission's own folder; stopped halfway it leaves
half a submission there that looks collected. With this in nbgrader_config.py it does not:

    c.ExchangeFactory.collect = "course_utils.classroom.collecting.exchange.WholeCollect"
"""

import os
import shutil
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect


class WholeCollect(ExchangeCollect):
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
