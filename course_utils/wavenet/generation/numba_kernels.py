"""The inner loops of the numba engine: products, activations, and a draw, in float32.

They are written for the compiler: long loops over neighboring numbers with nothing but sums and
products in them become vector instructions, which a call of the C library's tanh would prevent.
"""

from functools import partial

import numpy as np
from numba import njit

# Sums may be reordered and products fused with them, so that loops become vector instructions.
# Infinity keeps its meaning: a logit of -inf is a code that never comes.
jit = partial(
    njit, fastmath={"reassoc", "contract", "arcp", "nsz", "nnan"}, error_model="numpy", nogil=True
)

AT_ONCE = 8  # inputs whose products are summed before a result goes back to memory
LANES = 16  # numbers that are compared or summed side by side
ONE_BY_ONE = 3  # at most this many streams are multiplied stream by stream


@jit()
def multiply(x, kernel, y):
    """Puts x @ kernel into y: (batch, in), (in, out), (batch, out).

    BLAS is the fastest for a batch. For one stream it is not: the loop below takes eight inputs
    at a time, so that y is fetched and put back an eighth as often.
    """
    if x.shape[0] > ONE_BY_ONE:
        np.dot(x, kernel, y)
        return
    n_inputs, n_outputs = kernel.shape
    whole = n_inputs - n_inputs % AT_ONCE
    for b in range(x.shape[0]):
        for i in range(n_outputs):
            y[b, i] = 0
        for j in range(0, whole, AT_ONCE):
            x0, x1, x2, x3 = x[b, j], x[b, j + 1], x[b, j + 2], x[b, j + 3]
            x4, x5, x6, x7 = x[b, j + 4], x[b, j + 5], x[b, j + 6], x[b, j + 7]
            for i in range(n_outputs):
                y[b, i] += (
                    kernel[j, i] * x0
                    + kernel[j + 1, i] * x1
                    + kernel[j + 2, i] * x2
                    + kernel[j + 3, i] * x3
                    + kernel[j + 4, i] * x4
                    + kernel[j + 5, i] * x5
                    + kernel[j + 6, i] * x6
                    + kernel[j + 7, i] * x7
                )
        for j in range(whole, n_inputs):
            for i in range(n_outputs):
                y[b, i] += kernel[j, i] * x[b, j]


@jit()
def gate(both, bias, z):
    """Puts tanh(filter) * sigmoid(gate) into z; the halves of both + bias are filter and gate."""
    width = z.shape[1]
    for b in range(z.shape[0]):
        for i in range(width):
            half = np.float32(0.5) * (both[b, width + i] + bias[b, width + i])
            sigmoid = np.float32(0.5) + np.float32(0.5) * tanh(half)
            z[b, i] = tanh(both[b, i] + bias[b, i]) * sigmoid


@jit()
def tanh(x):
    """The tanh of a float32, to a few units in its last place, in a form that vectorizes.

    A rational function: x p(x^2) / q(x^2), with the coefficients of Eigen's `ptanh_float`
    (MathFunctionsImpl.h). Beyond +-7.905 it stays as it is there.
    """
    f = np.float32
    x = min(max(x, f(-7.90531110763549805)), f(7.90531110763549805))
    s = x * x
    p = f(-2.76076847742355e-16) * s + f(2.00018790482477e-13)
    p = p * s + f(-8.60467152213735e-11)
    p = p * s + f(5.12229709037114e-08)
    p = p * s + f(1.48572235717979e-05)
    p = p * s + f(6.37261928875436e-04)
    p = p * s + f(4.89352455891786e-03)
    q = f(1.19825839466702e-06) * s + f(1.18534705686654e-04)
    q = q * s + f(2.26843463243900e-03)
    q = q * s + f(4.89352518554385e-03)
    return x * p / q


@jit()
def exp(x):
    """The exponential of a float32 of at most 0, to a few units in its last place; vectorizes.

    x = k ln 2 + r: exp(r) is a polynomial (Cephes, expf.c), and 2^k is a float32 whose exponent
    bits are k + 127. Below -87, where float32 comes to its end, the result is 0.
    """
    f = np.float32
    clipped = max(x, f(-87))
    k = np.floor(clipped * f(1.44269504088896341) + f(0.5))
    r = clipped - k * f(0.693359375) - k * f(-2.12194440e-4)  # ln 2 in two parts
    p = f(1.9875691500e-4) * r + f(1.3981999507e-3)
    p = p * r + f(8.3334519073e-3)
    p = p * r + f(4.1665795894e-2)
    p = p * r + f(1.6666665459e-1)
    p = p * r + f(5.0000001201e-1)
    power = np.int32((np.int32(k) + 127) << 23).view(np.float32)
    return (p * r * r + r + f(1)) * power if x >= f(-87) else f(0)


@jit()
def largest(values, scratch):
    """The largest of float32 values; `scratch` (LANES,) holds the largest of every LANES-th."""
    whole = values.shape[0] - values.shape[0] % LANES
    for k in range(LANES):
        scratch[k] = values[0]
    for first in range(0, whole, LANES):
        for k in range(LANES):
            scratch[k] = max(scratch[k], values[first + k])
    result = scratch[0]
    for k in range(LANES):
        result = max(result, scratch[k])
    for i in range(whole, values.shape[0]):
        result = max(result, values[i])
    return result


@jit()
def draw(logits, temperature, uniform, scratch):
    """One code, as `sample_codes` draws it; `scratch` (LANES,) is float32, overwritten.

    The exponentials replace the logits. Those before the drawn code are summed in blocks.
    """
    top = largest(logits, scratch)
    if temperature == 0:
        return np.argmax(logits)
    scale = np.float32(min(1 / temperature, 1e38))
    for i in range(logits.shape[0]):
        logits[i] = exp((logits[i] - top) * scale)
    total = 0.0
    for i in range(logits.shape[0]):
        total += np.float64(logits[i])
    threshold, before, first = uniform * total, 0.0, 0
    while first + LANES <= logits.shape[0]:
        block = 0.0
        for k in range(LANES):
            block += np.float64(logits[first + k])
        if before + block > threshold:
            break
        before += block
        first += LANES
    for i in range(first, logits.shape[0]):
        before += np.float64(logits[i])
        if before > threshold:
            return i
    return np.argmax(logits)
