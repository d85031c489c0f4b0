"""Attacks on the grader's own process, through the messages that a submission may send it."""

import resource
import sys
import time

import pytest

from course_utils.checks.wavenet_data import EXERCISES
from tests.attacks.submissions import ANSWERED, Attack, deserved

FINDS_THE_WIRE = """
import gc
import os
import time
def find(name):
    return next(thing for thing in gc.get_objects() if type(thing).__name__ == name)
channel, conversation = find("Channel"), find("Conversation")
def raw(content):
    os.set_blocking(channel._write_to, True)
    while content:
        content = content[os.write(channel._write_to, content):]
"""

NONSENSE = {
    "noise": "raw(os.urandom(10**5))",
    "a length of 4 GB": "raw(b'\\xff' * 8 + bytes(10**6))",
    "half a message": "raw(b'\\0\\0\\0\\x10\\0\\0\\0\\0[')",
    "a flood": "while True: raw(b'\\0\\0\\0\\x02\\0\\0\\0\\0[]')",
    "brackets": "raw(b'\\0\\x0f\\xff\\xff\\0\\0\\0\\0' + b'[' * 0x0fffff)",
    "a pickle": "import pickle; raw(b'\\0\\0\\0\\x10\\0\\0\\0\\0' + pickle.dumps(os.system)[:16])",
    "an unknown message": "channel.send(['points', 99])",
    "an unknown value": "channel.send(['value', ['points', 99], []])",
    "an unknown operation": "channel.send(['ask', 'eval', ['1']])",
    "endless questions": "while True: conversation.ask('length', [])",
}
VALUES = {
    "a module's class": ["record", "os", "_wrap_close", [], None],
    "a class of the course": ["record", "course_utils.checks.report", "Report", [], None],
    "an object of the grader": ["yours", 0],
    "an object of no number": ["mine", [], None, ["x"]],
    "a bad name": ["named", "__import__('os')", ["x"], 1],
    "a bad type of elements": ["array", "|O8", [1], ["int", 1]],
    "a bad shape": ["array", "<f8", [-1], ["bytes", ""]],
    "a sound": ["sound", ["bytes", ""], 0, 0, 0],
    "a long range": ["range", 0, 10**12, 1],
    "a symbolic tensor": ["symbolic", [1], "float32"],
}
ASKS = [
    """
Handle = type(conversation._objects).export.__globals__["Handle"]
def handle(number):
    stand_in = Handle(None, number, None, ["x"], lambda types: Handle)
    conversation._objects._theirs[number] = stand_in
    return stand_in
found = []
def tries(operation, target, *rest):
    try:
        found.append(conversation.ask(operation, target, *rest))
    except Exception as error:
        pass
""",
    *(
        f"tries({operation!r}, handle({number}), *{rest}); assert not found, found"
        for number in (0, 7)
        for operation, rest in {
            "attribute": ["__globals__"],
            "call": [(), {}],
            "items": [],
            "text": [],
        }.items()
    ),
    *(
        f"import numpy as np; tries('attribute', {value}, {name!r}); assert not found, found"
        for value, name in {"'x'": "format", "[]": "append", "np.zeros(3)": "tofile"}.items()
    ),
]
SAME_BYTES = """
text = b'["value",["list"' + b',{"":[0,60000000]}' * 1_000 + b'],[]]'
raw(channel.send.__globals__["HEADER"].pack(len(text), 60_000_000) + text + bytes(60_000_000))
"""
COLLIDES = """
numbers = [number * (2**61 - 1) for number in range(9_000)]
channel.send(["value", ["list", *[["set", *numbers]] * 35], []])
"""
FILLS_MEMORY = """
index = np.zeros((40_000, 1), np.uint8), np.zeros((1, 40_000), np.uint8)
conversation.ask("item", np.zeros((1, 1)), index)
"""


def answer(body, first=FINDS_THE_WIRE):
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    text = f"{first}\nimport numpy as np\ndef to_mono(audio):\n{lines}\n    time.sleep(9)\n"
    return Attack("", answers={"to_mono": text}, deserves={"to_mono": 0})


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_in_an_answer_costs_the_answer(graded, name):
    graded(answer(NONSENSE[name]))


def test_nonsense_in_a_cell_costs_the_cell(graded):
    graded(Attack("", [FINDS_THE_WIRE, *NONSENSE.values()]))


@pytest.mark.parametrize("name", VALUES)
def test_forged_values_are_no_values(graded, name):
    tensorflow = "tensorflow" in sys.modules
    graded(answer(f"channel.send(['value', {VALUES[name]!r}, []])"))
    assert ("tensorflow" in sys.modules) == tensorflow


def test_the_grader_answers_no_questions_about_itself(graded):
    judgement = graded(Attack("asks", [FINDS_THE_WIRE + ASKS[0], *ASKS[1:]]))
    assert "AssertionError" not in str(judgement.notes)


def test_the_grader_indexes_no_array_for_a_submission(graded):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    graded(answer(FILLS_MEMORY.strip()))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KB


def test_bytes_that_a_message_repeats_fill_no_memory(graded):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    graded(answer(SAME_BYTES.strip()))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # KB


def test_numbers_that_collide_take_no_time(graded):
    before = time.process_time()
    graded(answer(COLLIDES.strip()))
    assert time.process_time() - before < 15


def test_answers_prepared_ahead_gain_nothing(judged):
    """Every message that a grader could take for a right answer, before it has asked."""
    names = [name for name in EXERCISES if name not in ANSWERED]
    body = f"""
def ahead(*args, **kwargs):
    for value in (True, None, 0, [], ["tuple", ["list"], ["list"]]):
        channel.send(["value", value, []])
for name in {names}:
    globals()[name] = ahead
"""
    judgement = judged(Attack("ahead", last=[FINDS_THE_WIRE + body]))
    for name, report in judgement.reports.items():
        assert report.earned <= deserved(Attack(""))[name]
