"""The rules of the house, held by reading the source: see CONTRIBUTING.md."""

import ast
from pathlib import Path

import pytest

from course_utils.source_imports import imported, imported_files, missing_imports

ROOT = Path(__file__).parent.parent
CHAPTERS = ("wavenet", "translation", "dates", "trigger_word", "speech_recognition", "captioning")
SHARED = ("audio", "decoding", "metrics", "training", "speech_synthesis", "study")
# What each part of course_utils may import beside itself; "loose" are its modules in no folder.
MAY_IMPORT = {
    "loose": set(),
    **{folder: {"loose", *SHARED} for folder in SHARED},
    **{chapter: {"loose", *SHARED} for chapter in CHAPTERS},
    "checks": {"loose", *SHARED},
    "classroom": {"loose", *SHARED, "checks"},
    "commands": {"loose", *SHARED, *CHAPTERS, "checks", "classroom"},
    "__main__": {"commands"},
}
# What runs without Keras: workers that start fast, students' answers in the sandbox, a microphone.
# A folder stands for all that is in it.
WITHOUT_KERAS = (
    *("audio", "metrics", "speech_synthesis", "study", "training.prefetch", "training.model_cards"),
    *("recurrent_cells", "numpy_layers", "decoding.beam_search"),
    *("wavenet.data", "wavenet.baselines", "wavenet.figures", "wavenet.generation.numba_kernels"),
    *("translation.corpus", "translation.vocabulary"),
    *("dates.examples", "dates.scores", "dates.translator"),
    *("trigger_word.clip_making", "trigger_word.augmentation", "trigger_word.examples"),
    *("trigger_word.example_stream", "trigger_word.detection", "trigger_word.streaming"),
    *("speech_recognition.alphabet", "speech_recognition.ctc", "speech_recognition.bigrams"),
    *("speech_recognition.prefix_beam_search", "speech_recognition.prefix_beam"),
    *("speech_recognition.clip_making", "speech_recognition.clips", "speech_recognition.templates"),
    *("speech_recognition.recordings", "speech_recognition.recognizers"),
    *("speech_recognition.augmentation", "speech_recognition.utterances"),
    "speech_recognition.streaming",
    *("checks.wavenet_data", "checks.beam_search_and_bleu", "checks.speech_recognition"),
    *("classroom.sandbox", "classroom.remote", "classroom.grading"),
    *("commands.lab", "commands.test", "commands.listen", "__main__"),
)
BACKEND = "course_utils.backend"
# Tests of whole notebooks, submissions and speeds, and tests of more than one module.
OTHER_TESTS = ("attacks", "benchmarks", "browser", "notebooks")
OF_SEVERAL_MODULES = (
    *("test_bootstrap", "test_bootstrap_environment", "test_bootstrap_lock", "test_packaging"),
    *("test_house", "test_mutants", "test_nonsense", "test_right_answers"),
    "test_without_tensorflow",
    *("audio/test_damaged_files", "trigger_word/test_shipped_clips"),
    "speech_recognition/test_shipped_recognizers",
    "speech_recognition/test_shipped_words",
    *("checks/test_check", "commands/test_cli"),
    *("classroom/test_jupyterhub", "classroom/test_nbgrader_steps", "decoding/test_bad_searches"),
    *("classroom/grading/test_cluster", "classroom/grading/test_interruption"),
    "classroom/editions/test_student_files",
    *("classroom/hidden/test_exercises", "classroom/hidden/test_remotely"),
    "classroom/remote/test_lost_kernels",
)


def modules_below(folder):
    """Sources of the modules in a folder of the repository, by full name."""
    sources = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        sources[name] = path.read_text(encoding="utf-8")
    return sources


def graph_of(sources):
    """For each module the other modules among `sources` that it imports, also within functions."""
    return {name: (imported(source) & set(sources)) - {name} for name, source in sources.items()}


