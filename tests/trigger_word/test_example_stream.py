from contextlib import contextmanager
from itertools import count, islice

from course_utils.trigger_word.example_stream import kept_examples


@contextmanager
def one_by_one(make, numbers):
    yield map(make, numbers)


def test_each_is_made_once_wherever_the_training_goes_on():
    made = []

    def make(number):
        made.append(number)
        return number

    with kept_examples(make, count(7), 5, one_by_one) as examples:
        assert list(islice(examples, 8)) == [2, 3, 4, 0, 1, 2, 3, 4]
    assert made == [0, 1, 2, 3, 4]


def test_more_than_asked_for_are_not_made():
    made = []
    with kept_examples(made.append, range(2), 100, one_by_one) as examples:
        assert len(list(examples)) == 2
    assert made == [0, 1]
