import numpy as np

from course_utils.trigger_word.detection import make_chime


def test_a_chime_is_short_and_begins_and_ends_in_silence():
    chime = make_chime()
    assert (chime.frame_rate, chime.channels, chime.sample_width) == (44_100, 1, 2)
    assert 150 <= len(chime) <= 250
    samples = np.array(chime.get_array_of_samples())
    assert samples[0] == samples[-1] == 0
    assert abs(np.abs(samples).max() / 32768 - 10 ** (-12 / 20)) < 0.01


def test_its_tones_are_a_fifth_apart():
    samples = np.array(make_chime().get_array_of_samples(), float)
    peaks = [np.abs(np.fft.rfft(half, 44_100)).argmax() for half in np.split(samples, 2)]
    assert [round(peak / 880, 1) for peak in peaks] == [1.0, 1.5]
