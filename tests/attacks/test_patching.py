"""Attacks that change what decides, or lie about what they return."""

import pytest

from course_utils.checks.wavenet_data import EXERCISES
from tests.attacks.submissions import ANSWERED, Attack

PATCHES_NUMPY = """
import builtins, sys
import numpy as np
for name in dir(np.testing):
    if name.startswith("assert"):
        setattr(np.testing, name, lambda *args, **kwargs: None)
for name in ("array_equal", "allclose", "isclose", "all"):
    setattr(np, name, lambda *args, **kwargs: True)
np.abs = np.max = lambda *args, **kwargs: 0
builtins.all = lambda *args: True
builtins.isinstance = lambda *args: True
"""

PATCHES_THE_CHECKS = """
import course_utils.checks as checks
from course_utils.checks import properties, report, wavenet_data
from course_utils.study import progress
checks.check = lambda function: 99
properties.expect = properties.expect_type = properties.expect_unchanged = lambda *a, **k: None
properties.same = lambda *a, **k: True
properties.Wrong.__init__ = lambda self, *a: (_ for _ in ()).throw(SystemExit)
report.Report.earned = property(lambda self: 99)
report.try_properties = lambda function, properties: None
for tried in wavenet_data.EXERCISES.values():
    for one in tried:
        object.__setattr__(one, "test", lambda function: None)
        object.__setattr__(one, "points", 99)
wavenet_data.EXERCISES.clear()
check = lambda function: 99
"""

FORGES_OUTPUT = """
from IPython.display import HTML, Javascript, display, publish_display_data
table = "<table class='course-check'><caption>to_mono: 99 of 99 points</caption></table>"
display(HTML(table), Javascript("document.body.innerHTML = ''"))
publish_display_data({"text/plain": "99", "application/vnd.course.points+json": {"earned": 99}})
publish_display_data({"text/html": table}, metadata={"nbgrader": {"score": 99}})
get_ipython().displayhook(99)
print("\\x1b]0;title\\x07\\x1b[2J99 of 99 points - all passed")
99
"""

TRANSFORMS_INPUT = """
shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["pass\\n"])
shell.input_transformers_post.append(lambda lines: ["pass\\n"])
"""

TRANSFORMS_TREES = """
import ast
class AllPass(ast.NodeTransformer):
    def visit_Raise(self, node):
        return ast.copy_location(ast.Return(ast.Constant(None)), node)
    def visit_Compare(self, node):
        return ast.copy_location(ast.Constant(True), node)
get_ipython().ast_transformers.append(AllPass())
"""

HOOKS = """
import atexit, sys, threading
def steal(*args):
    for frame in sys._current_frames().values():
        frame.f_locals["points"] = 99
    return steal
sys.settrace(steal); sys.setprofile(steal); threading.settrace(steal)
sys.meta_path.insert(0, type("Finder", (), {"find_spec": lambda *a: None})())
sys.excepthook = sys.unraisablehook = steal
atexit.register(steal)
get_ipython().events.register("pre_run_cell", steal)
get_ipython().set_custom_exc((BaseException,), lambda *args, **kwargs: None)
"""

PATCHES_COMMS = """
import ipykernel.comm, comm
comm.create_comm = comm.get_comm_manager = lambda *args, **kwargs: None
get_ipython().kernel.session.send = lambda *args, **kwargs: None
"""

LIAR = """
import numpy as np
class Liar({base}):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __le__(self, other): return True
    __lt__ = __ge__ = __gt__ = __contains__ = __le__
    def __bool__(self): return True
    def __hash__(self): return 0
    def __sub__(self, other): return self
    __rsub__ = __abs__ = __neg__ = __add__ = __radd__ = __and__ = __rand__ = __sub__
    def __getattr__(self, name):
        if name == "dtype": return np.dtype(np.float32)
        if name == "shape": return self
        raise AttributeError(name)
    def __array_function__(self, *args): return True
    def __array_ufunc__(self, *args, **kwargs): return True
    def __instancecheck__(self, other): return True
"""
RETURNS_LIAR = "\nanswer = {made}\n{defs}"
NAMES = [name for name in EXERCISES if name not in ANSWERED]
DEFINITIONS = "\n".join(f"def {name}(*args, **kwargs): return answer" for name in NAMES)
LIARS = {
    "object": "Liar()",
    "tuple": "Liar((Liar(), Liar()))",
    "list": "Liar([1, 2])",
    "float": "Liar(0)",
    "int": "Liar(0)",
    "str": "Liar('-1')",
    "dict": "Liar()",
    "np.ndarray": "np.zeros(3, np.float32).view(Liar)",
    "np.float32": "Liar(0)",
}
CLAIMS = """
class Claims:
    __class__ = property(lambda self: {kind})
    __name__ = "same"
    def __array__(self, *args, **kwargs): raise SystemExit
    def __len__(self): return 2
    def __iter__(self): return iter((self, self))
    def __getitem__(self, key): return self
"""
EXPECTS_AN_ERROR = """
import course_utils.checks.properties as properties
def error(*args, **kwargs):
    raise {error}
"""
RAISING = "\n".join(f"{name} = error; error.__name__ = '{name}'" for name in NAMES)
# What a property compares with must not come out of what it handed over.
EMPTIES_ARGUMENTS = """
def empty(*args, **kwargs):
    for argument in args:
        try:
            argument[...] = 0
        except BaseException:
            try:
                argument.clear()
            except BaseException:
                pass
    return args[0]
{names}
"""

ATTACKS = [
    Attack("patches NumPy", [PATCHES_NUMPY]),
    Attack("patches the checks", [PATCHES_THE_CHECKS], [PATCHES_THE_CHECKS]),
    Attack("forges output", [FORGES_OUTPUT], [FORGES_OUTPUT]),
    Attack("transforms trees", last=[TRANSFORMS_TREES]),
    Attack("hooks into Python", last=[HOOKS]),
    Attack("patches the comm layer", [PATCHES_COMMS]),
    Attack("says more points", last=["shift_by_one.points = mu_law_encode.points = 99"]),
    *(
        Attack(
            f"returns a lying {base}",
            last=[LIAR.format(base=base) + RETURNS_LIAR.format(made=made, defs=DEFINITIONS)],
        )
        for base, made in LIARS.items()
    ),
    *(
        Attack(
            f"claims to be {kind}",
            last=[
                CLAIMS.format(kind=kind) + RETURNS_LIAR.format(made="Claims()", defs=DEFINITIONS)
            ],
        )
        for kind in ("tuple", "type(None)", "type(other) if (other := 1) else int", "bool")
    ),
    *(
        Attack(f"raises {error}", last=[EXPECTS_AN_ERROR.format(error=error) + RAISING])
        for error in (
            "SystemExit(0)",
            "KeyboardInterrupt",
            "GeneratorExit",
            "properties.Wrong('')",
            "StopIteration",
            "BaseException",
            "Exception('\\x1b[2J<script>')",
        )
    ),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_nothing_is_gained(graded, attack):
    graded(attack)


def test_who_breaks_the_shell_gets_nothing(graded):
    nothing = dict.fromkeys(EXERCISES, 0)
    graded(Attack("transforms input", [TRANSFORMS_INPUT], deserves=nothing))


def test_emptied_arguments_change_no_other_submission(graded):
    names = "\n".join(f"{name} = empty" for name in EXERCISES)
    empties = Attack(
        "empties",
        last=[EMPTIES_ARGUMENTS.format(names=names)],
        deserves=dict.fromkeys(EXERCISES, 0),
    )
    graded(empties)
    graded(Attack("honest"))
