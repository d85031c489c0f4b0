"""Checks of notebook 02: generating the naive way, on a network whose answers are known."""

from types import SimpleNamespace

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect, expect_type, expect_unchanged
from course_utils.checks.tensors import numpy_of, tensor

SEEN = 6


FIELD = f"the receptive field is {SEEN} codes"


class _Network:
    """Looks like a WaveNet of 8 codes, with k = 2; `rule` makes its next logits.

    It remembers the codes and the speakers that it was given.
    """

    name = "wavenet"

    def __init__(self, rule, n_speakers=0, dilations=(1, SEEN - 2)):
        self.rule, self.codes, self.speakers = rule, [], []
        block = {"kernel_size": (2,), "filters": 4}
        self.layers = [
            SimpleNamespace(name="embedding", input_dim=8, output_dim=2),
            SimpleNamespace(name="dilated_0", dilation_rate=dilations[:1], **block),
            SimpleNamespace(name="dilated_1", dilation_rate=dilations[1:], **block),
            SimpleNamespace(name="to_skip_0", units=2),
            SimpleNamespace(name="to_logits"),
        ]
        if n_speakers:
            self.layers.append(SimpleNamespace(name="to_condition_0", input_dim=n_speakers))
        self.n_speakers = n_speakers

    def get_layer(self, name):
        return next(layer for layer in self.layers if layer.name == name)

    def __call__(self, inputs, *_, **__):
        inputs = numpy_of(inputs)
        if isinstance(inputs, tuple) != bool(self.n_speakers):
            what = "codes and speakers" if self.n_speakers else "codes alone"
            raise Wrong(f"this network takes {what}: hand `speakers` to next_logits as it is")
        codes, speakers = inputs if self.n_speakers else (inputs, None)
        codes = np.asarray(codes)
        if codes.ndim != 2 or 0 in codes.shape:
            mistake = "the network was given codes of another shape than (batch, time)"
            raise Wrong(mistake, f"shape {codes.shape}", "(batch, time), time at least 1")
        self.codes.append(codes.copy())
        self.speakers.append(speakers)
        steps = range(1, codes.shape[1] + 1)
        return tensor(np.stack([self.rule(codes[:, :t], speakers) for t in steps], axis=1))

    def predict(self, inputs, *_, **__):
        return numpy_of(self(inputs))

    predict_on_batch = predict


def _sharply(codes):
    """Logits (batch, 8) that leave no choice."""
    return np.where(np.arange(8) == np.asarray(codes)[:, None] % 8, 50.0, -50.0)


def _one_more(codes, _):
    return _sharply(codes[:, -1].astype(int) + 1)


def _sum_of_seen(codes, _):
    return _sharply(codes[:, -SEEN:].sum(axis=1, dtype=int) + 1)


def _follow(prompt, n_samples, seen=SEEN):
    """What a network of the rule `_sum_of_seen` says if it is given the last `seen` codes."""
    codes = list(prompt)
    for _ in range(n_samples):
        codes.append((sum(codes[-seen:]) + 1) % 8)
    return np.array([codes[len(prompt) :]])


def _follow_overwriting(prompt, n_samples):
    """The same if each drawn code takes the place of the last one."""
    codes, drawn = list(prompt), []
    for _ in range(n_samples):
        codes[-1] = (sum(codes[-SEEN:]) + 1) % 8
        drawn.append(codes[-1])
    return np.array([drawn])


def drawn_codes_go_back_in(generate_naive):
    expect(
        generate_naive(_Network(_one_more), None, 6, 0),
        [[5, 6, 7, 0, 1, 2]],
        "this network answers one code more than its last; it starts after silence, code 4 of 8",
        [
            (
                [[5] * 6],
                "the drawn code is not added to the codes, at their end: each sample saw the same",
            ),
            ([[5, 5, 6, 6, 7, 7]], "the network ran for every second sample: once for each"),
            (np.repeat([[5, 6, 7, 0, 1, 2]], 2, 0), "there is a stream too many: batch is 1"),
            ([[4, 5, 6, 7, 0, 1]], "the first code is the prompt's: return what was drawn alone"),
            ([[4, 5, 6, 7, 0, 1, 2]], "the prompt is part of the result: keep the last n_samples"),
            ([[5, 6, 7, 0, 1]], "one sample too few: the loop runs n_samples times"),
            ([[5, 6, 7, 0, 1, 2, 3]], "one sample too many: the loop runs n_samples times"),
            ([2], "only the last code came out: return all n_samples"),
            ([5, 6, 7, 0, 1, 2], "the shape is (batch, n_samples), also for one stream"),
            ([[5], [6], [7], [0], [1], [2]], "the axes are swapped: (batch, n_samples)"),
            ([[2, 1, 0, 7, 6, 5]], "the codes are in reverse: add each at the end"),
        ],
    )
    expect(
        generate_naive(_Network(_one_more), np.array([1, 2, 6], np.uint8), 3, 0),
        [[7, 0, 1]],
        "after the prompt 1, 2, 6 this network says 7, 0, 1",
        [
            ([[5, 6, 7]], "the prompt is not used: begin with `codes`"),
            ([[2, 3, 4]], "the network looked at the first code of the prompt, not the last"),
            ([[1, 2, 6]], "this is the prompt: return what came after it"),
        ],
    )


