"""The settings of a course's nbgrader: what nbgrader_config.py asks for."""

import re
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    GetGrades,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets.config import Config

from course_utils.classroom.exchange import AtomicCollect, ReleaseFeedback
from course_utils.classroom.grading.preprocessors import Judge, RestoreCells, ShowAsText
from course_utils.classroom.submitted_zip import SafeExtractor

EXPORTED = "exported_grades.csv"  # `course classroom grade` writes grades.csv, with other columns


def configure(config: Config, folder: Path, trust_submissions: bool = False) -> None:
    """Sets what this course needs; nbgrader reads its configuration several times a command.

    Args:
        config: nbgrader's.
        folder: Of the class, as `course classroom init` made it.
        trust_submissions: Whether submissions may run without a sandbox.
    """
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.course_id = (folder / "class_name").read_text("utf-8").strip()
    # Given cells stay editable: the notebooks ask to play with them, and grading puts them back.
    config.LockCells.lock_readonly_cells = False

    config.Autograde.sanitize_preprocessors = [
        RestoreCells,
        ClearOutput,
        OverwriteKernelspec,
        OverwriteCells,
        CheckCellMetadata,
    ]
    config.Autograde.autograde_preprocessors = [
        Judge,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
        ShowAsText,
    ]
    config.Judge.course = str(folder)
    config.Judge.trust_submissions = trust_submissions

    config.ExchangeFactory.collect = AtomicCollect
    config.ExchangeFactory.release_feedback = ReleaseFeedback
    config.ZipCollectApp.extractor_plugin = SafeExtractor
    config.FileNameCollectorPlugin.named_regexp = submitted_names(folder)

    config.ExportPlugin.to = EXPORTED

    config.GenerateFeedback.preprocessors = [
        ClearHiddenTests,
        GetGrades,
        CSSHTMLHeaderPreprocessor,
    ]


def submitted_names(folder: Path) -> str:
    """Whose a collected notebook is, from its path.

    `ann_01_x.ipynb`, `ann_attempt_2026-11-20-10-00-00_01_x.ipynb` and `ann/01_x.ipynb` are ann's;
    `Ann Smith_123_assignsubmission_file/01_x.ipynb`, as Moodle packs it, is 123's.
    """
    notebooks = "|".join(sorted(re.escape(path.name) for path in (folder / "source").iterdir()))
    return (
        r".*/(?:[^/_]+_(?=\d+_assignsubmission_file))?"
        r"(?P<student_id>[A-Za-z0-9][\w.@-]*?)(?:_assignsubmission_file_?)?"
        r"(?:_attempt_(?P<timestamp>[0-9-]+))?[_/]"
        rf"(?P<file_id>{notebooks})\.ipynb$"
    )
