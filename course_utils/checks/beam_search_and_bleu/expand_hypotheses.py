"""Checks of notebook 03: the best continuations of a beam's hypotheses."""

import numpy as np

from course_utils.checks.properties import (
    Property,
    Wrong,
    describe,
    expect,
    expect_unchanged,
    explained,
)

SUMS = np.array([[-1.0, -1.5]])
FOLLOWING = np.array([[[-2.0, -0.5, -4.0], [-0.25, -3.0, -1.0]]])
# Sums of all six:       -3.0, -1.5, -5.0,    -1.75, -4.5, -2.5
THIRD_AXIS = (
    "the log probability of a hypothesis is added to those of all its V tokens: give it a third "
    "axis, log_probabilities[:, :, None]"
)


def _expand(expand_hypotheses, sums, following, beam_width):
    try:
        given = expand_hypotheses(sums.copy(), following.copy(), beam_width)
    except ValueError as error:
        raise explained(error, {"broadcast": THIRD_AXIS}) from None
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    if not isinstance(given, (tuple, list)) or len(given) != 3:
        raise Wrong("return three things: parents, tokens and log probabilities", repr(given)[:100])
    if any(np.ndim(part) != 2 for part in given):
        shapes = ", ".join(str(np.shape(part)) for part in given)
        raise Wrong("each of the three is an array (batch, taken)", shapes)
    given = tuple(np.asarray(part) for part in given)
    for name, part in zip(("parents", "tokens"), given, strict=False):
        if part.dtype.kind not in "iu":
            mistake = f"the {name} are indices, so whole numbers: place // V and place % V"
            raise Wrong(mistake, f"{part.dtype}, {describe(part)}", "int64")
    return given


def _best(totals, beam_width, live, vocabulary):
    """Parents, tokens and sums of the largest of totals (live * V,)."""
    order = np.argsort(-totals, kind="stable")[:beam_width]
    parents, tokens = np.divmod(order, vocabulary)
    return parents[None], tokens[None], totals[None, order]


