import copy
import subprocess
import sys

import numpy as np
import pytest

from course_utils.checks.properties import Property, Wrong, beside, expect, expect_unchanged
from course_utils.checks.report import try_properties
from course_utils.checks.trigger_word.helpers import LimitedGenerator
from course_utils.checks.wavenet_data.pcm_to_float_to_mono import int16_is_scaled
from course_utils.checks.wavenet_data.split_recordings import Clip
from course_utils.classroom.sandbox.sandbox import Limits
from tests.classroom.remote.kernels import open_kernel

NUMPY = "import numpy as np\n"


@pytest.fixture(scope="module")
def kernel():
    kernel = open_kernel(Limits(call_s=20))
    yield kernel
    kernel.close()


@pytest.fixture
def function(kernel):
    """From a cell that defines f to f."""

    def define(source):
        result = kernel.run_cell(NUMPY + source)
        assert result.error == ""
        kernel.begin()
        return kernel.function("f")

    return define


class Model:
    """What a check could hand over."""

    def __init__(self):
        self.size, self._secret, self.asked = 3, "secret", []

    def __call__(self, codes, scale=1):
        if not isinstance(codes, np.ndarray):
            raise Wrong("the model takes an array")
        self.asked.append(codes)
        return codes * scale

    def __len__(self):
        return self.size

    def __getitem__(self, key):
        return key

    def layers(self):
        return [self, Clip("a", "b")]


def test_cells_run_as_in_a_notebook(kernel):
    assert "2" in kernel.run_cell("x = 1\nx + 1").output
    assert kernel.run_cell("print(x)").output == "1\n"
    assert kernel.run_cell("%precision 3").error == ""
    assert kernel.run_cell("undefined").error.startswith("NameError")
    assert kernel.run_cell("def f(:").error.startswith("SyntaxError")
    assert kernel.run_cell("raise SystemExit(3)").error == "SystemExit: 3"
    assert kernel.run_cell("print(x)").output == "1\n"


def test_output_is_cut(kernel):
    output = kernel.run_cell("for _ in range(1000): print('x' * 10_000)").output
    assert len(output) == 64 * 1024


def test_what_is_printed_does_not_get_into_the_wire(function):
    f = function(
        "import os, sys\ndef f():\n    os.write(1, b'x' * 99)\n    print('y')\n    return 1"
    )
    assert f() == 1


def test_what_is_no_function_is_none(kernel):
    kernel.run_cell("number = 3")
    assert kernel.function("number") is None
    assert kernel.function("nothing_of_this_name") is None


def test_values_come_back_as_data(function):
    f = function("def f(x, *, y=1):\n    return {'x': x, 'y': (y, [None])}")
    assert f(3) == {"x": 3, "y": (1, [None])}
    assert f(x="a", y=2.5) == {"x": "a", "y": (2.5, [None])}
    np.testing.assert_array_equal(f(np.eye(2))["x"], np.eye(2))


def test_changed_arguments_are_changed_here(function):
    f = function("def f(array, words):\n    array[0] = 9\n    words.append('b')")
    array, words = np.zeros(2), ["a"]
    f(array, words)
    assert array.tolist() == [9, 0]
    assert words == ["a", "b"]
    with pytest.raises(Wrong, match="changes its argument"):
        expect_unchanged(f, np.zeros(2), [])


def test_both_sides_draw_from_one_generator(function):
    f = function("def f(rng):\n    return rng.random(), isinstance(rng, np.random.Generator)")
    rng, same = np.random.default_rng(5), np.random.default_rng(5)
    assert f(rng) == (same.random(), True)
    assert rng.random() == same.random()


def test_an_impatient_generator_ends_an_endless_loop(function):
    f = function("def f(rng):\n    while rng.integers(5) < 5: pass")
    with pytest.raises(Wrong, match="draws again and again"):
        f(LimitedGenerator())


def test_errors_keep_class_message_and_line(function):
    f = function("def f(x):\n    y = x + 1\n    raise KeyError(y)")
    with pytest.raises(KeyError) as raised:
        f(1)
    assert raised.value.line == "raise KeyError(y)"
    assert str(raised.value) == str(KeyError(2))


def test_errors_of_their_own_classes_derive_from_pythons(function):
    f = function("class Mine(ValueError): pass\ndef f():\n    raise Mine('no')")
    with pytest.raises(ValueError, match="no") as raised:
        f()
    assert type(raised.value).__name__ == "Mine"


@pytest.mark.parametrize(
    "error",
    ["SystemExit(0)", "KeyboardInterrupt()", "GeneratorExit()", "ExceptionGroup('a', [OSError()])"],
)
def test_no_error_of_a_submission_ends_the_grader(function, error):
    f = function(f"def f():\n    raise {error}")
    with pytest.raises(Exception) as raised:  # noqa: PT011
        f()
    assert type(raised.value).__name__ == error.partition("(")[0]


