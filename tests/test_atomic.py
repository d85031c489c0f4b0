"""Files and sets of files that are whole or absent, wherever their making is stopped."""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from unittest.mock import Mock

import pytest

from course_utils.atomic import replacing, write_bytes, write_text


def test_makes_missing_folders(tmp_path):
    write_bytes(tmp_path / "a" / "b" / "c.bin", b"\0\1")
    assert (tmp_path / "a" / "b" / "c.bin").read_bytes() == b"\0\1"


def test_text_is_utf8_with_plain_newlines(tmp_path):
    write_text(tmp_path / "a.txt", "µ\n")
    assert (tmp_path / "a.txt").read_bytes() == b"\xc2\xb5\n"


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    write_bytes(tmp_path / "a", b"old")

    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no space left"):
        write_bytes(tmp_path / "a", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_many_writers_of_one_file_leave_one_whole_version(tmp_path):
    versions = [bytes([k]) * 100_000 for k in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda version: write_bytes(tmp_path / "a", version), versions * 4))
    assert (tmp_path / "a").read_bytes() in versions
    assert len(list(tmp_path.iterdir())) == 1


PARTS = ("train", "test")
OLD = {"train/a.flac": "old", "train/b.flac": "old", "test/c.flac": "old"}
NEW = {"train/a.flac": "new", "test/d.flac": "new"}
STEPS = ("replace", "mkdir", "rmdir", "unlink")


class Killed(BaseException):
    """Stands for the end of the process."""


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    manifest = {"clips": [{"file": name} for name in files]}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def read(folder):
    """The files of a set: only those of its parts, with what they hold."""
    files = (path for part in PARTS for path in (folder / part).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def is_whole(folder, files):
    if not (folder / "manifest.json").exists():
        return False
    listed = json.loads((folder / "manifest.json").read_text())["clips"]
    return read(folder) == files and {clip["file"] for clip in listed} == set(files)


def is_clean(folder):
    known = {"README.md", "manifest.json", *PARTS}
    return {path.name for path in folder.iterdir()} <= known


def replace_with(folder, files, plan=None, change=lambda: None):
    """Makes a set in place of another; what `change` does comes when all of it is written."""
    with replacing(folder, PARTS, plan) as new:
        write(new, files)
        change()


@pytest.fixture(params=[OLD, {}], ids=["older set", "no set"])
def folder(request, tmp_path):
    (tmp_path / "README.md").write_text("stays")
    if request.param:
        write(tmp_path, OLD)
    return tmp_path


def was(folder, before):
    return is_whole(folder, OLD) if before else read(folder) == {}


def test_a_new_set_replaces_the_old(folder):
    replace_with(folder, NEW)
    assert is_whole(folder, NEW)
    assert is_clean(folder)
    assert (folder / "README.md").read_text() == "stays"
    replace_with(folder / "deep" / "data", NEW)
    assert is_whole(folder / "deep" / "data", NEW)


@pytest.mark.parametrize("plan", [None, "a"])
def test_an_error_in_the_block_changes_nothing(folder, plan):
    before = read(folder)
    with pytest.raises(Killed):
        replace_with(folder, NEW, plan, Mock(side_effect=Killed))
    assert was(folder, before)
    assert is_clean(folder) == (plan is None)
    with pytest.raises(FileNotFoundError, match="train was not made"), replacing(folder, PARTS):
        pass
    assert was(folder, before)
    assert is_clean(folder)


@pytest.mark.parametrize("plan", ["a b", "a", None])
def test_what_was_left_unfinished_is_there_again_for_the_same_plan_alone(folder, plan):
    with pytest.raises(Killed):
        replace_with(folder, {"half/x": "done"}, "a b", Mock(side_effect=Killed))
    with replacing(folder, PARTS, plan) as new:
        assert (new / "half" / "x").exists() == (plan == "a b")
        write(new, NEW)
    assert is_whole(folder, NEW)
    assert is_clean(folder)


def stopped_at(monkeypatch, step, action, forever=True):
    """Raises `Killed` at a step of the file system; forever, as a killed process cleans up nothing.

    Returns:
        The names of the steps that were taken.
    """
    taken = []

    def stopping(name, real):
        def call(*arguments, **options):
            stop = len(taken) >= step if forever else len(taken) == step
            taken.append(name)
            if stop:
                raise Killed
            return real(*arguments, **options)

        return call

    with monkeypatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, stopping(name, getattr(os, name)))
        with suppress(Killed):
            action()
    return taken


