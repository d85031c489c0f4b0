"""Wrong answers: pairs of an element and the next."""

from functools import partial

from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


@mutant("shift_by_one", "swapped")
def swaps_x_and_y(sequence):
    return sequence[1:], sequence[:-1]


@mutant("shift_by_one", "learn to copy")
def copies(sequence):
    return sequence, sequence


@mutant("shift_by_one", "nothing follows")
def keeps_the_last(sequence):
    return sequence, sequence[1:]


@mutant("shift_by_one", "leave it out")
def wraps_around(sequence):
    return sequence, [*sequence[1:], sequence[0]]


@mutant("shift_by_one", "two steps ahead")
def shifts_by_two(sequence):
    return sequence[:-2], sequence[2:]


@mutant("shift_by_one", "gives nothing back")
def prints_only(sequence):
    sequence[:-1], sequence[1:]


@mutant("shift_by_one", "raised")
def needs_a_list(sequence):
    return sequence[:-1], sequence.copy()[1:] if isinstance(sequence, list) else sequence.pop()


@mutant("shift_by_one", "changes its argument")
def pops_the_last(sequence):
    if not isinstance(sequence, list):
        return sequence[:-1], sequence[1:]
    following = sequence[1:]
    sequence.pop()
    return list(sequence), following
