import argparse
import csv
import io
import re

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_utils.classroom.similarity import (
    RUN,
    WINDOW,
    all_hashes,
    fingerprints,
    own_code,
    read_class,
    similar_pairs,
    similarity_csv,
    similarity_page,
)
from course_utils.commands import classroom_reports

GIVEN = """\
import numpy as np

def load(path):
    with open(path) as file:
        return np.array([float(line) for line in file if line.strip()])
"""
USUAL = "def mean(x):\n    return sum(x) / len(x) if len(x) > 0 else 0\n"
ODD = """\
def median(x):
    ordered = sorted(x, key=lambda value: (abs(value - x[0]), value), reverse=True)
    half = len(ordered) >> 1
    while ordered and half not in (0, 1):
        ordered, half = ordered[1:-1], half - 1
    return ordered[half] if half else (ordered[0] + ordered[-1]) * 0.5
"""
NAME = "01_chapter"


def renamed(code):
    """As somebody would who wants it to look like his own."""
    for old, new in (("ordered", "liste"), ("half", "mitte"), ("value", "w"), ("x", "zahlen")):
        code = re.sub(rf"\b{old}\b", new, code)
    return "# my own idea\n" + code.replace("    ", "  ")


def own_idea(seed):
    """An answer that nobody else would write."""
    rng = np.random.default_rng(seed)
    words = ["x[0]", "min(x)", "max(x)", "len(x)", "sum(x)", "abs(x[1])", "2", "x[-1] ** 2"]
    terms = [rng.choice(words, 4, replace=False).tolist() for _ in range(8)]
    lines = [f"    a{i} = {rng.choice([' + ', ' * ', ' - ']).join(t)}" for i, t in enumerate(terms)]
    return "\n".join(["def median(x):", *lines, "    return a1", ""])


def write(course, folder, cells):
    path = course / folder / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    book = new_notebook(cells=[new_markdown_cell("# Text"), *map(new_code_cell, cells)])
    nbformat.write(book, path)


@pytest.fixture
def course(tmp_path):
    write(tmp_path, "release/first", [GIVEN, "def mean(x):\n    raise NotImplementedError()"])
    for i in range(8):
        write(tmp_path, f"submitted/student{i}/first", [GIVEN, USUAL, own_idea(i)])
    write(tmp_path, "submitted/anna/first", [GIVEN, USUAL, ODD])
    write(tmp_path, "submitted/bert/first", [GIVEN, renamed(ODD), "print(3)", USUAL])
    write(tmp_path, "submitted/lazy/first", [GIVEN, USUAL])
    return tmp_path


def test_the_copy_is_found_and_nothing_else(course):
    codes, unreadable = read_class(course, "first")
    (pair,) = similar_pairs(codes)
    assert pair.students == ("anna", "bert")
    assert pair.similarity > 0.9
    assert unreadable == {}


def test_given_code_is_left_out(course):
    codes, _ = read_class(course, "first")
    assert all("import numpy" not in code.text for code in codes.values())
    assert own_code([GIVEN + "\n# a comment"], [GIVEN], set()).fingerprints
    assert codes["lazy"].text == USUAL + "\n"


def test_what_everyone_has_counts_for_nothing(course):
    codes, _ = read_class(course, "first")
    ours = {name: code for name, code in codes.items() if name.startswith("student")}
    same = {f"same{i}": codes["lazy"] for i in range(9)}
    assert similar_pairs(ours) == []
    assert similar_pairs(same) == []


def test_two_students_alone_can_be_compared(course):
    codes, _ = read_class(course, "first")
    (pair,) = similar_pairs({name: codes[name] for name in ("anna", "bert")})
    assert pair.similarity == pytest.approx(1, abs=0.1)
    assert similar_pairs({"anna": codes["anna"]}) == []


def test_what_is_no_notebook_is_named(course):
    (course / "submitted/student0/first" / f"{NAME}.ipynb").write_text("{}")
    (course / "submitted/student1/first" / f"{NAME}.ipynb").unlink()
    hidden = course / "submitted/student2/first" / f"{NAME}.ipynb"
    hidden.unlink()
    hidden.symlink_to("/etc/passwd")
    codes, unreadable = read_class(course, "first")
    assert sorted(unreadable) == ["student0", "student1", "student2"]
    assert "no notebook" in unreadable["student0"]
    assert len(codes) == 8


