import json
import os
import subprocess
import sys
import zipfile
from textwrap import dedent

import nbformat
import numpy as np
import pytest

pytest.importorskip("nbgrader")
from course_utils.classroom.course_folder import make_course, release
from course_utils.classroom.editions.student_package import (
    package_files,
    write_package,
    write_sandbox_code,
)
from course_utils.commands.solution import all_references
from course_utils.folders import repository
from course_utils.source_imports import imported
from course_utils.wavenet.data import (
    find_recordings,
    fragment_starts,
    load_codes,
    mu_law_decode,
    shifted_batch,
    speech_folder,
    split_recordings,
)
from tests.classroom.editions.leaks import normalized, told

REFERENCES = all_references()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """What a student has after unpacking the zip of a class."""
    folder = tmp_path_factory.mktemp("student")
    make_course(repository(), folder / "class", "autumn")
    write_package(repository(), release(folder / "class"), folder / "autumn.zip", "autumn")
    with zipfile.ZipFile(folder / "autumn.zip") as archive:
        archive.extractall(folder)
    return folder / "autumn"


def run_student(course, *arguments, cwd="."):
    """What Python prints in the student's course, which must succeed."""
    environment = os.environ | {"PYTHONPATH": str(course), "COURSE_HOME": str(course)}
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=course / cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def texts(course):
    return {f: normalized(f) for f in sorted(course.rglob("*")) if f.is_file()}


@pytest.mark.parametrize("name", REFERENCES)
def test_no_file_tells_a_solution(name, course, texts):
    found = {file: told(REFERENCES[name], text) for file, text in texts.items()}
    assert {str(file.relative_to(course)): t for file, t in found.items() if t} == {}


@pytest.mark.parametrize("name", ["mu_law_encode", "beam_search", "one_hot", "cached_step"])
@pytest.mark.parametrize("place", ["source", "output", "module"])
def test_a_leak_is_found(name, place, tmp_path):
    text = "# so it goes\n" + REFERENCES[name].reference.replace("\n    ", "\n    # my way\n    ")
    file = tmp_path / "a.ipynb"
    if place == "module":
        file = tmp_path / "a.py"
        file.write_text(text)
    else:
        cell = nbformat.v4.new_code_cell(text if place == "source" else "")
        if place == "output":
            cell.outputs = [nbformat.v4.new_output("stream", text=text)]
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), file)
    assert told(REFERENCES[name], normalized(file))


def test_there_is_nothing_of_the_teachers(course):
    files = {path.relative_to(course).as_posix() for path in course.rglob("*")}
    assert not {f for f in files if f.endswith((".pyc", ".db")) or "secret" in f}
    assert "course_utils/classroom/hidden" not in files
    assert "course_utils/commands/solution.py" not in files
    assert "course_utils/commands/classroom.py" not in files
    assert "tests" not in files


def test_the_sandbox_has_what_serves_a_submission_and_no_more(tmp_path):
    write_sandbox_code(repository(), tmp_path, "01_wavenet_data")
    classroom = tmp_path / "course_utils" / "classroom"
    files = {path.relative_to(classroom).as_posix() for path in classroom.rglob("*.py")}
    editions = {f"editions/{name}" for name in ("__init__", "exercises", "student_edition")}
    served = ("__init__", "codec", "conversation", "framing", "handles", "sandbox_side")
    remote = {f"remote/{name}" for name in (*served, "value_types")}
    assert files == {f"{name}.py" for name in {"__init__"} | editions | remote}
    texts = [path.read_text("utf-8") for path in classroom.rglob("*.py")]
    wanted = {name for text in texts for name in imported(text)}
    modules = {f"course_utils/{name}" for name in map(in_the_course, wanted) if name}
    assert {name for name in modules if not (tmp_path / name).exists()} == set()


def in_the_course(name):
    """The file of a module of the course; None for another module or for a name in one."""
    path = repository().joinpath(*name.split(".")).with_suffix(".py")
    package = repository() / "course_utils"
    return path.relative_to(package).as_posix() if name[:6] == "course" and path.exists() else None


