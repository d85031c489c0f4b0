"""When bootstrap.py makes or mends `.venv`, and with what. Nothing is installed here."""

import json
import os
import sys
import tomllib
from pathlib import Path

import pytest

from tests.load_bootstrap import SOURCE, load_bootstrap


def make_ready(bootstrap, root, version="3.11", **changes):
    """Fakes an environment that is up to date, but for what `changes` says."""
    python = Path(bootstrap.environment_python(str(root / ".venv")))
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()
    stamp = {
        "folder": str(root / ".venv"),
        "python": version,
        "packages": bootstrap.fingerprint(str(root)),
        "extras": sorted(bootstrap.EXTRAS),
    }
    (root / ".venv" / "course-stamp.json").write_text(json.dumps(stamp | changes))


@pytest.fixture
def steps(bootstrap, monkeypatch):
    """Records the expensive steps instead of taking them."""
    taken = []
    for name in ("make_environment", "forget_unfinished_packages", "install_packages"):
        monkeypatch.setattr(bootstrap, name, lambda *_, name=name: taken.append(name))
    monkeypatch.setattr(bootstrap, "write_stamp", lambda *_: taken.append("write_stamp"))
    monkeypatch.setattr(bootstrap, "check_can_make_environments", lambda *_: None)
    monkeypatch.setattr(bootstrap, "check_disk", lambda *_: None)
    return taken


def test_a_ready_environment_costs_nothing(bootstrap, root, steps):
    make_ready(bootstrap, root)
    bootstrap.prepare(str(root), sys.executable, (3, 11))
    assert steps == []


@pytest.mark.parametrize(
    ("command", "backend", "more"),
    [
        ("lab", "jax", None),
        ("test", None, None),
        ("test-jax", None, ["jax"]),
        ("test-gpu", None, ["gpu"]),
        ("test-gpu", "jax", ["gpu-jax"]),
        ("bench", None, ["bench"]),
        ("bench-gpu", "jax", ["gpu-jax"]),
    ],
)
def test_a_few_commands_need_more(monkeypatch, command, backend, more):
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    if backend:
        monkeypatch.setenv("KERAS_BACKEND", backend)
    assert load_bootstrap().MORE_EXTRAS.get(command) == more


def test_the_extras_are_those_of_pyproject(bootstrap):
    text = SOURCE.with_name("pyproject.toml").read_text(encoding="utf-8")
    declared = set(tomllib.loads(text)["project"]["optional-dependencies"])
    assert {*bootstrap.EXTRAS, "bench", "jax", "gpu", "gpu-jax"} <= declared


def test_more_is_installed_once_and_stays(bootstrap, root, steps):
    make_ready(bootstrap, root)
    bootstrap.prepare(str(root), sys.executable, (3, 11), ("jax",))
    assert "install_packages" in steps
    steps.clear()
    make_ready(bootstrap, root, extras=sorted([*bootstrap.EXTRAS, "bench", "jax"]))
    bootstrap.prepare(str(root), sys.executable, (3, 11), ("jax",))
    bootstrap.prepare(str(root), sys.executable, (3, 11))
    assert steps == []


def test_an_update_keeps_what_was_installed_beside(bootstrap, root, steps, monkeypatch):
    make_ready(bootstrap, root, packages="older", extras=["jax"])
    given = []
    monkeypatch.setattr(bootstrap, "install_packages", lambda *arguments: given.append(arguments))
    bootstrap.prepare(str(root), sys.executable, (3, 11))
    assert given[0][3] == sorted([*bootstrap.EXTRAS, "jax"])


@pytest.mark.parametrize(
    "changes", [{"folder": "/where/it/was/before"}, {"python": "3.12"}, {"python": None}]
)
def test_a_moved_folder_or_other_python_starts_anew(bootstrap, root, steps, changes):
    make_ready(bootstrap, root, **changes)
    bootstrap.prepare(str(root), sys.executable, (3, 11))
    assert steps == ["make_environment", "write_stamp", "install_packages", "write_stamp"]


def test_a_vanished_interpreter_starts_anew(bootstrap, root, steps):
    make_ready(bootstrap, root)
    os.remove(bootstrap.environment_python(str(root / ".venv")))
    bootstrap.prepare(str(root), sys.executable, (3, 11))
    assert steps[0] == "make_environment"


def test_a_half_made_environment_starts_anew(bootstrap, root, steps):
    make_ready(bootstrap, root)
    (root / ".venv" / "course-stamp.json").write_text('{"folder": ')
    bootstrap.prepare(str(root), sys.executable, (3, 11))
    assert steps[0] == "make_environment"


def test_an_interrupted_install_continues(bootstrap, root, steps):
    make_ready(bootstrap, root, packages="unfinished")
    bootstrap.prepare(str(root), sys.executable, (3, 11))
    assert steps == ["forget_unfinished_packages", "install_packages", "write_stamp"]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_packages_are_installed(bootstrap, root, steps, name):
    make_ready(bootstrap, root)
    with (root / name).open("a") as file:
        file.write("\n# changed")
    bootstrap.prepare(str(root), sys.executable, (3, 11))
    assert steps == ["forget_unfinished_packages", "install_packages", "write_stamp"]


def test_half_installed_packages_are_forgotten(bootstrap, tmp_path):
    packages = tmp_path / "lib" / "site-packages"
    whole, half = packages / "whole-1.dist-info", packages / "half-1.dist-info"
    vendored = whole / "licenses" / "vendored-1.dist-info"
    for folder in (vendored, half):
        folder.mkdir(parents=True)
        (folder / "METADATA").touch()
    (whole / "INSTALLER").touch()
    bootstrap.forget_unfinished_packages(str(tmp_path))
    assert vendored.exists()
    assert not half.exists()
