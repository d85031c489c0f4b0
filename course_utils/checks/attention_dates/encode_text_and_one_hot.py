"""Checks of notebook 04: characters as numbers, numbers as vectors."""

import numpy as np

from course_utils.checks.properties import (
    Property,
    Wrong,
    describe,
    expect,
    expect_type,
    expect_unchanged,
)

# The special tokens stand in the middle, where nobody can guess their ids.
TOKENS = [*" ,0123", "<pad>", *"amy", "<unk>", *"bi"]
VOCABULARY = {token: id_ for id_, token in enumerate(TOKENS)}
PAD, UNK = VOCABULARY["<pad>"], VOCABULARY["<unk>"]


def _ids(text):
    return [VOCABULARY.get(character, UNK) for character in text]


def _encode(encode_text, text, length):
    try:
        return encode_text(text, length, dict(VOCABULARY))
    except KeyError as error:
        raise Wrong(
            f"the vocabulary has no {error}, and your function stops: such a character is <unk>"
        ) from None


def each_character_becomes_its_id(encode_text):
    expect(
        _encode(encode_text, "12 may", 6),
        _ids("12 may"),
        "each character becomes vocabulary[character], in the order of the text",
        [
            (list("12 may"), "these are the characters themselves: take their ids"),
            (_ids("yam 21"), "the order is reversed: the first character comes first"),
            (sorted(_ids("12 may")), "the ids are sorted: keep the order of the text"),
            (_ids("12may"), "the space is lost: it is a character like any other"),
            ([*_ids("12may"), PAD], "the space is lost: it is a character like any other"),
            ([ord(c) for c in "12 may"], "these are Unicode's numbers: use the vocabulary's"),
            ([1, 2, *_ids(" may")], "a digit is a character, too: take its id, not its value"),
            ([_ids("12 may")], "one text is one row of ids (length,): there is no axis for texts"),
            (_ids("12 ma"), "one id too few: as many as `length` says"),
            (_ids("12 may") + [PAD] * 6, "fill up to `length`, not by `length`"),
            (
                [*_ids("12 "), UNK, UNK, UNK],
                "small letters became <unk>: the text is put in lower case",
            ),
        ],
    )
    expect(
        _encode(encode_text, "1, 2", 4),
        _ids("1, 2"),
        "a comma is a character like any other: it stays if the vocabulary has it",
        [
            ([*_ids("1 2"), PAD], "the comma is lost: the vocabulary has it, so it stays"),
            (_ids("1 2"), "the comma is lost: the vocabulary has it, so it stays"),
        ],
    )


def the_length_is_always_the_same(encode_text):
    expect(
        _encode(encode_text, "may", 6),
        _ids("may") + [PAD] * 3,
        "a short text is filled up behind with the id of <pad>",
        [
            (_ids("may"), "a short text stays short: fill up with the id of <pad>"),
            ([PAD] * 3 + _ids("may"), "the padding came first: it belongs behind the text"),
            (_ids("may") + [0] * 3, "0 is the id of a space here: look up <pad>"),
            (_ids("may") + [UNK] * 3, "this is <unk>: fill up with the id of <pad>"),
            (_ids("may") + [len(TOKENS) - 1] * 3, "<pad> need not be last: look its id up"),
            (
                [*_ids("may"), UNK, UNK, VOCABULARY["a"]],
                "the word '<pad>' was read letter by letter: take its id",
            ),
            (_ids("mayyyy"), "the last character was repeated: fill up with the id of <pad>"),
            ([*_ids("may"), PAD], "one <pad> is not enough: length - len(ids) of them"),
        ],
    )
    expect(
        _encode(encode_text, "21 may", 4),
        _ids("21 m"),
        "a long text is cut off behind: the first `length` characters stay",
        [
            (_ids("21 may"), "a long text stays long: cut it to `length` characters"),
            (_ids(" may"), "the beginning was cut off: the first characters stay"),
            ([*_ids("21 "), PAD], "<pad> is for short texts: a long one has none"),
        ],
    )
    expect(
        _encode(encode_text, "", 3),
        [PAD] * 3,
        "the empty text is nothing but <pad>: 3 of them here",
    )
    expect(
        _encode(encode_text, " 1  2 ", 7),
        [*_ids(" 1  2 "), PAD],
        "every space is a character that is read: in front, behind and twice",
        [
            ([*_ids("1  2"), *[PAD] * 3], "spaces in front and behind are lost: no strip"),
            ([*_ids("1 2"), *[PAD] * 4], "spaces are lost: no split and join"),
            ([*_ids(" 1 2 "), *[PAD] * 2], "of two spaces one is lost: each is a character"),
        ],
    )


