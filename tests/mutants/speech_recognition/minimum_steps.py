"""Wrong answers: how many steps some labels need."""

from collections import Counter
from functools import partial
from itertools import groupby

import numpy as np

from course_utils.speech_recognition.ctc import minimum_steps
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "minimum_steps")


def _repeats(labels):
    return sum(1 for i in range(1, len(labels)) if labels[i] == labels[i - 1])


@mutant("two equal neighbors need a blank")
def counts_the_labels(labels):
    return len(labels)


@mutant("blanks around each label may be there")
def counts_all_blanks(labels):
    return 2 * len(labels) + 1


@mutant("between two different labels no blank is needed")
def counts_a_blank_between_any_two(labels):
    return max(0, 2 * len(labels) - 1)


@mutant("only neighbors count")
def counts_labels_that_come_back(labels):
    return len(labels) + sum(n - 1 for n in Counter(list(labels)).values())


@mutant("equal labels are not merged")
def counts_different_labels(labels):
    return len(set(labels))


@mutant("equal labels are not merged")
def counts_the_runs(labels):
    return len(list(groupby(labels)))


@mutant("each pair of equal neighbors")
def counts_runs_of_equal_labels(labels):
    return len(labels) + sum(len(list(run)) > 1 for _, run in groupby(labels))


@mutant("the first label has none before it")
def compares_the_first_with_the_last(labels):
    return len(labels) + sum(labels[i] == labels[i - 1] for i in range(len(labels)))


@mutant("your function raised")
def subtracts_neighbors(labels):
    return len(labels) + int(np.sum(np.diff(labels) == 0))


@mutant("count the labels")
def counts_pairs(labels):
    return len(labels) - 1 + _repeats(labels)


@mutant("one blank between the two o is enough")
def adds_two_for_each_pair(labels):
    return len(labels) + 2 * _repeats(labels)


@mutant("count one step for each label")
def counts_the_repetitions_alone(labels):
    return _repeats(labels)


@mutant("nothing back")
def forgets_to_return(labels):
    minimum_steps(labels)
