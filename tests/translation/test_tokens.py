import pytest

from course_utils.locales import parse_locale
from course_utils.translation.phrases import all_items, join_items, name_items
from course_utils.translation.vocabulary import detokenize, normalize, tokenize


@pytest.mark.parametrize(
    ("text", "language", "tokens"),
    [
        ("3\xa0heures, 20\u202fm et l\u2019été", "fr", "3 heures , 20 m et l\u2019 été"),
        ("Côte d'Ivoire", "fr", "Côte d' Ivoire"),
        ("kilowatt-heure (États-Unis)", "fr", "kilowatt-heure ( États-Unis )"),
        ("5. März", "de", "5 . März"),
        ("3 घंटे", "hi", "3 घंटे"),
        ("15公里和5月", "zh", "15 公 里 和 5 月"),
        ("15 公里", "zh_Hant", "15 ▁ 公 里"),
        ("", "en", ""),
        ("", "ja", ""),
    ],
)
def test_tokens(text, language, tokens):
    assert tokenize(text, language) == tuple(tokens.split())
    assert detokenize(tokenize(text, language), language) == normalize(text)


LANGUAGES = ["ar", "de", "el", "en", "es", "fa", "fr", "hi", "ja", "ko", "pt", "sv", "th", "zh"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_come_back_from_their_tokens(language):
    locale = parse_locale(language)
    names = [name for name, _ in name_items(all_items(), locale, locale).values()]
    lists = [normalize(join_items(names[i : i + 7], locale)) for i in range(0, len(names), 7)]
    for text in names + lists:
        assert detokenize(tokenize(text, language), language) == text


def test_direction_marks_and_spaces_are_normalized():
    assert normalize(" \u200f3\xa0km\u200e \t5 ") == "3 km 5"
