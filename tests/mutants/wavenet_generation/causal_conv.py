"""Wrong answers: one causal convolution."""

from functools import partial

import numpy as np

from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


def _add_taps(padded, time, kernel, bias, dilation):
    return sum(padded[j * dilation :][:time] @ tap for j, tap in enumerate(kernel)) + bias


@mutant("causal_conv", "zeros stand behind x")
def pads_on_the_right(x, kernel, bias, dilation=1):
    padded = np.pad(x, ((0, (len(kernel) - 1) * dilation), (0, 0)))
    return _add_taps(padded, len(x), kernel, bias, dilation)


@mutant("causal_conv", "half of the zeros stand behind x")
def pads_on_both_sides(x, kernel, bias, dilation=1):
    zeros = (len(kernel) - 1) * dilation
    padded = np.pad(x, ((zeros - zeros // 2, zeros // 2), (0, 0)))
    return _add_taps(padded, len(x), kernel, bias, dilation)


@mutant("causal_conv", "the zeros are missing")
def pads_nothing(x, kernel, bias, dilation=1):
    time = len(x) - (len(kernel) - 1) * dilation
    return sum(x[j * dilation :][:time] @ tap for j, tap in enumerate(kernel)) + bias


@mutant("causal_conv", "too many zeros")
def pads_a_zero_for_each_tap(x, kernel, bias, dilation=1):
    padded = np.pad(x, ((len(kernel) * dilation, 0), (0, 0)))
    time = len(padded) - (len(kernel) - 1) * dilation
    return _add_taps(padded, time, kernel, bias, dilation)


@mutant("causal_conv", "one sample late")
def leaves_the_present_out(x, kernel, bias, dilation=1):
    padded = np.pad(x, ((len(kernel) * dilation, 0), (0, 0)))
    return _add_taps(padded, len(x), kernel, bias, dilation)


@mutant("causal_conv", "k - 1 zeros before x")
def pads_without_the_dilation(x, kernel, bias, dilation=1):
    padded = np.pad(x, ((len(kernel) - 1, 0), (0, 0)))
    time = len(padded) - (len(kernel) - 1) * dilation
    return _add_taps(padded, time, kernel, bias, dilation)


@mutant("causal_conv", "first sample was repeated")
def pads_with_the_first_sample(x, kernel, bias, dilation=1):
    padded = np.pad(x, (((len(kernel) - 1) * dilation, 0), (0, 0)), mode="edge")
    return _add_taps(padded, len(x), kernel, bias, dilation)


@mutant("causal_conv", "np.roll goes round")
def rolls(x, kernel, bias, dilation=1):
    far = len(kernel) - 1
    return bias + sum(
        np.roll(x, (far - j) * dilation, axis=0) @ tap for j, tap in enumerate(kernel)
    )


@mutant("causal_conv", "wrong order")
def reverses_the_taps(x, kernel, bias, dilation=1):
    padded = np.pad(x, (((len(kernel) - 1) * dilation, 0), (0, 0)))
    return _add_taps(padded, len(x), kernel[::-1], bias, dilation)


@mutant("causal_conv", "the dilation has no effect")
def forgets_the_dilation(x, kernel, bias, dilation=1):
    padded = np.pad(x, ((len(kernel) - 1, 0), (0, 0)))
    return _add_taps(padded, len(x), kernel, bias, 1)


@mutant("causal_conv", "samples were left out")
def takes_every_other_sample(x, kernel, bias, dilation=1):
    x = x[::dilation]
    padded = np.pad(x, ((len(kernel) - 1, 0), (0, 0)))
    return _add_taps(padded, len(x), kernel, bias, 1)


@mutant("causal_conv", "the taps are 3 apart")
def counts_the_gap(x, kernel, bias, dilation=1):
    apart = dilation + 1 if dilation > 1 else 1
    padded = np.pad(x, (((len(kernel) - 1) * apart, 0), (0, 0)))
    return _add_taps(padded, len(x), kernel, bias, apart)


@mutant("causal_conv", "first axis")
def loops_over_the_channels(x, kernel, bias, dilation=1):
    padded = np.pad(x, (((len(kernel) - 1) * dilation, 0), (0, 0)))
    return bias + sum(padded[j * dilation :][: len(x)] @ kernel[j] for j in range(kernel.shape[1]))


@mutant("causal_conv", "only the last tap")
def returns_the_last_product(x, kernel, bias, dilation=1):
    padded = np.pad(x, (((len(kernel) - 1) * dilation, 0), (0, 0)))
    for j, tap in enumerate(kernel):
        y = padded[j * dilation :][: len(x)] @ tap + bias
    return y


@mutant("causal_conv", "lie before all of x")
def cuts_x_for_each_tap(x, kernel, bias, dilation=1):
    y = x @ kernel[-1] + bias
    for j, tap in enumerate(kernel[:-1]):
        far = (len(kernel) - 1 - j) * dilation
        y = y + np.concatenate([np.zeros((far, x.shape[1])), x[:-far]]) @ tap
    return y


@mutant("causal_conv", "np.roll goes round")
def reads_negative_indices(x, kernel, bias, dilation=1):
    y, far = np.tile(bias, (len(x), 1)), len(kernel) - 1
    for t in range(len(x)):
        for j, tap in enumerate(kernel):
            y[t] += x[t - (far - j) * dilation] @ tap
    return y


@mutant("causal_conv", "channels stayed apart")
def keeps_the_channels_apart(x, kernel, bias, dilation=1):
    only_own = np.stack([np.diag(np.diag(tap)) for tap in kernel])
    padded = np.pad(x, (((len(kernel) - 1) * dilation, 0), (0, 0)))
    return _add_taps(padded, len(x), only_own, bias, dilation)


@mutant("causal_conv", "transposed")
def transposes_the_taps(x, kernel, bias, dilation=1):
    padded = np.pad(x, (((len(kernel) - 1) * dilation, 0), (0, 0)))
    return _add_taps(padded, len(x), kernel.transpose(0, 2, 1), bias, dilation)


@mutant("causal_conv", "bias is missing")
def forgets_the_bias(x, kernel, bias, dilation=1):
    padded = np.pad(x, (((len(kernel) - 1) * dilation, 0), (0, 0)))
    return _add_taps(padded, len(x), kernel, 0, dilation)


@mutant("causal_conv", "with each tap")
def adds_the_bias_with_each_tap(x, kernel, bias, dilation=1):
    padded = np.pad(x, (((len(kernel) - 1) * dilation, 0), (0, 0)))
    return _add_taps(padded, len(x), kernel, len(kernel) * bias, dilation)


@mutant("causal_conv", "as many samples come out")
def flattens(x, kernel, bias, dilation=1):
    padded = np.pad(x, (((len(kernel) - 1) * dilation, 0), (0, 0)))
    return _add_taps(padded, len(x), kernel, bias, dilation).ravel()


@mutant("causal_conv", "changes its argument")
def multiplies_in_place(x, kernel, bias, dilation=1):
    padded = np.pad(x, (((len(kernel) - 1) * dilation, 0), (0, 0)))
    y = np.tile(bias, (len(x), 1))
    for j in range(len(kernel)):
        kernel[j] = kernel[j] * 2
        y = y + padded[j * dilation :][: len(x)] @ kernel[j] / 2
    return y
