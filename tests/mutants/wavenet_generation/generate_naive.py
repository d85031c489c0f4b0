"""Wrong answers: generating the naive way."""

from functools import partial

import numpy as np

from course_utils.wavenet.generation.generator import (
    first_codes,
    next_logits,
    sample_codes,
    speaker_numbers,
    uniform_numbers,
)
from course_utils.wavenet.model import config_of, receptive_field
from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


def _last(codes, seen):
    return codes[:, -seen:]


def _last_draws(codes, n_samples):
    return codes[:, -n_samples:]


def _column(uniforms, t):
    return uniforms[:, t]


def _append(codes, drawn):
    return np.concatenate([codes, drawn[:, None]], axis=1)


def _generate(
    model,
    prompt=None,
    n_samples=100,
    temperature=1.0,
    seed=0,
    batch=1,
    speaker=None,
    *,
    begin=lambda codes: codes,
    window=_last,
    who=lambda speakers: speakers,
    warmth=lambda temperature: temperature,
    number=_column,
    grow=_append,
    end=_last_draws,
    runs=lambda n_samples: n_samples,
):
    """The right answer; each wrong one below puts another step in."""
    config = config_of(model)
    codes = begin(first_codes(prompt, batch, config.n_codes))
    speakers = speaker_numbers(speaker, batch, config.n_speakers)
    uniforms = uniform_numbers(seed, batch).draw(n_samples)
    seen = receptive_field(config.kernel_size, config.dilations)
    for t in range(runs(n_samples)):
        logits = next_logits(model, window(codes, seen), who(speakers))
        drawn = sample_codes(logits, warmth(temperature), number(uniforms, t))
        codes = grow(codes, drawn)
    return end(codes, n_samples)


@mutant("generate_naive", "not added to the codes")
def forgets_to_feed_back(model, prompt=None, n_samples=100, *args, **kwargs):
    codes = [_generate(model, prompt, 1, *args, **kwargs) for _ in range(n_samples)]
    return np.concatenate(codes, axis=1)


@mutant("generate_naive", "return what was drawn alone")
def returns_the_first_codes(*args, **kwargs):
    return _generate(*args, end=lambda codes, n_samples: codes[:, :n_samples], **kwargs)


@mutant("generate_naive", "the prompt is part of the result")
def returns_the_prompt_too(*args, **kwargs):
    return _generate(*args, end=lambda codes, _: codes, **kwargs)


@mutant("generate_naive", "one sample too few")
def stops_early(*args, **kwargs):
    return _generate(
        *args, runs=lambda n: n - 1, end=lambda codes, n: codes[:, -(n - 1) :], **kwargs
    )


@mutant("generate_naive", "only the last code came out")
def returns_the_last_code(*args, **kwargs):
    return _generate(*args, end=lambda codes, _: codes[:, -1], **kwargs)


@mutant("generate_naive", "the shape is (batch, n_samples)")
def flattens_one_stream(*args, **kwargs):
    return _generate(*args, **kwargs).squeeze()


@mutant("generate_naive", "axes are swapped")
def returns_time_first(*args, **kwargs):
    return _generate(*args, **kwargs).T


@mutant("generate_naive", "the prompt is not used")
def starts_from_silence(model, prompt=None, *args, **kwargs):
    return _generate(model, None, *args, **kwargs)


@mutant("generate_naive", "one code too few")
def sees_one_too_few(*args, **kwargs):
    return _generate(*args, window=lambda codes, seen: codes[:, -(seen - 1) :], **kwargs)


@mutant("generate_naive", "only the last code was given")
def shows_the_last_code(*args, **kwargs):
    """A cache would be needed for this: without one the past is forgotten."""
    return _generate(*args, window=lambda codes, _: codes[:, -1:], **kwargs)


@mutant("generate_naive", "the first codes were given")
def shows_the_first_codes(*args, **kwargs):
    def window(codes, seen):
        return codes[:, :seen] if codes.shape[1] > seen + 2 else codes[:, -seen:]

    return _generate(*args, window=window, **kwargs)


@mutant("generate_naive", "only costs time")
def shows_everything(*args, **kwargs):
    return _generate(*args, window=lambda codes, _: codes, **kwargs)


@mutant("generate_naive", "runs once for each sample")
def runs_twice(model, *args, **kwargs):
    def window(codes, seen):
        next_logits(model, codes[:, -seen:], None)
        return codes[:, -seen:]

    return _generate(model, *args, window=window, **kwargs)


@mutant("generate_naive", "temperature is not handed")
def ignores_the_temperature(*args, **kwargs):
    return _generate(*args, warmth=lambda t: min(t, 1), **kwargs)


