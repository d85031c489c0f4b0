import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.wavenet.batches import FragmentBatches
from course_utils.wavenet.data import fragment_starts, shifted_batch

LENGTHS = [300, 8, 177]
FRAGMENT = 16


@pytest.fixture
def codes():
    rng = np.random.default_rng(0)
    return [rng.integers(0, 256, length, dtype=np.uint8) for length in LENGTHS]


def make(codes, stride=3, batch_size=10, seed=0):
    starts = fragment_starts([len(c) for c in codes], FRAGMENT, stride)
    return FragmentBatches(
        codes, starts, FRAGMENT, make_batch=shifted_batch, batch_size=batch_size, seed=seed
    )


def rest_of_epoch(batches):
    return [batches[i] for i in range(len(batches))]


def same(some, others):
    return len(some) == len(others) and all(
        np.array_equal(x, u) and np.array_equal(y, v)
        for (x, y), (u, v) in zip(some, others, strict=True)
    )


def rows(batches):
    return sorted(row.tobytes() for x, y in batches for row in np.concatenate([x, y], axis=1))


def test_an_epoch_has_every_fragment_exactly_once(codes):
    batches = make(codes)
    everything = shifted_batch(codes, batches.starts, FRAGMENT)
    assert rows(rest_of_epoch(batches)) == rows([everything])


def test_each_epoch_has_its_own_order(codes):
    batches = make(codes)
    first = rest_of_epoch(batches)
    batches.go_to(epoch=1)
    second = rest_of_epoch(batches)
    assert rows(first) == rows(second)
    assert not same(first, second)


def test_the_seed_decides(codes):
    assert same(rest_of_epoch(make(codes, seed=1)), rest_of_epoch(make(codes, seed=1)))
    assert not same(rest_of_epoch(make(codes, seed=1)), rest_of_epoch(make(codes, seed=2)))


def test_it_can_go_on_after_any_step(codes):
    unbroken = make(codes)
    epochs = []
    for epoch in range(3):
        unbroken.go_to(epoch)
        epochs.append(rest_of_epoch(unbroken))
    for epoch in range(3):
        for step in range(len(epochs[epoch])):
            resumed = make(codes)
            resumed.go_to(epoch, step)
            assert same(rest_of_epoch(resumed), epochs[epoch][step:])


def test_a_look_at_the_first_batch_is_no_epoch(codes):
    batches = make(codes)
    batches.on_epoch_begin()
    first = batches[0]
    batches.on_epoch_end()
    assert batches.epoch == 0
    assert same([batches[0]], [first])


def test_short_recordings_are_counted(codes):
    assert make(codes).n_skipped == 1


@pytest.mark.parametrize(("epoch", "step"), [(-1, 0), (0, -1), (0, 10_000)])
def test_there_is_no_such_step(codes, epoch, step):
    with pytest.raises(ValueError, match=f"no step {step} in epoch {epoch}"):
        make(codes).go_to(epoch, step)


def test_there_is_no_such_batch(codes):
    batches = make(codes)
    with pytest.raises(IndexError, match=str(len(batches))):
        batches[len(batches)]


def test_fewer_fragments_than_a_batch(codes):
    with pytest.raises(ValueError, match="5 fragments of 16 samples are fewer than a batch of 32"):
        make(codes, stride=100, batch_size=32)


def test_a_batch_has_at_least_one_fragment(codes):
    with pytest.raises(ValueError, match="batch_size is at least 1, got 0"):
        make(codes, batch_size=0)


@pytest.mark.parametrize("start", [[1, 0], [0, 284], [0, -1]])
def test_a_fragment_that_does_not_fit(codes, start):
    with pytest.raises(ValueError, match=f"sample {start[1]} of recording {start[0]}"):
        FragmentBatches(codes, np.array([start]), FRAGMENT, make_batch=shifted_batch, batch_size=1)


def new_model():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.Embedding(256, 4), keras.layers.Dense(256)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


def assert_same_weights(some, other):
    for weights, others in zip(some.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(weights, others, rtol=1e-5, atol=1e-7)


@pytest.fixture
def trained_by_hand(codes):
    """Two epochs, batch by batch in the order that the seed gives."""
    model, batches = new_model(), make(codes)
    for epoch in range(2):
        batches.go_to(epoch)
        for x, y in rest_of_epoch(batches):
            model.train_on_batch(x, y)
    return model


def test_fit_serves_the_epochs_from_the_first_on(codes, trained_by_hand):
    model, batches = new_model(), make(codes)
    history = model.fit(batches, epochs=2, shuffle=False, verbose=0)
    assert history.history["loss"][0] == pytest.approx(np.log(256), rel=0.01)
    assert batches.epoch == 2
    assert_same_weights(model, trained_by_hand)


def test_fit_goes_on_in_the_middle_of_an_epoch(codes, trained_by_hand):
    model = new_model()
    model.fit(make(codes), epochs=1, steps_per_epoch=4, shuffle=False, verbose=0)
    resumed = make(codes)
    resumed.go_to(epoch=0, step=4)
    model.fit(resumed, epochs=1, shuffle=False, verbose=0)
    model.fit(resumed, initial_epoch=1, epochs=2, shuffle=False, verbose=0)
    assert_same_weights(model, trained_by_hand)
