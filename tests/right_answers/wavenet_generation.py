import math
from functools import partial, reduce

import numpy as np

from course_utils.backend import keras
from course_utils.wavenet.generation.generator import (
    first_codes,
    next_logits,
    sample_codes,
    speaker_numbers,
    uniform_numbers,
)
from course_utils.wavenet.model import (
    block_layers,
    config_of,
    receptive_field,
    residual_block,
)
from tests.right_answers import collect

ANSWERS = []
right = partial(collect, ANSWERS)


@right("sample_codes")
def draws_as_the_docstring_says(logits, temperature, uniforms):
    if temperature == 0:
        return np.argmax(logits, axis=1).astype(np.uint8)
    logits = np.asarray(logits, np.float64) / temperature
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return np.argmax(np.cumsum(p, axis=1) > uniforms[:, None], axis=1).astype(np.uint8)


@right("sample_codes")
def searches_row_by_row(logits, temperature, uniforms):
    codes = np.empty(len(logits), np.uint8)
    for i, row in enumerate(np.asarray(logits, float)):
        if temperature:
            p = np.exp((row - row.max()) / temperature)
            sums = np.cumsum(p)
            codes[i] = np.searchsorted(sums, uniforms[i] * sums[-1], side="right")
        else:
            codes[i] = row.argmax()
    return codes


@right("receptive_field")
def goes_layer_by_layer(kernel_size, dilations):
    samples = 1
    for dilation in dilations:
        samples += dilation * (kernel_size - 1)
    return samples


@right("causal_conv")
def goes_sample_by_sample(x, kernel, bias, dilation=1):
    y = np.tile(np.asarray(bias, float), (len(x), 1))
    for t in range(len(x)):
        for j, tap in enumerate(kernel):
            past = t - (len(kernel) - 1 - j) * dilation
            if past >= 0:
                y[t] += x[past] @ tap
    return y


@right("causal_conv")
def multiplies_once(x, kernel, bias, dilation=1):
    size, channels, _ = kernel.shape
    padded = np.pad(x, (((size - 1) * dilation, 0), (0, 0)))
    places = np.arange(len(x))[:, None] + dilation * np.arange(size)
    side_by_side = padded[places].reshape(len(x), size * channels)
    return side_by_side @ kernel.reshape(size * channels, -1) + bias


@right("causal_conv")
def shifts_what_each_tap_gives(x, kernel, bias, dilation=1):
    y = np.zeros((len(x), kernel.shape[2]), np.float32)
    for back, tap in enumerate(kernel[::-1]):
        shift = back * dilation
        y[shift:] += (x @ tap)[: max(0, len(x) - shift)]
    return y + np.asarray(bias, np.float32)


@right("causal_conv")
def sums_over_indices(x, kernel, bias, dilation=1):
    look_back = (len(kernel) - 1) * dilation
    padded = np.vstack([np.zeros_like(x, shape=(look_back, x.shape[1])), x])
    windows = np.lib.stride_tricks.sliding_window_view(padded, look_back + 1, axis=0)
    return np.einsum("tcj,jco->to", windows[:, :, ::dilation], kernel) + bias[None]


@right("causal_conv")
def convolves_channel_by_channel(x, kernel, bias, dilation=1):
    spread = np.zeros(((len(kernel) - 1) * dilation + 1, *kernel.shape[1:]))
    spread[::dilation] = kernel
    y = np.tile(np.asarray(bias, float), (len(x), 1))
    for i in range(kernel.shape[1]):
        for o in range(kernel.shape[2]):
            y[:, o] += np.convolve(x[:, i], spread[::-1, i, o])[: len(x)]
    return y


@right("residual_block")
def writes_sigmoid_as_tanh(x, dilated, to_skip, to_residual, condition=None):
    both = dilated(x)
    if condition is not None:
        both += condition
    filter_, gate = keras.ops.split(both, 2, axis=2)
    z = keras.ops.multiply(keras.ops.tanh(filter_), 0.5 * (1 + keras.ops.tanh(gate / 2)))
    return [x + to_residual(z), to_skip(z)]


@right("residual_block")
def multiplies_layers(x, dilated, to_skip, to_residual, condition=None):
    both = dilated(x) if condition is None else dilated(x) + condition
    channels = both.shape[2] // 2
    opened = keras.layers.Activation("sigmoid")(both[..., channels:])
    z = keras.layers.Multiply()([keras.layers.Activation("tanh")(both[..., :channels]), opened])
    return keras.layers.Add()([x, to_residual(z)]), to_skip(z)


@right("residual_block")
def takes_slices(x, dilated, to_skip, to_residual, condition=None):
    both = dilated(x)
    both = both if condition is None else keras.ops.add(both, condition)
    half = both.shape[-1] // 2
    filter_, gate = both[:, :, :half], both[:, :, half:]
    z = keras.activations.tanh(filter_) * keras.activations.sigmoid(gate)
    skip = to_skip(z)
    return keras.ops.add(to_residual(z), x), skip


