"""What bootstrap.py says to the person at the keyboard. Nothing is installed here."""

import ast
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.load_bootstrap import SOURCE


def fake_program(folder, name, output, status=0):
    path = folder / name
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{output}\nEND\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_python_3_6_can_read_the_file():
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_only_the_standard_library_is_imported():
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    names = {alias.name for node in imports for alias in node.names}
    assert names <= set(sys.stdlib_module_names)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_the_pythons_are_those_of_pyproject(bootstrap):
    project = SOURCE.with_name("pyproject.toml").read_text(encoding="utf-8")
    assert 'requires-python = ">=3.11,<3.14"' in project
    assert sorted(bootstrap.SUPPORTED) == [(3, 11), (3, 12), (3, 13)]


@pytest.mark.parametrize("arguments", [[], ["lap"], ["--help"]])
def test_help_names_every_command(bootstrap, capsys, arguments):
    assert bootstrap.main(arguments) == (0 if arguments == ["--help"] else 2)
    printed = capsys.readouterr().out
    assert all(f"python bootstrap.py {command} " in printed for command in bootstrap.COMMANDS)


def test_the_running_python_is_taken_if_it_is_supported(bootstrap):
    executable, version = bootstrap.find_python()
    assert version == sys.version_info[:2]
    assert Path(executable).resolve() == Path(sys.executable).resolve()


@pytest.mark.skipif(os.name == "nt", reason="the fake interpreters are shell scripts")
def test_an_unsupported_python_looks_for_another(bootstrap, monkeypatch, tmp_path):
    fake_program(tmp_path, "python3.13", "no such version installed", status=127)
    fake_program(tmp_path, "python3.12", "/opt/python3.12\n(3, 12)")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 8, 18, "final", 0))
    assert bootstrap.find_python() == ("/opt/python3.12", (3, 12))


@pytest.mark.skipif(os.name == "nt", reason="the fake interpreters are shell scripts")
def test_an_impostor_is_not_taken(bootstrap, monkeypatch, tmp_path):
    fake_program(tmp_path, "python3.12", "/usr/bin/python3.10\n(3, 10)")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    assert bootstrap.ask_python(["python3.12"], (3, 12)) is None
    assert bootstrap.ask_python(["python3.13"], (3, 13)) is None


def test_an_unsupported_python_is_named(bootstrap, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 8, 18, "final", 0))
    monkeypatch.setattr(bootstrap.sys, "version", "3.8.18 (default)")
    monkeypatch.setattr(bootstrap.sys, "executable", "/usr/bin/python3")
    assert bootstrap.main(["lab"]) == 2
    message = capsys.readouterr().err
    assert "needs Python 3.11, 3.12 or 3.13" in message
    assert "This is Python 3.8.18\n(/usr/bin/python3)" in message
    assert "make lab PYTHON=" in message


@pytest.mark.skipif(os.name == "nt", reason="the fake interpreter is a shell script")
def test_a_python_without_ensurepip_names_debians_package(bootstrap, tmp_path):
    python = fake_program(tmp_path, "python3.12", "No module named 'ensurepip'", status=1)
    with pytest.raises(bootstrap.Refusal, match=r"apt install python3\.12-venv") as refusal:
        bootstrap.check_can_make_environments(str(python), (3, 12))
    assert str(python) in str(refusal.value)


def test_this_python_can_make_environments(bootstrap):
    bootstrap.check_can_make_environments(*bootstrap.find_python())


def test_too_little_disk_gives_the_numbers(bootstrap, monkeypatch, root):
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda _: SimpleNamespace(free=0.7e9))
    with pytest.raises(bootstrap.Refusal, match=r"needs \d\.\d GB there, 0\.7 GB are free"):
        bootstrap.check_disk(str(root))


def test_one_disk_must_hold_environment_and_download(bootstrap, monkeypatch, root):
    monkeypatch.setattr(bootstrap.os, "stat", lambda _: SimpleNamespace(st_dev=1))
    monkeypatch.setattr(bootstrap.os.path, "isdir", lambda _: True)
    need = bootstrap.ENVIRONMENT_GB + 2 * bootstrap.DOWNLOAD_GB
    monkeypatch.setattr(bootstrap, "free_gb", lambda _: need + 0.01)
    bootstrap.check_disk(str(root))
    monkeypatch.setattr(bootstrap, "free_gb", lambda _: need - 0.01)
    with pytest.raises(bootstrap.Refusal, match=f"needs {need:.1f} GB"):
        bootstrap.check_disk(str(root))


