"""Wrong answers: how well events fit the words."""

from functools import partial

from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "event_scores")


def _fits(time, word, tolerance_ms):
    return word[0] <= time <= word[1] + tolerance_ms


def _found(times, words, tolerance_ms, fits=_fits, choose=min):
    free, found = sorted(times), 0
    for word in sorted(words, key=lambda word: word[1]):
        hits = [time for time in free if fits(time, word, tolerance_ms)]
        if hits:
            free.remove(choose(hits))
            found += 1
    return found


def _pair(free, words, tolerance_ms):
    """Words found, each by the first event that fits."""
    found = 0
    for word in words:
        hit = next((time for time in free if _fits(time, word, tolerance_ms)), None)
        if hit is not None:
            free.remove(hit)
            found += 1
    return found


def _scores(found, n_events, n_words):
    precision = found / n_events if n_events else 1.0
    recall = found / n_words if n_words else 1.0
    f1 = 2 * found / (n_events + n_words) if n_events + n_words else 1.0
    return precision, recall, f1


def _scores_by(times, words, tolerance_ms, **how):
    return _scores(_found(times, words, tolerance_ms, **how), len(times), len(words))


@mutant("precision and recall are swapped")
def swaps(event_times_ms, words, tolerance_ms):
    precision, recall, f1 = _scores_by(event_times_ms, words, tolerance_ms)
    return recall, precision, f1


@mutant("F1 is the harmonic mean")
def takes_the_mean(event_times_ms, words, tolerance_ms):
    precision, recall, _ = _scores_by(event_times_ms, words, tolerance_ms)
    return precision, recall, (precision + recall) / 2


@mutant("the 2 is missing")
def forgets_the_2(event_times_ms, words, tolerance_ms):
    precision, recall, f1 = _scores_by(event_times_ms, words, tolerance_ms)
    return precision, recall, f1 / 2


@mutant("not percent")
def gives_percent(event_times_ms, words, tolerance_ms):
    return tuple(100 * score for score in _scores_by(event_times_ms, words, tolerance_ms))


@mutant("up to tolerance_ms after the word's end")
def has_no_tolerance(event_times_ms, words, tolerance_ms):
    return _scores_by(event_times_ms, words, 0)


@mutant("return 3 things: precision, recall, f1")
def gives_f1_alone(event_times_ms, words, tolerance_ms):
    return _scores_by(event_times_ms, words, tolerance_ms)[2]


@mutant("as early as the word's start")
def wants_it_after_the_end(event_times_ms, words, tolerance_ms):
    return _scores_by(
        event_times_ms, words, tolerance_ms, fits=lambda t, w, tol: w[1] <= t <= w[1] + tol
    )


@mutant("just tolerance_ms after the word's end is in time")
def leaves_the_last_moment_out(event_times_ms, words, tolerance_ms):
    return _scores_by(
        event_times_ms, words, tolerance_ms, fits=lambda t, w, tol: w[0] <= t < w[1] + tol
    )


@mutant("an event before the word's start")
def is_tolerant_on_both_sides(event_times_ms, words, tolerance_ms):
    return _scores_by(
        event_times_ms, words, tolerance_ms, fits=lambda t, w, tol: w[0] - tol <= t <= w[1] + tol
    )


@mutant("tolerance_ms is an argument")
def has_its_own_tolerance(event_times_ms, words, tolerance_ms):
    return _scores_by(event_times_ms, words, 500)


@mutant("the second finds nothing")
def counts_every_event_that_fits(event_times_ms, words, tolerance_ms):
    hits = sum(any(_fits(t, w, tolerance_ms) for w in words) for t in event_times_ms)
    found = sum(any(_fits(t, w, tolerance_ms) for t in event_times_ms) for w in words)
    precision = hits / len(event_times_ms) if len(event_times_ms) else 1.0
    recall = found / len(words) if words else 1.0
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


@mutant("one event found two words")
def uses_an_event_twice(event_times_ms, words, tolerance_ms):
    found = sum(any(_fits(t, w, tolerance_ms) for t in event_times_ms) for w in words)
    return _scores(found, len(event_times_ms), len(words))


@mutant("each word takes the earliest event")
def takes_the_latest_event(event_times_ms, words, tolerance_ms):
    return _scores_by(event_times_ms, words, tolerance_ms, choose=max)


