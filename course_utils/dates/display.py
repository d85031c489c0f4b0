"""A box to type a date into, and what a translator makes of it, at every keystroke."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from course_utils.dates.translate_date import DateTranslation
from course_utils.translation.date_html import confidence_words, date_html


@dataclass(frozen=True, repr=False)
class ShownDate:
    """What a notebook shows of one translation, or of the error instead of it.

    Attributes:
        text: As a plain line.
        html: As a picture.
    """

    text: str
    html: str

    def __repr__(self) -> str:
        """The plain line."""
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def live_translator(translate: Callable[[str], DateTranslation], text: str = "3 May 1979"):
    """Makes a box that translates what is typed into it.

    Args:
        translate: For instance `functools.partial(translate_date, translator)`. If it raises an
            error, that is shown.
        text: What the box holds at first.

    Returns:
        An ipywidgets `VBox` of a `Text` and an `HTML`. Where a page has no widgets, it shows as a
        `ShownDate` of the first text; where ipywidgets is not installed, it is one.
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
    """Translates a text, and never raises an error: it is shown in place of the date."""
    try:
        translation = translate(text)
        words = confidence_words(translation.confidence)
        return ShownDate(f"{text!r} is {translation.iso}, {words}", date_html(translation))
    except Exception as error:
        message = f"{type(error).__name__}: {error}".removesuffix(": ")
        return ShownDate(message, f"<pre>{escape(message)}</pre>")