def test_the_zip_is_the_same_again(course, tmp_path):
    released = {path.name: path for path in sorted(course.glob("notebooks/*.ipynb"))}
    for name in ("one", "two"):
        write_package(repository(), released, tmp_path / name, "autumn")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_notebooks_have_stubs_and_no_outputs(course):
    for path in course.glob("notebooks/*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        assert not any(cell.get("outputs") for cell in notebook.cells)
        solutions = [c for c in notebook.cells if c.metadata["nbgrader"]["solution"]]
        assert [c.metadata["nbgrader"]["grade_id"] for c in solutions] == [
            name for name, _ in notebook.metadata["course"]["exercises"]
        ]
        assert all("raise NotImplementedError()" in cell.source for cell in solutions)


def test_the_packages_are_those_of_studying():
    files = dict(package_files(repository(), {}))
    assert b'EXTRAS = ("lab", "embedding")' in files["bootstrap.py"]


MAKE_WORKSPACE = """
from course_utils.classroom.editions.student_edition import build_workspace
from course_utils.folders import repository
build_workspace(repository())
"""


@pytest.fixture(scope="module")
def workspace(course):
    """The workspace that the student's course makes."""
    run_student(course, "-c", MAKE_WORKSPACE)
    return course / "workspace"


def test_the_workspace_is_made_and_the_functions_are_tried(course, workspace):
    page = (workspace / "START.md").read_text("utf-8")
    assert "do it yourself" in page
    assert "worked out" not in page
    help_text = run_student(course, "-m", "course_utils", "--help")
    assert "solution" not in help_text
    assert "classroom" not in help_text


def test_notebook_02_finds_right_values_before_01_is_done(course):
    """What notebook 02 imports of notebook 01, in a course whose 01 is all stubs."""
    printed = run_student(
        course,
        "-c",
        """
import json
from course_utils.wavenet.data import *
speech = speech_folder()
recordings = find_recordings(speech)
train, test = split_recordings(recordings, test_fraction=0.2, seed=2)
codes = [load_codes(r.path, 16_000) for r in test[:3]]
starts = fragment_starts([len(c) for c in codes], fragment_length=4_096, stride=4_096)
x, y = shifted_batch(codes, starts, 4_096)
print(json.dumps([[str(r.path.relative_to(speech)) for r in test], starts.tolist(), x.tolist(),
    y.tolist(), mu_law_decode(codes[0]).tolist()]))
""",
    )
    paths, starts, x, y, decoded = json.loads(printed)
    speech = speech_folder()
    _, test = split_recordings(find_recordings(speech), test_fraction=0.2, seed=2)
    codes = [load_codes(recording.path, 16_000) for recording in test[:3]]
    expected_starts = fragment_starts([len(c) for c in codes], 4_096, 4_096)
    expected_x, expected_y = shifted_batch(codes, expected_starts, 4_096)
    assert paths == [str(recording.path.relative_to(speech)) for recording in test]
    assert np.array_equal(starts, expected_starts)
    assert np.array_equal(x, expected_x)
    assert np.array_equal(y, expected_y)
    assert np.allclose(decoded, mu_law_decode(codes[0]), atol=1e-7)


USE = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
def run(cell):
    shell.run_cell(cell).raise_error()
"""


def test_the_students_own_function_is_used_everywhere(course, workspace):
    """In the notebook that defines it at once; in others once its check has passed."""
    own = REFERENCES["mu_law_encode"].reference + "    # mine\n"
    first = USE + dedent(
        f"""
        run("import numpy as np; from course_utils.wavenet.data import load_codes")
        run("from course_utils.checks import check; from course_utils.wavenet import data")
        run("def mu_law_encode(audio, n_codes=256):\\n    return np.full(len(audio), 7)")
        run("assert data.mu_law_encode(np.zeros(3)).tolist() == [7, 7, 7]; check(mu_law_encode)")
        run({own!r})
        run("check(mu_law_encode)")
        """
    )
    run_student(course, "-c", first, cwd="workspace")
    kept = workspace / ".course" / "functions" / "mu_law_encode.py"
    assert "# mine" in kept.read_text("utf-8")
    kept.write_text(kept.read_text("utf-8").replace("# mine", "").replace("+ 0.5", "+ 1.5"))
    second = "import numpy as np; from course_utils.wavenet.data import mu_law_encode as e; "
    second += "print(e(np.zeros(1), 255).tolist())"
    assert run_student(course, "-c", second, cwd="workspace").strip() == "[128]"
    kept.unlink()


def test_a_function_without_stand_in_says_that_it_is_not_written(course):
    command = [sys.executable, "-c", "from course_utils.wavenet.data import *; pcm_to_float(0)"]
    environment = os.environ | {"PYTHONPATH": str(course)}
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True)
    assert "AttributeError" in done.stderr or "NotImplementedError" in done.stderr
