"""Attacks that use up the machine, end the grading, or stay after it."""

import time

import pytest

from course_utils.checks.wavenet_data import EXERCISES
from tests.attacks.submissions import Attack
from tests.time_limits import limit_s

# Each as a cell of its own, which costs nothing but this cell, and within an answer.
ENDS = {
    "sys.exit": "import sys; sys.exit(0)",
    "os._exit": "import os; os._exit(0)",
    "kill -9": "import os; os.kill(os.getpid(), 9)",
    "kill everything": "import os; os.kill(1, 9); os.kill(os.getppid(), 9); os.kill(-1, 9)",
    "abort": "import os; os.abort()",
    "segmentation fault": "import ctypes; ctypes.string_at(1)",
    "close all files": "import os; os.closerange(0, 512)",
    "raise in a signal": "import signal; signal.alarm(1); import time; time.sleep(3)",
    "deep recursion": "import sys; sys.setrecursionlimit(10**9); f = lambda: f(); f()",
}
# Each fails by itself, so that one submission can try all of a kind.
FAILS = {
    "processes": [
        "import os; os.fork()",
        "import os\nwhile True: os.fork()",
        "import ctypes; assert ctypes.CDLL(None).fork() > 0",
        "!true & true & true",
        "import subprocess; subprocess.Popen(['sleep', '1000'])",
        "import os; assert os.system('sleep 1000 &') == 0",
        "import multiprocessing as m; m.Process(target=print).start()",
        "import os; os.posix_spawn('/bin/sh', ['sh'], {})",
        "import os; os.execv('/bin/sh', ['sh'])",
        "import os\nif os.fork() == 0:\n    os.setsid()\n    while True: pass",
    ],
    "threads": [
        "import threading, time\nthreading.stack_size(32768)\nwhile True: "
        "threading.Thread(target=time.sleep, args=(100,), daemon=True).start()",
    ],
    "memory": [
        "x = bytearray(10**10)",
        "import mmap\nx = []\nwhile True: x.append(mmap.mmap(-1, 10**9))",
        "import os\nos.write(os.memfd_create('x'), b'x' * 10**9)",
    ],
    "files": [
        "open('x', 'wb').write(bytes(10**9))",
        "for i in range(1000): open(str(i), 'wb').write(bytes(10**7))",
        "for f in ('/dev/shm', '/var/tmp', '/'): open(f + '/x', 'wb').write(bytes(10**9))",
        "import shutil; shutil.rmtree('/', ignore_errors=True)",
        "import shutil; shutil.rmtree('{FOLDER}')",
        "open('{FOLDER}/gradebook.db', 'w').write('99')",
        "import sqlite3; sqlite3.connect('{FOLDER}/gradebook.db').execute('create table x (y)')",
        "import os; os.remove('{FOLDER}/submitted/ada/n.ipynb')",
    ],
    "network": [
        "import socket; socket.create_connection(('127.0.0.1', 22))",
        "import socket; socket.create_server(('', 8888))",
        "import socket; socket.socket(socket.AF_UNIX).connect('/run/docker.sock')",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
    ],
    "text": [
        "for _ in range(1000): print('x' * 10**5)",
        "import os\nfor _ in range(1000): os.write(1, b'x' * 10**5)",
        "from IPython.display import *\nfor _ in range(100): display(HTML('x' * 10**6))",
        "raise ValueError('x' * 10**7)",
    ],
}
WAITS = {
    "a loop that catches": "while True:\n try:\n  while True: pass\n except BaseException: pass",
    "an import": (
        "open('endless.py', 'w').write('while True: pass')\n"
        "import sys; sys.path.insert(0, '.'); import endless"
    ),
    "a regular expression": "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
    "input": "input()",
    "ignored signals": (
        "import signal, time\nfor n in range(1, 32):\n"
        "    if n not in (9, 19): signal.signal(n, signal.SIG_IGN)\ntime.sleep(100)"
    ),
}
MEMORY = "x = []\nwhile True: x.append(bytearray(10**8))"
STAYS = [
    "import threading, time; threading.Thread(target=time.sleep, args=(1000,)).start()",
    "import atexit, time; atexit.register(time.sleep, 1000)",
    "import threading, itertools\nthreading.Thread(daemon=True, target=lambda: "
    "[print(i) for i in itertools.count()]).start()",
]


@pytest.mark.parametrize("name", FAILS)
def test_what_there_is_little_of_cannot_be_used_up(graded, name):
    judgement = graded(Attack(name, FAILS[name]))
    assert len("".join(judgement.notes)) < 10_000


@pytest.mark.parametrize("name", ENDS | WAITS)
def test_a_cell_that_ends_or_never_ends_costs_only_itself(graded, name):
    judgement = graded(Attack(name, [(ENDS | WAITS)[name]]))
    assert len(judgement.notes) <= 1


def test_what_should_stay_ends_with_the_grading(graded):
    graded(Attack("stays", STAYS))


def test_what_breaks_the_shell_costs_the_submission(graded):
    breaks = ["import builtins, sys; sys.modules.clear(); vars(builtins).clear()"]
    graded(Attack("breaks", breaks, deserves=dict.fromkeys(EXERCISES, 0)))


IN_AN_ANSWER = {name: ENDS[name] for name in ("sys.exit", "os._exit", "close all files")}


@pytest.mark.parametrize("code", [*IN_AN_ANSWER.values(), "while True: pass", MEMORY])
def test_an_answer_costs_only_itself(graded, code):
    answers = {"to_mono": f"def to_mono(audio):\n    exec({code!r})\n"}
    graded(Attack("", answers=answers, deserves={"to_mono": 0}))


RETURNED = {
    "a huge array": "np.zeros(2 * 10**8, np.uint8)",
    "a huge text": "'x' * 10**8",
    "a huge number": "10**1_000_000",
    "a list in itself": "(lambda x: x.append(x) or x)([])",
    "a deep list": "__import__('functools').reduce(lambda x, _: [x], range(10**5), [])",
    "an endless sequence": (
        "type('Endless', (), {'__len__': lambda s: 10**9, '__getitem__': lambda s, i: 0.0})()"
    ),
    "a growing tree": (
        "(lambda T: T(T))(type('T', (), {'__init__': lambda s, T: setattr(s, 'T', T), "
        "'__len__': lambda s: 10**5, '__getitem__': lambda s, i: s.T(s.T), "
        "'__iter__': lambda s: (s.T(s.T) for _ in range(10**5))}))"
    ),
    "an array of objects": "np.array([object(), None, print, np], object)",
    "a slow object": (
        "type('Slow', (), {'__len__': lambda s: 1000, "
        "'__getitem__': lambda s, i: __import__('time').sleep(1)})()"
    ),
}


@pytest.mark.parametrize("name", RETURNED)
def test_what_is_returned_costs_only_its_answer(graded, name):
    answer = f"def to_mono(audio):\n    import numpy as np\n    return {RETURNED[name]}\n"
    began = time.monotonic()
    graded(Attack(name, answers={"to_mono": answer}, deserves={"to_mono": 0}))
    assert time.monotonic() - began < limit_s(60)