def reached(graph, start):
    """All that a module imports, directly or through others; itself only if in a circle."""
    found, waiting = set(), [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def part_of(module, sources):
    """The part of course_utils that a module belongs to: a key of MAY_IMPORT, if all is well."""
    first = module.partition(".")[2].partition(".")[0]
    is_folder = f"course_utils.{first}" != module or any(
        n.startswith(f"{module}.") for n in sources
    )
    return first if first == "__main__" or (first and is_folder) else "loose"


def wrong_arrows(sources):
    """Imports that MAY_IMPORT does not allow."""
    found = []
    for module, targets in graph_of(sources).items():
        part = part_of(module, sources)
        for target in sorted(targets):
            other = part_of(target, sources)
            if other != part and target != "course_utils" and other not in MAY_IMPORT[part]:
                found.append(f"{module} imports {target}")
    return found


def circles(graph):
    """Groups of nodes that reach each other, sorted."""
    reach = {node: reached(graph, node) for node in graph}
    groups = {
        frozenset(other for other in reach[node] if node in reach[other])
        for node in graph
        if node in reach[node]
    }
    return sorted(sorted(group) for group in groups)


def folder_graph(sources, folders):
    """Which folders of course_utils import which others among `folders`."""
    graph = {folder: set() for folder in folders}
    for module, targets in graph_of(sources).items():
        part = part_of(module, sources)
        if part in graph:
            graph[part] |= {part_of(target, sources) for target in targets} & set(folders) - {part}
    return graph


@pytest.fixture(scope="module")
def package():
    return modules_below("course_utils")


def test_every_folder_has_its_place(package):
    assert {part_of(module, package) for module in package} <= set(MAY_IMPORT)


def test_arrows_point_from_chapters_to_what_they_share_to_loose_modules(package):
    assert wrong_arrows(package) == []


@pytest.mark.parametrize(
    ("module", "source", "right"),
    [
        ("course_utils.dates.model", "from course_utils.decoding.attention import step", True),
        ("course_utils.dates.model", "from course_utils.dates import spelling", True),
        ("course_utils.dates.model", "from course_utils.wavenet import model", False),
        ("course_utils.dates.model", "def f():\n    import course_utils.checks.report", False),
        ("course_utils.decoding.beams", "from course_utils.metrics import bleu", True),
        ("course_utils.decoding.beams", "from course_utils.dates.model import build", False),
        ("course_utils.plots", "from course_utils import folders", True),
        ("course_utils.plots", "from course_utils.metrics.bleu import bleu", False),
        ("course_utils.checks.report", "from course_utils.dates.model import build", False),
        ("course_utils.training.loop", "import course_utils.classroom.grading", False),
        ("course_utils.classroom.grading", "from course_utils.commands import test", False),
        ("course_utils.commands.test", "from course_utils.classroom.grading import grade", True),
        ("course_utils.__main__", "from course_utils.commands import test", True),
    ],
)
def test_wrong_arrows_are_found(module, source, right):
    names = (
        "dates.model dates.spelling wavenet.model decoding.attention decoding.beams metrics.bleu"
    )
    names += " checks.report plots folders training.loop classroom.grading commands.test __main__"
    sources = {f"course_utils.{name}": "" for name in names.split()}
    assert (wrong_arrows(sources | {module: source}) == []) is right


def test_no_circle_among_modules(package):
    assert circles(graph_of(package)) == []


def test_no_circle_among_shared_folders(package):
    assert circles(folder_graph(package, SHARED)) == []


def test_circles_are_found():
    sources = {
        "a": "import b",
        "b": "def later():\n    from c import x",
        "c": "from p import q",
        "p": "",
        "p.q": "import a",
        "outside": "import a",
    }
    assert circles(graph_of(sources)) == [["a", "b", "c", "p.q"]]
    assert circles(graph_of(sources | {"p.q": ""})) == []


def files_of(name):
    """The file of a module of course_utils, or those of a folder."""
    place = ROOT / "course_utils" / name.replace(".", "/")
    return sorted(place.rglob("*.py")) or [place.with_suffix(".py")]


@pytest.mark.parametrize("name", WITHOUT_KERAS)
def test_no_keras_in_what_runs_without_it(name):
    backend = ROOT / "course_utils" / "backend.py"
    assert [file for file in files_of(name) if backend in imported_files(file, ROOT)] == []


def test_keras_comes_through_the_backend_module_alone(package):
    found = {m: {name.split(".")[0] for name in imported(s)} for m, s in package.items()}
    assert [module for module, names in found.items() if "keras" in names] == [BACKEND]


def test_tensorflow_jax_and_torch_are_imported_nowhere(package):
    backends = {"tensorflow", "jax", "torch"}
    sources = package | modules_below("tests")
    del sources["tests.benchmarks.beam_peers"]  # Hugging Face generates with torch
    found = {m: {name.split(".")[0] for name in imported(source)} for m, source in sources.items()}
    assert {module: names & backends for module, names in found.items() if names & backends} == {}


def test_what_is_imported_is_there():
    """Also in benchmarks, which no test runs."""
    elsewhere = ROOT / "course_utils" / "classroom" / "editions" / "student_files"
    files = [*(ROOT / "course_utils").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    missing = {
        file.relative_to(ROOT).as_posix(): names
        for file in files
        for package in ("course_utils", "tests")
        if (names := missing_imports(file.read_text(encoding="utf-8"), ROOT, package))
        and elsewhere not in file.parents
    }
    assert missing == {
        "tests/classroom/editions/test_student_files.py": [
            "course_utils.classroom.editions.student_files"  # a folder that is no package
        ]
    }


def test_imports_are_absolute(package):
    assert [module for module, source in package.items() if "." in imported(source)] == []


def without_a_module(tests, modules):
    """Test files that bear no module's name, such as dates/test_model of dates/model."""
    modules = {name.partition(".")[2].replace(".", "/") for name in modules}
    return [name for name in tests if name.replace("test_", "", 1) not in modules]


def test_test_files_bear_the_names_of_modules(package):
    folder = ROOT / "tests"
    paths = [path.relative_to(folder) for path in sorted(folder.rglob("test_*.py"))]
    tests = [path.with_suffix("").as_posix() for path in paths if path.parts[0] not in OTHER_TESTS]
    assert set(without_a_module(tests, package)) - set(OF_SEVERAL_MODULES) == set()


def test_a_test_file_without_a_module_is_found():
    modules = ["course_utils.dates.model", "course_utils.plots", "course_utils.wavenet"]
    tests = ["dates/test_model", "test_plots", "test_wavenet", "dates/test_plots"]
    assert without_a_module(tests, modules) == ["dates/test_plots"]


# It reads the state before and after a student's function, which must leave it as it is.
WATCHES_GLOBAL_RANDOMNESS = {
    "course_utils.checks.wavenet_data.split_recordings": ["np.random.get_state", "random.getstate"],
}


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


def test_no_module_uses_the_global_random_state(package):
    found = {module: global_randomness(source) for module, source in package.items()}
    assert {module: calls for module, calls in found.items() if calls} == WATCHES_GLOBAL_RANDOMNESS
