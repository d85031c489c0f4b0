"""What students get, as a zip: notebooks as nbgrader released them, and a course without solutions.

The same course and the same releases give the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from course_utils.atomic import write_bytes
from course_utils.classroom.editions.student_code import student_code

AS_THEY_ARE = ("pyproject.toml", "constraints.txt", "LICENSE", "LICENSE-TEXT")
STUDENTS_OWN = ("README.md", "Makefile")
EXTRAS = (
    'EXTRAS = ("lab", "test", "classroom", "embedding")',
    'EXTRAS = ("lab", "embedding")',
)
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip can tell


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
    student_files = repository / "course_utils" / "classroom" / "student_files"
    yield from ((name, (repository / name).read_bytes()) for name in AS_THEY_ARE)
    yield from ((name, (student_files / name).read_bytes()) for name in STUDENTS_OWN)
    yield "bootstrap.py", _bootstrap(repository).encode()
    yield from ((f"notebooks/{name}", path.read_bytes()) for name, path in released.items())
    yield from ((f"course_utils/{n}", text.encode()) for n, text in student_code(repository))
    for file in sorted((repository / "data").rglob("*")):
        name = file.relative_to(repository)
        if file.is_file() and not any(part.startswith((".", "__")) for part in name.parts):
            yield name.as_posix(), file.read_bytes()


def _bootstrap(repository: Path) -> str:
    text = (repository / "bootstrap.py").read_text(encoding="utf-8")
    if EXTRAS[0] not in text:
        raise ValueError(f"bootstrap.py has no line {EXTRAS[0]!r}: students need {EXTRAS[1]!r}")
    return text.replace(*EXTRAS)
