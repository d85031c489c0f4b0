"""A class, and what a student has after unpacking the zip."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from course_utils.classroom.course_folder import make_course, release
from course_utils.classroom.editions.student_package import write_package
from course_utils.folders import repository


def unpack_for_student(folder: Path) -> Path:
    """Makes a class in a folder and unpacks its zip there; returns the student's course."""
    make_course(repository(), folder / "class", "autumn")
    write_package(repository(), release(folder / "class"), folder / "autumn.zip", "autumn")
    with zipfile.ZipFile(folder / "autumn.zip") as archive:
        archive.extractall(folder)
    return folder / "autumn"


def run_student(course: Path, *arguments: str, cwd: str = ".") -> str:
    """What Python prints in the student's course, which must succeed."""
    environment = os.environ | {"PYTHONPATH": str(course), "COURSE_HOME": str(course)}
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=course / cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