@mutant("no events: precision is 1")
def calls_no_events_wrong(event_times_ms, words, tolerance_ms):
    precision, recall, f1 = _scores_by(event_times_ms, words, tolerance_ms)
    return precision if len(event_times_ms) else 0.0, recall, f1


@mutant("no words: recall is 1")
def calls_no_words_missed(event_times_ms, words, tolerance_ms):
    precision, recall, f1 = _scores_by(event_times_ms, words, tolerance_ms)
    return precision, recall if words else 0.0, f1


@mutant("neither events nor words")
def calls_nothing_at_all_wrong(event_times_ms, words, tolerance_ms):
    if not len(event_times_ms) and not words:
        return 1.0, 1.0, 0.0
    return _scores_by(event_times_ms, words, tolerance_ms)


@mutant("sort the words by their ends")
def takes_words_as_they_come(event_times_ms, words, tolerance_ms):
    found = _pair(sorted(event_times_ms), words, tolerance_ms)
    return _scores(found, len(event_times_ms), len(words))


@mutant("events come in any order")
def takes_events_as_they_come(event_times_ms, words, tolerance_ms):
    ordered = sorted(words, key=lambda word: word[1])
    found = _pair(list(event_times_ms), ordered, tolerance_ms)
    return _scores(found, len(event_times_ms), len(words))


@mutant("changes its argument")
def sorts_in_place(event_times_ms, words, tolerance_ms):
    if isinstance(event_times_ms, list):
        event_times_ms.sort()
    return _scores_by(event_times_ms, words, tolerance_ms)


@mutant("count the events before you take away")
def takes_events_away_before_it_counts(event_times_ms, words, tolerance_ms):
    free = sorted(event_times_ms)
    found = _pair(free, sorted(words, key=lambda word: word[1]), tolerance_ms)
    precision = found / len(free) if free else 1.0
    recall = found / len(words) if words else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall or 1)


@mutant("sort the words by their ends")
def sorts_words_by_their_starts(event_times_ms, words, tolerance_ms):
    found = _pair(sorted(event_times_ms), sorted(words), tolerance_ms)
    return _scores(found, len(event_times_ms), len(words))


@mutant("not the one nearest to its end")
def takes_the_nearest_event(event_times_ms, words, tolerance_ms):
    free, found = sorted(event_times_ms), 0
    for word in sorted(words, key=lambda word: word[1]):
        hits = [time for time in free if _fits(time, word, tolerance_ms)]
        if hits:
            free.remove(min(hits, key=lambda time: abs(time - word[1])))
            found += 1
    return _scores(found, len(event_times_ms), len(words))


@mutant("a set keeps one of them")
def makes_a_set_of_events(event_times_ms, words, tolerance_ms):
    return _scores_by(set(event_times_ms), words, tolerance_ms)


@mutant("not found / all of them")
def takes_a_jaccard_index_for_f1(event_times_ms, words, tolerance_ms):
    found = _found(event_times_ms, words, tolerance_ms)
    precision, recall, f1 = _scores(found, len(event_times_ms), len(words))
    return precision, recall, f1 / (2 - f1)


@mutant("0.33 is not a third")
def rounds(event_times_ms, words, tolerance_ms):
    return tuple(round(score, 2) for score in _scores_by(event_times_ms, words, tolerance_ms))


@mutant("looks through all events that are free")
def compares_pair_by_pair(event_times_ms, words, tolerance_ms):
    pairs = zip(sorted(event_times_ms), sorted(words, key=lambda word: word[1]), strict=False)
    found = sum(_fits(time, word, tolerance_ms) for time, word in pairs)
    return _scores(found, len(event_times_ms), len(words))


@mutant("may find another: keep it")
def throws_early_events_away(event_times_ms, words, tolerance_ms):
    free, found = sorted(event_times_ms), 0
    for word in sorted(words, key=lambda word: word[1]):
        free = [time for time in free if time >= word[0]]
        if free and _fits(free[0], word, tolerance_ms):
            free, found = free[1:], found + 1
    return _scores(found, len(event_times_ms), len(words))


@mutant("one event found two words")
def counts_words_up_to_the_number_of_events(event_times_ms, words, tolerance_ms):
    near = sum(any(_fits(t, w, tolerance_ms) for t in event_times_ms) for w in words)
    return _scores(min(near, len(event_times_ms)), len(event_times_ms), len(words))
