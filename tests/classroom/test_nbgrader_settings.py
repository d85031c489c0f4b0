import re

import pytest

pytest.importorskip("nbgrader")
from course_utils.classroom.course_folder import read_config
from course_utils.classroom.nbgrader_settings import submitted_names

NOTEBOOK = "01_wavenet_data"
TIME = "2026-11-20-10-00-00"


CONFIG_OF_A_CLASS = """\
from pathlib import Path

from course_utils.classroom.nbgrader_settings import configure

c = get_config()
configure(c, Path(__file__).resolve().parent, trust_submissions=False)
# Settings of your own go below: https://nbgrader.readthedocs.io
"""


@pytest.fixture
def pattern(tmp_path):
    for name in (NOTEBOOK, "02_wavenet_generation"):
        (tmp_path / "source" / name).mkdir(parents=True)
    return submitted_names(tmp_path)


def test_classes_that_exist_already_keep_their_configuration(pattern, tmp_path):
    """`course classroom init` wrote this text into them, so it must stay right."""
    (tmp_path / "nbgrader_config.py").write_text(CONFIG_OF_A_CLASS)
    (tmp_path / "class_name").write_text("autumn\n")
    config = read_config(tmp_path)
    assert config.CourseDirectory.course_id == "autumn"
    assert config.Judge.course == str(tmp_path)
    names = [step.__name__ for step in config.Autograde.autograde_preprocessors]
    assert names[0] == "Judge"
    assert config.FileNameCollectorPlugin.named_regexp == pattern


@pytest.mark.parametrize(
    ("path", "student", "timestamp"),
    [
        (f"ann_{NOTEBOOK}.ipynb", "ann", None),
        (f"all/ann_{NOTEBOOK}.ipynb", "ann", None),
        (f"ann/{NOTEBOOK}.ipynb", "ann", None),
        (f"all/a.b-c@d_e/{NOTEBOOK}.ipynb", "a.b-c@d_e", None),
        (f"01_{NOTEBOOK}.ipynb", "01", None),
        (f"all/ann_attempt_{TIME}_{NOTEBOOK}.ipynb", "ann", TIME),
        (f"all/Ann Smith_123_assignsubmission_file/{NOTEBOOK}.ipynb", "123", None),
        (f"all/Ann Smith_123_assignsubmission_file_/{NOTEBOOK}.ipynb", "123", None),
    ],
)
def test_whose_a_notebook_is(pattern, path, student, timestamp):
    found = re.match(pattern, f"/course/downloaded/extracted/{path}")
    assert found["student_id"] == student
    assert found["timestamp"] == timestamp
    assert found["file_id"] == NOTEBOOK


@pytest.mark.parametrize(
    "name",
    ["ann_01_other.ipynb", f"ann_{NOTEBOOK}.txt", f"ann {NOTEBOOK}.ipynb", f"../{NOTEBOOK}.ipynb"],
)
def test_what_is_nobodys(pattern, name):
    found = re.match(pattern, f"/{name}")
    assert found is None
