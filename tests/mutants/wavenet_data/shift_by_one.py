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


@mutant("shift_by_one", "return 2 things")
def lists_the_pairs(sequence):
    return [(sequence[i], sequence[i + 1]) for i in range(len(sequence) - 1)]


@mutant("shift_by_one", "nothing follows")
def pads_the_end(sequence):
    return sequence, [*sequence[1:], None]


@mutant("shift_by_one", "the first element is in neither")
def begins_one_late(sequence):
    return sequence[1:], sequence[2:]


@mutant("shift_by_one", "still begins with the first element")
def cuts_x_only(sequence):
    return sequence[:-1], sequence


@mutant("shift_by_one", "the sequence was reversed")
def goes_backwards(sequence):
    return sequence[::-1][:-1], sequence[::-1][1:]


@mutant("shift_by_one", "cut in two")
def cuts_in_halves(sequence):
    half = len(sequence) // 2
    return sequence[:half], sequence[half:]


@mutant("shift_by_one", "y is x + 1")
def adds_one_to_numbers(sequence):
    x = sequence[:-1]
    return x, x + 1 if hasattr(sequence, "dtype") else sequence[1:]


@mutant("shift_by_one", "go by places, not by values")
def looks_up_each_element(sequence):
    if not isinstance(sequence, list):
        return sequence[:-1], sequence[1:]
    x = sequence[:-1]
    return x, [sequence[sequence.index(element) + 1] for element in x]


@mutant("shift_by_one", "of a string x and y are strings")
def makes_lists_of_strings(sequence):
    return [*sequence][:-1], [*sequence][1:]
