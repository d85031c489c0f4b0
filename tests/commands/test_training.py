from types import SimpleNamespace

import pytest

from course_utils.commands.training import chosen, command_line, reporter
from course_utils.training.checkpoints import Progress


class Bar(SimpleNamespace):
    def set_postfix_str(self, text, refresh):
        self.text = text

    def update(self, n):
        self.n += n


def test_the_bar_counts_in_its_own_unit_and_begins_where_training_does():
    bar = Bar(n=0, total=None, initial=0)
    report = reporter(bar, 30, 2, lambda progress: f"loss {progress.mean_loss:g}")
    report(Progress(epoch=1, step=3, loss_sum=12.0), steps=5)
    assert (bar.initial, bar.n, bar.total) == (30 * 7, 30 * 8, 30 * 10)
    assert bar.text == "epoch 2/2, loss 4"
    report(Progress(epoch=1, step=4, loss_sum=12.0), steps=5)
    assert (bar.initial, bar.n) == (30 * 7, 30 * 9)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (False, ""),
        (True, " --two-words"),
        (0, " --two-words 0"),
        (["a b", "c"], " --two-words 'a b' c"),
    ],
)
def test_a_command_names_what_was_given(value, said):
    args = SimpleNamespace(two_words=value)
    assert command_line(["course"], args, ["two_words"]) == "course" + said


def test_only_options_that_were_given_are_chosen():
    assert chosen(SimpleNamespace(epochs=0, seed=None), ("epochs", "seed")) == {"epochs": 0}
