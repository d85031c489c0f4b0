"""Attacks that look for answers, secrets or other people's work."""

import pytest

from tests.attacks.submissions import Attack

# A function that hands on to whatever `found` holds, for answers that are searched for.
TAKES_FOUND = """
def mu_law_decode(codes, n_codes=256):
    for candidate in found:
        try:
            return candidate(codes, n_codes)
        except BaseException:
            pass
"""

READS_THE_CLASS = """
import os
loot = []
for name in ("class_secret", "gradebook.db", "submitted/ada/n.ipynb", "source/n.ipynb"):
    try:
        loot.append(open("{FOLDER}/" + name).read())
    except OSError as error:
        loot.append(error.strerror)
print(loot)
raise ValueError(loot)
"""

SEARCHES_FILES = """
import os, re
found = []
for folder, _, names in os.walk("/"):
    if folder.startswith(("/proc", "/sys")):
        continue
    for name in names:
        if name.endswith((".py", ".ipynb", ".pyc")) and "course" in folder + name:
            text = open(os.path.join(folder, name), errors="replace").read()
            for body in re.findall(r"def mu_law_decode.*?(?=^\\S|\\Z)", text, re.S | re.M):
                names = {"np": __import__("numpy")}
                try:
                    exec("from __future__ import annotations\\n" + body, names)
                    found.append(names["mu_law_decode"])
                except BaseException:
                    pass
"""

IMPORTS_THE_ANSWER = """
found = []
import importlib
for name in (
    "course_utils.wavenet.data",
    "course_utils.stand_ins.wavenet_data",
    "course_utils.classroom.editions.stand_ins.wavenet_data",
    "course_utils.classroom.hidden.wavenet_data",
    "tests.mutants.wavenet_data",
):
    try:
        found.append(importlib.import_module(name).mu_law_decode)
    except BaseException:
        pass
"""

SEARCHES_MEMORY = """
import gc, sys
found = []
def search():
    frame, seen = sys._getframe(), []
    while frame:
        seen += [*frame.f_locals.values(), *frame.f_globals.values()]
        frame = frame.f_back
    for thing in [*gc.get_objects(), *seen]:
        if getattr(thing, "__name__", None) in ("mu_law_decode", "reference", "decode"):
            found.append(thing)
        if isinstance(thing, dict) and callable(thing.get("mu_law_decode")):
            found.append(thing["mu_law_decode"])
"""

SEARCHES_MEMORY_WHEN_CALLED = """
def mu_law_decode(codes, n_codes=256):
    search()
    for candidate in found:
        if candidate is not mu_law_decode:
            try:
                return candidate(codes, n_codes)
            except BaseException:
                pass
"""

READS_PROCESSES = """
import os, glob
loot = []
for name in glob.glob("/proc/[0-9]*/*"):
    if name.endswith(("environ", "cmdline", "mem", "maps", "cwd", "root")):
        try:
            loot.append(os.readlink(name) if name.endswith(("cwd", "root")) else open(name).read())
        except (OSError, UnicodeDecodeError, ValueError):
            pass
processes = [n for n in os.listdir("/proc") if n.isdigit()]
assert len(processes) <= 3, processes
raise ValueError(loot)
"""

LINKS_OUT = """
import os
for name in ("class_secret", "gradebook.db"):
    os.symlink("{FOLDER}/" + name, name)
os.symlink("/", "everything")
os.symlink("/proc/1/root", "other")
loot = []
for name in ("class_secret", "gradebook.db", "everything{FOLDER}/class_secret",
             "other{FOLDER}/class_secret"):
    try:
        loot.append(open(name).read())
    except OSError as error:
        loot.append(error.strerror)
raise ValueError(loot)
"""

ASKS_THE_SHELL = """
!cat {FOLDER}/class_secret
%cd {FOLDER}
%run {FOLDER}/source/n.ipynb
%load {FOLDER}/class_secret
"""

# Keeps what it was called with, in the hope of meeting it again in the next property.
REMEMBERS = """
seen = []
def pcm_to_float(pcm):
    import gc
    seen.append(pcm)
    for thing in gc.get_objects():
        if type(thing) is list and len(thing) == 3 and thing[0] == -1 and thing[1] == 0:
            return np.array(thing, np.float32)
    raise NotImplementedError
"""

ATTACKS = [
    Attack("reads the class's files", [READS_THE_CLASS]),
    Attack("searches every file", [SEARCHES_FILES], answers={"mu_law_decode": TAKES_FOUND}),
    Attack("imports the answer", [IMPORTS_THE_ANSWER], answers={"mu_law_decode": TAKES_FOUND}),
    Attack(
        "searches memory", [SEARCHES_MEMORY, "search()"], answers={"mu_law_decode": TAKES_FOUND}
    ),
    Attack(
        "searches memory when called",
        [SEARCHES_MEMORY],
        answers={"mu_law_decode": SEARCHES_MEMORY_WHEN_CALLED},
    ),
    Attack("searches memory for expected values", answers={"pcm_to_float": REMEMBERS}),
    Attack("reads other processes", [READS_PROCESSES]),
    Attack("links out of its folder", [LINKS_OUT]),
    *(
        Attack(f"asks the shell: {line.split()[0]}", [line])
        for line in ASKS_THE_SHELL.split("\n")[1:-1]
    ),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_nothing_is_found(graded, attack):
    graded(attack)
