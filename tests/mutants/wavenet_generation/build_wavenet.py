"""Wrong answers: the whole network."""

from functools import partial

from course_utils.backend import keras
from course_utils.wavenet.model import block_layers, residual_block
from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


ops, layers = keras.ops, keras.layers


def _given(config):
    """What stands before the solution: inputs, embedding, blocks, hidden, to_logits."""
    return (
        keras.Input((None,), dtype="int32", name="codes"),
        keras.Input((), dtype="int32", name="speaker"),
        layers.Embedding(config.n_codes, config.residual_channels, name="embedding"),
        [block_layers(config, i) for i in range(len(config.dilations))],
        layers.Dense(config.skip_channels, "relu", name="hidden"),
        layers.Dense(config.n_codes, name="to_logits"),
    )


def _conditions(config, blocks, speaker):
    if not config.n_speakers:
        return [None] * len(blocks)
    return [block.to_condition(speaker)[:, None] for block in blocks]


def _skips(x, blocks, conditions):
    skips = []
    for (dilated, to_skip, to_residual, _), condition in zip(blocks, conditions, strict=True):
        x, skip = residual_block(x, dilated, to_skip, to_residual, condition)
        skips.append(skip)
    return skips


def _model(config, codes, speaker, logits):
    return keras.Model([codes, speaker] if config.n_speakers else codes, logits)


def _with_head(config, head):
    """A network that is right up to its skips."""
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    skips = _skips(embedding(codes), blocks, _conditions(config, blocks, speaker))
    return _model(config, codes, speaker, head(skips, hidden, to_logits))


@mutant("build_wavenet", "softmax already")
def ends_with_softmax(config):
    return _with_head(config, lambda s, hidden, end: ops.softmax(end(hidden(ops.relu(sum(s))))))


@mutant("build_wavenet", "log softmax already")
def ends_with_log_softmax(config):
    return _with_head(config, lambda s, hidden, end: ops.log_softmax(end(hidden(ops.relu(sum(s))))))


@mutant("build_wavenet", "no relu after to_logits")
def ends_with_relu(config):
    return _with_head(config, lambda s, hidden, end: ops.relu(end(hidden(ops.relu(sum(s))))))


@mutant("build_wavenet", "only one step came out")
def keeps_the_last_step(config):
    return _with_head(config, lambda s, hidden, end: end(hidden(ops.relu(sum(s))))[:, -1])


@mutant("build_wavenet", "these are skip channels")
def stops_at_hidden(config):
    return _with_head(config, lambda s, hidden, end: hidden(ops.relu(sum(s))))


@mutant("build_wavenet", "hidden: it comes after the sum")
def goes_past_hidden(config):
    return _with_head(config, lambda s, hidden, end: end(ops.relu(sum(s))))


@mutant("build_wavenet", "to_skip of block 0: add its skip output")
def keeps_the_last_skip(config):
    return _with_head(config, lambda s, hidden, end: end(hidden(ops.relu(s[-1]))))


@mutant("build_wavenet", "add them up")
def puts_skips_side_by_side(config):
    return _with_head(config, lambda s, hidden, end: end(hidden(ops.relu(ops.concatenate(s, -1)))))


@mutant("build_wavenet", "were averaged")
def averages_the_skips(config):
    return _with_head(config, lambda s, hidden, end: end(hidden(ops.relu(sum(s) / len(s)))))


@mutant("build_wavenet", "relu is missing between")
def forgets_the_relu(config):
    return _with_head(config, lambda s, hidden, end: end(hidden(sum(s))))


@mutant("build_wavenet", "not on each skip")
def rectifies_each_skip(config):
    return _with_head(config, lambda s, hidden, end: end(hidden(sum(map(ops.relu, s)))))


@mutant("build_wavenet", "the batch was added up")
def sums_the_wrong_axis(config):
    return _with_head(
        config,
        lambda s, hidden, end: end(hidden(ops.relu(ops.sum(ops.stack(s), axis=1)))),
    )


@mutant("build_wavenet", "hidden was given x")
def reads_the_last_x(config):
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    x = embedding(codes)
    conditions = _conditions(config, blocks, speaker)
    for (dilated, to_skip, to_residual, _), condition in zip(blocks, conditions, strict=True):
        x, _ = residual_block(x, dilated, to_skip, to_residual, condition)
    return _model(config, codes, speaker, to_logits(hidden(ops.relu(x))))


@mutant("build_wavenet", "every block was given the embedding")
def gives_every_block_the_embedding(config):
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    x, conditions = embedding(codes), _conditions(config, blocks, speaker)
    skips = [_skips(x, [b], [c])[0] for b, c in zip(blocks, conditions, strict=True)]
    return _model(config, codes, speaker, to_logits(hidden(ops.relu(sum(skips)))))


@mutant("build_wavenet", "sees the future")
def reverses_the_time(config):
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    skips = _skips(embedding(codes)[:, ::-1], blocks, _conditions(config, blocks, speaker))
    return _model(config, codes, speaker, to_logits(hidden(ops.relu(sum(skips))))[:, ::-1])


@mutant("build_wavenet", "speaker has no effect")
def ignores_the_speaker(config):
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    skips = _skips(embedding(codes), blocks, [None] * len(blocks))
    return _model(config, codes, speaker, to_logits(hidden(ops.relu(sum(skips)))))


@mutant("build_wavenet", "to_condition of block 1")
def conditions_the_first_block_only(config):
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    conditions = _conditions(config, blocks, speaker)[:1] + [None] * (len(blocks) - 1)
    skips = _skips(embedding(codes), blocks, conditions)
    return _model(config, codes, speaker, to_logits(hidden(ops.relu(sum(skips)))))


@mutant("build_wavenet", "a time axis, [:, None]")
def forgets_the_time_axis(config):
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    conditions = [b.to_condition(speaker) if config.n_speakers else None for b in blocks]
    skips = _skips(embedding(codes), blocks, conditions)
    return _model(config, codes, speaker, to_logits(hidden(ops.relu(sum(skips)))))


@mutant("build_wavenet", "the blocks run in reverse")
def runs_the_blocks_in_reverse(config):
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    blocks = blocks[::-1]
    skips = _skips(embedding(codes), blocks, _conditions(config, blocks, speaker))
    return _model(config, codes, speaker, to_logits(hidden(ops.relu(sum(skips)))))


@mutant("build_wavenet", "block 0 ran in place of block 1")
def runs_one_block_everywhere(config):
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    blocks = blocks[:1] * len(blocks)
    skips = _skips(embedding(codes), blocks, _conditions(config, blocks, speaker))
    return _model(config, codes, speaker, to_logits(hidden(ops.relu(sum(skips)))))


@mutant("build_wavenet", "the skips were multiplied")
def multiplies_the_skips(config):
    return _with_head(config, lambda s, hidden, end: end(hidden(ops.relu(s[0] * s[1]))))


@mutant("build_wavenet", "in another order")
def takes_the_speaker_first(config):
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    skips = _skips(embedding(codes), blocks, _conditions(config, blocks, speaker))
    logits = to_logits(hidden(ops.relu(sum(skips))))
    return keras.Model([speaker, codes] if config.n_speakers else codes, logits)


@mutant("build_wavenet", "codes are the only input")
def always_takes_the_speaker(config):
    codes, speaker, embedding, blocks, hidden, to_logits = _given(config)
    skips = _skips(embedding(codes), blocks, _conditions(config, blocks, speaker))
    return keras.Model([codes, speaker], to_logits(hidden(ops.relu(sum(skips)))))
