"""Fingerprints of code that stay when names, spaces and comments change.

Code is read as tokens without names; every run of `RUN` tokens is hashed, and of every `WINDOW`
hashes in a row the smallest is kept. Two texts that share `RUN + WINDOW - 1` tokens in a row share
a fingerprint (Schleimer, Wilkerson and Aiken, Winnowing, SIGMOD 2003).
"""

import builtins
import io
import keyword
import tokenize
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b

RUN, WINDOW = 8, 4
KEPT_NAMES = {*keyword.kwlist, *dir(builtins)}
LAYOUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE),
    *(tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER),
}


@dataclass(frozen=True)
class Fingerprint:
    """A hash of some tokens, and the lines that they stand on, from 1."""

    value: int
    first_line: int
    last_line: int


def fingerprints(code: str, without: Collection[int] = ()) -> list[Fingerprint]:
    """The fingerprints of a piece of code, in its order.

    Args:
        code: Python; where it is no Python any more, the rest is left out.
        without: Hashes of given code, which everyone has; see `all_hashes`.
    """
    runs = [run for run in _runs(_tokens(code)) if run.value not in without]
    return [runs[i] for i in sorted(_winnow([run.value for run in runs]))]


def all_hashes(code: str) -> set[int]:
    """The hashes of every run of tokens, not of those alone that winnowing keeps."""
    return {run.value for run in _runs(_tokens(code))}


def _tokens(code: str) -> list[tuple[str, int]]:
    """Pairs of (token, line): a variable is `name`, a text `text`; attributes keep their names."""
    plain = "\n".join("" if _is_magic(line) else line for line in code.split("\n"))
    tokens, before = [], ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(plain).readline):
            if token.type not in LAYOUT:
                tokens.append((_normal(token, before), token.start[0]))
                before = token.string
    except (tokenize.TokenError, SyntaxError):
        pass
    return tokens


def _is_magic(line: str) -> bool:
    return line.lstrip().startswith(("%", "!"))


def _normal(token: tokenize.TokenInfo, before: str) -> str:
    if token.type == tokenize.STRING:
        return "text"
    if token.type == tokenize.NAME and before != "." and token.string not in KEPT_NAMES:
        return "name"
    return token.string


def _runs(tokens: Sequence[tuple[str, int]]) -> list[Fingerprint]:
    runs = []
    for start in range(len(tokens) - RUN + 1):
        words, lines = zip(*tokens[start : start + RUN], strict=True)
        digest = blake2b(" ".join(words).encode(), digest_size=8).digest()
        runs.append(Fingerprint(int.from_bytes(digest), lines[0], lines[-1]))
    return runs


def _winnow(values: Sequence[int]) -> set[int]:
    """Places of the smallest value of every window; of equal ones, the rightmost."""
    ends = range(min(WINDOW, len(values)), len(values) + 1) if values else ()
    windows = (range(max(0, end - WINDOW), end) for end in ends)
    return {min(window, key=lambda place: (values[place], -place)) for window in windows}
