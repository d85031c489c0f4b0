"""Wrong answers: where in a written date its year, month and day stand."""

from functools import partial

from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)
PARTS = ("year", "month", "day")


def _text(pieces):
    return "".join(piece for _, piece in pieces)


def _walk(pieces):
    """Part, start and stop of each piece."""
    stop = 0
    for part, piece in pieces:
        start, stop = stop, stop + len(piece)
        yield part, start, stop


def _spans(pieces, parts=PARTS):
    spans = {}
    for part, start, stop in _walk(pieces):
        if part in parts:
            spans[part] = (spans.get(part, (start, stop))[0], stop)
    return spans


@mutant("join_pieces", "return text, spans")
def forgets_the_spans(pieces):
    return _text(pieces)


@mutant("join_pieces", "spaces were put between")
def joins_with_spaces(pieces):
    return " ".join(piece for _, piece in pieces), _spans(pieces)


@mutant("join_pieces", "what stands between is lost")
def skips_what_stands_between(pieces):
    named = [(part, piece) for part, piece in pieces if part]
    return _text(named), _spans(named)


@mutant("join_pieces", "join them into one text")
def keeps_a_list(pieces):
    return [piece for _, piece in pieces], _spans(pieces)


@mutant("join_pieces", "it must be one more")
def stops_at_the_last_character(pieces):
    return _text(pieces), {part: (a, b - 1) for part, (a, b) in _spans(pieces).items()}


@mutant("join_pieces", "these are (start, length)")
def gives_lengths(pieces):
    return _text(pieces), {part: (a, b - a) for part, (a, b) in _spans(pieces).items()}


@mutant("join_pieces", "places count from 0")
def counts_from_1(pieces):
    return _text(pieces), {part: (a + 1, b + 1) for part, (a, b) in _spans(pieces).items()}


@mutant("join_pieces", "take it before")
def takes_the_start_too_late(pieces):
    text, spans = "", {}
    for part, piece in pieces:
        text += piece
        if part in PARTS:
            spans[part] = (len(text), len(text) + len(piece))
    return text, spans


@mutant("join_pieces", "the spaces between were not counted")
def counts_parts_alone(pieces):
    return _text(pieces), _spans([(part, piece) for part, piece in pieces if part])


@mutant("join_pieces", "count characters, not pieces")
def counts_pieces(pieces):
    return _text(pieces), {part: (i, i + 1) for i, (part, _) in enumerate(pieces) if part in PARTS}


@mutant("join_pieces", "and the month was found")
def searches(pieces):
    text = _text(pieces)
    places = {part: (text.find(piece), len(piece)) for part, piece in pieces if part in PARTS}
    return text, {part: (start, start + n) for part, (start, n) in places.items()}


@mutant("join_pieces", "and the year was found")
def searches_from_behind(pieces):
    text = _text(pieces)
    places = {part: (text.rfind(piece), len(piece)) for part, piece in pieces if part in PARTS}
    return text, {part: (start, start + n) for part, (start, n) in places.items()}


@mutant("join_pieces", "the weekday has a span")
def spans_the_weekday(pieces):
    return _text(pieces), _spans(pieces, (*PARTS, "weekday"))


@mutant("join_pieces", "what stands between has a span")
def spans_what_stands_between(pieces):
    return _text(pieces), {part: (a, b) for part, a, b in _walk(pieces) if part != "weekday"}


@mutant("join_pieces", "spans are a dictionary")
def lists_the_spans(pieces):
    return _text(pieces), [(a, b) for part, a, b in _walk(pieces) if part in PARTS]


@mutant("join_pieces", "the weekday was not counted")
def forgets_the_weekday(pieces):
    if pieces and pieces[0][0] == "weekday":
        return _text(pieces), _spans(pieces[2:])
    return _text(pieces), _spans(pieces)


@mutant("join_pieces", "its span begins with the first")
def keeps_the_last_piece(pieces):
    return _text(pieces), {part: (a, b) for part, a, b in _walk(pieces) if part in PARTS}


@mutant("join_pieces", "its span ends with the last")
def keeps_the_first_piece(pieces):
    spans = {}
    for part, start, stop in _walk(pieces):
        if part in PARTS:
            spans.setdefault(part, (start, stop))
    return _text(pieces), spans


@mutant("join_pieces", "a part that does not come has no span")
def fills_missing_parts(pieces):
    spans = _spans(pieces)
    return _text(pieces), {part: spans.get(part, (0, 0)) for part in PARTS} if pieces else {}


@mutant("join_pieces", "changes its argument")
def takes_pieces_away(pieces):
    result = _text(pieces), _spans(pieces)
    pieces.clear()
    return result
