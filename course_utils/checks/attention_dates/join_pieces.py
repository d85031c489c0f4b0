"""Checks of notebook 04: where in a written date its year, month and day stand."""

from course_utils.checks.properties import Property, expect, expect_unchanged

DATE = [("day", "5"), ("", " "), ("month", "April"), ("", " "), ("year", "2009")]
SAME = [("month", "5"), ("", "/"), ("day", "5"), ("", "/"), ("year", "05")]
NAMED = [("weekday", "Sunday"), ("", ", "), *DATE]
ORDINAL = [("month", "May"), ("", " "), ("day", "21"), ("day", "st"), ("", ", "), ("year", "16")]


def _join(join_pieces, pieces):
    given = join_pieces(list(pieces))
    if not (isinstance(given, (tuple, list)) and len(given) == 2):
        expect(given, ("5", {"day": (0, 1)}), "give two things back: return text, spans")
    return given


def _spans(join_pieces, pieces):
    _, spans = _join(join_pieces, pieces)
    if not isinstance(spans, dict):
        expect(spans, {"day": (0, 1)}, "spans are a dictionary: part -> (start, stop)")
    return _pairs(spans)


def _pairs(spans):
    """A dictionary as sorted pairs, which `expect` compares part by part."""
    return tuple(sorted(spans.items()))


def texts_are_joined(join_pieces):
    for pieces, text in ((DATE, "5 April 2009"), (NAMED, "Sunday, 5 April 2009"), (SAME, "5/5/05")):
        words = [word for _, word in pieces]
        expect(
            _join(join_pieces, pieces)[0],
            text,
            "the text is all pieces, one behind the other, as they are",
            [
                (words, "these are the pieces themselves: join them into one text"),
                (" ".join(words), "spaces were put between: the pieces have their own"),
                ("".join(word for part, word in pieces if part), "what stands between is lost"),
                (text.lower(), "keep the upper and lower case"),
                (text[::-1], "the order is reversed"),
            ],
        )


def spans_cut_the_parts_out(join_pieces):
    spans = {"day": (0, 1), "month": (2, 7), "year": (8, 12)}
    between = "what stands between has a span: year, month and day alone do"
    expect(
        _spans(join_pieces, DATE),
        _pairs(spans),
        "text[start:stop] must be the part: start is how long the text was before the piece came",
        [
            (
                _pairs({"day": (0, 0), "month": (2, 6), "year": (8, 11)}),
                "stop is the last character's place: it must be one more, as in text[start:stop]",
            ),
            (
                _pairs({"day": (0, 1), "month": (2, 5), "year": (8, 4)}),
                "these are (start, length): give (start, stop)",
            ),
            (
                _pairs({"day": (1, 2), "month": (3, 8), "year": (9, 13)}),
                "places count from 0: everything is one too far to the right",
            ),
            (
                _pairs({"day": (1, 2), "month": (7, 12), "year": (12, 16)}),
                "start was taken after the piece was added: take it before",
            ),
            (
                _pairs({"day": (0, 1), "month": (1, 6), "year": (6, 10)}),
                "the spaces between were not counted",
            ),
            (
                _pairs({"day": (0, 1), "month": (2, 3), "year": (4, 5)}),
                "count characters, not pieces",
            ),
            *((_pairs(spans | {"": (start, 8)}), between) for start in (1, 7)),
        ],
    )


def equal_texts_and_other_parts(join_pieces):
    expect(
        _spans(join_pieces, SAME),
        _pairs({"day": (2, 3), "month": (0, 1), "year": (4, 6)}),
        "month and day may be the same text, here 5: count along, piece by piece",
        [
            (
                _pairs({"day": (0, 1), "month": (0, 1), "year": (4, 6)}),
                "the day was searched in the text, and the month was found: count along instead",
            ),
            (
                _pairs({"day": (5, 6), "month": (5, 6), "year": (4, 6)}),
                "the day was searched in the text, and the year was found: count along instead",
            ),
        ],
    )
    named = {"day": (8, 9), "month": (10, 15), "year": (16, 20)}
    expect(
        _spans(join_pieces, NAMED),
        _pairs(named),
        "the weekday moves all that comes after it, but has no span itself",
        [
            (
                _pairs(named | {"weekday": (0, 6)}),
                "the weekday has a span: year, month and day alone do",
            ),
            (
                _pairs({"day": (0, 1), "month": (2, 7), "year": (8, 12)}),
                "the weekday was not counted: it is in the text too",
            ),
        ],
    )


def a_part_in_two_pieces(join_pieces):
    expect(
        _spans(join_pieces, ORDINAL),
        _pairs({"day": (4, 8), "month": (0, 3), "year": (10, 12)}),
        "the day is 21 and st together: from where the first begins to where the last ends",
        [
            (
                _pairs({"day": (6, 8), "month": (0, 3), "year": (10, 12)}),
                "only the last piece of the day was kept: its span begins with the first",
            ),
            (
                _pairs({"day": (4, 6), "month": (0, 3), "year": (10, 12)}),
                "only the first piece of the day was kept: its span ends with the last",
            ),
        ],
    )
    expect(_spans(join_pieces, []), (), "no pieces have no spans")
    expect(
        _spans(join_pieces, [("year", "16")]),
        _pairs({"year": (0, 2)}),
        "a part that does not come has no span",
    )
    expect_unchanged(join_pieces, list(ORDINAL))


EXERCISES = {
    "join_pieces": [
        Property("the text is all pieces, one behind the other", texts_are_joined),
        Property("text[start:stop] is the part", spans_cut_the_parts_out),
        Property("equal texts, weekdays and what stands between", equal_texts_and_other_parts),
        Property("a part in two pieces, parts that are not there", a_part_in_two_pieces),
    ],
}
