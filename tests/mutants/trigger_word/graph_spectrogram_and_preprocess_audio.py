"""Wrong answers: from sound to its spectrogram, from any recording to 10 s."""

from functools import partial

import numpy as np

from course_utils.audio.files import resample
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)
HANN = (0.5 - 0.5 * np.cos(np.arange(200) * np.pi / 100)).astype(np.float32)


def _windows(audio, hop=80):
    return np.lib.stride_tricks.sliding_window_view(audio, 200)[::hop]


def _amplitudes(audio, window=HANN):
    return (2 * np.abs(np.fft.rfft(_windows(audio) * window)) / window.sum()).astype(np.float32)


def _decibels(amplitudes):
    return 20 * np.log10(np.maximum(amplitudes, 1e-5)).T


@mutant("graph_spectrogram", "transpose it")
def forgets_to_transpose(audio):
    return _decibels(_amplitudes(audio)).T


@mutant("graph_spectrogram", "windows that are not full are dropped")
def pads_the_end(audio):
    columns = 1 + -(-(len(audio) - 200) // 80)
    return _decibels(_amplitudes(np.pad(audio, (0, columns * 80 + 120 - len(audio)))))


@mutant("graph_spectrogram", "nothing is put before or behind")
def centers_windows(audio):
    columns = 1 + len(audio) // 80
    padded = np.pad(audio, (100, 200))[: columns * 80 + 120]
    return _decibels(_amplitudes(padded))


@mutant("graph_spectrogram", "windows overlap")
def cuts_without_overlap(audio):
    return _decibels(2 * np.abs(np.fft.rfft(_windows(audio, 200) * HANN)) / 100)


@mutant("graph_spectrogram", "at every one")
def moves_by_one_sample(audio):
    return np.repeat(_decibels(_amplitudes(audio)), 80, axis=1)[:, : len(audio) - 199]


@mutant("graph_spectrogram", "80 is the hop, not the overlap")
def takes_the_hop_for_the_overlap(audio):
    windows = _windows(audio, 120)
    return _decibels(2 * np.abs(np.fft.rfft(windows * HANN)) / HANN.sum())


@mutant("graph_spectrogram", "use rfft")
def keeps_negative_frequencies(audio):
    return _decibels(2 * np.abs(np.fft.fft(_windows(audio) * HANN)) / 100)


@mutant("graph_spectrogram", "upside down")
def draws_0_hz_on_top(audio):
    return _decibels(_amplitudes(audio))[::-1]


@mutant("graph_spectrogram", "divide by the sum of the window")
def forgets_to_divide(audio):
    return _decibels(100 * _amplitudes(audio))


@mutant("graph_spectrogram", "the factor 2 is missing")
def forgets_the_factor_2(audio):
    return _decibels(_amplitudes(audio) / 2)


@mutant("graph_spectrogram", "these are amplitudes")
def forgets_the_logarithm(audio):
    return _amplitudes(audio).T


@mutant("graph_spectrogram", "10 log10 is for powers")
def takes_10_log10_of_amplitudes(audio):
    return _decibels(_amplitudes(audio)) / 2


@mutant("graph_spectrogram", "use log10, not log")
def takes_the_natural_logarithm(audio):
    return np.log(np.maximum(_amplitudes(audio), 1e-5)).T


@mutant("graph_spectrogram", "20 log10 of the amplitude, not of the power")
def squares_twice(audio):
    return 2 * _decibels(_amplitudes(audio))


@mutant("graph_spectrogram", "the Hann window is missing")
def forgets_the_window(audio):
    return _decibels(_amplitudes(audio, np.ones(200, np.float32)))


@mutant("graph_spectrogram", "-inf")
def takes_the_logarithm_of_0(audio):
    return 20 * np.log10(_amplitudes(audio)).T


@mutant("graph_spectrogram", "not to 1e-10")
def limits_too_low(audio):
    return 20 * np.log10(np.maximum(_amplitudes(audio), 1e-10)).T


@mutant("graph_spectrogram", "time runs backward")
def runs_backward(audio):
    return _decibels(_amplitudes(audio))[:, ::-1]


@mutant("graph_spectrogram", "keep float32")
def computes_in_double(audio):
    return _decibels(_amplitudes(audio)).astype(np.float64)


def _mono(audio):
    return audio if audio.ndim == 1 else audio.mean(axis=1)


def _ten_seconds(mono):
    return np.pad(mono[:441_000], (0, max(0, 441_000 - len(mono))))


def _clipped(mono, rate):
    return np.clip(resample(mono, rate, 44_100), -1, 1)


@mutant("preprocess_audio", "make it 10 s")
def neither_cuts_nor_pads(audio, sample_rate):
    return _clipped(_mono(audio), sample_rate)


@mutant("preprocess_audio", "make it 10 s")
def only_cuts(audio, sample_rate):
    return _clipped(_mono(audio), sample_rate)[:441_000]


@mutant("preprocess_audio", "mix the channels")
def keeps_channels(audio, sample_rate):
    if audio.ndim == 1:
        return _ten_seconds(_clipped(audio, sample_rate))
    both = [_ten_seconds(_clipped(channel, sample_rate)) for channel in audio.T]
    return np.stack(both, axis=1)


@mutant("preprocess_audio", "keep the beginning")
def keeps_the_end(audio, sample_rate):
    return _ten_seconds(_clipped(_mono(audio), sample_rate)[-441_000:])


@mutant("preprocess_audio", "the silence comes behind")
def pads_in_front(audio, sample_rate):
    mono = _clipped(_mono(audio), sample_rate)[:441_000]
    return np.pad(mono, (441_000 - len(mono), 0))


@mutant("preprocess_audio", "not the sound again")
def repeats_the_sound(audio, sample_rate):
    return np.resize(_clipped(_mono(audio), sample_rate), 441_000)


@mutant("preprocess_audio", "the right channel is lost")
def takes_the_left_channel(audio, sample_rate):
    return _ten_seconds(_clipped(audio.reshape(len(audio), -1)[:, 0], sample_rate))


@mutant("preprocess_audio", "the sum may leave")
def adds_the_channels(audio, sample_rate):
    return _ten_seconds(_clipped(audio.reshape(len(audio), -1).sum(axis=1), sample_rate))


@mutant("preprocess_audio", "played at the wrong rate")
def forgets_to_resample(audio, sample_rate):
    return _ten_seconds(_mono(audio))


@mutant("preprocess_audio", "the rates are swapped")
def swaps_the_rates(audio, sample_rate):
    mono = _mono(audio)
    return _ten_seconds(np.clip(resample(mono, 44_100, sample_rate), -1, 1))


@mutant("preprocess_audio", "resampling overshoots")
def lets_it_overshoot(audio, sample_rate):
    return _ten_seconds(resample(_mono(audio), sample_rate, 44_100))


@mutant("preprocess_audio", "samples are float32")
def gives_doubles(audio, sample_rate):
    return _ten_seconds(_clipped(_mono(audio), sample_rate)).astype(np.float64)


@mutant("preprocess_audio", "changes its argument")
def clips_in_place(audio, sample_rate):
    audio *= 0.5
    return _ten_seconds(_clipped(2 * _mono(audio), sample_rate))


@mutant("graph_spectrogram", "1e-5 was added to every amplitude")
def adds_the_floor(audio):
    return (20 * np.log10(_amplitudes(audio) + 1e-5)).T.astype(np.float32)


@mutant("graph_spectrogram", "this is a Hamming window")
def weights_with_hamming(audio):
    hamming = (0.54 - 0.46 * np.cos(np.arange(200) * np.pi / 100)).astype(np.float32)
    return _decibels(_amplitudes(audio, hamming))


@mutant("graph_spectrogram", "the window is not quite that of Hann")
def weights_with_np_hanning(audio):
    return _decibels(_amplitudes(audio, np.hanning(200).astype(np.float32)))


@mutant("graph_spectrogram", "it was divided by 200")
def divides_by_the_number_of_samples(audio):
    return _decibels(_amplitudes(audio) * np.float32(HANN.sum() / 200))


@mutant("graph_spectrogram", "not by the sum of its squares")
def divides_by_the_sum_of_squares(audio):
    return _decibels(_amplitudes(audio) * np.float32(HANN.sum() / (HANN**2).sum()))


@mutant("graph_spectrogram", "from 0 to half the rate, both of them")
def leaves_the_highest_row_out(audio):
    return _decibels(_amplitudes(audio))[:100]


@mutant("graph_spectrogram", "divide by no maximum")
def shows_the_loudest_as_0_db(audio):
    peak = max(np.abs(audio).max(), 1e-5)
    return _decibels(_amplitudes(audio / peak))


@mutant("graph_spectrogram", "the mean of the sound is part of it")
def takes_the_mean_away(audio):
    return _decibels(_amplitudes(audio - audio.mean()))


@mutant("graph_spectrogram", "the factor 2 belongs to every row")
def doubles_all_but_row_0(audio):
    amplitudes = _amplitudes(audio)
    amplitudes[:, 0] /= 2
    return _decibels(amplitudes)


@mutant("graph_spectrogram", "there may be more than 0 dB")
def limits_from_above_too(audio):
    return 20 * np.log10(np.clip(_amplitudes(audio), 1e-5, 1)).T


@mutant("graph_spectrogram", "not -80")
def limits_to_minus_80(audio):
    return np.maximum(_decibels(_amplitudes(audio)), -80)


@mutant("preprocess_audio", "the mean is over axis 1")
def takes_the_mean_of_time(audio, sample_rate):
    mono = audio if audio.ndim == 1 else audio.mean(axis=0)
    return _ten_seconds(_clipped(mono, sample_rate))


@mutant("preprocess_audio", "any number of channels, here 3")
def halves_the_sum(audio, sample_rate):
    mono = audio if audio.ndim == 1 else audio.sum(axis=1) / 2
    return _ten_seconds(_clipped(mono, sample_rate))


@mutant("preprocess_audio", "any number of channels, here 1")
def wants_two_channels(audio, sample_rate):
    if audio.ndim == 2 and audio.shape[1] < 3:
        audio = (audio[:, 0] + audio[:, 1]) / 2
    return _ten_seconds(_clipped(_mono(audio), sample_rate))


@mutant("preprocess_audio", "resample first, then cut")
def cuts_before_it_resamples(audio, sample_rate):
    return _ten_seconds(_clipped(_mono(audio)[:441_000], sample_rate))


@mutant("preprocess_audio", "call `resample`, which filters")
def interpolates(audio, sample_rate):
    mono = _mono(audio)
    n = round(len(mono) * 44_100 / sample_rate)
    at = np.arange(n) * sample_rate / 44_100
    return _ten_seconds(np.interp(at, np.arange(len(mono)), mono).astype(np.float32))


@mutant("preprocess_audio", "divide by no peak")
def makes_it_loud(audio, sample_rate):
    mono = _clipped(_mono(audio), sample_rate)
    return _ten_seconds(mono / np.abs(mono).max())


@mutant("preprocess_audio", "the sound keeps its level")
def divides_by_the_peak_where_it_overshoots(audio, sample_rate):
    mono = resample(_mono(audio), sample_rate, 44_100)
    return _ten_seconds(mono / max(1, np.abs(mono).max()))


@mutant("preprocess_audio", "all of it")
def pads_both_ends(audio, sample_rate):
    mono = _clipped(_mono(audio), sample_rate)[:441_000]
    before = (441_000 - len(mono)) // 2
    return np.pad(mono, (before, 441_000 - len(mono) - before))


@mutant("preprocess_audio", "not their median")
def takes_the_median(audio, sample_rate):
    mono = np.median(audio.reshape(len(audio), -1), axis=1).astype(np.float32)
    return _ten_seconds(_clipped(mono, sample_rate))
