"""The page that JupyterLab opens on: the notebooks, their time and the student's points."""

import hashlib
from pathlib import Path

from course_utils.atomic import write_text
from course_utils.study.progress import MARKER, Chapter, points_of, read_chapters

PAGE = "START.md"
WORKED_OUT = """\
Write the graded functions yourself and see at once whether they are right, or read the notebook
worked out. Both run from top to bottom: press Shift+Enter in each cell."""
IN_A_CLASS = """\
Write the graded functions yourself and see at once whether they are right. What you hand in is the
notebook; besides the checks that you see here, each function has a hidden one."""
STUCK = " Stuck? `course solution NAME` prints the\nreference answer."


def write_start_page(workspace: Path) -> None:
    """Writes the page with the current points, unless somebody has edited it."""
    page, kept = workspace / PAGE, workspace / MARKER / "start_page.sha256"
    if page.exists() and (not kept.exists() or _digest(page) != kept.read_text("utf-8")):
        return
    write_text(page, start_page(workspace))
    write_text(kept, _digest(page))


def start_page(workspace: Path) -> str:
    """The page as Markdown."""
    chapters = read_chapters(workspace)
    rows = "\n".join(_row(workspace, chapter) for chapter in chapters)
    details = "\n\n".join(_exercises(workspace, chapter) for chapter in chapters)
    worked_out = any(chapter.worked_out for chapter in chapters)
    return f"""# Sequence models: a workbook

{WORKED_OUT if worked_out else IN_A_CLASS}

| Notebook | You will build | Time | Your points | Open |
|:--|:--|:--|:--|:--|
{rows}

## Your exercises

{details}

Points are kept each time you run a `check(...)` cell; close this page and open it again to see
new ones here, or run `course progress` in a terminal.{STUCK if worked_out else ""}
"""


def _row(workspace: Path, chapter: Chapter) -> str:
    earned = sum(points_of(workspace, name) or 0 for name in chapter.exercises)
    possible = sum(chapter.exercises.values())
    worked_out = f" · [read it worked out](../notebooks/{chapter.file})"
    return (
        f"| **{_number(chapter)}** {chapter.title} | {chapter.builds} | {chapter.minutes}&nbsp;min "
        f"| {_bar(earned, possible)} {earned}&nbsp;of&nbsp;{possible} "
        f"| [do it yourself]({chapter.file}){worked_out if chapter.worked_out else ''} |"
    )


def _exercises(workspace: Path, chapter: Chapter) -> str:
    lines = [f"| {_number(chapter)} {chapter.title} | Points | |", "|:--|:--|:--|"]
    for name, possible in chapter.exercises.items():
        earned = points_of(workspace, name)
        state = "" if earned is None else "✓ done" if earned == possible else "✗ not yet right"
        lines.append(f"| `{name}` | {earned or 0} of {possible} | {state} |")
    return "\n".join(lines)


def _number(chapter: Chapter) -> str:
    return chapter.file.partition("_")[0]


def _bar(earned: int, possible: int, width: int = 10) -> str:
    filled = width * earned // possible if possible else 0
    return "■" * filled + "□" * (width - filled)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
