"""`course progress`: the student's points."""

from course_utils.folders import repository
from course_utils.study.progress import Chapter, find_workspace, points_of, read_chapters


def add_parser(subparsers) -> None:
    """Adds the command to the `course` parser."""
    parser = subparsers.add_parser(
        "progress",
        help="show your points",
        description="Shows the points of every exercise, as the last check(...) of each left them.",
    )
    parser.set_defaults(run=run)


def run(args) -> int:
    """Prints the points of the workspace one stands in, or of the repository's; exit status 0."""
    workspace = find_workspace() or find_workspace(repository() / "workspace")
    if workspace is None:
        raise ValueError("no workspace yet: start with `course lab`")
    for chapter in read_chapters(workspace):
        print(_chapter(workspace, chapter))
    return 0


def _chapter(workspace, chapter: Chapter) -> str:
    earned = {name: points_of(workspace, name) for name in chapter.exercises}
    total = sum(points or 0 for points in earned.values())
    lines = [f"{chapter.title}: {total} of {sum(chapter.exercises.values())} points"]
    for name, possible in chapter.exercises.items():
        state = "not checked yet" if earned[name] is None else f"{earned[name]} of {possible}"
        lines.append(f"  {name:20} {state}")
    return "\n".join(lines)
