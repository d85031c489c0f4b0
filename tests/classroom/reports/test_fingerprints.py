import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.classroom.reports.similarity import RUN, WINDOW, all_hashes, fingerprints

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
