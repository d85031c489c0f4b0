"""Locales by name: whose words, orders and separators."""

from babel import Locale, UnknownLocaleError


def parse_locale(identifier: str) -> Locale:
    """Finds a locale in Babel: "fr", "pt_BR" or "zh-Hant".

    Raises:
        ValueError: Babel has none of this name.
    """
    try:
        return Locale.parse(identifier.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"Babel has no locale {identifier!r}") from error
