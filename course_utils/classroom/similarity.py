"""Which submissions share more than the whole class does.

What is left of a submission without the given code is compared by fingerprints, which stay the same
when names, spaces and comments change: code is read as tokens without names, every run of `RUN`
tokens is hashed, and of every `WINDOW` hashes in a row the smallest is kept. Two texts that share
`RUN + WINDOW - 1` tokens in a row share a fingerprint (Schleimer, Wilkerson and Aiken, Winnowing,
SIGMOD 2003).

A fingerprint that few others have says much, one that half of the class has says nearly nothing: it
counts log2(class / others who have it) bits. The similarity of two submissions is the share of the
smaller one's bits that the other has too.
"""

import builtins
import csv
import io
import keyword
import math
import tokenize
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from itertools import combinations
from pathlib import Path

from course_utils.classroom.pages import page, table
from course_utils.classroom.submissions import (
    UnreadableError,
    code_cells,
    submitted_folders,
)

RUN, WINDOW = 8, 4  # tokens of a fingerprint; fingerprints of which one is kept
SMALLEST_EVIDENCE = 5  # fingerprints that nobody else has, or the bits of as many
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


@dataclass(frozen=True)
class OwnCode:
    """What a student wrote: the cells that were not given, and their fingerprints."""

    text: str
    fingerprints: Sequence[Fingerprint]

    @property
    def values(self) -> frozenset[int]:
        """The fingerprints without their places."""
        return frozenset(one.value for one in self.fingerprints)

    def lines_with(self, values: frozenset[int]) -> set[int]:
        """The lines, from 1, that some of these fingerprints stand on."""
        found = [one for one in self.fingerprints if one.value in values]
        return {line for one in found for line in range(one.first_line, one.last_line + 1)}


@dataclass(frozen=True)
class Pair:
    """Two students whose code is alike.

    Attributes:
        students: Their names.
        similarity: From 0 to 1, the share of the smaller one's own bits.
        bits: What the shared fingerprints say together.
        shared: The fingerprints that both have and most of the class has not.
    """

    students: tuple[str, str]
    similarity: float
    bits: float
    shared: frozenset[int]


def read_class(course: Path, assignment: str) -> tuple[dict[str, OwnCode], dict[str, str]]:
    """Every student's own code by name, and the reasons for those whose code cannot be read.

    Raises:
        ValueError: Nothing was released or handed in.
    """
    released = sorted((course / "release" / assignment).glob("*.ipynb"))
    if not released:
        raise ValueError(
            f"{assignment} was not released: run `nbgrader generate_assignment {assignment}`"
        )
    given = [cell for notebook in released for cell in code_cells(notebook)]
    known = set().union(*map(all_hashes, given))
    codes, unreadable = {}, {}
    for student, _, folder in submitted_folders(course, assignment):
        try:
            cells = [cell for one in released for cell in code_cells(folder / one.name)]
            codes[student] = own_code(cells, given, known)
        except UnreadableError as error:
            unreadable[student] = str(error)
    return codes, unreadable


def own_code(cells: Sequence[str], given: Sequence[str], known: set[int]) -> OwnCode:
    """The cells that were not given, one below the other, without the fingerprints of `known`."""
    unchanged = {cell.strip() for cell in given}
    text, found = "", []
    for cell in cells:
        if cell.strip() in unchanged:
            continue
        line = text.count("\n")
        found += [
            Fingerprint(one.value, one.first_line + line, one.last_line + line)
            for one in fingerprints(cell, known)
        ]
        text += cell.rstrip() + "\n\n"
    return OwnCode(text, found)


def similar_pairs(codes: Mapping[str, OwnCode], least: float = 0.5) -> list[Pair]:
    """The pairs that share at least a part `least` of their own bits, the most alike first.

    Raises:
        ValueError: `least` is not between 0 and 1.
    """
    if not 0 < least <= 1:
        raise ValueError(f"the least similarity must be above 0 and at most 1, not {least}")
    values = {student: code.values for student, code in codes.items()}
    count = Counter(value for own in values.values() for value in own)
    bits = {value: math.log2(len(codes) / max(1, n - 1)) for value, n in count.items()}
    total = {student: sum(bits[value] for value in own) for student, own in values.items()}
    enough = SMALLEST_EVIDENCE * math.log2(max(2, len(codes)))
    pairs = []
    for one, other in _meeting(values, count):
        shared = values[one] & values[other]
        weight = sum(bits[value] for value in shared)
        similarity = weight / min(total[one], total[other])
        if weight >= enough and similarity >= least:
            rare = frozenset(value for value in shared if count[value] <= max(2, len(codes) // 2))
            pairs.append(Pair((one, other), similarity, weight, rare))
    return sorted(pairs, key=lambda pair: (-pair.similarity, -pair.bits, pair.students))


def _meeting(values: Mapping[str, frozenset[int]], count: Counter) -> set[tuple[str, str]]:
    """Pairs that share a fingerprint which at most half of the class has."""
    holders = defaultdict(list)
    for student in sorted(values):
        for value in values[student]:
            if 2 <= count[value] <= max(2, len(values) // 2):
                holders[value].append(student)
    return {pair for students in holders.values() for pair in combinations(students, 2)}


SHOWN = 50  # pairs whose code stands on the page

ABOUT = """\
<p>What is left of each submission without the given code, compared by fingerprints: names, spaces,
comments and the order of cells do not matter. What many in the class wrote hardly counts. The
similarity is the share of the smaller submission's own code that the other has too. It is a reason
to read both, not a proof: short functions have few right answers. Marked lines hold what both have
and most of the class has not.</p>
"""


def similarity_page(
    assignment: str,
    pairs: Sequence[Pair],
    codes: Mapping[str, OwnCode],
    unreadable: Mapping[str, str],
) -> str:
    """The page: the pairs, those that could not be read, and the code of each pair."""
    head = ["similarity", "student", "student", "shared fingerprints"]
    rows = [[f"{p.similarity:.0%}", *p.students, str(len(p.shared))] for p in pairs]
    body = ABOUT + f"<p>Submissions: {len(codes)}; pairs to look at: {len(pairs)}.</p>\n"
    if pairs:
        body += table(head, rows)
    if unreadable:
        body += table(["not compared", "why"], [list(item) for item in unreadable.items()])
    body += "".join(_side_by_side(pair, codes) for pair in pairs[:SHOWN])
    return page(f"Similar submissions of {assignment}", body)


def similarity_csv(pairs: Sequence[Pair]) -> str:
    """The pairs as comma-separated values."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "other_student", "similarity", "bits", "shared_fingerprints"])
    for pair in pairs:
        figures = [f"{pair.similarity:.3f}", f"{pair.bits:.1f}", len(pair.shared)]
        writer.writerow([*pair.students, *figures])
    return text.getvalue()


def _side_by_side(pair: Pair, codes: Mapping[str, OwnCode]) -> str:
    columns = "".join(
        f"<div><h3>{escape(student)}</h3><pre>{_marked(codes[student], pair.shared)}</pre></div>"
        for student in pair.students
    )
    summary = f"{pair.similarity:.0%}: {pair.students[0]} and {pair.students[1]}"
    return (
        f"<details><summary>{escape(summary)}</summary>"
        f'<div class="columns">{columns}</div></details>\n'
    )


def _marked(code: OwnCode, shared: frozenset[int]) -> str:
    marked = code.lines_with(shared)
    lines = enumerate(code.text.split("\n"), start=1)
    return "\n".join(
        f"<mark>{escape(line)}</mark>" if number in marked else escape(line)
        for number, line in lines
    )
