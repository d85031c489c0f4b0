"""The measurements of bench_beam_search.py.

All searches of a comparison are measured in turn, several times over; the fastest time of each
counts, because whatever else the machine does can only slow one down.
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from course_utils.decoding.beam_search import beam_search
from course_utils.translation.seq2seq import Seq2SeqConfig, Translator, build_seq2seq
from tests.benchmarks import beam_peers as peers
from tests.benchmarks.gru_decoder import END, START, NumpyDecoder, random_states, random_weights
from tests.decoding.random_models import all_sentences, score_of

BEAM, BATCH, LASTS_S = 5, 64, 6
SIZES = [(11, 10), (100, 30), (1000, 30)]  # vocabulary, max_length
PROMISED = {11: (1, 2), 100: (1, 2)}  # times keras_hub, times Hugging Face
MODELS, VOCABULARY, MAX_LENGTH = 200, 4, 5
SOURCE_TOKENS, TARGET_TOKENS = 143, 148  # of notebook 03


def seconds(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The fastest time of each way in `LASTS_S` seconds, after one call that does not count."""
    for run in ways.values():
        run()
    best = dict.fromkeys(ways, float("inf"))
    until = perf_counter() + LASTS_S
    while perf_counter() < until:
        for name, run in ways.items():
            started = perf_counter()
            run()
            best[name] = min(best[name], perf_counter() - started)
    return best


def batched_against_one_by_one() -> None:
    """128 sentences at once, and one at a time, with the network of notebook 03."""
    translator = Translator(build_seq2seq(Seq2SeqConfig(SOURCE_TOKENS, TARGET_TOKENS), seed=0))
    sources = np.random.default_rng(0).integers(4, SOURCE_TOKENS, size=(128, 20))

    def search(batch):
        step, state = translator.next_log_probabilities, translator.start(batch)
        return [best for (best,) in beam_search(step, state, START, END, BEAM, 30, n_best=1)]

    ways = {
        "one at a time": lambda: [search(sources[i : i + 1]) for i in range(len(sources))],
        "all at once": lambda: search(sources),
    }
    best = seconds(ways)
    rates = {name: len(sources) / best[name] for name in ways}
    gain = rates["all at once"] / rates["one at a time"]
    print("128 sentences, notebook 03's network, up to 30 tokens, beam 5")
    for name, rate in rates.items():
        print(f"  {name:14} {rate:9,.0f} sentences/s")
    print(f"  times one at a time: {gain:.1f}")
    assert gain >= 5, "promised: 5 times the sentences per second of one at a time"


def against_peers(vocabulary: int, max_length: int) -> None:
    """One GRU decoder of 64 units that never ends, so that all take the same number of steps."""
    weights, states = random_weights(vocabulary, may_end=False), random_states(BATCH)
    decoder = NumpyDecoder(weights)
    hub = peers.KerasHubSearch(peers.keras_gru(weights), BEAM, max_length)
    face = peers.HuggingFaceSearch(
        peers.torch_gru(weights), vocabulary, BEAM, max_length, length_penalty=0.0
    )

    def ours():
        found = beam_search(decoder, states, START, END, BEAM, max_length, n_best=1)
        return np.array([best.tokens for (best,) in found])

    ways = {
        "ours": ours,
        "keras_hub": lambda: hub.search(states),
        "Hugging Face": lambda: face.search(states),
    }
    for run in ways.values():
        same = (run() == ours()).all(axis=1).mean()
        assert same > 0.95, "the three find the same, but for rounding"
    best = seconds(ways)
    print(f"batch {BATCH}, vocabulary {vocabulary}, {max_length} tokens, beam {BEAM}, GRU 64")
    for name in ways:
        ratio = best[name] / best["ours"]
        print(f"  {name:14} {BATCH / best[name]:9,.0f} sentences/s, ours is {ratio:.2f} times that")
    for name, times in zip(list(ways)[1:], PROMISED.get(vocabulary, ()), strict=False):
        assert best[name] >= times * best["ours"], f"promised: {times} times {name}"


