"""A translated date as HTML: no figure to draw, so that it can change with every keystroke."""

from html import escape

import numpy as np

from course_utils.dates.translate_date import DateTranslation
from course_utils.plots import BLUE, ORANGE

SURE, LIKELY = 0.9, 0.5
"""Confidence from which a translation is called sure, and below which it is called a guess."""

SHOWN = 0.1
"""Weights from here on are written into their cells."""

WHITE_TEXT = 0.93
"""Weights from here on have a cell so dark that white is read more easily on it than black."""

CELL = "width:2em; line-height:1.8; padding:0; text-align:center; border:0"


def date_html(translation: DateTranslation) -> str:
    """The ISO date, the confidence, and where the translator looked for each character.

    Args:
        translation: Its text may hold anything; it is escaped.

    Returns:
        A `<div>` with a table: a row for each character of the ISO date; a column for each
        character that was read, in lower case as the translator reads it, and, if there was room
        left behind the text, one for all of that. The bluer a cell, the larger its weight.

    Raises:
        ValueError: There is not one row of weights for each character of the ISO date.
    """
    color = BLUE if translation.confidence >= LIKELY else ORANGE
    return (
        f'<div class="course-date" style="border-left:6px solid {color}; padding-left:12px">'
        f'<div class="iso" style="font-size:2em; line-height:1.4">{escape(translation.iso)}</div>'
        f'<div class="confidence">{confidence_words(translation.confidence)}</div>'
        f"{_attention_table(translation)}{_cut_off(translation)}</div>"
    )


def confidence_words(confidence: float) -> str:
    """A probability, 0 to 1, as percent and in words."""
    word = "I am guessing"
    if confidence >= LIKELY:
        word = "I am sure" if confidence >= SURE else "probably"
    return f"{_percent(confidence)} confident: {word}"


def cell_colors(weight: float) -> tuple[str, str]:
    """Background and text of a cell for a weight of 0, white, to 1, blue."""
    weight = min(weight, 1.0)
    mixed = bytes(round(255 + (part - 255) * weight) for part in bytes.fromhex(BLUE[1:]))
    return f"#{mixed.hex()}", "#fff" if weight >= WHITE_TEXT else "#000"


def _percent(confidence: float) -> str:
    if confidence > 0.99:
        return "over 99%"
    return "under 1%" if confidence < 0.01 else f"{confidence:.0%}"


def _attention_table(translation: DateTranslation) -> str:
    weights = translation.alphas
    names = [_visible(character) for character in translation.text.lower()[: weights.shape[1]]]
    if len(names) < weights.shape[1]:
        behind = weights[:, len(names) :].sum(axis=1, keepdims=True)
        weights = np.hstack([weights[:, : len(names)], behind])
        names.append("<i>behind</i>")
    heads = "".join(f'<th style="{CELL}; font-weight:normal">{name}</th>' for name in names)
    rows = "".join(
        f'<tr><th style="{CELL}">{escape(written)}</th>{"".join(map(_cell, row))}</tr>'
        for written, row in zip(translation.iso, weights.tolist(), strict=True)
    )
    return (
        '<div style="overflow-x:auto">'
        '<table style="border-collapse:collapse; margin:8px 0; font-size:11px">'
        f"<thead><tr><th></th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        "<div>Attention in percent: a row for each character written, a column for each one read "
        "and one for the room behind.</div>"
    )


def _visible(character: str) -> str:
    if character.isspace():
        return "␣"
    return escape(character) if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _cell(weight: float) -> str:
    background, text = cell_colors(weight)
    number = f"{100 * weight:.0f}" if weight >= SHOWN else ""
    return f'<td style="{CELL}; background:{background}; color:{text}">{number}</td>'


def _cut_off(translation: DateTranslation) -> str:
    Tx = translation.alphas.shape[1]
    too_long = len(translation.text.lower()) > Tx
    return f"<div>Only the first {Tx} characters were read.</div>" if too_long else ""
