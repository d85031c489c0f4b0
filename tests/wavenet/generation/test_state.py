import json

import numpy as np
import pytest

from course_utils.wavenet.generation import generator as generation
from course_utils.wavenet.generation.generator import Generator
from course_utils.wavenet.generation.state import GeneratorState
from tests.wavenet.networks import assert_same_until_rounding, random_wavenet


@pytest.fixture(scope="module")
def model():
    return random_wavenet(dilations=(1, 2, 4), kernel_size=3, n_speakers=2)


OPTIONS = {"prompt": [3, 1, 4], "temperature": 0.9, "seed": 8, "batch": 2, "speaker": [0, 1]}


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@pytest.mark.parametrize("parts", [[1] * 5 + [55], [7, 23, 30], [59, 1]])
def test_going_on_from_a_saved_state_gives_the_same_samples(tmp_path, model, engine, parts):
    generator = Generator(model, engine)
    unbroken = generator.generate(60, **OPTIONS)
    state, pieces = generator.start(**OPTIONS), []
    for n in parts:
        codes, after = generator.resume(state, n)
        after.save(tmp_path / "state.npz")
        state = GeneratorState.load(tmp_path / "state.npz")
        pieces.append(codes)
    np.testing.assert_array_equal(np.concatenate(pieces, axis=1), unbroken)
    assert [path.name for path in tmp_path.iterdir()] == ["state.npz"]


def test_one_engine_goes_on_where_the_other_stopped(model):
    unbroken = Generator(model).generate(40, **OPTIONS)
    first, state = Generator(model, "numpy").resume(Generator(model).start(**OPTIONS), 17)
    second, _ = Generator(model, "numba").resume(state, 23)
    both = np.concatenate([first, second], axis=1)
    assert_same_until_rounding(model, both, unbroken, **OPTIONS)


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_a_state_can_be_gone_on_with_twice(model, engine):
    generator = Generator(model, engine)
    state = generator.start(**OPTIONS)
    first, after = generator.resume(state, 20)
    again, _ = generator.resume(state, 20)
    np.testing.assert_array_equal(first, again)
    further, _ = generator.resume(after, 20)
    np.testing.assert_array_equal(generator.resume(after, 20)[0], further)


def test_a_state_without_speakers_survives_its_file(tmp_path):
    generator = Generator(random_wavenet(dilations=(1, 2)))
    state = generator.start()
    state.save(tmp_path / "state.npz")
    loaded = GeneratorState.load(tmp_path / "state.npz")
    assert loaded.speakers is None
    np.testing.assert_array_equal(generator.resume(loaded, 9)[0], generator.resume(state, 9)[0])


def test_the_state_of_another_model(model):
    state = Generator(model).start(**OPTIONS)
    other = Generator(random_wavenet(seed=1, dilations=(1, 2, 4), kernel_size=3, n_speakers=2))
    with pytest.raises(ValueError, match=rf"is of the model {state.digest}, this model is"):
        other.resume(state, 5)


def test_a_file_of_another_version(tmp_path, model):
    path = tmp_path / "state.npz"
    np.savez(path, about=np.array(json.dumps({"version": 7})))
    with pytest.raises(
        ValueError, match=r"state\.npz is a state of version 7; this course reads 1"
    ):
        GeneratorState.load(path)


@pytest.mark.parametrize("content", [b"", b"no state", b"PK\x03\x04 half a zip file"])
def test_a_file_that_is_no_state(tmp_path, content):
    path = tmp_path / "state.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"state\.npz is no state of a generator"):
        GeneratorState.load(path)


def test_a_state_file_that_was_cut_short(tmp_path, model):
    path = tmp_path / "state.npz"
    Generator(model).start(**OPTIONS).save(path)
    content = path.read_bytes()
    for length in range(0, len(content), 97):
        path.write_bytes(content[:length])
        with pytest.raises(ValueError, match=r"state\.npz is no state of a generator"):
            GeneratorState.load(path)


@pytest.mark.parametrize("chunk", [997, 4_096])
def test_the_chunks_of_a_long_generation_join(model, monkeypatch, chunk):
    """Bit for bit: pieces change nothing in the arithmetic."""
    whole = Generator(model).generate(10_000, **OPTIONS)
    monkeypatch.setattr(generation, "CHUNK", chunk)
    np.testing.assert_array_equal(Generator(model).generate(10_000, **OPTIONS), whole)
