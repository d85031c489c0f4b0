"""What is said, and how it is written: digits, strings of digits, numbers, months, letters.

A digit is written as a digit: "7". Whatever else is said is written as it is spelled: "seventeen".
The names of months are those of the Unicode CLDR, whose rules to spell numbers Babel does not hold.
"""

from babel.dates import get_month_names

DIGITS = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
}
"""For each language how the digits 0 to 9 are said."""

NUMBERS = {
    "en": (
        *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
        *("eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy"),
        *("eighty", "ninety", "hundred", "thousand", "million"),
    ),
    "es": (
        *("diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete"),
        *("dieciocho", "diecinueve", "veinte", "treinta", "cuarenta", "cincuenta", "sesenta"),
        *("setenta", "ochenta", "noventa", "cien", "mil", "millón"),
    ),
}
"""For each language 10 to 20, the other tens, 100, 1,000 and a million."""

LETTERS = {
    "en": {
        **{"a": "ay", "b": "bee", "c": "see", "d": "dee", "e": "ee", "f": "eff", "g": "gee"},
        **{"h": "aitch", "i": "eye", "j": "jay", "k": "kay", "l": "ell", "m": "em", "n": "en"},
        **{"o": "oh", "p": "pea", "q": "cue", "r": "are", "s": "ess", "t": "tea", "u": "you"},
        **{"v": "vee", "w": "double you", "x": "ex", "y": "why", "z": "zee"},
    },
    "es": {
        **{"a": "a", "b": "be", "c": "ce", "d": "de", "e": "e", "f": "efe", "g": "ge"},
        **{"h": "hache", "i": "i", "j": "jota", "k": "ka", "l": "ele", "m": "eme", "n": "ene"},
        **{"ñ": "eñe", "o": "o", "p": "pe", "q": "cu", "r": "erre", "s": "ese", "t": "te"},
        **{"u": "u", "v": "uve", "w": "uve doble", "x": "equis", "y": "ye", "z": "zeta"},
    },
}
"""A letter and how it is said: in English a word that sounds like its name, since engines read a
lone "a" as the article; in Spanish its name (Real Academia Española, "Ortografía de la lengua
española", 2010)."""


def months(language: str) -> tuple[str, ...]:
    """The names of the months, in lower case."""
    names = get_month_names(locale=language)
    return tuple(names[number].lower() for number in range(1, 13))


VOCABULARY = {
    language: {
        "number": {word: word for word in NUMBERS[language]},
        "month": {word: word for word in months(language)},
        "letter": LETTERS[language],
    }
    for language in DIGITS
}
"""For each language and kind of word how it is written -> how it is said."""


def say_digits(digits: str, between: str = " ", language: str = "en") -> str:
    """Returns how a string of digits is said: "371" as "three seven one".

    Args:
        digits: Characters 0 to 9.
        between: Stands between the words; ", " for a short pause.
        language: One of DIGITS.

    Raises:
        ValueError: There is no digit, or something that is none.
    """
    if not digits or not set(digits) <= set("0123456789"):
        raise ValueError(f"a string of digits holds 0 to 9 and nothing else, got {digits!r}")
    return between.join(DIGITS[language][int(digit)] for digit in digits)