def against_brute_force(tables) -> None:
    """How often a beam as wide as the space misses the best of all sentences."""
    width = VOCABULARY**MAX_LENGTH
    print(f"wrong bests of {len(tables)} random Markov models, as wide as the space ({width})")
    hub = peers.KerasHubSearch(peers.keras_table(tables), width, MAX_LENGTH)
    for alpha in (0.0, 1.0, 2.0):
        found = {
            "ours": _ours(tables, width, alpha),
            "Hugging Face": _hugging_face(tables, width, alpha, early_stopping=False),
        }
        if alpha == 0:
            found["keras_hub"] = hub.search(_numbers(tables))
        wrong = {
            name: sum(score < best for score, best in _scores(tables, tokens, alpha))
            for name, tokens in found.items()
        }
        print(f"  alpha {alpha:.0f}  {', '.join(f'{name} {n}' for name, n in wrong.items())}")
        assert wrong["ours"] == 0, "promised: no mismatch"


def stopping_early(tables, width=3) -> None:
    """How often stopping early loses a better sentence that searching on would have found."""
    print(f"worse for stopping early, of {len(tables)} models, beam {width}")
    for alpha in (0.0, 1.0, 2.0):
        early = _ours(tables, width, alpha), _ours(tables, width, alpha, stop_early=False)
        faces = [
            _hugging_face(tables, width, alpha, early_stopping=stopping)
            for stopping in (True, "never")
        ]
        lost = {}
        for name, (soon, late) in {"ours": early, "Hugging Face": faces}.items():
            pairs = zip(_scores(tables, soon, alpha), _scores(tables, late, alpha), strict=True)
            lost[name] = sum(first < second for (first, _), (second, _) in pairs)
        print(f"  alpha {alpha:.0f}  {', '.join(f'{name} {n}' for name, n in lost.items())}")
        assert lost["ours"] == 0, "promised: stopping early changes nothing"


def markov_tables():
    """First-order models, (n, V, V)."""
    logits = np.random.default_rng(0).normal(0, 1.5, (MODELS, VOCABULARY, VOCABULARY))
    return logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))


def _numbers(tables):
    return np.arange(len(tables), dtype=np.float32)[:, None]


def _ours(tables, width, alpha, **options):
    def decoder(state, tokens):
        return tables[state[:, 0], tokens], state

    states = np.arange(len(tables))[:, None]
    found = beam_search(decoder, states, START, END, width, MAX_LENGTH, alpha, n_best=1, **options)
    return [best.tokens for (best,) in found]


def _hugging_face(tables, width, alpha, early_stopping):
    options = {"length_penalty": alpha, "early_stopping": early_stopping}
    decoder = peers.torch_table(tables)
    search = peers.HuggingFaceSearch(decoder, VOCABULARY, width, MAX_LENGTH, **options)
    return search.search(_numbers(tables))


def _scores(tables, found, alpha):
    """(score, best score of all sentences) of each model's tokens, without what follows the end."""
    pairs = []
    for table, tokens in zip(tables, found, strict=True):
        first_order = np.broadcast_to(table, (VOCABULARY, *table.shape))
        scores = {
            sentence: round(score_of(log_probability, len(sentence), alpha, "power"), 6)
            for sentence, log_probability in all_sentences(first_order, MAX_LENGTH)
        }
        tokens = tuple(int(token) for token in tokens)
        length = tokens.index(END) + 1 if END in tokens else MAX_LENGTH
        pairs.append((scores[tokens[:length]], max(scores.values())))
    return pairs


def main() -> None:
    """Prints the tables and holds the figures that the course promises."""
    np.ones(2**25, np.uint8)  # freed at once; from then on the C library keeps its memory
    batched_against_one_by_one()
    for vocabulary, max_length in SIZES:
        against_peers(vocabulary, max_length)
    tables = markov_tables()
    against_brute_force(tables)
    stopping_early(tables)


if __name__ == "__main__":
    main()