def nothing_is_too_strange(encode_text):
    expect(
        _encode(encode_text, "1 May", 5),
        _ids("1 may"),
        "capital letters become small ones first: text.lower()",
        [
            (_ids("1 May"), "M became <unk>: put the text in lower case first"),
            ([*_ids("1 ay"), PAD], "M was left out: put the text in lower case first"),
        ],
    )
    one, two = VOCABULARY["1"], VOCABULARY["2"]
    last = len(TOKENS) - 1
    expect(
        _encode(encode_text, "1🎉2?", 5),
        [one, UNK, two, UNK, PAD],
        "a character that the vocabulary lacks becomes the id of <unk>, in its place",
        [
            (
                np.array([str(one), "<unk>", str(two), "<unk>", str(PAD)]),
                "the word '<unk>' stands among the numbers: take its id",
            ),
            ([one, two, PAD, PAD, PAD], "unknown characters were left out: they become <unk>"),
            ([one, PAD, two, PAD, PAD], "unknown characters became <pad>: they become <unk>"),
            ([one, 0, two, 0, PAD], "0 is the id of a space here: look up <unk>"),
            ([one, -1, two, -1, PAD], "no token has the id -1: unknown characters become <unk>"),
            ([one, last, two, last, PAD], "<unk> need not be last: look its id up"),
            ([UNK] * 5, "only the unknown characters become <unk>, not the whole text"),
            ([UNK, PAD, PAD, PAD, PAD], "what stood before an unknown character is lost"),
            (
                [one, len(TOKENS), two, len(TOKENS) + 1, PAD],
                "unknown characters get no new ids: the network knows those of the vocabulary",
            ),
        ],
    )
    expect(
        _encode(encode_text, "ß1á", 4),
        [UNK, one, UNK, PAD],
        "ß and á are characters that this vocabulary lacks: each becomes one <unk>",
        [
            (
                [UNK, UNK, one, UNK],
                "ß became ss: text.lower() leaves it as it is, casefold does not",
            ),
            ([UNK, one, VOCABULARY["a"], PAD], "á became a: accents stay, lower case is all"),
        ],
    )
    given = _encode(encode_text, "İi" * 9, 3)
    expect(
        given,
        _ids("i̇i"),
        "'İ'.lower() is two characters: put the text in lower case before you cut it",
    )
    expect(
        _encode(encode_text, "yb" * 5000, 2),
        _ids("yb"),
        "10,000 characters are cut like any long text",
    )


def ids_are_int32(encode_text):
    for text in ("1 may 2013", "", "1"):
        expect_type(
            encode_text(text, 5, dict(VOCABULARY)),
            np.int32,
            "ids are an int32 array: np.array(ids, dtype=np.int32)",
        )
    one, two = (encode_text(text, 5, dict(VOCABULARY)) for text in ("12 m", "21 m"))
    if np.array_equal(one, two):
        raise Wrong("other texts have other ids, and '12 m' and '21 m' got the same", describe(one))
    expect_unchanged(encode_text, "1? mayday", 5, dict(VOCABULARY))


