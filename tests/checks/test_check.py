import pkgutil

import numpy as np
import pytest

from course_utils import checks
from course_utils.checks import (
    all_exercises,
    attention_dates,
    beam_search_and_bleu,
    check,
    wavenet_generation,
)
from course_utils.checks.report import try_properties
from course_utils.study.progress import Chapter, points_of, write_chapters
from tests.classroom.hidden.hidden_runs import references

NONSENSE = [None, "text", (), (1, 2), (1, 2, 3), 7, np.nan, object(), [[]], [None], [[None]]]


def shift_by_one(sequence):
    return sequence[:-1], sequence[1:]


def test_it_prints_the_table_and_returns_the_points(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert check(shift_by_one) == 2
    assert "shift_by_one: 2 of 2 points - all passed" in capsys.readouterr().out


def test_inside_a_workspace_the_points_and_the_start_page_are_kept(tmp_path, monkeypatch):
    write_chapters(tmp_path, [Chapter("1.ipynb", "One", "it", 5, {"shift_by_one": 2})])
    monkeypatch.chdir(tmp_path)
    check(shift_by_one)
    assert points_of(tmp_path, "shift_by_one") == 2
    assert "2 of 2" in (tmp_path / "START.md").read_text("utf-8")


def test_outside_a_workspace_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check(shift_by_one)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("stranger", [print, 3, lambda x: x])
def test_a_stranger_is_told_the_names(stranger):
    with pytest.raises(ValueError, match="shift_by_one"):
        check(stranger)


def test_no_two_notebooks_share_an_exercise():
    modules = [f"course_utils.checks.{m.name}" for m in pkgutil.iter_modules(checks.__path__)]
    found = [
        name
        for module in modules
        for name in getattr(__import__(module, fromlist=["EXERCISES"]), "EXERCISES", {})
    ]
    assert sorted(found) == sorted(all_exercises())


@pytest.mark.parametrize("name", all_exercises())
def test_the_answers_of_the_course_get_all_points(name):
    report = try_properties(references()[name], all_exercises()[name])
    assert report.earned == report.possible == references()[name].points, str(report)


@pytest.mark.parametrize("name", all_exercises())
def test_a_stub_gets_nothing(name):
    def stub(*args, **kwargs):
        raise NotImplementedError()

    report = try_properties(stub, all_exercises()[name])
    assert report.earned == 0
    assert all("not written yet" in outcome.wrong.mistake for outcome in report.outcomes)


@pytest.mark.parametrize(
    "name",
    [
        *attention_dates.EXERCISES,
        *beam_search_and_bleu.EXERCISES,
        *wavenet_generation.EXERCISES,
    ],
)
@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_gets_nothing_and_raises_nothing(name, nonsense):
    def answer(*args, **kwargs):
        return nonsense

    answer.__name__ = name
    report = try_properties(answer, all_exercises()[name])
    assert report.earned == 0, str(report)
    assert "your function raised" not in str(report)
