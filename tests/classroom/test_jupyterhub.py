"""The example configuration of JupyterHub: it loads, and nbgrader knows what it sets."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.exchange import Exchange
from traitlets.config.loader import PyFileConfigLoader

from course_utils.folders import repository

EXAMPLE = Path(__file__).parents[2] / "docs" / "jupyterhub"


def load(name):
    return PyFileConfigLoader(name, path=str(EXAMPLE)).load_config()


@pytest.mark.parametrize(
    ("user", "edition"), [("teacher", "teacher"), ("anna", "student"), ("teacher2", "student")]
)
def test_students_run_the_edition_without_solutions(user, edition):
    spawner = SimpleNamespace(user=SimpleNamespace(name=user), environment={"A": "b"}, cmd=None)
    load("jupyterhub_config.py").Spawner.pre_spawn_hook(spawner)
    programs = f"/opt/course/{edition}/.venv/bin"
    assert spawner.cmd == [f"{programs}/jupyterhub-singleuser"]
    assert spawner.environment["PATH"].startswith(programs)
    assert spawner.environment["A"] == "b"


def test_only_teachers_administer():
    assert load("jupyterhub_config.py").Authenticator.admin_users == {"teacher"}


def test_nbgrader_knows_every_setting():
    config = load("nbgrader_config.py")
    classes = {"CourseDirectory": CourseDirectory, "Exchange": Exchange}
    assert set(config) == set(classes)
    for name, kind in classes.items():
        unknown = set(config[name]) - set(kind.class_trait_names(config=True))
        assert unknown == set()


def test_the_text_and_the_files_name_the_same_places():
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    config = load("nbgrader_config.py")
    assert config.Exchange.root in text
    assert f"--class {config.CourseDirectory.course_id}" in text
    assert "/opt/course/student" in text
    assert f"mv {config.CourseDirectory.course_id} student" in text  # the zip's folder
    for name in re.findall(r"teacher/(docs/\S+\.py)", text):
        assert (repository() / name).is_file()
    for file in re.findall(r"\w+_config\.py", text):
        assert (EXAMPLE / file).is_file()
