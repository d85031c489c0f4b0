import importlib.resources
import json
import os
import shutil
import signal
import socket
import urllib.request
from argparse import ArgumentParser

import pytest
from jupyter_core.paths import jupyter_config_path

from course_utils.commands import lab
from course_utils.study.progress import Chapter, record, write_chapters
from tests.lab_server import PRINTED, course_lab
from tests.time_limits import limit_s


def arguments(*words):
    parser = ArgumentParser()
    lab.add_parser(parser.add_subparsers())
    return parser.parse_args(["lab", *words])


@pytest.mark.parametrize(
    ("environ", "platform", "seen"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "10.0.0.1 22"}, "linux", False),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "10.0.0.1 22"}, "darwin", False),
        ({}, "win32", True),
    ],
)
def test_a_browser_opens_only_where_somebody_sees_it(environ, platform, seen):
    assert lab.has_screen(environ, platform) is seen


def test_a_free_port_is_taken_as_it_is():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert lab.free_port(port) == port
    assert lab.free_port(0) == 0


def test_a_taken_port_gives_a_later_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < lab.free_port(port) < port + 50
        with pytest.raises(ValueError, match=f"none of the 1 ports from {port} on is free"):
            lab.free_port(port, tries=1)


@pytest.mark.parametrize("port", [-1, 65536, 100000])
def test_a_port_out_of_range_is_refused(port):
    with pytest.raises(ValueError, match=f"--port {port}"):
        lab.free_port(port)


def test_the_server_opens_the_start_page_in_the_courses_folder(tmp_path):
    words = lab.server_arguments(tmp_path, 9000, opens=True, root=False)
    assert f"--ServerApp.root_dir={tmp_path}" in words
    assert "--LabApp.default_url=/lab/tree/workspace/START.md" in words
    assert "--ServerApp.port=9000" in words
    assert "--ServerApp.open_browser=True" in words
    assert "--ServerApp.allow_root=False" in words


def test_the_courses_settings_come_before_those_of_the_system(monkeypatch):
    variables = lab.lab_variables({"JUPYTER_CONFIG_PATH": "/mine"})
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", variables["JUPYTER_CONFIG_PATH"])
    assert jupyter_config_path()[:2] == [str(lab.SETTINGS), "/mine"]


def test_terminals_find_the_course_command():
    path = lab.lab_variables({"PATH": "/usr/bin"})["PATH"]
    folder, _, rest = path.partition(os.pathsep)
    assert shutil.which("course", path=folder)
    assert rest == "/usr/bin"


def test_markdown_opens_rendered_and_nothing_asks_about_news():
    package = importlib.resources.files("course_utils.commands")
    file = package / "jupyter" / "labconfig" / "default_setting_overrides.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    viewers = settings["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers == {"markdown": "Markdown Preview"}
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_a_folder_without_notebooks_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", "")
    with pytest.raises(FileNotFoundError, match="no folder notebooks"):
        lab.run(arguments("--folder", str(tmp_path)))


def test_nothing_is_prepared_for_a_wrong_port(monkeypatch):
    monkeypatch.setattr(lab, "prepare", lambda folder: pytest.fail("too early"))
    with pytest.raises(ValueError, match="--port 70000"):
        lab.run(arguments("--port", "70000"))


def test_a_taken_port_is_said(monkeypatch, capsys):
    served = []
    monkeypatch.setattr(lab, "prepare", lambda folder: None)
    monkeypatch.setattr(lab, "serve", served.append)
    for name in ("COURSE_HOME", "JUPYTER_CONFIG_PATH"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("PATH", os.environ["PATH"])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert lab.run(arguments("--no-browser", "--port", str(port))) == 0
    assert f"Port {port} is taken: using" in capsys.readouterr().out
    assert f"--ServerApp.port={port}" not in served[0]


def test_progress_shows_the_points_of_every_exercise(tmp_path, monkeypatch, capsys):
    write_chapters(tmp_path, [Chapter("01_x.ipynb", "X", "an x", 10, {"f": 2, "g": 3, "h": 1})])
    record(tmp_path, "f", 2)
    record(tmp_path, "g", 0)
    monkeypatch.chdir(tmp_path)
    assert lab.show_progress(arguments()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "X: 2 of 6 points"
    assert [line.split() for line in lines[1:]] == [
        ["f", "2", "of", "2"],
        ["g", "0", "of", "3"],
        ["h", "not", "checked", "yet"],
    ]


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT to the server")
def test_it_prints_an_address_that_answers_and_ctrl_c_ends_it(course_copy, tmp_path, ctrl_c):
    with course_lab(course_copy, tmp_path / "jupyter") as (address, process):
        assert "/lab/tree/workspace/START.md?" in address
        assert (course_copy / "workspace" / "START.md").exists()
        page = urllib.request.urlopen(address, timeout=limit_s(60)).read().decode()
        assert "JupyterLab" in page
        base, _, token = address.replace("/lab/tree/workspace/START.md?token=", " ").partition(" ")
        worked_out = f"{base}/api/contents/notebooks/01_title.ipynb?content=0&token={token}"
        assert not json.load(urllib.request.urlopen(worked_out, timeout=limit_s(60)))["writable"]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=limit_s(120)) == 0
    assert "Traceback" not in (tmp_path / "jupyter" / PRINTED).read_text()


@pytest.fixture
def ctrl_c():
    """Lets processes begun here hear Ctrl-C, which those of a shell's background job ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def course_copy(tmp_path):
    """The smallest course: a notebook that says what it builds."""
    notebook = {
        "cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# 1 Title"}],
        "metadata": {"course": {"builds": "a thing", "minutes": 5}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    notebooks = tmp_path / "course" / "notebooks"
    notebooks.mkdir(parents=True)
    (notebooks / "01_title.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return notebooks.parent