@right("generate_naive")
def fills_an_array(
    model, prompt=None, n_samples=100, temperature=1.0, seed=0, batch=1, speaker=None
):
    config = config_of(model)
    begun = first_codes(prompt, batch, config.n_codes)
    speakers = speaker_numbers(speaker, batch, config.n_speakers)
    uniforms = uniform_numbers(seed, batch).draw(n_samples)
    field = receptive_field(config.kernel_size, config.dilations)
    start = begun.shape[1]
    codes = np.zeros((len(begun), start + n_samples), np.uint8)
    codes[:, :start] = begun
    for t, numbers in enumerate(uniforms.T, start):
        window = codes[:, max(0, t - field) : t]
        codes[:, t] = sample_codes(next_logits(model, window, speakers), temperature, numbers)
    return codes[:, start:]


@right("receptive_field")
def counts_in_an_integer_of_numpy(kernel_size, dilations):
    return np.int64(1) + np.sum(np.multiply(kernel_size - 1, dilations))


@right("receptive_field")
def goes_back_from_the_present(kernel_size, dilations):
    earliest = reduce(lambda place, d: place - (kernel_size - 1) * d, dilations, 0)
    return abs(earliest) + 1


@right("receptive_field")
def asks_the_other_layers(kernel_size, dilations):
    if len(dilations) == 0:
        return 1
    return (kernel_size - 1) * dilations[0] + asks_the_other_layers(kernel_size, dilations[1:])


def _given_layers(config):
    layers = keras.layers
    return (
        keras.Input((None,), dtype="int32", name="codes"),
        keras.Input((), dtype="int32", name="speaker"),
        layers.Embedding(config.n_codes, config.residual_channels, name="embedding"),
        layers.Dense(config.skip_channels, "relu", name="hidden"),
        layers.Dense(config.n_codes, name="to_logits"),
    )


@right("build_wavenet")
def adds_up_in_the_loop(config):
    codes, speaker, embedding, hidden, to_logits = _given_layers(config)
    x, total = embedding(codes), 0
    for i in range(len(config.dilations)):
        block = block_layers(config, i)
        condition = block.to_condition and keras.ops.expand_dims(block.to_condition(speaker), 1)
        x, skip = residual_block(x, *block[:3], condition=condition)
        total = total + skip
    logits = to_logits(hidden(keras.layers.ReLU()(total)))
    return keras.Model([codes, speaker] if config.n_speakers else codes, logits)


@right("build_wavenet")
def adds_with_a_layer(config):
    codes, speaker, embedding, hidden, to_logits = _given_layers(config)
    skips, x = (), embedding(codes)
    for i in range(len(config.dilations)):
        dilated, to_skip, to_residual, to_condition = block_layers(config, i)
        condition = None
        if to_condition is not None:
            condition = keras.layers.Reshape((1, 2 * config.gate_channels))(to_condition(speaker))
        x, skip = residual_block(x, dilated, to_skip, to_residual, condition)
        skips += (skip,)
    rectified = keras.layers.Activation("relu")(keras.layers.Add()(list(skips)))
    inputs = [codes, speaker] if config.n_speakers else codes
    return keras.Model(inputs=inputs, outputs=to_logits(hidden(rectified)))


@right("build_wavenet")
def sums_a_stack(config):
    codes, speaker, embedding, hidden, to_logits = _given_layers(config)
    blocks = [block_layers(config, i) for i in range(len(config.dilations))]
    x, skips = embedding(codes), []
    for block in blocks:
        further = {}
        if config.n_speakers:
            further["condition"] = block.to_condition(speaker[:, None])
        x, skip = residual_block(x, block.dilated, block.to_skip, block.to_residual, **further)
        skips.append(skip)
    together = keras.ops.maximum(keras.ops.sum(keras.ops.stack(skips), axis=0), 0.0)
    logits = to_logits(keras.ops.relu(hidden(together)))
    return keras.Model((codes, speaker) if config.n_speakers else codes, logits)


@right("sample_codes")
def adds_up_until_the_number_is_passed(logits, temperature, uniforms):
    codes = []
    for row, number in zip(logits.tolist(), uniforms.tolist(), strict=True):
        largest = max(row)
        if temperature == 0:
            codes.append(row.index(largest))
            continue
        powers = [math.exp((logit - largest) / temperature) for logit in row]
        left = number * math.fsum(powers)
        code = 0
        while left >= powers[code]:
            left -= powers[code]
            code += 1
        codes.append(code)
    return np.array(codes, dtype="uint8")


@right("sample_codes")
def counts_the_sums_below(logits, temperature, uniforms):
    if not temperature:
        return np.uint8(np.argmax(logits, -1))
    scaled = np.float64(logits) / temperature
    p = np.exp(scaled - np.logaddexp.reduce(scaled, axis=-1)[:, None])
    sums = np.add.accumulate(p, axis=-1)
    sums /= sums[:, [-1]]
    return (sums <= np.reshape(uniforms, (-1, 1))).sum(axis=-1).astype(np.uint8)


