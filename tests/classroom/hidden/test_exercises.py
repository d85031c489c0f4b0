"""The hidden check of every exercise, on the reference, on wrong answers, on learned answers."""

from itertools import cycle

import nbformat
import pytest

from course_utils.classroom.editions.classroom_edition import hidden_points
from course_utils.classroom.editions.exercises import imported_exercise
from course_utils.folders import repository
from tests.classroom.hidden.hidden_runs import NOTEBOOKS, mistake, properties, references
from tests.classroom.hidden.unseen_mutants import UNSEEN
from tests.mutants import modules_with_mutants

NAMES = sorted(properties())
BUILDERS = {name for name in NAMES if name.startswith("build_")}  # half a second for each network


MUTANTS = {
    f"{mutant.exercise}-{mutant.function.description}": mutant
    for mutants in modules_with_mutants().values()
    for mutant in mutants
}
ALL_UNSEEN = {name for names in UNSEEN.values() for name in names}


def test_every_exercise_has_one_worth_half_its_points():
    points = {}
    for notebook in NOTEBOOKS:
        for cell in nbformat.read(notebook, as_version=4).cells:
            exercise = imported_exercise(cell.source, repository())
            if exercise:
                points[exercise.name] = hidden_points(exercise.points)
    assert {name: hidden.points for name, hidden in properties().items()} == points


def test_exercises_in_shared_folders_and_rooms_of_a_chapter_have_one():
    homes = {function.__module__ for function in references().values()}
    rooms = {home.rpartition(".")[0].removeprefix("course_utils.") for home in homes}
    assert {"decoding", "metrics", "wavenet.generation"} <= rooms


def test_their_titles_say_that_they_are_hidden():
    titles = [hidden.title for hidden in properties().values()]
    assert [title for title in titles if not title.startswith("Hidden: ")] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_passes_whatever_the_seed(name):
    seeds = [(seed,) for seed in range(2 if name in BUILDERS else 5)]
    assert [mistake(name, references()[name], seed) for seed in seeds] == [None] * len(seeds)


@pytest.mark.parametrize("name", NAMES)
def test_an_unwritten_function_fails(name):
    def unwritten(*_, **__):
        raise NotImplementedError

    assert mistake(name, unwritten) == "it is not written yet, or calls a function that is not"


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_to_another_class_fail(name):
    answers = []

    def learn(*arguments, **named):
        answers.append(references()[name](*arguments, **named))
        return answers[-1]

    assert mistake(name, learn, seed=(1,)) is None
    learned = cycle(answers)
    assert mistake(name, lambda *_, **__: next(learned), seed=(2,)) is not None


@pytest.mark.filterwarnings("ignore")  # NumPy and Keras find mistakes too
@pytest.mark.parametrize("mutant", [name for name in MUTANTS if name not in ALL_UNSEEN])
def test_wrong_answers_fail(mutant):
    assert mistake(MUTANTS[mutant].exercise, MUTANTS[mutant].function) is not None


def test_those_it_cannot_see_are_few_and_still_there():
    assert ALL_UNSEEN - set(MUTANTS) == set()
    assert len(ALL_UNSEEN) < len(MUTANTS) / 10


@pytest.mark.parametrize("mutant", sorted(ALL_UNSEEN))
def test_those_it_cannot_see_pass(mutant):
    assert mistake(MUTANTS[mutant].exercise, MUTANTS[mutant].function) is None
