"""`course_utils` as students get it: without solutions, and calling what they write instead."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from course_utils.atomic import write_text
from course_utils.classroom.editions.exercises import clear_solutions

TEACHERS = ("classroom/*", "commands/classroom*", "commands/solution.py")
WORKSPACE = [f"classroom/{name}.py" for name in ("__init__", "exercises", "student_edition")]
SUFFIXES = (".py", ".json", ".js", ".css")
# Where files of this folder go in the students' edition; `graded.py` calls the student's functions.
REPLACED = {
    "graded.py": "student_files/graded.py",
    "commands/test.py": "student_files/test.py",
}
STAND_INS = "stand_ins"


def write_sandbox_code(repository: Path, folder: Path, notebook: str) -> None:
    """Writes the course_utils that answers to a notebook run with.

    It is the students', but nothing stands in for what this notebook asks for.

    Args:
        repository: Holds course_utils/.
        folder: Where to write course_utils/.
        notebook: Such as "01_wavenet_data".
    """
    stand_in = f"{STAND_INS}/{notebook.partition('_')[2]}.py"
    files = {name: text for name, text in student_code(repository) if name != stand_in}
    for name, text in (files | _inside(repository)).items():
        write_text(folder / "course_utils" / name, text)


def student_code(repository: Path) -> Iterator[tuple[str, str]]:
    """The files of the students' course_utils: their names below it, and their texts."""
    package, classroom = repository / "course_utils", repository / "course_utils" / "classroom"
    for file in sorted(package.rglob("*")):
        name = file.relative_to(package).as_posix()
        if file.suffix in SUFFIXES and not _is_left_out(name):
            text = (classroom / REPLACED[name] if name in REPLACED else file).read_text("utf-8")
            yield name, clear_solutions(text)
    for file in sorted((classroom / STAND_INS).glob("*.py")):
        yield f"{STAND_INS}/{file.name}", file.read_text("utf-8")


def _is_left_out(name: str) -> bool:
    parts = Path(name).parts
    hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
    teachers = any(fnmatch(name, pattern) for pattern in TEACHERS)
    return hidden or (teachers and name not in WORKSPACE)


def _inside(repository: Path) -> dict[str, str]:
    """The program that serves a submission, and the modules of the classroom that it imports."""
    classroom = repository / "course_utils" / "classroom"
    waiting, found = list((classroom / "inside").glob("*.py")), {}
    while waiting:
        file = waiting.pop()
        name = f"classroom/{file.relative_to(classroom).as_posix()}"
        if name not in found:
            found[name] = file.read_text("utf-8")
            modules = re.findall(r"^from course_utils\.classroom\.(\w+) import", found[name], re.M)
            waiting += [classroom / f"{module}.py" for module in modules]
    return found
