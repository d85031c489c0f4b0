"""Rooms: the direct sound first, echoes that fall as fast as asked, more of them further away."""

import numpy as np
import pytest

from course_utils.audio.reverb import (
    EARLY_MS,
    LONGEST_S,
    OCTAVES_HZ,
    equalizer,
    random_equalizer,
    random_responses,
    simulate_room,
)

RATE, CD_RATE = 16_000, 44_100


def rt60(response):
    """Schroeder's backward integration: the fall from -5 to -25 dB of what follows, times 3."""
    energy = np.cumsum(response[::-1].astype(float) ** 2)[::-1][1:]
    decay = -10 * np.log10(energy / energy[0])
    return 3 * (np.searchsorted(decay, 25) - np.searchsorted(decay, 5)) / RATE


def direct_to_rest_db(response):
    return 10 * np.log10(1 / np.sum(response[1:].astype(float) ** 2))


@pytest.mark.parametrize("rt60_s", [0.2, 0.4, 0.6])
def test_the_echo_falls_as_fast_as_asked(rt60_s):
    response = simulate_room(np.random.default_rng(0), RATE, rt60_s, 2.0)
    assert rt60(response) == pytest.approx(rt60_s, rel=0.2)
    assert len(response) == round(min(rt60_s, LONGEST_S) * RATE)


def test_the_direct_sound_comes_first_and_is_the_strongest():
    for seed in range(20):
        response = simulate_room(np.random.default_rng(seed), RATE, 0.4, 1.0)
        assert response[0] == 1
        assert response.dtype == np.float32
        assert np.abs(response[1:]).max() < 1.5


def test_further_away_there_is_more_echo():
    near, far = (
        np.mean(
            [
                direct_to_rest_db(simulate_room(np.random.default_rng(seed), RATE, 0.5, d))
                for seed in range(10)
            ]
        )
        for d in (0.3, 2.0)
    )
    assert near > far + 8


def test_the_tail_joins_the_early_echoes_without_a_step():
    before, after = 0.0, 0.0
    edge, width = RATE * EARLY_MS // 1000, RATE * 10 // 1000
    for seed in range(50):
        energy = simulate_room(np.random.default_rng(seed), RATE, 0.5, 2.0).astype(float) ** 2
        before += energy[edge - width : edge].sum()
        after += energy[edge + 1 : edge + 1 + width].sum()
    assert abs(10 * np.log10(before / after)) < 4


def test_the_seed_decides():
    first, same, other = (
        simulate_room(np.random.default_rng(seed), RATE, 0.4, 1.0) for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


def test_random_rooms_differ():
    responses = random_responses(np.random.default_rng(0), 12, RATE)
    assert len(responses) == 12
    assert len({len(response) for response in responses}) > 3
    assert all(np.isfinite(response).all() for response in responses)


def test_a_room_too_small_for_the_distance_still_has_a_direct_sound():
    response = simulate_room(np.random.default_rng(0), RATE, 0.3, 30.0, (2.0, 2.0, 2.0))
    assert response[0] == 1


@pytest.mark.parametrize(
    ("rt60_s", "distance_m", "size_m", "name"),
    [(0, 1, (5, 4, 3), "rt60_s"), (0.4, -1, (5, 4, 3), "distance_m"), (0.4, 1, (5, 0, 3), "size")],
)
def test_what_makes_no_room_is_named(rt60_s, distance_m, size_m, name):
    with pytest.raises(ValueError, match=name):
        simulate_room(np.random.default_rng(0), RATE, rt60_s, distance_m, size_m)


def gains_at(response, frequencies_hz, rate=CD_RATE):
    """The filter's gain in dB at some frequencies."""
    seconds = np.arange(len(response)) / rate
    waves = np.exp(-2j * np.pi * np.outer(frequencies_hz, seconds))
    return 20 * np.log10(np.abs(waves @ response))


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100])
def test_octaves_have_the_gains_asked_for(rate):
    gains = np.array([-3.0, 7.0, 10.0, -10.0, -8.0, 4.0])
    response = equalizer(gains, rate)
    inside = rate / 2 > OCTAVES_HZ
    assert gains_at(response, OCTAVES_HZ, rate)[inside] == pytest.approx(gains[inside], abs=0.6)
    half_way = gains_at(response, [np.sqrt(500 * 1_000)], rate)
    assert half_way == pytest.approx(8.5, abs=0.3)


def test_no_gain_is_no_filter():
    response = equalizer(np.zeros(6), CD_RATE)
    assert response == pytest.approx(np.eye(1, len(response))[0], abs=1e-6)


def test_it_begins_at_once():
    rng = np.random.default_rng(0)
    for _ in range(20):
        energy = np.square(random_equalizer(10, 16_000, rng))
        assert energy[:16].sum() > 0.8 * energy.sum()  # the first of 8 ms


def test_no_octave_changes_by_more_and_the_generator_decides():
    one, two, other = (
        random_equalizer(6, CD_RATE, np.random.default_rng(seed)) for seed in (0, 0, 1)
    )
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)
    gains = [
        gains_at(random_equalizer(6, CD_RATE, np.random.default_rng(i)), OCTAVES_HZ)
        for i in range(50)
    ]
    assert 5 < np.max(np.abs(gains)) < 6.6
