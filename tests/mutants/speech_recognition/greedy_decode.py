"""Wrong answers: the text of the likeliest path."""

from functools import partial
from itertools import groupby

import numpy as np

from course_utils.speech_recognition.ctc import collapse, greedy_decode
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "greedy_decode")


def _path(logs):
    return np.argmax(logs, axis=1).tolist()


@mutant("this is the path")
def returns_the_path(logs, blank=0):
    return _path(logs)


@mutant("argmax runs over the tokens")
def takes_the_likeliest_step(logs, blank=0):
    return collapse(np.argmax(logs, axis=0).tolist(), blank) if len(logs) else []


@mutant("argmax, not argmin")
def takes_the_least_likely(logs, blank=0):
    return collapse(np.argmin(logs, axis=1).tolist(), blank)


@mutant("equal neighbors are not merged")
def drops_blanks_only(logs, blank=0):
    return [token for token in _path(logs) if token != blank]


@mutant("blanks are not dropped")
def merges_only(logs, blank=0):
    return [token for token, _ in groupby(_path(logs))]


@mutant("merge before you drop")
def drops_before_it_merges(logs, blank=0):
    return [token for token, _ in groupby(token for token in _path(logs) if token != blank)]


@mutant("only neighbors are merged")
def keeps_each_label_once(logs, blank=0):
    return list(dict.fromkeys(token for token in _path(logs) if token != blank))


@mutant("these are sorted")
def takes_unique_labels(logs, blank=0):
    return [token for token in np.unique(_path(logs)).tolist() if token != blank]


@mutant("the blank is an argument")
def takes_token_0_for_the_blank(logs, blank=0):
    return collapse(_path(logs), 0)


@mutant("return a list")
def writes_a_text(logs, blank=0):
    return "".join(map(str, greedy_decode(logs, blank)))


@mutant("nothing back")
def forgets_to_return(logs, blank=0):
    greedy_decode(logs, blank)


@mutant("changes its argument")
def marks_the_likeliest_in_place(logs, blank=0):
    found = greedy_decode(logs, blank)
    logs[...] = 0
    return found
