"""Replacing data as a whole: stopped anywhere, what was there is there."""

import json
import os

import pytest

from course_utils.datasets import refuse_foreign_files, replacing

NAMES = ("manifest.json", "speech")


class Killed(BaseException):
    """Stands for the end of the process."""


def write(folder, text):
    (folder / "speech").mkdir(parents=True)
    (folder / "speech" / "a.flac").write_text(text)
    (folder / "manifest.json").write_text(json.dumps({"clips": [{"file": "speech/a.flac"}]}) + text)


def read(folder):
    return (folder / "speech" / "a.flac").read_text(), (folder / "manifest.json").read_text()[-3:]


def tree(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def replace_with(folder, text, stop=None):
    """Replaces the data; with `stop`, an exception raised when all of the new is written."""
    with replacing(folder, NAMES) as new:
        write(new, text)
        if stop:
            raise stop


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "old")
    (tmp_path / "README.md").write_text("stays")
    return tmp_path


EXPECTED = ["README.md", "manifest.json", "speech", "speech/a.flac"]


def test_new_data_replaces_the_old(folder):
    replace_with(folder, "new")
    assert read(folder) == ("new", "new")
    assert tree(folder) == EXPECTED


def test_folder_is_made(tmp_path):
    replace_with(tmp_path / "deep" / "data", "new")
    assert read(tmp_path / "deep" / "data") == ("new", "new")


def test_error_in_the_block_changes_nothing(folder):
    with pytest.raises(Killed):
        replace_with(folder, "new", stop=Killed)
    assert read(folder) == ("old", "old")
    assert tree(folder) == EXPECTED


def test_something_not_made_changes_nothing(folder):
    with pytest.raises(FileNotFoundError), replacing(folder, NAMES) as new:
        (new / "manifest.json").write_text("new")
    assert read(folder) == ("old", "old")
    assert tree(folder) == EXPECTED


@pytest.mark.parametrize("moves", range(5))
def test_interrupted_between_any_two_moves_the_old_comes_back(folder, monkeypatch, moves):
    real, done = os.replace, []

    def replace(source, target):
        if len(done) == moves:
            monkeypatch.setattr("os.replace", real)
            raise Killed
        done.append(target)
        real(source, target)

    monkeypatch.setattr("os.replace", replace)
    with pytest.raises(Killed):
        replace_with(folder, "new")
    assert read(folder) == ("old", "old")
    assert tree(folder) == EXPECTED


@pytest.mark.parametrize("moves", range(5))
def test_killed_between_any_two_moves_the_next_run_puts_the_old_back(folder, monkeypatch, moves):
    """A killed process runs no clean-up: every file operation after the kill fails."""
    real, done = os.replace, []

    def replace(source, target):
        if len(done) == moves:
            raise Killed
        done.append(target)
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", replace)
        patch.setattr("shutil.rmtree", lambda *_, **__: None)
        patch.setattr("course_utils.datasets._put_back", lambda *_: None)
        with pytest.raises(Killed):
            replace_with(folder, "new")
    with pytest.raises(Killed):
        replace_with(folder, "newer", stop=Killed)
    assert read(folder) == ("old", "old")
    assert tree(folder) == EXPECTED


def test_listed_files_are_ours(folder):
    (folder / "manifest.json").write_text(json.dumps({"clips": [{"file": "speech/a.flac"}]}))
    refuse_foreign_files(folder, "speech")


def test_unlisted_files_are_refused(folder):
    (folder / "manifest.json").write_text(json.dumps({"clips": [{"file": "speech/a.flac"}]}))
    (folder / "speech" / "b.flac").write_text("mine")
    with pytest.raises(ValueError, match=r"holds 1 files .* such as b\.flac"):
        refuse_foreign_files(folder, "speech")


def test_folder_without_a_manifest_is_refused(folder):
    (folder / "manifest.json").unlink()
    with pytest.raises(ValueError, match=r"such as a\.flac"):
        refuse_foreign_files(folder, "speech")


def test_nothing_there_is_fine(tmp_path):
    refuse_foreign_files(tmp_path, "speech")
