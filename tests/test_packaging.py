"""The three lists of packages say the same: pyproject.toml, environment.yml, constraints.txt."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PYTHONS = ("3.11", "3.12", "3.13")
# conda-forge's names, where they differ from the package index's
ON_THE_INDEX = {
    "playwright-python": "playwright",
    "pysoundfile": "soundfile",
    "python-sounddevice": "sounddevice",
    "soxr-python": "soxr",
}
NOT_FOR_EVERY_CONDA = ("bench", "embedding", "neural", "jax", "gpu", "gpu-jax")
CONDA_ONLY = {"python", "pip"}


def declared(without=()):
    """All requirements of pyproject.toml, without those of some extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    groups = [project["dependencies"], *(extras[name] for name in extras if name not in without)]
    return [Requirement(line) for group in groups for line in group]


def environment_lines():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if re.match(r" +- \S+ ?[^:]*$", line)]


def conda():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    names = [Requirement(entry) for entry in entries if isinstance(entry, str)]
    return {
        canonicalize_name(ON_THE_INDEX.get(requirement.name, requirement.name)): requirement
        for requirement in names
        if requirement.name not in CONDA_ONLY
    }


def constraints():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def pins(python, platform="linux"):
    """Pinned versions by package on one Python and platform."""
    environment = default_environment() | {
        "python_version": python,
        "python_full_version": f"{python}.7",
        "sys_platform": platform,
        "os_name": "nt" if platform == "win32" else "posix",
    }
    return {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in constraints()
        if pin.marker is None or pin.marker.evaluate(environment)
    }


def test_conda_gets_the_packages_and_bounds_of_pyproject():
    declared_there = declared(without=NOT_FOR_EVERY_CONDA)
    wanted = {canonicalize_name(r.name): str(r.specifier) for r in declared_there}
    assert {name: str(r.specifier) for name, r in conda().items()} == wanted


def test_conda_accepts_the_pythons_of_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert Requirement(entries[0]) == Requirement(f"python{project['requires-python']}")


def test_every_line_of_environment_yml_gives_its_reason():
    no_package = ("- conda-forge", "- nodefaults", "- pip:")
    lines = [line for line in environment_lines() if line not in no_package]
    assert len(lines) > len({r.name for r in declared(without=NOT_FOR_EVERY_CONDA)})
    assert [line for line in lines if not re.search(r"  # \S+", line)] == []


def test_conda_forge_is_the_only_channel():
    channels = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["channels"]
    assert channels == ["conda-forge", "nodefaults"]


@pytest.mark.parametrize("python", PYTHONS)
def test_everything_declared_is_pinned_within_its_bounds(python):
    pinned = pins(python)
    for requirement in declared():
        if requirement.marker is None or requirement.marker.evaluate({"python_version": python}):
            version = pinned.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement.name} is not pinned on Python {python}"
            assert requirement.specifier.contains(version), f"{requirement}, pinned at {version}"


def test_everything_that_comes_along_is_pinned():
    """Walks what `make test` installs, from the course's packages down."""
    pinned = {canonicalize_name(pin.name) for pin in constraints()}
    start = declared(without=["bench", "mic", "neural", "jax", "gpu", "gpu-jax"])
    waiting = [(r.name, tuple(r.extras)) for r in start if is_for_here(r.marker)]
    seen = set()
    while waiting:
        name, extras = waiting.pop()
        if (canonicalize_name(name), extras) in seen:
            continue
        seen.add((canonicalize_name(name), extras))
        for line in importlib.metadata.requires(name) or ():
            needed = Requirement(line)
            if is_for_here(needed.marker, extras):
                waiting.append((needed.name, tuple(needed.extras)))
    assert len(seen) > 100
    assert {name for name, _ in seen} <= pinned


def is_for_here(marker: Marker | None, extras=()):
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


@pytest.mark.parametrize("python", PYTHONS)
def test_one_version_of_each_package(python):
    environment = {"python_version": python, "python_full_version": f"{python}.7"}
    names = [
        canonicalize_name(pin.name)
        for pin in constraints()
        if pin.marker is None or pin.marker.evaluate(environment)
    ]
    assert sorted(names) == sorted(set(names))


def test_constraints_are_names_and_versions_only():
    for pin in constraints():
        assert pin.url is None
        assert [specifier.operator for specifier in pin.specifier] == ["=="]
        assert not pin.extras
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--\w*index|find-links|@", text)


def test_pydub_finds_audioop_on_python_3_13():
    assert "audioop-lts" in pins("3.13")
    assert "audioop-lts" not in pins("3.12")


def test_windows_gets_what_only_windows_needs():
    assert "pywinpty" in pins("3.12", platform="win32")
    assert "pywinpty" not in pins("3.12")
