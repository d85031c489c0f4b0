"""What it costs to build the sets and dictionaries of a message, known before any is built.

Python finds a number in a set by its hash, and numbers can be chosen so that all have the same
one: then each is compared with every other. So a table of n parts may take n * n steps.
"""

from typing import Any

from course_utils.classroom.remote.framing import WireError

TABLES, WITH_VALUES = ("set", "frozenset", "dict", "counter"), ("dict", "counter")
MOST_STEPS = 10_000**2  # a second or two
PART_SIZE = 64  # characters, bytes or bits of a number that are compared about as fast as a part


def require_cheap_tables(tree: Any) -> None:
    """Looks at a message as `frames.unpack` gives it, before its values are decoded.

    Raises:
        WireError: All its tables together may take more than `MOST_STEPS` steps, or it is nested
            too deeply.
    """
    steps = 0

    def parts_in(tree):
        nonlocal steps
        if not isinstance(tree, list):
            return 1 + _length(tree) // PART_SIZE
        if not (tree and tree[0] in TABLES):
            return sum(map(parts_in, tree))
        elements = tree[1:]
        if tree[0] in WITH_VALUES:
            pairs = [element for element in elements if isinstance(element, list)]
            elements = [pair[0] for pair in pairs if pair]
            for pair in pairs:
                for value in pair[1:]:
                    parts_in(value)
        parts = sum(map(parts_in, elements))
        steps += parts**2
        if steps > MOST_STEPS:
            raise WireError("there is too much in its sets and dictionaries")
        return 1 + parts

    try:
        parts_in(tree)
    except RecursionError:
        raise WireError("a message is nested too deeply") from None


def _length(leaf: Any) -> int:
    if isinstance(leaf, (str, bytes)):
        return len(leaf)
    return leaf.bit_length() if isinstance(leaf, int) else 0