def test_the_page_shows_both_and_marks_what_they_share(course):
    write(course, "submitted/mallory/first", ["'<script>alert(1)</script>'\n" + ODD])
    codes, unreadable = read_class(course, "first")
    pairs = similar_pairs(codes)
    text = similarity_page("first", pairs, codes, unreadable | {"<b>": "it is <i>no</i> notebook"})
    assert "<script" not in text
    assert "<i>" not in text
    assert "&lt;script&gt;" in text
    assert re.search(r"<mark>.*liste.*mitte", text)
    assert "<mark>def mean" not in text


def test_the_csv_names_each_pair(course):
    codes, _ = read_class(course, "first")
    pairs = similar_pairs(codes)
    (row,) = csv.DictReader(io.StringIO(similarity_csv(pairs)))
    assert (row["student"], row["other_student"]) == ("anna", "bert")
    assert float(row["similarity"]) == pytest.approx(pairs[0].similarity, abs=1e-3)


def test_what_was_not_released_or_handed_in_is_said(course):
    with pytest.raises(ValueError, match="second was not released"):
        read_class(course, "second")
    write(course, "release/second", [GIVEN])
    with pytest.raises(ValueError, match="nothing for second was handed in"):
        read_class(course, "second")


@pytest.mark.parametrize("least", [0, -0.1, 1.1])
def test_a_share_is_a_share(least):
    with pytest.raises(ValueError, match="at most 1, not"):
        similar_pairs({}, least)


def test_the_command_writes_what_it_says(course, capsys):
    parser = argparse.ArgumentParser(prog="course classroom")
    classroom_reports.add_parser(parser.add_subparsers())
    args = parser.parse_args(["similarity", str(course), "first"])
    assert args.run(args) == 0
    told = capsys.readouterr().out
    assert re.search(r"\d+%  anna and bert\n", told)
    assert "submissions: 11, pairs to look at: 1" in told
    reports = course / "reports" / "similarity"
    assert sorted(path.name for path in reports.iterdir()) == ["first.csv", "first.html"]


CODE = """\
def energy(signal, size):
    # the mean square of each frame
    frames = [signal[i : i + size] for i in range(0, len(signal), size)]
    return [sum(x * x for x in frame) / size for frame in frames]
"""
RENAMED = """\
def power( samples,n ):
    parts=[ samples[k:k+n] for k in range(0,len(samples),n) ]   # cut
    return [sum(v*v for v in part)/n for part in parts]
"""


def values(code, without=()):
    return [one.value for one in fingerprints(code, without)]


def test_names_spaces_and_comments_do_not_matter():
    assert values(CODE) == values(RENAMED) != []


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace("sum(", "max("),
        CODE.replace("x * x", "x + x"),
        CODE.replace("range(0,", "range(1,"),
        CODE.replace("for frame in frames", "for frame in frames if frame"),
    ],
)
def test_what_it_computes_matters(other):
    assert values(CODE) != values(other)


def test_texts_are_alike_and_attributes_are_not():
    assert values(CODE + "print('a')") == values(CODE + "print('b')")
    assert values("a.cumsum(b, c).mean(d)") != values("a.argsort(b, c).mean(d)")


def test_it_says_where_they_stand():
    found = fingerprints(CODE)
    assert min(one.first_line for one in found) == 1
    assert max(one.last_line for one in found) == 4


def test_given_code_leaves_nothing():
    assert values(CODE, all_hashes(RENAMED)) == []
    more = CODE + "    return sorted(frames)[::-1] + [frames[0]] * len(frames)\n"
    assert set(values(more, all_hashes(CODE))).isdisjoint(values(CODE))
    assert values(more, all_hashes(CODE))


@pytest.mark.parametrize(
    "code", ["", "x", "'''never ends", "%matplotlib inline", "!rm -rf .", "\0"]
)
def test_what_says_nothing_has_none(code):
    assert values(code) == []


def test_what_is_no_python_keeps_what_stands_before_it():
    assert set(values(CODE + "x = '''never ends")) >= set(values(CODE)[:-1])


tokens = st.lists(st.sampled_from(["if", "for", "+", "1", "in", ":", "sum", "("]), max_size=30)
shared = st.lists(
    st.sampled_from(["if", "*", "2", "3", "len", "."]),
    min_size=RUN + WINDOW - 1,
    max_size=RUN + WINDOW - 1,
)


@given(tokens, tokens, shared)
def test_whoever_shares_enough_tokens_shares_a_fingerprint(before, other, both):
    one = values(" ".join([*before, *both]).replace("(", "-"))
    two = values(" ".join([*other, *both]).replace("(", "-"))
    assert set(one) & set(two)