def test_tables_read_as_they_do_here(function):
    source = "def f(x):\n    return undefined + x"
    here = {}
    exec(source, here)
    tried = [Property("one more", lambda f: expect(f(1), 2, "add 1"))]
    there = try_properties(function(source), tried).outcomes[0].wrong.mistake
    assert there == "your function raised NameError at `return undefined + x`: " + (
        "name 'undefined' is not defined"
    )


def test_what_is_not_written_yet_is_named(function):
    tried = [Property("one more", lambda f: expect(f(1), 2, "add 1"))]
    stub = function("def f(x):\n    raise NotImplementedError()")
    assert "not written yet" in try_properties(stub, tried).outcomes[0].wrong.mistake
    calls = function("def g():\n    raise NotImplementedError()\ndef f(x):\n    return g()")
    mistake = try_properties(calls, tried).outcomes[0].wrong.mistake
    assert mistake == "it calls `g`, which is not written yet"


def test_objects_of_checks_are_used_there_and_stay_here(function):
    f = function(
        "def f(model):\n"
        "    layers = model.layers()\n"
        "    return model(np.arange(3), scale=2), model.size, len(model), model[1:2], layers[1]"
    )
    model = Model()
    doubled, *others = f(model)
    assert doubled.tolist() == [0, 2, 4]
    assert others == [3, 3, slice(1, 2), ("a", "b")]
    assert model.asked[0].tolist() == [0, 1, 2]
    assert function("def f(model): return model")(model) is model


def test_what_a_check_raises_within_comes_back_as_it_was(function):
    with pytest.raises(Wrong, match="takes an array"):
        function("def f(model): return model('text')")(Model())


@pytest.mark.parametrize("name", ["_secret", "__class__.__init__", "__dict__", "nothing"])
def test_only_public_attributes_are_handed_over(function, name):
    f = function(f"def f(model): return model._ask('attribute', model, {name!r})")
    with pytest.raises(AttributeError):
        f(Model())


OTHERS = [sys, open, np.save, Limits(), object()]


@pytest.mark.parametrize("value", OTHERS, ids=lambda value: type(value).__name__)
def test_nothing_else_is_handed_over(function, value):
    model = Model()
    model.size = value
    f = function("def f(model): return model.size")
    with pytest.raises(Exception, match="cannot be handed over"):
        f(model)


def test_objects_of_a_submission_stay_there(function):
    f = function(
        "class Model:\n"
        "    name, _hidden = 'm', 1\n"
        "    def __call__(self, x): return x + 1\n"
        "    def __len__(self): return 2\n"
        "    def __getitem__(self, i): return [5, 6][i]\n"
        "    def __str__(self): return 'my model'\n"
        "def f(): return Model()"
    )
    model = f()
    assert (model.name, model(1), len(model), list(model), str(model)) == (
        "m",
        2,
        2,
        [5, 6],
        "my model",
    )
    assert not hasattr(model, "_hidden")
    assert not hasattr(model, "nothing")
    assert repr(model) == "<Model>"
    assert copy.deepcopy([model])[0] is model


def test_an_object_that_equals_everything_equals_nothing(function):
    liar = function(
        "class Liar:\n"
        "    def __eq__(self, other): return True\n"
        "    def __ne__(self, other): return False\n"
        "    __hash__ = None\n"
        "    def __getattr__(self, name): return Liar()\n"
        "    def __array__(self, *_, **__): return Liar()\n"
        "def f(x): return Liar()"
    )
    tried = [Property("one more", lambda f: expect(f(1), [2, 3], "add 1"))]
    assert try_properties(liar, tried).earned == 0


def test_helpers_of_checks_run_beside_the_function(function):
    right = function("def f(pcm):\n    return (pcm / 32768).astype(np.float32)")
    assert beside(right, int16_is_scaled)() is None
    with pytest.raises(Wrong, match="divide by 32768"):
        beside(function("def f(pcm):\n    return pcm / 32767"), int16_is_scaled)()


def test_results_that_are_too_large_are_errors(function):
    with pytest.raises(Exception, match="too large"):
        function("def f():\n    return np.zeros(10**8)")()
    with pytest.raises(Exception, match="too long"):
        function("def f():\n    return 'x' * 10**8")()


def test_the_grader_imports_no_tensorflow_for_notebook_01():
    code = (
        "import sys\n"
        "import course_utils.checks.wavenet_data, course_utils.classroom.grading.judge\n"
        "print('keras' in sys.modules, 'tensorflow' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False False\n"
