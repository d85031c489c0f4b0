"""The searches of keras_hub and Hugging Face, over the same small decoders as ours.

A decoder is a function from a state (rows, n) and tokens (rows,) to logits (rows, V) and the next
state, in the operations of either library.
"""

import keras_hub
import numpy as np
import torch
from transformers import GenerationMixin, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import ModelOutput

from course_utils.backend import keras
from tests.benchmarks.gru_decoder import END, START


def keras_gru(weights):
    """The GRU in Keras."""
    inputs, recurrent, output, bias = (keras.ops.convert_to_tensor(array) for array in weights)

    def step(state, tokens):
        x, h = keras.ops.take(inputs, tokens, axis=0), keras.ops.matmul(state, recurrent)
        (xu, xr, xc), (hu, hr, hc) = keras.ops.split(x, 3, axis=1), keras.ops.split(h, 3, axis=1)
        update, reset = keras.ops.sigmoid(xu + hu), keras.ops.sigmoid(xr + hr)
        candidate = keras.ops.tanh(xc + reset * hc)
        state = candidate + update * (state - candidate)
        return keras.ops.matmul(state, output) + bias, state

    return step


def torch_gru(weights):
    """The GRU in PyTorch."""
    inputs, recurrent, output, bias = (torch.from_numpy(array) for array in weights)

    def step(state, tokens):
        (xu, xr, xc), (hu, hr, hc) = inputs[tokens].chunk(3, 1), (state @ recurrent).chunk(3, 1)
        update, reset = torch.sigmoid(xu + hu), torch.sigmoid(xr + hr)
        candidate = torch.tanh(torch.addcmul(xc, reset, hc))
        state = torch.lerp(candidate, state, update)
        return torch.addmm(bias, state, output), state

    return step


def keras_table(tables):
    """First-order Markov models (n, V, V) in Keras; the state (rows, 1) says which of them."""
    tables = keras.ops.convert_to_tensor(tables.astype(np.float32))

    def step(state, tokens):
        places = keras.ops.cast(state[:, 0], "int32") * tables.shape[1] + tokens
        return keras.ops.take(keras.ops.reshape(tables, (-1, tables.shape[2])), places, 0), state

    return step


def torch_table(tables):
    """First-order Markov models (n, V, V) in PyTorch; the state (rows, 1) says which of them."""
    tables = torch.from_numpy(tables.astype(np.float32))
    return lambda state, tokens: (tables[state[:, 0].long(), tokens], state)


class KerasHubSearch(keras.Model):
    """`keras_hub.samplers.BeamSampler`, compiled by XLA; it takes all steps."""

    def __init__(self, step, beam_width, max_length):
        super().__init__()
        self.step, self.max_length = step, max_length
        self.sampler = keras_hub.samplers.BeamSampler(num_beams=beam_width)
        self.compile(jit_compile=True)

    def call(self, state):
        prompt = keras.ops.full((keras.ops.shape(state)[0], self.max_length + 1), START, "int32")

        def following(prompt, cache, index):
            logits, cache = self.step(cache, prompt[:, index - 1])
            return logits, None, cache

        return self.sampler(following, prompt, cache=state, index=1)[:, 1:]

    def search(self, state):
        """Tokens (batch, max_length) of the best hypotheses, whatever comes after their end."""
        return self.predict_on_batch(state)


class Carried:
    """A decoder's state in the place where transformers keeps attention's keys and values."""

    def __init__(self, state):
        self.state = state

    def reorder_cache(self, rows):
        self.state = self.state[rows]


class DecoderConfig(PretrainedConfig):
    model_type = "decoder-of-the-benchmark"


class HuggingFaceSearch(PreTrainedModel, GenerationMixin):
    """`generate` with beams."""

    config_class = DecoderConfig

    def __init__(self, step, vocabulary, beam_width, max_length, **options):
        super().__init__(DecoderConfig(vocab_size=vocabulary))
        self.step = step
        self.nothing = torch.nn.Parameter(torch.zeros(1))  # says where the model is: on the CPU
        self.generation_config.update(
            num_beams=beam_width,
            max_new_tokens=max_length,
            bos_token_id=START,
            eos_token_id=END,
            pad_token_id=END,
            do_sample=False,
            **options,
        )

    @classmethod
    def _supports_default_dynamic_cache(cls):
        return False

    def prepare_inputs_for_generation(self, input_ids, past_key_values=None, state=None, **_):
        return {"input_ids": input_ids, "past_key_values": past_key_values, "state": state}

    def forward(self, input_ids, past_key_values=None, state=None, return_dict=True, **_):
        carried = past_key_values or Carried(state)
        logits, carried.state = self.step(carried.state, input_ids[:, -1])
        return ModelOutput(logits=logits[:, None], past_key_values=carried)

    @torch.inference_mode()
    def search(self, state):
        """Tokens (batch, up to max_length) of the best hypotheses, whatever after their end."""
        start = torch.full((len(state), 1), START)
        return self.generate(start, state=torch.from_numpy(state))[:, 1:].numpy()
