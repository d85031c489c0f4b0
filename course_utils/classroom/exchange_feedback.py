"""Handing feedback out through nbgrader's exchange, in a class where not everything came by it.

`nbgrader release_feedback` ends at the first student whose notebook came in another way, by
`nbgrader zip_collect` say, and whoever comes after gets nothing. With this in nbgrader_config.py it
goes on:

    c.ExchangeFactory.release_feedback = "course_utils.classroom.exchange_feedback.ReleaseFeedback"
"""

from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

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
