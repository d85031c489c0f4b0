"""The rules of the house, held by reading the source: see CONTRIBUTING.md."""

import ast
from pathlib import Path

import pytest

from course_utils.commands.test import imported

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "course_utils"
CHAPTERS = sorted(
    folder.name
    for folder in PACKAGE.iterdir()
    if (folder / "__init__.py").exists() and folder.name not in ("checks", "classroom", "commands")
)
LONGEST_FILE = 300


def python_files(*folders):
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def imports(path, module):
    """Whether a file imports a module or something in it."""
    names = imported(path.read_text(encoding="utf-8"))
    return any(name == module or name.startswith(f"{module}.") for name in names)


def offenders(paths, modules):
    return [
        f"{name_of(path)} imports {module}"
        for path in paths
        for module in modules
        if imports(path, module)
    ]


def test_there_are_chapters():
    assert "wavenet" in CHAPTERS


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_knows_no_other_chapter_nor_checks_nor_classroom(chapter):
    others = [name for name in CHAPTERS if name != chapter]
    forbidden = [f"course_utils.{name}" for name in [*others, "checks", "classroom", "commands"]]
    assert offenders(python_files(PACKAGE / chapter), forbidden) == []


def test_checks_know_no_chapter():
    forbidden = [f"course_utils.{chapter}" for chapter in CHAPTERS]
    assert offenders(python_files(PACKAGE / "checks"), forbidden) == []


def test_what_chapters_share_knows_no_chapter():
    shared = [path for path in PACKAGE.glob("*.py") if path.name != "__main__.py"]
    forbidden = [f"course_utils.{name}" for name in [*CHAPTERS, "commands"]]
    assert offenders(shared, forbidden) == []


def test_only_commands_know_the_classroom():
    others = [
        path
        for path in python_files(PACKAGE)
        if path.relative_to(PACKAGE).parts[0] not in ("classroom", "commands")
    ]
    assert offenders(others, ["course_utils.classroom"]) == []


def test_only_the_command_line_knows_the_commands():
    others = [
        path
        for path in python_files(PACKAGE)
        if path.relative_to(PACKAGE).parts[0] not in ("__main__.py", "commands")
    ]
    assert offenders(others, ["course_utils.commands"]) == []


def test_imports_are_absolute():
    assert offenders(python_files(PACKAGE), ["."]) == []


def test_keras_comes_through_the_backend_module_and_tensorflow_not_at_all():
    others = [path for path in python_files(PACKAGE) if path != PACKAGE / "backend.py"]
    assert offenders(others, ["keras"]) == []
    backends = ["tensorflow", "jax", "torch"]
    peers = ROOT / "tests" / "benchmarks" / "beam_peers.py"  # Hugging Face generates with torch
    paths = [path for path in python_files(PACKAGE, ROOT / "tests") if path != peers]
    assert offenders(paths, backends) == []


def test_no_file_is_long():
    paths = [*python_files(PACKAGE, ROOT / "tests"), ROOT / "bootstrap.py"]
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {name: n for name, n in lengths.items() if n >= LONGEST_FILE} == {}


def global_randomness(source):
    """Calls into the random state that a whole process shares, as `np.random.seed`."""
    allowed = {"default_rng", "Generator", "SeedSequence", "PCG64", "BitGenerator"}
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Attribute):
            continue
        of_numpy = ast.unparse(node.value) in ("np.random", "numpy.random")
        of_keras = ast.unparse(node) == "keras.utils.set_random_seed"
        of_python = ast.unparse(node.value) == "random" and node.attr != "Random"
        if (of_numpy and node.attr not in allowed) or of_keras or of_python:
            found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("np.random.seed(0)", ["np.random.seed"]),
        ("x = numpy.random.randint(3)", ["numpy.random.randint"]),
        ("random.shuffle(x)", ["random.shuffle"]),
        ("keras.utils.set_random_seed(0)", ["keras.utils.set_random_seed"]),
        ("random.Random(0).shuffle(x)", []),
        ("rng = np.random.default_rng(0); rng.random()", []),
        ("def f(rng: np.random.Generator): rng.shuffle(x)", []),
        ("keras.random.normal((3,), seed=1)", []),
    ],
)
def test_global_randomness_is_found(source, found):
    assert global_randomness(source) == found


def test_no_module_uses_the_global_random_state():
    found = {
        name_of(path): global_randomness(path.read_text(encoding="utf-8"))
        for path in python_files(PACKAGE)
    }
    assert {name: calls for name, calls in found.items() if calls} == {}
