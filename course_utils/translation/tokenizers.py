"""Sentences as BLEU compares them: tokens, with one or several references to each hypothesis."""

from collections.abc import Callable, Sequence

from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from sacrebleu.tokenizers.tokenizer_char import TokenizerChar
from sacrebleu.tokenizers.tokenizer_intl import TokenizerV14International
from sacrebleu.tokenizers.tokenizer_none import NoneTokenizer
from sacrebleu.tokenizers.tokenizer_zh import TokenizerZh

TOKENIZERS = {
    "none": NoneTokenizer,
    "13a": Tokenizer13a,
    "intl": TokenizerV14International,
    "zh": TokenizerZh,
    "char": TokenizerChar,
}
"""sacrebleu's tokenizers that need no further package and no download, by sacrebleu's names."""


def find_tokenizer(name: str) -> Callable[[str], tuple[str, ...]]:
    """A function from text to tokens.

    Args:
        name: "none" splits at spaces; "13a" also splits off punctuation, as the WMT campaigns do;
            "intl" does so in any script; "zh" splits Chinese characters; "char" all characters.

    Raises:
        ValueError: There is no such tokenizer.
    """
    if name not in TOKENIZERS:
        raise ValueError(f"no tokenizer is called {name!r}; there are {', '.join(TOKENIZERS)}")
    separate = TOKENIZERS[name]()
    return lambda text: tuple(separate(text.rstrip()).split())


def pair_sentences(
    hypotheses: Sequence, references: Sequence, tokenize: str | None = None
) -> tuple[list[Sequence], list[list[Sequence]]]:
    """Brings hypotheses and references into one form: tokens, and a list of references for each.

    Args:
        hypotheses: Lists or tuples of tokens, or texts if a tokenizer is named.
        references: `references[i]` is the reference of `hypotheses[i]`, of the same kind, or a list
            of several. An empty list holds no reference; the reference without tokens is `[[]]`.
        tokenize: A name from `TOKENIZERS` for texts, None for tokens.

    Returns:
        Hypotheses, and for each the list of its references.

    Raises:
        ValueError: There are no hypotheses, not as many references, none for one of them, texts
            without a tokenizer or tokens with one.
    """
    if not len(hypotheses):
        raise ValueError("no hypotheses: there is nothing to score")
    if references is None or len(hypotheses) != len(references):
        n_references = 0 if references is None else len(references)
        raise ValueError(
            f"{len(hypotheses)} hypotheses, but references for {n_references}: "
            "references[i] belongs to hypotheses[i]"
        )
    to_tokens = find_tokenizer(tokenize) if tokenize is not None else None
    tokens = [_tokens(given, to_tokens, "hypothesis", i) for i, given in enumerate(hypotheses)]
    paired = [_references(given, to_tokens, i) for i, given in enumerate(references)]
    return tokens, paired


def _references(given, to_tokens: Callable | None, i: int) -> list[Sequence]:
    several = [given] if _is_one(given, to_tokens) else given
    if not len(several):
        raise ValueError(f"no reference for hypothesis {i}")
    return [_tokens(one, to_tokens, "a reference of hypothesis", i) for one in several]


def _is_one(given, to_tokens: Callable | None) -> bool:
    """Whether this is a reference itself rather than a list of several."""
    if isinstance(given, str):
        return True
    return to_tokens is None and len(given) > 0 and not isinstance(given[0], (list, tuple))


def _tokens(sentence, to_tokens: Callable | None, name: str, i: int) -> Sequence:
    is_text = isinstance(sentence, str)
    if is_text and to_tokens is None:
        names = ", ".join(TOKENIZERS)
        raise ValueError(f"{name} {i} is text: name its tokenizer ({names}), or give tokens")
    if not is_text and to_tokens is not None:
        raise ValueError(f"{name} {i} is no text: tokens need no tokenizer")
    return to_tokens(sentence) if is_text else sentence
