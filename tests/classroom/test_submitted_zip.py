import errno
import io
import stat
import tarfile
import zipfile

import pytest

from course_utils.classroom import submitted_zip
from course_utils.classroom.submitted_zip import SafeExtractor, unpack


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return path


def link(name):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def found(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_files_and_folders_are_unpacked(tmp_path):
    archive = zipped(tmp_path / "a.zip", [("x/", ""), ("x/n.ipynb", "1"), ("ä b.txt", "2")])
    assert unpack(archive, tmp_path / "out") == []
    assert found(tmp_path / "out") == {"x/n.ipynb": b"1", "ä b.txt": b"2"}
    assert archive.exists()


@pytest.mark.parametrize(
    "name",
    [
        *("../x", "a/../../x", "/etc/x", "..\\x", "C:\\x", "\\x", "a\nb", "a\x1b[31mb"),
        *("n" * 300, "/", ".", "a/.."),
    ],
)
def test_names_that_lead_elsewhere_are_left_out(tmp_path, name):
    archive = zipped(tmp_path / "a.zip", [(zipfile.ZipInfo(name), "bad"), ("good", "good")])
    warnings = unpack(archive, tmp_path / "in" / "out")
    assert found(tmp_path) == {"a.zip": archive.read_bytes(), "in/out/good": b"good"}
    assert len(warnings) <= 1  # a name that ends in / is a folder
    assert all(warning.isprintable() for warning in warnings)


def test_links_are_left_out_and_nothing_is_written_through_one(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    archive = zipped(tmp_path / "a.zip", [(link("door"), str(outside)), ("door/x", "x")])
    assert unpack(archive, tmp_path / "out") == ["'a.zip': 'door' is a link or a device; left out"]
    assert found(tmp_path / "out") == {"door/x": b"x"}
    assert not list(outside.iterdir())


def tarred(path, *infos):
    with tarfile.open(path, "w:gz") as archive:
        for info in infos:
            archive.addfile(info, io.BytesIO(b"x" * info.size))
    return path


def member(name, kind=tarfile.REGTYPE, size=0, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, target
    return info


def test_tar_files_are_held_to_the_same(tmp_path):
    archive = tarred(
        tmp_path / "a.tar.gz",
        member("good", size=1),
        member("../bad", size=1),
        member("soft", tarfile.SYMTYPE, target="/etc"),
        member("hard", tarfile.LNKTYPE, target="/etc/passwd"),
        member("pipe", tarfile.FIFOTYPE),
    )
    warnings = unpack(archive, tmp_path / "in" / "out")
    assert found(tmp_path / "in") == {"out/good": b"x"}
    assert len(warnings) == 4


def test_a_bomb_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(submitted_zip, "MOST_MB", 1)
    archive = zipped(tmp_path / "a.zip", [("good", "x"), ("bomb", bytes(50 * 2**20))])
    (warning,) = unpack(archive, tmp_path / "out")
    assert "far more than its size" in warning
    assert found(tmp_path / "out") == {"good": b"x"}


def test_a_bomb_in_many_files_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(submitted_zip, "MOST_MB", 1)
    monkeypatch.setattr(submitted_zip, "TIMES", 1)
    archive = zipped(tmp_path / "a.zip", [(f"{i}", bytes(2**18)) for i in range(100)])
    assert len(unpack(archive, tmp_path / "out")) == 1
    assert len(found(tmp_path / "out")) == 4


def test_a_bomb_of_archives_is_stopped(tmp_path):
    inner = b"x"
    for number in range(6):
        inner = zipped(tmp_path / f"{number}.zip", [("in.zip", inner)]).read_bytes()
    warnings = unpack(tmp_path / "5.zip", tmp_path / "out")
    assert warnings == ["'in.zip': an archive in too many others; left out"]
    assert found(tmp_path / "out") == {}


def test_too_many_files_are_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(submitted_zip, "MOST_FILES", 3)
    archive = zipped(tmp_path / "a.zip", [(f"{i}", "") for i in range(5)])
    (warning,) = unpack(archive, tmp_path / "out")
    assert "the files after 3" in warning
    assert list(found(tmp_path / "out")) == ["0", "1", "2"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_files_with_one_name_the_first_counts(tmp_path):
    archive = zipped(
        tmp_path / "a.zip", [("n", "first"), ("n", "second"), ("n/x", "third"), ("o", "o")]
    )
    warnings = unpack(archive, tmp_path / "out")
    assert found(tmp_path / "out") == {"n": b"first", "o": b"o"}
    assert "'n' is there twice" in warnings[0]
    assert "'n/x' is there twice" in warnings[1]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"\x1f\x8bnonsense", b"[1, 2]"])
@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_what_is_no_archive_is_told(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    (warning,) = unpack(tmp_path / name, tmp_path / "out")
    assert "cannot be read" in warning


def test_a_damaged_file_is_left_out_alone(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("good", "bad", "too"):
            archive.writestr(name, name * 1000)
    path.write_bytes(path.read_bytes().replace(b"badbad", b"BADbad", 1))
    (warning,) = unpack(path, tmp_path / "out")
    assert "'bad' cannot be read: BadZipFile" in warning
    assert list(found(tmp_path / "out")) == ["good", "too"]


def test_a_full_disk_is_no_fault_of_the_archive(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    archive = zipped(tmp_path / "a.zip", [("n", "x")])
    monkeypatch.setattr(submitted_zip, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        unpack(archive, tmp_path / "out")


def test_nbgraders_step_unpacks_every_archive_and_goes_on_after_a_bad_one(tmp_path):
    source, goal = tmp_path / "archive", tmp_path / "extracted"
    (source / "late").mkdir(parents=True)
    zipped(source / "ada.zip", [("n.ipynb", "1"), ("../eve.ipynb", "bad")])
    zipped(source / "late" / "bob.zip", [("n.ipynb", "2")])
    (source / "cleo.zip").write_bytes(b"not a zip")
    (source / "dan_n.ipynb").write_text("3", "utf-8")
    SafeExtractor().extract(str(source), str(goal))
    assert found(goal) == {
        "ada/n.ipynb": b"1",
        "dan_n.ipynb": b"3",
        "late/bob/n.ipynb": b"2",
    }
