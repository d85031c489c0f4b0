import multiprocessing
import runpy
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.audio.files import AudioError, write_audio
from course_utils.wavenet import cache as cache_module
from course_utils.wavenet.cache import CodesCache
from course_utils.wavenet.data import load_codes, mu_law_encode
from tests.sounds import tone


def left_channel(audio):
    return audio[:, 0]


def coarse(audio, n_codes):
    return mu_law_encode(audio, n_codes) // 2 * 2


@pytest.fixture
def recording(tmp_path):
    file = tmp_path / "a.wav"
    write_audio(file, np.stack([tone(0.2), np.zeros(3200)], axis=1), 16_000)
    return file


@pytest.fixture
def made(monkeypatch):
    """The recordings that were really encoded, in order."""
    calls = []

    def record(path, *args, **kwargs):
        calls.append(path)
        return load_codes(path, *args, **kwargs)

    monkeypatch.setattr(cache_module, "load_codes", record)
    return calls


def test_second_load_comes_from_disk(tmp_path, recording, made):
    cache = CodesCache(tmp_path / "codes")
    first = cache.load(recording, 8_000)
    second = CodesCache(str(tmp_path / "codes")).load(str(recording), np.int64(8_000), 256)
    assert made == [recording]
    assert first.dtype == second.dtype == np.uint8
    assert np.array_equal(first, load_codes(recording, 8_000))
    assert np.array_equal(first, second)


def test_entry_says_where_and_of_what(tmp_path, recording):
    entry = CodesCache(tmp_path / "codes").entry(recording, 8_000)
    assert np.array_equal(np.load(entry.file), entry.codes)
    assert list((tmp_path / "codes").iterdir()) == [entry.file]
    assert len(entry.sha256) == 64


def test_every_setting_has_its_own_entry(tmp_path, recording, made, monkeypatch):
    cache = CodesCache(tmp_path / "codes")
    choices = [
        ((8_000,), {}),
        ((4_000,), {}),
        ((8_000, 64), {}),
        ((8_000,), {"to_mono": left_channel}),
        ((8_000,), {"encode": coarse}),
    ]
    for args, kwargs in choices * 2:
        codes = cache.load(recording, *args, **kwargs)
        assert np.array_equal(codes, load_codes(recording, *args, **kwargs))
    assert len(made) == len(choices)
    monkeypatch.setattr(cache_module, "CHAIN_VERSION", -1)
    cache.load(recording, 8_000)
    assert len(made) == len(choices) + 1


def test_content_counts_and_the_name_does_not(tmp_path, recording, made):
    cache = CodesCache(tmp_path / "codes")
    before = cache.load(recording, 16_000)
    copy = tmp_path / "b.wav"
    copy.write_bytes(recording.read_bytes())
    assert np.array_equal(cache.load(copy, 16_000), before)
    assert len(made) == 1
    write_audio(recording, tone(0.2, hz=300), 16_000)
    assert not np.array_equal(cache.load(recording, 16_000), before)
    assert len(made) == 2


def test_function_edited_under_the_same_name(tmp_path, recording, made):
    cache = CodesCache(tmp_path / "codes")
    for factor in (1, 2, 1):
        module = tmp_path / f"edit_{factor}.py"
        module.write_text(
            f"def encode(audio, n_codes):\n    return (audio * {factor}).astype('u1')"
        )
        student = runpy.run_path(str(module))
        cache.load(recording, 16_000, encode=student["encode"])
    assert len(made) == 2


def test_function_without_source(tmp_path, recording):
    with pytest.raises(ValueError, match="no source text"):
        CodesCache(tmp_path).load(recording, 16_000, encode=np.add)


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:100]),
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(b"PK\3\4" + bytes(50)),
        lambda file: np.save(file, np.zeros(10, np.int64)),
        lambda file: np.save(file, np.zeros((2, 5), np.uint8)),
        lambda file: np.save(file, np.zeros(0, np.uint8)),
        lambda file: np.save(file, np.full(10, 64, np.uint8)),
        lambda file: np.save(file, np.array([{}]), allow_pickle=True),
    ],
)
def test_damaged_entry_is_made_again(tmp_path, recording, damage):
    cache = CodesCache(tmp_path / "codes")
    entry = cache.entry(recording, 8_000, 64)
    whole = entry.file.read_bytes()
    damage(entry.file)
    assert np.array_equal(cache.load(recording, 8_000, 64), entry.codes)
    assert entry.file.read_bytes() == whole


@settings(max_examples=200, deadline=None)
@given(flips=st.lists(st.tuples(st.integers(0, 127), st.integers(0, 7)), min_size=1, max_size=4))
def test_damaged_header_never_raises(tmp_path_factory, flips):
    file = tmp_path_factory.getbasetemp() / "entry.npy"
    np.save(file, np.zeros(100, np.uint8))
    content = bytearray(file.read_bytes())
    for byte, bit in flips:
        content[byte] ^= 1 << bit
    file.write_bytes(content)
    codes = cache_module._read_entry(file, 256)
    assert codes is None or (codes.dtype == np.uint8 and codes.ndim == 1)


def load_all(folder, files):
    return [CodesCache(folder).load(file, 8_000) for file in files]


def test_processes_share_a_folder(tmp_path):
    files = [tmp_path / f"{k}.wav" for k in range(20)]
    for k, file in enumerate(files):
        write_audio(file, tone(0.2, hz=200 + 20 * k), 16_000)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=context) as pool:
        jobs = [pool.submit(load_all, tmp_path / "codes", files) for _ in range(3)]
        results = [job.result() for job in jobs]
    wanted = [load_codes(file, 8_000) for file in files]
    for result in results:
        assert all(map(np.array_equal, result, wanted))
    assert len(list((tmp_path / "codes").iterdir())) == len(files)


def test_process_killed_while_writing_leaves_no_entry(tmp_path, recording):
    script = (
        "import os, sys; from course_utils.wavenet.cache import CodesCache; "
        "os.replace = lambda *_: os._exit(9); CodesCache(sys.argv[1]).load(sys.argv[2], 8_000)"
    )
    folder = tmp_path / "codes"
    killed = subprocess.run([sys.executable, "-c", script, folder, recording], check=False)
    assert killed.returncode == 9
    assert list(folder.glob("[!.]*")) == []
    assert np.array_equal(CodesCache(folder).load(recording, 8_000), load_codes(recording, 8_000))


def test_unreadable_recording_leaves_no_entry(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"no sound")
    for name in ("a.wav", "none.wav"):
        with pytest.raises(AudioError, match=name):
            CodesCache(tmp_path / "codes").load(tmp_path / name, 8_000)
    assert not (tmp_path / "codes").exists()
