"""What is said, and how it is written: digits, strings of digits, numbers, months, letters.

A digit is written as a digit: "7". Whatever else is said is written as it is spelled: "seventeen".
"""

from babel.dates import get_month_names

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
"""How the digits 0 to 9 are said."""

NUMBERS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty"),
    *("ninety", "hundred", "thousand", "million"),
)
"""The words that numbers from ten on are made of."""

MONTHS = tuple(get_month_names(locale="en")[number].lower() for number in range(1, 13))

LETTERS = {
    **{"a": "ay", "b": "bee", "c": "see", "d": "dee", "e": "ee", "f": "eff", "g": "gee"},
    **{"h": "aitch", "i": "eye", "j": "jay", "k": "kay", "l": "ell", "m": "em", "n": "en"},
    **{"o": "oh", "p": "pea", "q": "cue", "r": "are", "s": "ess", "t": "tea", "u": "you"},
    **{"v": "vee", "w": "double you", "x": "ex", "y": "why", "z": "zee"},
}
"""A letter and a word that sounds like its name: engines read a lone "a" as the article."""

VOCABULARY = {
    "number": {word: word for word in NUMBERS},
    "month": {word: word for word in MONTHS},
    "letter": LETTERS,
}
"""For each kind of word how it is written -> how it is said."""


def say_digits(digits: str, between: str = " ") -> str:
    """Returns how a string of digits is said: "371" as "three seven one".

    Args:
        digits: Characters 0 to 9.
        between: Stands between the words; ", " for a short pause.

    Raises:
        ValueError: There is no digit, or something that is none.
    """
    if not digits or not set(digits) <= set("0123456789"):
        raise ValueError(f"a string of digits holds 0 to 9 and nothing else, got {digits!r}")
    return between.join(DIGITS[int(digit)] for digit in digits)