@mutant("generate_naive", "draw")
def is_greedy(*args, **kwargs):
    return _generate(*args, warmth=lambda _: 0, **kwargs)


@mutant("generate_naive", "used the first number of all")
def uses_one_number(*args, **kwargs):
    return _generate(*args, number=lambda uniforms, _: uniforms[:, 0], **kwargs)


@mutant("generate_naive", "first stream's numbers")
def shares_the_first_stream(*args, **kwargs):
    def number(uniforms, t):
        return np.repeat(uniforms[:1, t], len(uniforms))

    return _generate(*args, number=number, **kwargs)


@mutant("generate_naive", "hand `speakers`")
def forgets_the_speakers(*args, **kwargs):
    return _generate(*args, who=lambda _: None, **kwargs)


@mutant("generate_naive", "all streams had the first speaker")
def takes_the_first_speaker(*args, **kwargs):
    def who(speakers):
        return None if speakers is None else np.repeat(speakers[:1], len(speakers))

    return _generate(*args, who=who, **kwargs)


@mutant("generate_naive", "all streams had the first prompt")
def takes_the_first_prompt(*args, **kwargs):
    def begin(codes):
        return np.repeat(codes[:1], len(codes), axis=0)

    return _generate(*args, begin=begin, **kwargs)


@mutant("generate_naive", "codes are uint8")
def returns_int64(*args, **kwargs):
    return _generate(*args, begin=lambda codes: codes.astype(np.int64), **kwargs)


@mutant("generate_naive", "changes its argument")
def rolls_the_prompt_in_place(model, prompt=None, *args, **kwargs):
    drawn = _generate(model, prompt, *args, **kwargs)
    if prompt is not None:
        prompt[..., -1:] = drawn[0, -1]
    return drawn


@mutant("generate_naive", "the window was filled up")
def pads_short_windows(*args, **kwargs):
    def window(codes, seen):
        missing = max(0, seen - codes.shape[1])
        return np.pad(codes[:, -seen:], ((0, 0), (missing, 0)), constant_values=4)

    return _generate(*args, window=window, **kwargs)


@mutant("generate_naive", "at their end: each sample saw the same")
def adds_codes_at_the_front(*args, **kwargs):
    def grow(codes, drawn):
        return np.concatenate([drawn[:, None], codes], axis=1)

    return _generate(*args, grow=grow, end=lambda codes, n: codes[:, :n], **kwargs)


@mutant("generate_naive", "took the place of the last one")
def overwrites_the_last_code(*args, **kwargs):
    drawn_codes = []

    def grow(codes, drawn):
        drawn_codes.append(drawn)
        return _append(codes[:, :-1], drawn)

    def end(*_):
        return np.stack(drawn_codes, axis=1)

    return _generate(*args, grow=grow, end=end, **kwargs)


@mutant("generate_naive", "as the largest dilation")
def sees_the_largest_dilation(model, *args, **kwargs):
    longest = max(config_of(model).dilations)
    return _generate(model, *args, window=lambda codes, _: codes[:, -longest:], **kwargs)


@mutant("generate_naive", "do not write a number")
def writes_the_field_down(*args, **kwargs):
    return _generate(*args, window=lambda codes, _: codes[:, -6:], **kwargs)


@mutant("generate_naive", "divided by the temperature twice")
def divides_by_the_temperature_too(*args, **kwargs):
    return _generate(*args, warmth=lambda temperature: temperature**2, **kwargs)


@mutant("generate_naive", "hand it to sample_codes as it is")
def inverts_the_temperature(*args, **kwargs):
    return _generate(*args, warmth=lambda temperature: temperature and 1 / temperature, **kwargs)


@mutant("generate_naive", "with the number of t + 1")
def uses_the_next_number(*args, **kwargs):
    return _generate(
        *args, number=lambda uniforms, t: uniforms[:, (t + 1) % uniforms.shape[1]], **kwargs
    )


@mutant("generate_naive", "take its column t")
def reshapes_the_numbers(*args, **kwargs):
    return _generate(
        *args, number=lambda uniforms, t: uniforms.reshape(-1, len(uniforms))[t], **kwargs
    )


@mutant("generate_naive", "the first code is the prompt's")
def is_one_step_behind(*args, **kwargs):
    return _generate(*args, end=lambda codes, n: codes[:, -n - 1 : -1], **kwargs)


@mutant("generate_naive", "the window was filled up")
def keeps_the_window_as_long_as_the_prompt(*args, **kwargs):
    lengths = []

    def window(codes, seen):
        lengths.append(codes.shape[1])
        return codes[:, -min(seen, lengths[0]) :]

    return _generate(*args, window=window, **kwargs)
