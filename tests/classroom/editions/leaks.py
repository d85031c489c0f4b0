"""Where the text of a solution can be read."""

import ast
import itertools
import json
import re
import zipfile
from functools import cache
from pathlib import Path

from course_utils.classroom.editions.exercises import Exercise

LONG = 30  # characters of a statement that says enough by itself


def statements(source: str) -> list[str]:
    """The lines of Python as `ast.unparse` writes them: comments and layout are gone."""
    return [line.strip() for line in ast.unparse(ast.parse(source)).splitlines()]


def solution_lines(exercise: Exercise) -> list[str]:
    """The statements of an exercise that its stub does not have."""
    (given,) = ast.parse(exercise.stub).body
    (complete,) = ast.parse(exercise.reference).body
    known = {line.strip() for line in ast.unparse(given).splitlines()}
    lines = [line.strip() for line in ast.unparse(complete).splitlines()]
    return [line for line in lines if line not in known]


def told(exercise: Exercise, text: str) -> list[str]:
    """Pieces of a solution in a text whose statements are normalized."""
    return [piece for piece in pieces(exercise) if f"\n{piece}\n" in text]


@cache
def pieces(exercise: Exercise) -> list[str]:
    """What gives a solution away: two statements in a row, or a long one that is all of it."""
    lines = solution_lines(exercise)
    alone = [line for line in lines if len(lines) == 1 and len(line) > LONG]
    return alone + ["\n".join(pair) for pair in itertools.pairwise(lines)]


def normalized(file: Path) -> str:
    """All that can be read in a file, each piece of Python in it normalized."""
    if file.suffix == ".ipynb":
        texts = notebook_texts(json.loads(file.read_text("utf-8")))
    elif zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            texts = [text for name in archive.namelist() for text in readable(archive.read(name))]
    else:
        texts = readable(file.read_bytes())
    return "\n".join(f"\n{part}\n" for text in texts for part in (plain(text), python(text)))


def readable(content: bytes) -> list[str]:
    """A text file; of another one its runs of letters and signs, long enough for a statement."""
    try:
        return [content.decode("utf-8")]
    except UnicodeDecodeError:
        return [run.decode() for run in re.findall(rb"[\t\n\r -~]{20,}", content)]


def notebook_texts(value) -> list[str]:
    """Every string in a notebook, lists of lines joined: sources, outputs, metadata."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in notebook_texts(part)]
    if isinstance(value, list):
        if value and all(isinstance(part, str) for part in value):
            return ["".join(value)]
        return [text for part in value for text in notebook_texts(part)]
    return []


def plain(text: str) -> str:
    """The lines without their margins and comments."""
    lines = (re.sub(r"\s+#.*", "", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def python(text: str) -> str:
    try:
        return "\n".join(statements(text))
    except (SyntaxError, ValueError):
        return ""
