"""A pytest plugin: the longest work first, so that the workers end at about the same time.

The tests of a file share what they made, and go to one worker; so do those of all files that share
a server or a compiled engine. A file whose tests share nothing but the way there is divided by
their first parameter.
"""

import re

from xdist.scheduler import LoadScopeScheduling

LONGEST = (
    *("notebooks/", "tests/browser/", "tests/attacks/", "tests/test_mutants.py"),
    *("tests/classroom/", "tests/notebooks/", "tests/training/", "tests/wavenet/generation/"),
)
TOGETHER = ("tests/browser/", "tests/wavenet/generation/")
DIVIDED = ("tests/test_mutants.py",)


class LongestFirst(LoadScopeScheduling):
    """Gives a worker that is free the next piece of work."""

    def _split_scope(self, nodeid: str) -> str:
        """The piece of work that a test belongs to."""
        file, _, test = nodeid.partition("::")
        for folder in TOGETHER:
            if file.startswith(folder):
                return folder
        parameter = re.search(r"\[\w+", test)
        return f"{file}{parameter.group()}" if file in DIVIDED and parameter else file


def pytest_xdist_make_scheduler(config, log):
    """Called by xdist."""
    return LongestFirst(config, log)


def pytest_collection_modifyitems(items):
    """Sorts the tests, which keep their order within a file."""
    items.sort(key=_rank)


def _rank(item) -> int:
    found = (i for i, start in enumerate(LONGEST) if item.nodeid.startswith(start))
    return next(found, len(LONGEST))