def a_single_1_at_the_ids_place(one_hot):
    ids = np.array([2, 0, 3])
    expect(
        one_hot(ids, 4),
        [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1]],
        "row i has its 1 at place ids[i] and 0 everywhere else",
        [
            (np.eye(4)[[1, 3, 0]], "the vectors are reversed: the 1 is at the id's own place"),
            (np.eye(5)[ids + 1], "places count from 0: id 0 has its 1 in front"),
            (np.eye(4)[:, ids], "each column belongs to an id: each row should"),
            (np.tile([1, 0, 1, 1], (3, 1)), "every row has all the ones: row i has ids[i]'s alone"),
            (np.eye(4)[ids].sum(0), "the rows were added up: one vector for each id"),
            (1 - np.eye(4)[ids], "0 and 1 are exchanged"),
            (ids, "these are the ids themselves: a vector for each of them"),
            (np.zeros((3, 4)), "there is no 1 anywhere: put one at place ids[i] of row i"),
            (np.ones((3, 4)), "everything is 1: row i has a single 1, at place ids[i]"),
            (np.eye(4)[ids - 1], "places count from 0: id 0 has its 1 in front, not behind"),
            (np.tri(4)[ids], "each row has ones up to the id's place: only that place is 1"),
            (2 * np.eye(4)[ids] - 1, "the other places are 0, not -1"),
            (np.eye(5)[ids], "one place too many: ids 0 to n - 1 have n places"),
            (np.eye(4)[np.unique(ids)], "the ids were sorted: keep their order"),
            (np.eye(4)[ids] * ids[:, None], "the id itself stands in its place: it should be 1"),
        ],
    )
    expect(
        one_hot(np.array([1, 0, 1]), 5),
        np.eye(5)[[1, 0, 1]],
        "vectors have n places, also if no id is so large",
        [
            (np.eye(2)[[1, 0, 1]], "the vectors end with the largest id: they have n places"),
            (np.eye(5)[[1, 0]], "each id has a vector of its own, also if it comes again"),
            (np.eye(5)[[0, 1]], "each id has a vector of its own, also if it comes again"),
        ],
    )


def any_shape_of_ids(one_hot):
    ids = np.array([[3, 0, 1], [2, 2, 0]])
    vectors = np.eye(4)[ids]
    try:
        given = one_hot(ids, 4)
    except (IndexError, ValueError, TypeError) as error:
        mistake = "ids may have any shape, here (2, 3): index with all of `ids` at once"
        raise Wrong(mistake, f"{type(error).__name__}: {error}", "shape (2, 3, 4)") from None
    expect(
        given,
        vectors,
        "ids (2, 3) become vectors (2, 3, 4): the new axis is the last one",
        [
            (vectors.reshape(6, 4), "the ids were put in one row: keep their shape, (2, 3, 4)"),
            (vectors.reshape(2, 12), "the vectors of a row were joined: (2, 3, 4)"),
            (np.moveaxis(vectors, -1, 0), "the new axis came first: it is the last one"),
            (np.swapaxes(vectors, 1, 2), "the new axis is in the middle: it is the last one"),
            (vectors.max(axis=1), "only one vector for each row of ids: (2, 3, 4)"),
        ],
    )
    expect(
        one_hot(np.array([[1], [0]]), 2),
        [[[0, 1]], [[1, 0]]],
        "ids (2, 1) become vectors (2, 1, 2): an axis of length 1 is an axis, too",
        [
            (
                [[0, 1], [1, 0]],
                "an axis of length 1 is lost, as by np.squeeze and by Keras's to_categorical: "
                "(2, 1, 2)",
            ),
        ],
    )
    expect(
        one_hot(np.array(2), 3),
        [0, 0, 1],
        "a single id becomes a single vector (n,)",
        [([[0, 0, 1]], "a single id got an axis of its own: its vector is (n,)")],
    )
    given = one_hot(np.zeros((0, 30), int), 37)
    expect(given, np.zeros((0, 30, 37)), "no ids (0, 30) become no vectors (0, 30, 37)")


def vectors_are_float32(one_hot):
    expect_type(
        one_hot(np.array([[1, 0]]), 3),
        np.float32,
        "the network computes in float32: say dtype=np.float32",
    )
    one, two = one_hot(np.array([1]), 3), one_hot(np.array([2]), 3)
    if np.array_equal(one, two) or not np.isin(one, (0, 1)).all():
        raise Wrong("ids differ in the place of their 1, and all else is 0", describe(one))
    expect_unchanged(one_hot, np.array([1, 0, 2]), 3)


EXERCISES = {
    "encode_text": [
        Property("each character becomes its id", each_character_becomes_its_id),
        Property("short texts are padded, long ones cut", the_length_is_always_the_same),
        Property("capitals, emoji and other strangers", nothing_is_too_strange),
        Property("ids are int32, arguments stay as they were", ids_are_int32),
    ],
    "one_hot": [
        Property("a single 1, at the id's place", a_single_1_at_the_ids_place),
        Property("ids of any shape", any_shape_of_ids),
        Property("vectors are float32, ids stay as they were", vectors_are_float32),
    ],
}