def steps_of_a_swap(folder, monkeypatch):
    copy = folder.parent / f"{folder.name} copy"
    shutil.copytree(folder, copy)
    return len(stopped_at(monkeypatch, 10_000, lambda: replace_with(copy, NEW, "a")))


def killed_at_each_step(folder, monkeypatch, plan="a", forever=True):
    """Copies of a folder in which the making of NEW was stopped, one for each of its steps."""
    n_steps = steps_of_a_swap(folder, monkeypatch)
    assert n_steps >= 10
    for step in range(n_steps):
        again = folder.parent / f"{folder.name} {step}"
        shutil.copytree(folder, again)
        stopped_at(monkeypatch, step, partial(replace_with, again, NEW, plan), forever)
        yield again


@pytest.mark.parametrize("plan", [None, "a"])
@pytest.mark.parametrize("other", [False, True], ids=["same command", "another"])
def test_killed_at_any_step_a_set_is_whole_or_has_no_manifest_and_can_be_made(
    folder, monkeypatch, plan, other
):
    before = read(folder)
    for again in killed_at_each_step(folder, monkeypatch, plan):
        if (again / "manifest.json").exists():
            assert is_whole(again, NEW) or is_whole(again, before)
        second = {"test/e.flac": "second", "train/f.flac": "second"} if other else NEW
        replace_with(again, second, "b" if other else plan)
        assert is_whole(again, second), again
        assert is_clean(again), again


def test_killed_at_any_step_and_again_while_it_is_put_back(folder, monkeypatch):
    before, n_steps = read(folder), steps_of_a_swap(folder, monkeypatch)
    for step in range(n_steps):
        for second in range(8):
            again = folder.parent / f"{folder.name} {step} {second}"
            shutil.copytree(folder, again)
            for kill in (step, second):
                stopped_at(monkeypatch, kill, partial(replace_with, again, NEW, "a"))
            if (again / "manifest.json").exists():
                assert is_whole(again, NEW) or is_whole(again, before)
            replace_with(again, NEW, "a")
            assert is_whole(again, NEW)
            assert is_clean(again)


def test_interrupted_between_any_two_moves_it_is_the_old_or_the_new(folder, monkeypatch):
    """Ctrl-C is an exception: what is put back is put back at once."""
    before = read(folder)
    for again in killed_at_each_step(folder, monkeypatch, forever=False):
        assert was(again, before) or is_whole(again, NEW), again
        assert not (again / ".old").exists() or is_whole(again, NEW)


def test_a_set_whose_swap_was_killed_need_not_be_made_again(folder, monkeypatch):
    n_killed = 0
    for again in killed_at_each_step(folder, monkeypatch):
        if (again / ".old").exists() and (again / ".new" / "manifest.json").exists():
            n_killed += 1
            with replacing(again, PARTS, "a") as new:
                assert read(new) == NEW
            assert is_whole(again, NEW)
    assert n_killed >= 3


def test_files_of_others_are_never_lost(folder, monkeypatch):
    mine, refused = folder / "train" / "mine.flac", r"holds 1 files .* such as mine\.flac"

    def add():
        mine.parent.mkdir(exist_ok=True)
        mine.write_text("mine")

    with pytest.raises(ValueError, match=refused):
        replace_with(folder, NEW, change=add)
    with pytest.raises(ValueError, match=refused):
        replace_with(folder, NEW)
    mine.unlink()
    for again in killed_at_each_step(folder, monkeypatch):
        mine = again / "train" / "mine.flac"
        add()
        with pytest.raises(ValueError, match=refused):
            replace_with(again, NEW, "a")
        assert mine.read_text() == "mine"
        mine.unlink()
        replace_with(again, NEW, "a")
        assert is_whole(again, NEW)


def test_a_manifest_of_something_else_is_refused(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(ValueError, match="no manifest of clips"):
        replace_with(tmp_path, NEW)
    assert (tmp_path / "manifest.json").read_text() == "{}"


def test_a_part_without_a_manifest_is_refused(tmp_path):
    write(tmp_path, OLD)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(ValueError, match=r"holds 2 files .* such as a\.flac"):
        replace_with(tmp_path, NEW)
