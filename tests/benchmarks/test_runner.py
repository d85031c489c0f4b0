import re

import pytest

from tests.benchmarks.__main__ import FOLDER, chosen, machine, main


def test_the_machine_is_described_in_one_line():
    described = machine()
    assert re.search(r"Python 3\.\d+\.\d+, \d+ logical cores, \d+ GiB, load \d+\.\d", described)
    assert "\n" not in described


def test_all_run_unless_some_are_named():
    assert chosen([], ["a", "b"]) == ["a", "b"]
    assert chosen(["b"], ["a", "b"]) == ["b"]


def test_an_unknown_name_says_which_there_are():
    with pytest.raises(ValueError, match="no benchmark c; there are: a, b"):
        chosen(["c"], ["a", "b"])


def test_a_failed_benchmark_does_not_stop_the_next(monkeypatch, capfd):
    statuses = iter([1, 0])
    ran = []

    def run(command, **_):
        ran.append(command[-1])
        return type("Result", (), {"returncode": next(statuses)})

    monkeypatch.setattr("tests.benchmarks.__main__.subprocess.run", run)
    monkeypatch.setattr("tests.benchmarks.__main__.chosen", lambda names, available: ["a", "b"])
    assert main([]) == 1
    assert [module.rpartition(".")[2] for module in ran] == ["bench_a", "bench_b"]
    assert "failed: a" in capfd.readouterr().err


def test_there_are_benchmarks_to_run():
    assert list(FOLDER.glob("bench_*.py"))
