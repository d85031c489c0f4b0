import pkgutil

import pytest

from course_utils import checks
from course_utils.checks import all_exercises, check
from course_utils.checks.report import try_properties
from course_utils.study.progress import Chapter, points_of, write_chapters
from tests.classroom.hidden.hidden_runs import references


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
