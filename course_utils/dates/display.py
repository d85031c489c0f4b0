"""A translated date on the screen: a drawing of its attention, HTML, and a box to type into.

The HTML needs no figure to be drawn, so it can change with every keystroke.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import numpy as np
from matplotlib.axes import Axes

from course_utils.dates.translator import DateTranslation
from course_utils.plots import BLUE, ORANGE

SURE, LIKELY = 0.9, 0.5
"""The least confidence of a translation that is called sure, and of one that is no guess."""

SHOWN = 0.1
"""The least weight that is written into its cell."""

WHITE_TEXT = 0.93
"""The least weight whose cell is so dark that white text has more contrast than black."""

CELL = "width:2em; line-height:1.8; padding:0; text-align:center; border:0"


def draw_attention(
    axes: Axes, alphas: np.ndarray, text: str, written: str, label: str = "weight"
) -> None:
    """Draws the weights of each step as a row over the characters of the text.

    Args:
        axes: Where to draw.
        alphas: (characters written, Tx), as from `attention_map`.
        text: The text that was read; the columns of padding behind it are labeled with a dot.
        written: The characters that were written, one for each row.
        label: What the colors are, from 0 to 1.

    Raises:
        ValueError: There are not as many rows as written characters.
    """
    if len(alphas) != len(written):
        raise ValueError(f"{len(written)} characters need as many rows, got {len(alphas)}")
    image = axes.imshow(alphas, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    columns = text[: alphas.shape[1]].ljust(alphas.shape[1], "·").replace(" ", "␣")
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(written)), written)
    axes.set(xlabel="text", ylabel="written")
    axes.figure.colorbar(image, ax=axes, label=label)


def date_html(translation: DateTranslation) -> str:
    """The ISO date, the confidence, and where the translator looked for each character.

    Args:
        translation: Its text may hold anything; it is escaped.

    Returns:
        A `<div>` with a table. It has a row for each character of the ISO date, and a column for
        each character that was read, in lower case. All padding behind the text shares one more
        column. The bluer a cell, the larger its weight.

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
    """A probability, 0 to 1, in percent and in words."""
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


@dataclass(frozen=True, repr=False)
class ShownDate:
    """One translation, or the error in its place, as a notebook shows it.

    Attributes:
        text: As a line of text.
        html: As HTML.
    """

    text: str
    html: str

    def __repr__(self) -> str:
        """The line of text."""
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def live_translator(translate: Callable[[str], DateTranslation], text: str = "3 May 1979"):
    """Makes a box that translates what is typed into it.

    Args:
        translate: For instance `functools.partial(translate_date, translator)`. If it raises an
            error, the error is shown.
        text: The first text in the box.

    Returns:
        An ipywidgets `VBox` of a `Text` and an `HTML`. On a page without widgets it looks like the
        `ShownDate` of the first text; without ipywidgets it is a `ShownDate`.
    """
    shown = show_date(translate, text)
    try:
        import ipywidgets
    except ImportError:
        return shown

    class LiveTranslator(ipywidgets.VBox):
        def _repr_mimebundle_(self, **options) -> dict:
            plain = {"text/plain": shown.text, "text/html": shown.html}
            return super()._repr_mimebundle_(**options) | plain

    wide = {"width": "420px"}
    box = ipywidgets.Text(text, description="a date", continuous_update=True, layout=wide)
    area = ipywidgets.HTML(shown.html)

    def update(change):
        area.value = show_date(translate, change.new).html

    box.observe(update, names="value")
    return LiveTranslator([box, area])


def show_date(translate: Callable[[str], DateTranslation], text: str) -> ShownDate:
    """Translates a text; an error is not raised, but shown in place of the date."""
    try:
        translation = translate(text)
        words = confidence_words(translation.confidence)
        return ShownDate(f"{text!r} is {translation.iso}, {words}", date_html(translation))
    except Exception as error:
        message = f"{type(error).__name__}: {error}".removesuffix(": ")
        return ShownDate(message, f"<pre>{escape(message)}</pre>")
