"""Replacing data as a whole: stopped anywhere, what was there is there."""

import json
import os
from unittest.mock import Mock

import pytest

from course_utils.atomic import refuse_foreign_files, replacing

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


def leave_unfinished(folder, made_of):
    with replacing(folder, NAMES, made_of) as new:
        (new / "half").write_text("done")
        raise Killed


def test_what_was_left_unfinished_is_there_again_for_the_same(folder):
    with pytest.raises(Killed):
        leave_unfinished(folder, made_of="a b")
    assert read(folder) == ("old", "old")
    with replacing(folder, NAMES, made_of="a b") as new:
        assert (new / "half").read_text() == "done"
        write(new, "new")
    assert read(folder) == ("new", "new")
    assert tree(folder) == EXPECTED


@pytest.mark.parametrize("made_of", ["a", None])
def test_what_was_left_unfinished_is_not_there_for_anything_else(folder, made_of):
    with pytest.raises(Killed):
        leave_unfinished(folder, made_of="a b")
    with replacing(folder, NAMES, made_of) as new:
        assert not (new / "half").exists()
        write(new, "new")
    assert tree(folder) == EXPECTED


def replace_after(change, folder):
    """Replaces the data; what `change` does comes between the block and the moves."""
    with replacing(folder, NAMES, made_of="a") as new:
        write(new, "new")
        change()


def test_killed_when_all_was_in_its_place_the_next_run_begins_anew(folder, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(Killed):
        replace_after(lambda: patch.setattr("shutil.rmtree", Mock(side_effect=Killed)), folder)
    assert read(folder) == ("new", "new")
    with replacing(folder, NAMES, made_of="a") as new:
        write(new, "two")
    assert read(folder) == ("two", "two")
    assert tree(folder) == EXPECTED


def test_interrupted_between_the_moves_only_what_was_moved_is_made_again(folder, monkeypatch):
    real = os.replace

    def replace(source, target):
        if target == folder / "speech":
            monkeypatch.setattr("os.replace", real)
            raise Killed
        real(source, target)

    with pytest.raises(Killed):
        replace_after(lambda: monkeypatch.setattr("os.replace", replace), folder)
    assert read(folder) == ("old", "old")
    with replacing(folder, NAMES, made_of="a") as new:
        assert (new / "speech" / "a.flac").read_text() == "new"
        assert not (new / "manifest.json").exists()
        (new / "manifest.json").write_text("new")
    assert read(folder) == ("new", "new")
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
        patch.setattr("course_utils.atomic._put_back", lambda *_: None)
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
