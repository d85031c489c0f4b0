"""A pytest plugin: the longest work first, so that the workers end at about the same time.

The tests of a file share what they made, and go to one worker; so do those of all files that share
a server, a compiled engine or a trained network. A file whose tests share nothing but the way there
is divided by their first parameter.
"""

import re

from xdist.scheduler import LoadScopeScheduling

LONGEST = (
    *("notebooks/", "tests/browser/", "tests/attacks/", "tests/test_mutants.py"),
    *("tests/classroom/", "tests/notebooks/", "tests/training/", "tests/wavenet/generation/"),
)
TOGETHER = {
    "a server": ("tests/browser/",),
    "compiled engines": ("tests/wavenet/generation/",),
    "recognizers of tones": (
        "tests/commands/test_evaluate_speech.py",
        "tests/commands/test_transcribe.py",
        "tests/speech_recognition/test_attention_model.py",
        "tests/speech_recognition/test_experiment.py",
        "tests/speech_recognition/test_own_voice.py",
        "tests/speech_recognition/test_saved_models.py",
        "tests/speech_recognition/test_streaming.py",
        "tests/speech_recognition/test_transcriber.py",
    ),
}
DIVIDED = ("tests/test_mutants.py",)


class LongestFirst(LoadScopeScheduling):
    """Gives a worker that is free the next piece of work."""

    def _split_scope(self, nodeid: str) -> str:
        """The piece of work that a test belongs to."""
        file, _, test = nodeid.partition("::")
        for shared, files in TOGETHER.items():
            if file.startswith(files):
                return shared
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
