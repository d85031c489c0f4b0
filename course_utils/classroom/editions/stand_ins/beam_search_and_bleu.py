"""Stand-ins for functions of notebook 03 that notebook 04 uses."""

import numpy as np

from course_utils.decoding.beams import require_at_least_1, take_rows
from course_utils.decoding.hypotheses import Hypothesis


def beam_search(next_log_probabilities, state, start, end, beam_width, max_length, *, n_best):
    """The best hypotheses of one sentence, compared by log probability alone."""
    require_at_least_1(beam_width=beam_width)
    live, ended, last = [Hypothesis((), (), 0.0, 0.0, False)], [], [start]
    while live and len(live[0].tokens) < max_length:
        following, state = next_log_probabilities(state, np.array(last))
        every = [
            (_longer(parent, token, float(cost), end), row)
            for row, parent in enumerate(live)
            for token, cost in enumerate(following[row])
            if cost > -np.inf
        ]
        every.sort(key=lambda pair: -pair[0].score)
        best = every[:beam_width]
        ended += [hypothesis for hypothesis, _ in best if hypothesis.ended]
        going_on = [(hypothesis, row) for hypothesis, row in best if not hypothesis.ended]
        live = [hypothesis for hypothesis, _ in going_on]
        last = [hypothesis.tokens[-1] for hypothesis in live]
        state = take_rows(state, np.array([row for _, row in going_on], dtype=int))
    return [sorted(ended + live, key=lambda hypothesis: -hypothesis.score)[:n_best]]


def _longer(parent, token, cost, end):
    total = parent.score + cost
    costs = (*parent.token_log_probabilities, cost)
    return Hypothesis((*parent.tokens, token), costs, total, total, token == end)
