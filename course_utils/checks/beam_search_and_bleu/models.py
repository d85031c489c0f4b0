"""Models small enough to follow by hand, for the searches to be tried on.

Tokens: 0 is <s>, 1 is </s>, 2 and 3 are the words "a" and "b".
"""

from itertools import product

import numpy as np

from course_utils.checks.properties import Wrong

START, END, A, B = range(4)
OTHERWISE = (0.02, 0.9, 0.04, 0.04)  # after a beginning that a tree does not have


class TreeModel:
    """Predicts each sentence from a tree of its own: tokens so far -> probabilities of the next.

    The tokens so far are in the state alone, so a hypothesis that has got the state of another
    one is given away.

    Args:
        *trees: For each sentence a dictionary from tokens, without <s>, to four probabilities.
        one_each: What to say where there are not as many tokens as rows of the state.
    """

    def __init__(self, *trees, one_each="the model takes one token for each row of its state"):
        self.trees, self._one_each = trees, one_each
        self.state = {"sentence": np.arange(len(trees)), "so_far": np.zeros((len(trees), 0), int)}
        self.asked = []  # for each call the tokens so far of its rows

    def __call__(self, state, tokens):
        """Log probabilities (rows, 4) after `tokens` (rows,), and the state after them."""
        self._require_a_token_for_each_row(state, tokens)
        so_far = np.concatenate([state["so_far"], np.asarray(tokens)[:, None]], axis=1)
        self.asked.append([tuple(row[1:].tolist()) for row in so_far])
        probabilities = [
            self.trees[sentence].get(row, OTHERWISE)
            for sentence, row in zip(state["sentence"], self.asked[-1], strict=True)
        ]
        with np.errstate(divide="ignore"):
            log_probabilities = np.log(probabilities)
        return log_probabilities, {"sentence": state["sentence"], "so_far": so_far}

    def _require_a_token_for_each_row(self, state, tokens):
        rows = len(state["sentence"])
        if np.size(tokens) == 0:
            raise Wrong("the model was asked what follows nothing: stop once nothing lives")
        if np.asarray(tokens).dtype.kind not in "iu":
            raise Wrong("tokens are whole numbers", str(np.asarray(tokens).dtype), "int64")
        if np.shape(tokens) != (rows,):
            forgotten = self.asked and not state["so_far"].shape[1]
            raise Wrong(
                "the model was asked with its first state again: keep the state that it gives"
                if forgotten
                else self._one_each,
                f"tokens of shape {np.shape(tokens)} for a state of {rows} rows",
                f"tokens of shape {(rows,)}",
            )


def random_trees(n, depth, seed):
    """A list of n trees that know every beginning of up to `depth` tokens."""
    rng = np.random.default_rng(seed)
    words = START, A, B
    beginnings = [begun for length in range(depth + 1) for begun in product(words, repeat=length)]
    return [{begun: rng.dirichlet(np.ones(4)) for begun in beginnings} for _ in range(n)]


def all_sentences(tree, max_length, begun=(), log_probability=0.0):
    """(tokens, log probability) of every sentence of up to `max_length` tokens."""
    if begun[-1:] == (END,) or len(begun) == max_length:
        return [(begun, log_probability)]
    logs = np.log(tree.get(begun, OTHERWISE)).tolist()
    return [
        sentence
        for token, log_p in enumerate(logs)
        for sentence in all_sentences(tree, max_length, (*begun, token), log_probability + log_p)
    ]


def greedy_tokens(tree, max_length):
    """What the likeliest token at each step leads to."""
    tokens = ()
    while len(tokens) < max_length and tokens[-1:] != (END,):
        tokens = (*tokens, int(np.argmax(tree.get(tokens, OTHERWISE))))
    return tokens


def require_hypotheses(given, n, where="the result"):
    """Raises `Wrong` unless `given` is a list of hypotheses, `n` of them unless that is None."""
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    if not isinstance(given, (list, tuple)) or not all(hasattr(h, "tokens") for h in given):
        raise Wrong(f"{where} is a list of hypotheses, each with its tokens", repr(given)[:100])
    if n is not None and len(given) != n:
        raise Wrong(f"{where} has a wrong number of hypotheses", str(len(given)), str(n))
