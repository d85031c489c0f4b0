from course_utils.study.progress import (
    Chapter,
    find_workspace,
    points_of,
    read_chapters,
    record,
    write_chapters,
)

CHAPTER = Chapter("01_x.ipynb", "X", "an x", 10, {"f": 2, "g": 3})


def test_a_workspace_is_found_from_below_only(tmp_path):
    write_chapters(tmp_path / "workspace", [CHAPTER])
    (tmp_path / "workspace" / "sub").mkdir()
    assert find_workspace(tmp_path / "workspace" / "sub") == tmp_path / "workspace"
    assert find_workspace(tmp_path) is None


def test_chapters_come_back(tmp_path):
    write_chapters(tmp_path, [CHAPTER])
    assert read_chapters(tmp_path) == [CHAPTER]


def test_the_latest_points_count(tmp_path):
    assert points_of(tmp_path, "f") is None
    record(tmp_path, "f", 2)
    record(tmp_path, "f", 1)
    record(tmp_path, "g", 3)
    assert (points_of(tmp_path, "f"), points_of(tmp_path, "g")) == (1, 3)


def test_a_damaged_file_counts_as_never_checked(tmp_path):
    record(tmp_path, "f", 2)
    (tmp_path / ".course" / "points" / "f.json").write_text('{"earn')
    assert points_of(tmp_path, "f") is None
