"""What students get, as a zip: a course without solutions, and the released notebooks.

The same course and the same releases give the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

from course_utils.atomic import write_bytes, write_text
from course_utils.classroom.editions.exercises import clear_solutions
from course_utils.source_imports import imported_files

TEACHERS = ("classroom/*", "commands/classroom*", "commands/solution.py")
WORKSPACE = (
    "classroom/__init__.py",
    *(f"classroom/editions/{name}.py" for name in ("__init__", "exercises", "student_edition")),
)
SUFFIXES = (".py", ".json", ".js", ".css")
# Where files of this folder go in the students' edition; `graded.py` calls the student's functions.
REPLACED = {
    "graded.py": "editions/student_files/graded.py",
    "commands/test.py": "editions/student_files/test.py",
}
STAND_INS = "stand_ins"
SANDBOX_SIDE = "classroom/remote/sandbox_side.py"
AS_THEY_ARE = ("pyproject.toml", "constraints.txt", "LICENSE", "LICENSE-TEXT")
STUDENTS_OWN = ("README.md", "Makefile")
EXTRAS = (
    'EXTRAS = ("lab", "test", "classroom", "embedding")',
    'EXTRAS = ("lab", "embedding")',
)
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold


def write_package(
    repository: Path, released: Mapping[str, Path], out: Path, class_name: str
) -> None:
    """Writes the zip; everything in it lies in one folder, named after the class.

    Args:
        repository: Holds course_utils/, data/ and the files around them.
        released: Notebooks as nbgrader released them, by their file names.
        out: The zip; an older one is replaced.
        class_name: Of the class.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(package_files(repository, released)):
            archive.writestr(zipfile.ZipInfo(f"{class_name}/{name}", EARLIEST), content)
    write_bytes(out, buffer.getvalue())


def package_files(repository: Path, released: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    """The files of the zip: their names in it and what they hold.

    Raises:
        ValueError: bootstrap.py no longer says which packages to install as it did.
    """
    student_files = repository / "course_utils" / "classroom" / "editions" / "student_files"
    yield from ((name, (repository / name).read_bytes()) for name in AS_THEY_ARE)
    yield from ((name, (student_files / name).read_bytes()) for name in STUDENTS_OWN)
    yield "bootstrap.py", _bootstrap(repository).encode()
    yield from ((f"notebooks/{name}", path.read_bytes()) for name, path in released.items())
    yield from ((f"course_utils/{n}", text.encode()) for n, text in student_code(repository))
    for file in sorted((repository / "data").rglob("*")):
        name = file.relative_to(repository)
        if file.is_file() and not any(part.startswith((".", "__")) for part in name.parts):
            yield name.as_posix(), file.read_bytes()


def student_code(repository: Path) -> Iterator[tuple[str, str]]:
    """The files of the students' course_utils: their names below it, and their texts."""
    package, classroom = repository / "course_utils", repository / "course_utils" / "classroom"
    for file in sorted(package.rglob("*")):
        name = file.relative_to(package).as_posix()
        if file.suffix in SUFFIXES and not _is_left_out(name):
            text = (classroom / REPLACED[name] if name in REPLACED else file).read_text("utf-8")
            yield name, clear_solutions(text)
    for file in sorted((classroom / "editions" / STAND_INS).glob("*.py")):
        yield f"{STAND_INS}/{file.name}", file.read_text("utf-8")


def write_sandbox_code(repository: Path, folder: Path, notebook: str) -> None:
    """Writes the course_utils with which the answers to a notebook run in the sandbox.

    It is the students' one, without the stand-ins for this notebook's own exercises.

    Args:
        repository: Holds course_utils/.
        folder: Where to write course_utils/.
        notebook: Such as "01_wavenet_data".
    """
    stand_in = f"{STAND_INS}/{notebook.partition('_')[2]}.py"
    files = {name: text for name, text in student_code(repository) if name != stand_in}
    for name, text in (files | _sandbox_side(repository)).items():
        write_text(folder / "course_utils" / name, text)


def _is_left_out(name: str) -> bool:
    parts = Path(name).parts
    hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
    teachers = any(fnmatch(name, pattern) for pattern in TEACHERS)
    return hidden or (teachers and name not in WORKSPACE)


def _sandbox_side(repository: Path) -> dict[str, str]:
    """The program that serves a submission, and the modules of the classroom that it imports."""
    package = repository / "course_utils"
    files = imported_files(package / SANDBOX_SIDE, repository)
    texts = {file.relative_to(package).as_posix(): file.read_text("utf-8") for file in files}
    return {name: text for name, text in texts.items() if name.startswith("classroom/")}


def _bootstrap(repository: Path) -> str:
    text = (repository / "bootstrap.py").read_text(encoding="utf-8")
    if EXTRAS[0] not in text:
        raise ValueError(f"bootstrap.py has no line {EXTRAS[0]!r}: students need {EXTRAS[1]!r}")
    return text.replace(*EXTRAS)