def sums_of_parent_and_token(expand_hypotheses):
    parents, tokens, sums = _expand(expand_hypotheses, SUMS, FOLLOWING, 3)
    expect(
        sums,
        [[-1.5, -1.75, -2.5]],
        "a continuation's log probability is its parent's plus its token's; the best three come "
        "first",
        [
            ([[-0.25, -0.5, -1.0]], "the parent's log probability is missing: add it"),
            ([[-5.0, -4.5, -3.0]], "these are the worst: log probabilities nearer 0 are better"),
            ([[-2.5, -1.75, -1.5]], "the best comes first: this is the other way round"),
            (
                [[-0.375, -0.5, -1.5]],
                "log probabilities were multiplied: logarithms are added where "
                "probabilities are multiplied",
            ),
            (np.exp([[-1.5, -1.75, -2.5]]), "leave them logarithms: no exp"),
            ([[-1.5, -1.75, -3.0]], "all continuations compete, whichever their parent"),
            (
                [[-1.5, -3.0, -5.0, -1.75, -2.5, -4.5]],
                "this is `beam_width` for each hypothesis: take as many for all of a sentence's "
                "together",
            ),
            ([[-1.5, -1.75, -2.5, -3.0]], "one too many: take beam_width, here 3"),
            ([[-1.5, -1.75]], "take beam_width, here 3, not as many as there are hypotheses"),
            ([[-0.5, -0.25, -1.0]], "these are the tokens' own: return the sums with the parents'"),
            ([[-1.0, -1.5, -1.5]], "these are the parents' own: return the sums with the tokens'"),
            ([[-0.75, -0.875, -1.25]], "the sums are halved: add, and do not average"),
        ],
        within=1e-9,
    )
    flat = np.array([[1, 3, 5]])
    expect(
        (parents, tokens),
        ([[0, 1, 1]], [[1, 0, 2]]),
        "parents are numbers of hypotheses, tokens numbers in the vocabulary: place = "
        "parent * V + token",
        [
            (
                (np.array([[0, 0, 1]]), np.array([[2, 1, 2]])),
                "places were counted token by token: put (live, V) in one row as it is",
            ),
            (([[1, 0, 2]], [[0, 1, 1]]), "parents come first, then tokens: they are swapped"),
            ((flat // 2, flat % 2), "divide the place by V (3), not by the number of hypotheses"),
            (
                (flat, flat),
                "these are places among all six: parent = place // V, token = place % V",
            ),
            (([[0, 1, 1]], flat), "the tokens are places among all six: token = place % V"),
            ((flat, [[1, 0, 2]]), "the parents are places among all six: parent = place // V"),
        ],
    )


def all_continuations_compete(expand_hypotheses):
    following = np.log([[[0.4, 0.3, 0.2, 0.1], [0.7, 0.1, 0.1, 0.1], [0.97, 0.01, 0.01, 0.01]]])
    sums = np.log([[0.9, 0.05, 0.01]])
    totals = sums[:, :, None] + following
    expect(
        _expand(expand_hypotheses, sums, following, 3),
        _best(totals.ravel(), 3, 3, 4),
        "the three best all continue hypothesis 0, which is far likelier: all continuations "
        "compete",
        [
            (
                _best(
                    np.where(following == following.max(-1, keepdims=True), totals, -99).ravel(),
                    3,
                    3,
                    4,
                ),
                "this is one continuation for each hypothesis: all of them compete",
            ),
        ],
        within=1e-9,
    )


def each_sentence_by_itself(expand_hypotheses):
    rng = np.random.default_rng(0)
    following = np.log(rng.dirichlet(np.ones(5), size=(3, 2)))
    sums = -rng.exponential(1, (3, 2)) * np.array([[1], [0.1], [5]])
    totals = (sums[:, :, None] + following).reshape(3, 10)
    right = [_best(row, 4, 2, 5) for row in totals]
    right = tuple(np.concatenate(parts) for parts in zip(*right, strict=True))
    given = _expand(expand_hypotheses, sums, following, 4)
    first = tuple(np.repeat(part[:1], 3, axis=0) for part in right)
    expect(
        given,
        right,
        "each sentence of the batch has its own hypotheses: they compete within the sentence only",
        [
            (tuple(part[:1] for part in right), "only the first sentence was expanded"),
            (first, "every sentence got the continuations of the first one"),
            (
                _best(totals.ravel(), 4, 6, 5),
                "all sentences compete with each other: make a row for each, (batch, live * V)",
            ),
        ],
        within=1e-9,
    )
    _expect_the_best_first(expand_hypotheses, rng)


def _expect_the_best_first(expand_hypotheses, rng):
    """Of many: a partition leaves few in their order."""
    following = np.log(rng.dirichlet(np.ones(40), size=(1, 5)))
    sums = -rng.exponential(1, (1, 5))
    _, _, right = _best((sums[:, :, None] + following).ravel(), 12, 5, 40)
    _, _, given = _expand(expand_hypotheses, sums, following, 12)
    in_order = -np.sort(-given, axis=-1)
    mistakes = (
        [] if np.array_equal(given, in_order) else [(given, "the best come first: sort them")]
    )
    expect(given, right, "of 200 continuations these are not the best 12", mistakes, within=1e-9)


def ties_and_widths(expand_hypotheses):
    even = np.log(np.full((1, 2, 3), 1 / 3))
    parents, tokens, _ = _expand(expand_hypotheses, np.zeros((1, 2)), even, 4)
    expect(
        (parents, tokens),
        ([[0, 0, 0, 1]], [[0, 1, 2, 0]]),
        "of equal ones the lower parent comes first, then the lower token",
        [(([[0, 0, 0]], [[0, 1, 2]]), "a beam of 4 takes 4, also of a vocabulary of 3")],
    )
    given = _expand_all(expand_hypotheses)
    expect(
        given,
        _best((SUMS[:, :, None] + FOLLOWING).ravel(), 6, 2, 3),
        "a beam of 10 takes all six continuations, as there are no more",
        within=1e-9,
    )
    never = np.array([[[-np.inf, -1.0, -np.inf], [-2.0, -np.inf, -np.inf]]])
    parents, tokens, sums = _expand(expand_hypotheses, SUMS, never, 3)
    expect(sums, [[-2.0, -3.5, -np.inf]], "impossible continuations come last, and stay -inf")
    expect((parents[:, :2], tokens[:, :2]), ([[0, 1]], [[1, 0]]), "possible ones come first")
    expect_unchanged(expand_hypotheses, SUMS.copy(), FOLLOWING.copy(), 2)


def _expand_all(expand_hypotheses):
    try:
        return _expand(expand_hypotheses, SUMS, FOLLOWING, 10)
    except (ValueError, IndexError) as error:
        mistake = "a beam may be wider than there are continuations: take all live * V then"
        raise Wrong(mistake, f"{type(error).__name__}: {error}", "6 continuations") from error


EXERCISES = {
    "expand_hypotheses": [
        Property("parent plus token, the best first, told apart", sums_of_parent_and_token),
        Property("all continuations compete", all_continuations_compete),
        Property("each sentence by itself", each_sentence_by_itself),
        Property("ties, wide beams, impossible tokens", ties_and_widths),
    ],
}
