import pytest

from course_utils.locales import parse_locale


@pytest.mark.parametrize(("name", "found"), [("fr", "fr"), ("pt-BR", "pt_BR"), ("zh_Hant", None)])
def test_locales_are_found(name, found):
    assert str(parse_locale(name)) == (found or name)


@pytest.mark.parametrize("name", ["xx", "klingon", "", "fr_XX1"])
def test_an_unknown_locale_is_named(name):
    with pytest.raises(ValueError, match=f"no locale '{name}'"):
        parse_locale(name)