def the_window_is_what_it_sees(generate_naive):
    prompt = [1, 3, 0, 2, 7, 5, 1, 4, 6]
    network = _Network(_sum_of_seen)
    given = generate_naive(network, np.array(prompt, np.uint8), 4, 0)
    expect(
        given,
        _follow(prompt, 4),
        f"the network must be given the last codes, as many as it sees: {FIELD}",
        [
            (_follow(prompt, 4, SEEN - 1), f"one code too few was given: {FIELD}"),
            (
                _follow(prompt, 4, SEEN - 2),
                "as many codes were given as the largest dilation: the receptive field is what the "
                f"network sees, {SEEN} codes",
            ),
            (
                _follow_overwriting(prompt, 4),
                "the drawn code took the place of the last one: add it behind that",
            ),
            (_follow(prompt, 4, 1), f"only the last code was given: {FIELD}"),
            (
                np.repeat(_follow(prompt[:SEEN], 1), 4, axis=1),
                "the first codes were given: the last ones, codes[:, -seen:]",
            ),
            (
                np.repeat(_follow(prompt, 1), 4, axis=1),
                "each sample saw the same: codes that were drawn belong into the window",
            ),
        ],
    )
    longest = max(codes.shape[1] for codes in network.codes)
    if longest > SEEN:
        mistake = f"the network was given more than it sees, which only costs time: {FIELD}"
        raise Wrong(mistake, f"{longest} codes", f"at most {SEEN}")
    if len(network.codes) != 4:
        mistake = "the network runs once for each sample"
        raise Wrong(mistake, f"{len(network.codes)} runs for 4 samples", "4 runs")
    short = _Network(_one_more)
    generate_naive(short, np.array([1, 2, 6], np.uint8), 5, 0)
    widths = [codes.shape[1] for codes in short.codes]
    if widths != [3, 4, 5, 6, 6]:
        mistake = "the window was filled up: while there are few codes, give the network those"
        raise Wrong(mistake, f"{widths} codes after a prompt of 3", "[3, 4, 5, 6, 6] codes")
    other = _Network(_one_more, dilations=(1, 2))
    generate_naive(other, np.array([1, 2, 6], np.uint8), 3, 0)
    widths = [codes.shape[1] for codes in other.codes]
    if widths != [3, 4, 4]:
        mistake = (
            "a network with other dilations sees another number of codes: ask "
            "receptive_field(config.kernel_size, config.dilations), do not write a number"
        )
        raise Wrong(mistake, f"{widths} codes", "[3, 4, 4] codes, where 4 are seen")


def each_draw_has_its_number(generate_naive):
    p = np.array([1, 2, 3, 4, 12, 3, 2, 1]) / 28
    network = _Network(lambda codes, _: np.tile(np.log(p), (len(codes), 1)))
    u = np.stack([np.random.default_rng([7, stream]).random(6) for stream in range(2)])

    def codes_at(temperature, uniforms):
        weights = p ** (1 / temperature)
        cumulative = np.cumsum(weights / weights.sum())
        return (cumulative > uniforms[..., None]).argmax(axis=-1)

    expect(
        generate_naive(network, n_samples=6, temperature=2.0, seed=7, batch=2),
        codes_at(2, u),
        "sample t is drawn with uniforms[:, t], all streams at once; check that your sample_codes "
        "passes its own check",
        [
            (codes_at(1, u), "the temperature is not handed to sample_codes"),
            (codes_at(4, u), "the logits were divided by the temperature twice"),
            (codes_at(0.5, u), "the temperature works backwards: hand it to sample_codes as it is"),
            (np.full((2, 6), p.argmax()), "this is the likeliest code each time: draw"),
            (codes_at(2, np.repeat(u[:, :1], 6, 1)), "each sample used the first number of all"),
            (codes_at(2, np.repeat(u[:, -1:], 6, 1)), "each sample used the last number of all"),
            (codes_at(2, u[:, ::-1]), "the numbers were used from the last to the first"),
            (codes_at(2, np.repeat(u[:1], 2, 0)), "all streams used the first stream's numbers"),
            (
                codes_at(2, np.roll(u, -1, axis=1)),
                "sample t was drawn with the number of t + 1: uniforms[:, t]",
            ),
            (
                codes_at(2, u.reshape(6, 2).T),
                "the numbers are mixed up: uniforms is (batch, samples), take its column t",
            ),
            (codes_at(2, u)[:1], "only the first stream came out"),
        ],
    )


def streams_have_their_speakers(generate_naive):
    network = _Network(lambda codes, who: _sharply(codes[:, -1].astype(int) + who), n_speakers=4)
    prompt = np.array([[0, 1], [0, 2], [0, 3]], np.uint8)
    given = generate_naive(network, prompt, 3, 0, 0, 3, np.array([1, 3, 2]))
    expect(
        given,
        [[2, 3, 4], [5, 0, 3], [5, 7, 1]],
        "this network adds the speaker's number: row i is about prompt i and speaker i",
        [
            ([[2, 3, 4], [3, 4, 5], [4, 5, 6]], "all streams had the first speaker"),
            ([[2, 3, 4], [4, 7, 2], [3, 5, 7]], "all streams had the first prompt"),
            ([[2, 3, 4]], "only the first stream came out"),
        ],
    )
    expect_type(given, np.uint8, "codes are uint8, also in the result")
    expect_unchanged(lambda codes: generate_naive(_Network(_one_more), codes, 2), prompt[0])


EXERCISES = {
    "generate_naive": [
        Property("each drawn code is an input of the next", drawn_codes_go_back_in),
        Property("the window is what the network sees, no more", the_window_is_what_it_sees),
        Property("each draw has its own number, at the temperature", each_draw_has_its_number),
        Property("streams keep their prompts and speakers", streams_have_their_speakers),
    ],
}
