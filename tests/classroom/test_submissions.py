import os

import pytest

from course_utils.classroom.submissions import read_tree, replace_tree, write_tree

TREE = {"book.ipynb": b"{}", "data/a.txt": b"a", "data/deep/b.txt": b"b"}


def test_what_was_written_is_read(tmp_path):
    write_tree(tmp_path / "new", TREE)
    assert read_tree(tmp_path / "new") == TREE
    assert read_tree(tmp_path / "missing") == {}


def test_links_and_pipes_are_not_read(tmp_path):
    write_tree(tmp_path, TREE)
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder").symlink_to("/etc")
    os.mkfifo(tmp_path / "pipe")
    assert read_tree(tmp_path) == TREE


def test_what_is_too_large_is_refused(tmp_path):
    write_tree(tmp_path, TREE)
    assert read_tree(tmp_path, largest=4) == TREE
    with pytest.raises(ValueError, match="4 bytes; at most 3"):
        read_tree(tmp_path, largest=3)


def test_a_folder_is_replaced(tmp_path):
    replace_tree(tmp_path, TREE, 0o444)
    (tmp_path / "link").symlink_to(tmp_path / "book.ipynb")
    replace_tree(tmp_path, {"book.ipynb": b"new"}, 0o444)
    assert [path.name for path in tmp_path.rglob("*")] == ["book.ipynb"]
    assert (tmp_path / "book.ipynb").read_bytes() == b"new"
    assert (tmp_path / "book.ipynb").stat().st_mode & 0o777 == 0o444
