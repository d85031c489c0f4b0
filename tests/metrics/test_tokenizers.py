import pytest
import sacrebleu

from course_utils.metrics.bleu_statistics import TOKENIZERS, find_tokenizer, pair_sentences

TEXTS = [
    "Hello, world! It's 3.5 km.",
    "  two  spaces \t",
    "",
    "你好,世界 abc",
    "l'heure - «été» &quot;",
]


@pytest.mark.parametrize("name", TOKENIZERS)
def test_they_are_sacrebleus(name):
    theirs = sacrebleu.BLEU(tokenize=name, force=True)
    for text in TEXTS:
        expected = theirs._preprocess_segment(text).split()
        assert list(find_tokenizer(name)(text)) == expected


def test_13a_and_char():
    assert find_tokenizer("13a")("20 minutes, please.") == ("20", "minutes", ",", "please", ".")
    assert find_tokenizer("char")("3 时") == ("3", "时")


def test_an_unknown_tokenizer():
    with pytest.raises(ValueError, match="'moses'; there are none, 13a, intl, zh, char"):
        find_tokenizer("moses")


def test_one_or_several_references():
    a, b = ("a", "x"), ["b"]
    assert pair_sentences([a, b], [b, [a, b]]) == ([a, b], [[b], [a, b]])
    assert pair_sentences(["a x", "b"], ["b", ["a x", ""]], "none") == (
        [a, ("b",)],
        [[("b",)], [a, ()]],
    )
    assert pair_sentences([[]], [[[]]]) == ([[]], [[[]]])
    assert pair_sentences([(5, 7)], [(5, 6)]) == ([(5, 7)], [[(5, 6)]])


@pytest.mark.parametrize(
    ("hypotheses", "references", "tokenize", "says"),
    [
        ([], [], None, "no hypotheses"),
        ([["a"], ["b"]], [["a"]], None, "2 hypotheses, but references for 1"),
        ([["a"]], None, None, "1 hypotheses, but references for 0"),
        ([["a"], ["b"]], [["a"], []], None, "no reference for hypothesis 1"),
        (["a"], [[]], "none", "no reference for hypothesis 0"),
        (["a b"], ["a b"], None, r"hypothesis 0 is text: name its tokenizer \(none, 13a"),
        ([["a"]], ["a b"], None, "a reference of hypothesis 0 is text"),
        ([["a"]], [["a"]], "13a", "hypothesis 0 is no text"),
        (["a"], [[["a"]]], "13a", "a reference of hypothesis 0 is no text"),
        (["a"], ["a"], "14a", "no tokenizer is called '14a'"),
    ],
)
def test_sentences_that_do_not_fit(hypotheses, references, tokenize, says):
    with pytest.raises(ValueError, match=says):
        pair_sentences(hypotheses, references, tokenize)
