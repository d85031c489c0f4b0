"""Wrong answers: characters as numbers, numbers as vectors."""

import unicodedata
from functools import partial

import numpy as np

from course_utils.backend import keras
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)


def _padded(ids, length, pad):
    return np.array(ids + [pad] * (length - len(ids)), np.int32)


def _lookup(text, vocabulary):
    return [vocabulary.get(c, vocabulary["<unk>"]) for c in text]


@mutant("encode_text", "take its id")
def puts_the_word_unk(text, length, vocabulary):
    """The exercise's `vocab.get(x, '<unk>')`."""
    ids = [vocabulary.get(c, "<unk>") for c in text.lower()[:length]]
    ids += [vocabulary["<pad>"]] * (length - len(ids))
    return np.array(ids) if "<unk>" in ids else np.array(ids, np.int32)


@mutant("encode_text", "the comma is lost")
def removes_commas(text, length, vocabulary):
    """The exercise's way, which suits its own data alone."""
    text = text.lower().replace(",", "")[:length]
    return _padded(_lookup(text, vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "the space is lost")
def splits_words(text, length, vocabulary):
    text = "".join(text.lower().split())[:length]
    return _padded(_lookup(text, vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "use the vocabulary's")
def takes_unicode(text, length, vocabulary):
    return _padded([ord(c) for c in text.lower()[:length]], length, vocabulary["<pad>"])


@mutant("encode_text", "a short text stays short")
def never_pads(text, length, vocabulary):
    return np.array(_lookup(text.lower()[:length], vocabulary), np.int32)


@mutant("encode_text", "it belongs behind the text")
def pads_in_front(text, length, vocabulary):
    ids = _lookup(text.lower()[:length], vocabulary)
    return np.array([vocabulary["<pad>"]] * (length - len(ids)) + ids, np.int32)


@mutant("encode_text", "look up <pad>")
def pads_with_0(text, length, vocabulary):
    return _padded(_lookup(text.lower()[:length], vocabulary), length, 0)


@mutant("encode_text", "this is <unk>")
def pads_with_unk(text, length, vocabulary):
    return _padded(_lookup(text.lower()[:length], vocabulary), length, vocabulary["<unk>"])


@mutant("encode_text", "<pad> need not be last")
def pads_with_the_last_id(text, length, vocabulary):
    return _padded(_lookup(text.lower()[:length], vocabulary), length, len(vocabulary) - 1)


@mutant("encode_text", "a long text stays long")
def never_cuts(text, length, vocabulary):
    return _padded(_lookup(text.lower(), vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "the first characters stay")
def keeps_the_end(text, length, vocabulary):
    return _padded(_lookup(text.lower()[-length:], vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "a long one has none")
def always_ends_with_pad(text, length, vocabulary):
    text = text.lower() if len(text) <= length else text.lower()[: length - 1]
    return _padded(_lookup(text[:length], vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "M became <unk>")
def forgets_lower_case(text, length, vocabulary):
    return _padded(_lookup(text[:length], vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "such a character is <unk>")
def stops_at_unknown_characters(text, length, vocabulary):
    ids = [vocabulary[c] for c in text.lower()[:length]]
    return _padded(ids, length, vocabulary["<pad>"])


@mutant("encode_text", "were left out")
def leaves_unknown_characters_out(text, length, vocabulary):
    ids = [vocabulary[c] for c in text.lower() if c in vocabulary][:length]
    return _padded(ids, length, vocabulary["<pad>"])


@mutant("encode_text", "became <pad>")
def hides_unknown_characters(text, length, vocabulary):
    ids = [vocabulary.get(c, vocabulary["<pad>"]) for c in text.lower()[:length]]
    return _padded(ids, length, vocabulary["<pad>"])


@mutant("encode_text", "0 is the id of a space here: look up <unk>")
def takes_0_for_unknown_characters(text, length, vocabulary):
    ids = [vocabulary.get(c, 0) for c in text.lower()[:length]]
    return _padded(ids, length, vocabulary["<pad>"])


@mutant("encode_text", "no token has the id -1")
def searches_with_find(text, length, vocabulary):
    tokens = list(vocabulary)
    ids = [tokens.index(c) if c in tokens else -1 for c in text.lower()[:length]]
    return _padded(ids, length, vocabulary["<pad>"])


@mutant("encode_text", "<unk> need not be last")
def takes_the_last_id_for_unknown_characters(text, length, vocabulary):
    ids = [vocabulary.get(c, len(vocabulary) - 1) for c in text.lower()[:length]]
    return _padded(ids, length, vocabulary["<pad>"])


@mutant("encode_text", "before you cut it")
def cuts_before_lower_case(text, length, vocabulary):
    return _padded(_lookup(text[:length].lower(), vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "ids are an int32 array")
def returns_int64(text, length, vocabulary):
    ids = _lookup(text.lower()[:length], vocabulary)
    return _padded(ids, length, vocabulary["<pad>"]).astype(np.int64)


@mutant("encode_text", "ids are an int32 array")
def returns_a_list(text, length, vocabulary):
    ids = _lookup(text.lower()[:length], vocabulary)
    return ids + [vocabulary["<pad>"]] * (length - len(ids))


@mutant("encode_text", "changes its argument")
def adds_to_the_vocabulary(text, length, vocabulary):
    ids = [vocabulary.setdefault(c, vocabulary["<unk>"]) for c in text.lower()[:length]]
    return _padded(ids, length, vocabulary["<pad>"])


@mutant("encode_text", "in front and behind are lost")
def strips_spaces(text, length, vocabulary):
    text = text.lower().strip()[:length]
    return _padded(_lookup(text, vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "no split and join")
def joins_words_by_one_space(text, length, vocabulary):
    text = " ".join(text.lower().split())[:length]
    return _padded(_lookup(text, vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "casefold does not")
def folds_case(text, length, vocabulary):
    return _padded(_lookup(text.casefold()[:length], vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "á became a")
def takes_accents_away(text, length, vocabulary):
    """As many a cleaning of texts does; the dot of 'İ' stays here."""
    letters = (unicodedata.normalize("NFD", c)[0] for c in text.lower())
    return _padded(_lookup(list(letters)[:length], vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "a digit is a character, too")
def takes_digits_as_numbers(text, length, vocabulary):
    text = text.lower()[:length]
    ids = [
        int(c) if c in "0123456789" else i
        for c, i in zip(text, _lookup(text, vocabulary), strict=True)
    ]
    return _padded(ids, length, vocabulary["<pad>"])


@mutant("encode_text", "was read letter by letter")
def adds_the_word_pad(text, length, vocabulary):
    text = (text.lower() + "<pad>" * length)[:length]
    return np.array(_lookup(text, vocabulary), np.int32)


@mutant("encode_text", "not the whole text")
def gives_up_at_an_unknown_character(text, length, vocabulary):
    text = text.lower()[:length]
    if any(c not in vocabulary for c in text):
        return np.full(length, vocabulary["<unk>"], np.int32)
    return _padded(_lookup(text, vocabulary), length, vocabulary["<pad>"])


@mutant("encode_text", "there is no axis for texts")
def adds_an_axis_for_texts(text, length, vocabulary):
    ids = _lookup(text.lower()[:length], vocabulary)
    return _padded(ids, length, vocabulary["<pad>"])[None]


@mutant("one_hot", "places count from 0")
def counts_from_1(ids, n):
    return np.eye(n + 1, dtype=np.float32)[ids + 1]


@mutant("one_hot", "every row has all the ones")
def marks_all_columns(ids, n):
    vectors = np.zeros((*ids.shape, n), np.float32)
    vectors[..., ids] = 1
    return vectors


@mutant("one_hot", "the rows were added up")
def counts_the_ids(ids, n):
    return np.bincount(ids.ravel(), minlength=n).astype(np.float32)


@mutant("one_hot", "each column belongs to an id")
def takes_columns(ids, n):
    return np.eye(n, dtype=np.float32)[:, ids]


@mutant("one_hot", "these are the ids themselves")
def converts_the_type(ids, n):
    return ids.astype(np.float32)


@mutant("one_hot", "it should be 1")
def puts_the_id_there(ids, n):
    return np.eye(n, dtype=np.float32)[ids] * ids[..., None]


@mutant("one_hot", "they have n places")
def ends_with_the_largest_id(ids, n):
    """As `keras.utils.to_categorical` does without `num_classes`."""
    return np.eye(ids.max() + 1, dtype=np.float32)[ids]


@mutant("one_hot", "also if it comes again")
def takes_each_id_once(ids, n):
    return np.eye(n, dtype=np.float32)[list(dict.fromkeys(ids.ravel().tolist()))]


@mutant("one_hot", "keep their shape")
def flattens(ids, n):
    return np.eye(n, dtype=np.float32)[ids.ravel()]


@mutant("one_hot", "it is the last one")
def puts_the_axis_first(ids, n):
    vectors = np.eye(n, dtype=np.float32)[ids]
    return vectors if ids.ndim == 1 else np.moveaxis(vectors, -1, 0)


@mutant("one_hot", "only one vector for each row")
def marks_all_of_a_row(ids, n):
    vectors = np.eye(n, dtype=np.float32)[ids]
    return vectors if ids.ndim == 1 else vectors.max(axis=-2)


@mutant("one_hot", "say dtype=np.float32")
def returns_float64(ids, n):
    return np.eye(n)[ids]


@mutant("one_hot", "say dtype=np.float32")
def returns_booleans(ids, n):
    return ids[..., None] == np.arange(n)


@mutant("one_hot", "changes its argument")
def flattens_in_place(ids, n):
    vectors = np.eye(n, dtype=np.float32)[ids]
    ids[...] = 0
    return vectors


@mutant("one_hot", "an axis of length 1 is lost")
def calls_keras(ids, n):
    """Keras takes an axis of length 1 at the end for the ids' own."""
    return keras.utils.to_categorical(ids, n).astype(np.float32)


@mutant("one_hot", "ids may have any shape")
def indexes_rows_by_their_number(ids, n):
    vectors = np.zeros((len(ids), n), np.float32)
    vectors[np.arange(len(ids)), ids] = 1
    return vectors


@mutant("one_hot", "not behind")
def subtracts_1(ids, n):
    return np.eye(n, dtype=np.float32)[ids - 1]


@mutant("one_hot", "ones up to the id's place")
def counts_up_to_the_id(ids, n):
    return np.tri(n, dtype=np.float32)[ids]


@mutant("one_hot", "a single id got an axis of its own")
def makes_ids_a_list_at_least(ids, n):
    return np.eye(n, dtype=np.float32)[np.atleast_1d(ids)]


@mutant("one_hot", "one place too many")
def leaves_room_for_n(ids, n):
    return np.eye(n + 1, dtype=np.float32)[ids]
