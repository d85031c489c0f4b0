"""Wrong answers: what a path says."""

from functools import partial
from itertools import groupby, pairwise

from course_utils.speech_recognition.ctc import collapse
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "collapse")


def _merged(path):
    return [token for token, _ in groupby(path)]


@mutant("merge first, then drop")
def drops_before_it_merges(path, blank=0):
    return _merged([token for token in path if token != blank])


@mutant("equal neighbors are not merged")
def drops_blanks_only(path, blank=0):
    return [token for token in path if token != blank]


@mutant("blanks are not dropped")
def merges_only(path, blank=0):
    return _merged(path)


@mutant("return a list")
def joins_the_tokens(path, blank=0):
    return "".join(map(str, collapse(path, blank)))


@mutant("merge first, then drop")
def keeps_each_token_once(path, blank=0):
    return list(dict.fromkeys(token for token in path if token != blank))


@mutant("the last token is missing")
def forgets_the_last_run(path, blank=0):
    found, current = [], None
    for token in path:
        if token != current:
            if current not in (None, blank):
                found.append(current)
            current = token
    return found


@mutant("the first token counts too")
def begins_at_the_second(path, blank=0):
    pairs = pairwise(path)
    return [token for before, token in pairs if token not in (before, blank)]


@mutant("blanks are not dropped")
def strips_blanks_at_the_ends(path, blank=0):
    tokens = _merged(path)
    while tokens and tokens[0] == blank:
        tokens.pop(0)
    while tokens and tokens[-1] == blank:
        tokens.pop()
    return tokens


@mutant("the blank is an argument")
def takes_0_or_an_underscore_for_the_blank(path, blank=0):
    return [token for token in _merged(path) if token not in (0, "_")]


@mutant("keep a token that differs")
def keeps_the_repetitions(path, blank=0):
    pairs = pairwise(path)
    return [token for before, token in pairs if token == before != blank]


@mutant("changes its argument")
def deletes_in_place(path, blank=0):
    if not isinstance(path, list):
        return collapse(path, blank)
    for place in range(len(path) - 1, 0, -1):
        if path[place] == path[place - 1]:
            del path[place]
    for place in range(len(path) - 1, -1, -1):
        if path[place] == blank:
            del path[place]
    return list(path)


@mutant("IndexError")
def looks_before_the_first(path, blank=0):
    merged = [path[0]] + [path[i] for i in range(1, len(path)) if path[i] != path[i - 1]]
    return [token for token in merged if token != blank]


@mutant("nothing back")
def forgets_to_return(path, blank=0):
    collapse(path, blank)