@pytest.mark.parametrize(
    ("output", "status", "expected"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space", 1, "is full"),
        ("OSError: [WinError 112] There is not enough space on the disk", 1, "is full"),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError("
            "...: [Errno -3] Temporary failure in name resolution)'\n"
            "ERROR: Could not find a version that satisfies the requirement setuptools>=77\n"
            "ERROR: No matching distribution found for setuptools>=77",
            1,
            "package index cannot be reached",
        ),
        ("that satisfies the requirement setuptools>=77 (from versions: none)", 1, "be reached"),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: timed out.", 2, "HTTPS_PROXY"),
        ("ssl.SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED", 1, "HTTPS_PROXY"),
        (
            "ERROR: Could not find a version that satisfies tensorflow (from versions: none)\n"
            "ERROR: No matching distribution found for tensorflow>=2.18",
            1,
            "no tensorflow>=2.18 for this machine",
        ),
        ("Installing collected packages: a, b", -9, "memory"),
        ("ERROR: first\nERROR: the last word", 1, "exit status 1.\nERROR: the last word"),
        ("", 3, "exit status 3."),
    ],
)
def test_pips_words_are_explained(bootstrap, tmp_path, output, status, expected):
    assert expected in bootstrap.explain(output, status, str(tmp_path / ".venv"))


def test_a_failed_install_names_the_log(bootstrap, monkeypatch, capsys, root):
    (root / ".venv").mkdir()
    words = "print('ReadTimeoutError'); raise SystemExit(1)"
    monkeypatch.setattr(bootstrap, "environment_python", lambda _: sys.executable)
    popen = bootstrap.subprocess.Popen
    monkeypatch.setattr(
        bootstrap.subprocess, "Popen", lambda command, **kw: popen([command[0], "-c", words], **kw)
    )
    with pytest.raises(bootstrap.Refusal, match="cannot be reached") as refusal:
        bootstrap.install_packages(str(root), str(root / ".venv"), 0, ["lab"])
    log = root / ".venv" / "install.log"
    assert str(log) in str(refusal.value)
    assert log.read_text().strip() == "ReadTimeoutError"


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("", "asking the package index"),
        ("Collecting keras\n  Downloading keras-3.whl\n", "Collecting keras"),
        ("Collecting a\nDownloading tf.whl (590 MB)\n", "Downloading tf.whl (590 MB)"),
        ("Collecting a\nWARNING: Retrying (Retry(total=4))\n", "no answer from the package index"),
        ("Installing collected packages: a, b, c\n  Attempting uninstall: a\n", "Installing 3"),
    ],
)
def test_progress_says_what_pip_is_at(bootstrap, log, expected):
    assert bootstrap.activity(log).startswith(expected)


def test_ctrl_c_says_that_it_continues(bootstrap, monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "prepare", interrupted)
    assert bootstrap.main(["lab"]) == 130
    assert "continues where it stopped" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("lab", ["-m", "course_utils", "lab", "--port", "9"]),
        ("test", ["-m", "course_utils", "test", "--port", "9"]),
        ("test-jax", ["-m", "course_utils", "test", "--jax", "--port", "9"]),
        ("test-gpu", ["-m", "course_utils", "test", "--gpu", "--port", "9"]),
        ("bench", ["-m", "tests.benchmarks", "--port", "9"]),
        ("bench-gpu", ["-m", "tests.benchmarks", "gpu", "--port", "9"]),
    ],
)
def test_arguments_reach_the_command(bootstrap, monkeypatch, command, expected):
    monkeypatch.setattr(bootstrap, "prepare", lambda *_: None)
    monkeypatch.setattr(bootstrap, "run", lambda root, arguments: (Path(root), arguments))
    assert bootstrap.main([command, "--port", "9"]) == (SOURCE.parent, expected)
