import shutil
import subprocess
import sys
import time

import numpy as np
import pytest

from course_utils.audio.files import read_audio
from course_utils.wavenet.data import mu_law_decode
from course_utils.wavenet.generation.generator import Generator
from course_utils.wavenet.generation.streaming import StreamError, WavFile, stream
from tests.wavenet.networks import random_wavenet

RATE = 8_000


@pytest.fixture(scope="module")
def generator():
    return Generator(random_wavenet(dilations=(1, 2)))


def samples_of(path):
    audio, rate = read_audio(path)
    assert rate == RATE
    return audio


def as_16_bit(codes):
    return (np.clip(np.rint(mu_law_decode(codes) * 32768), -32768, 32767) / 32768).T


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("chunk", [7, 100, 1_000])
def test_the_file_holds_what_generate_gives(tmp_path, generator, batch, chunk):
    path = tmp_path / "a.wav"
    stream(generator, generator.start(batch=batch), path, RATE, 300, chunk=chunk, progress=False)
    np.testing.assert_array_equal(samples_of(path), as_16_bit(generator.generate(300, batch=batch)))


def test_a_stream_goes_on_in_the_next_file(tmp_path, generator):
    options = {"sample_rate": RATE, "progress": False, "chunk": 64}
    state = stream(generator, generator.start(seed=4), tmp_path / "a.wav", n_samples=150, **options)
    stream(generator, state, tmp_path / "b.wav", n_samples=50, **options)
    both = np.concatenate([samples_of(tmp_path / name) for name in ("a.wav", "b.wav")])
    np.testing.assert_array_equal(both, as_16_bit(generator.generate(200, seed=4)))


def test_the_bar_shows_the_rate_and_the_real_time_factor(tmp_path, generator, capsys):
    stream(generator, generator.start(), tmp_path / "a.wav", RATE, 500, chunk=100)
    shown = capsys.readouterr().err
    assert "500/500" in shown
    assert "samples/s" in shown
    assert " x real time" in shown


def test_ones_own_decoder_is_used(tmp_path, generator):
    def decode(codes, n_codes):
        assert n_codes == 256
        return np.full(codes.shape, 0.25)

    path = tmp_path / "a.wav"
    stream(generator, generator.start(), path, RATE, 10, decode=decode, progress=False)
    np.testing.assert_array_equal(samples_of(path), np.full((10, 1), 0.25))


def test_an_interrupted_stream_can_be_played(tmp_path, generator):
    path = tmp_path / "a.wav"
    calls = []

    def decode(codes, n_codes):
        calls.append(len(codes))
        if len(calls) == 4:
            raise KeyboardInterrupt
        return mu_law_decode(codes, n_codes)

    state = generator.start()
    with pytest.raises(KeyboardInterrupt) as interrupt:
        stream(generator, state, path, RATE, 1_000, chunk=50, decode=decode, progress=False)
    assert interrupt.value.__notes__ == [f"{path} holds 150 of 1,000 samples and can be played"]
    np.testing.assert_array_equal(samples_of(path), as_16_bit(generator.generate(150)))


def test_a_full_disk_leaves_whole_chunks_and_says_so(tmp_path, generator):
    resource = pytest.importorskip("resource", reason="file size limits are POSIX")
    path = tmp_path / "a.wav"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(StreamError, match=r"a\.wav holds 400 of 1,000 samples"):
            stream(generator, generator.start(), path, RATE, 1_000, chunk=100, progress=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.stat().st_size == 44 + 2 * 400
    np.testing.assert_array_equal(samples_of(path), as_16_bit(generator.generate(400)))


def test_a_killed_process_leaves_a_file_that_can_be_played(tmp_path):
    path = tmp_path / "a.wav"
    program = (
        "import sys, time, itertools, numpy as np\n"
        "from course_utils.wavenet.generation.streaming import WavFile\n"
        "file = WavFile(sys.argv[1], 8_000, 1)\n"
        "for i in itertools.count(): file.append(np.full((1_000, 1), 0.5))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(path)])
    while not (path.exists() and path.stat().st_size > 20_000):
        time.sleep(0.01)
        assert process.poll() is None
    process.kill()
    process.wait()
    copy = shutil.copy(path, tmp_path / "copy.wav")
    audio = samples_of(copy)
    assert len(audio) >= 1_000
    assert len(audio) % 1_000 == 0
    assert (audio == 0.5).all()


def test_the_loudest_samples_do_not_wrap(tmp_path):
    file = WavFile(tmp_path / "a.wav", RATE, 1)
    file.append(np.array([[1.0], [-1.0], [3.0]]))
    file.close()
    wanted = [[32767 / 32768], [-1], [32767 / 32768]]
    np.testing.assert_array_equal(samples_of(tmp_path / "a.wav"), wanted)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_samples": 0}, "n_samples is a whole number of at least 1, got 0"),
        ({"chunk": 0}, "at least 1, got 0"),
        ({"n_samples": 2**31}, "2,147,483,648 samples x 1 streams are too many for a WAV file"),
        ({"sample_rate": 10}, "sample_rate must be from 1,000"),
    ],
)
def test_bad_arguments_leave_no_file(tmp_path, generator, arguments, message):
    options = {"sample_rate": RATE, "n_samples": 10, "progress": False} | arguments
    with pytest.raises(ValueError, match=message):
        stream(generator, generator.start(), tmp_path / "a.wav", **options)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_named(tmp_path, generator):
    with pytest.raises(StreamError, match=r"none.a\.wav holds 0 of 10 samples"):
        stream(generator, generator.start(), tmp_path / "none" / "a.wav", RATE, 10, progress=False)