@right("bits_per_sample")
def indexes_flat_rows(log_probabilities, targets):
    flat = log_probabilities.reshape(-1, log_probabilities.shape[-1]) / np.log(2)
    return -np.mean(flat[np.arange(len(flat)), targets.ravel()])


@right("bits_per_sample")
def masks_the_targets(log_probabilities, targets):
    codes = np.arange(log_probabilities.shape[-1])
    return np.mean(log_probabilities[codes == np.expand_dims(targets, -1)] * -np.log2(np.e))


@right("bits_per_sample")
def adds_up_in_plain_python(log_probabilities, targets):
    costs = [
        -float(log_probabilities[(*place, int(targets[place]))]) / math.log(2)
        for place in np.ndindex(targets.shape)
    ]
    return sum(costs) / len(costs)


@right("generate_naive")
def predicts_and_stacks(
    model, prompt=None, n_samples=100, temperature=1.0, seed=0, batch=1, speaker=None
):
    config = config_of(model)
    codes = first_codes(prompt, batch, config.n_codes).astype(np.int32)
    speakers = speaker_numbers(speaker, batch, config.n_speakers)
    uniforms = uniform_numbers(seed, batch).draw(n_samples)
    drawn = np.zeros((batch, n_samples), np.uint8)
    for t in range(n_samples):
        window = codes[:, -receptive_field(config.kernel_size, config.dilations) :]
        logits = model.predict(window if speakers is None else [window, speakers], verbose=0)
        drawn[:, t] = sample_codes(logits[:, -1], temperature, uniforms[:, t])
        codes = np.hstack([codes, drawn[:, t : t + 1]])
    return drawn


@right("generate_naive")
def keeps_a_list_of_columns(
    model, prompt=None, n_samples=100, temperature=1.0, seed=0, batch=1, speaker=None
):
    config = config_of(model)
    columns = list(first_codes(prompt, batch, config.n_codes).T)
    speakers = speaker_numbers(speaker, batch, config.n_speakers)
    for numbers in uniform_numbers(seed, batch).draw(n_samples).T:
        seen = columns[-receptive_field(config.kernel_size, config.dilations) :]
        logits = next_logits(model, np.stack(seen, axis=1), speakers)
        columns.append(sample_codes(logits, temperature, numbers))
    return np.array(columns[-n_samples:], np.uint8).T


@right("cached_step")
def adds_tap_by_tap(x, past, layer, condition=None):
    both = layer.bias + x @ layer.kernel[-1]
    for j in range(len(layer.kernel) - 1):
        both = both + past[:, j * layer.dilation] @ layer.kernel[j]
    both = both if condition is None else both + condition
    gate = layer.bias.shape[0] // 2
    z = np.tanh(both[:, :gate]) / (1 + np.exp(-both[:, gate:]))
    following = np.roll(past, -1, axis=1)
    following[:, -1] = x
    skip = z @ layer.skip_kernel + layer.skip_bias
    return x + z @ layer.residual_kernel + layer.residual_bias, skip, following


@right("cached_step")
def contracts_all_taps_at_once(x, past, layer, condition=None):
    inputs = np.append(past, x[:, np.newaxis], axis=1)
    taps = inputs[:, np.arange(len(layer.kernel)) * layer.dilation]
    both = np.einsum("bki,kio->bo", taps, layer.kernel) + layer.bias
    both += 0 if condition is None else condition
    filter_, gate = np.hsplit(both, 2)
    z = np.tanh(filter_) * np.exp(-np.logaddexp(0, -gate))
    out = np.add(x, np.dot(z, layer.residual_kernel) + layer.residual_bias)
    return [out, np.dot(z, layer.skip_kernel) + layer.skip_bias, inputs[:, 1:]]


@right("cached_step")
def goes_row_by_row_in_float64(x, past, layer, condition=None):
    k, d, half = len(layer.kernel), layer.dilation, layer.bias.size // 2
    outputs = []
    for row in range(len(x)):
        inputs = [*past[row].astype(float), x[row].astype(float)]
        both = np.array(layer.bias, float)
        for j in range(k):
            both = both + inputs[-1 - (k - 1 - j) * d] @ layer.kernel[j]
        if condition is not None:
            both = both + condition[row]
        z = np.tanh(both[:half]) * (0.5 + 0.5 * np.tanh(0.5 * both[half:]))
        residual = z @ layer.residual_kernel + layer.residual_bias
        skip = z @ layer.skip_kernel + layer.skip_bias
        outputs.append((x[row] + residual, skip, np.array(inputs[1:], np.float32)))
    return tuple(np.stack(parts) for parts in zip(*outputs, strict=True))
