import json
import re
import sys
import time
from html.parser import HTMLParser

import numpy as np
import pytest

from course_utils import plots
from course_utils.dates.display import (
    ShownDate,
    cell_colors,
    confidence_words,
    date_html,
    draw_attention,
    live_translator,
    show_date,
)
from course_utils.dates.translator import DateTranslation
from course_utils.plots import BLUE, ORANGE

TX = 12
READABLE = 4.5  # contrast of text that WCAG 2.2 asks for, level AA


def translation_of(text, iso="1979-05-03", confidence=0.75, alphas=None):
    """Looks at the character of its own number, unless told where."""
    alphas = np.eye(10, TX) if alphas is None else alphas
    return DateTranslation(text, iso, np.log(np.full(10, confidence**0.1)), alphas)


def test_columns_are_the_text_and_rows_what_was_written():
    alphas = np.eye(3, 6)
    (axes,) = plots.row()
    draw_attention(axes, alphas, "1 May", "abc")
    assert [label.get_text() for label in axes.get_xticklabels()] == [*"1␣May·"]
    assert [label.get_text() for label in axes.get_yticklabels()] == [*"abc"]
    np.testing.assert_array_equal(axes.images[0].get_array(), alphas)


def test_a_long_text_is_cut_as_the_translator_cuts_it():
    (axes,) = plots.row()
    draw_attention(axes, np.eye(2, 4), "abcdefgh", "12")
    assert len(axes.get_xticks()) == 4


def test_other_rows_are_refused():
    (axes,) = plots.row()
    with pytest.raises(ValueError, match="10 characters need as many rows, got 2"):
        draw_attention(axes, np.eye(2, 4), "a", "2000-01-01")


class Table(HTMLParser):
    """The texts of a table's cells, row by row, and how often each tag was opened."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.tags = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def heads(html):
    return Table(html).rows[0][1:]


def test_the_date_and_the_confidence_are_shown():
    html = date_html(translation_of("3 May 1979"))
    assert ">1979-05-03</div>" in html
    assert "75% confident: probably" in html


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "over 99% confident: I am sure"),
        (0.9, "90% confident: I am sure"),
        (0.89, "89% confident: probably"),
        (0.5, "50% confident: probably"),
        (0.49, "49% confident: I am guessing"),
        (1e-9, "under 1% confident: I am guessing"),
        (0.0, "under 1% confident: I am guessing"),
    ],
)
def test_a_confidence_in_words(confidence, words):
    assert confidence_words(confidence) == words


def test_a_guess_has_another_color():
    guess, sure = (date_html(translation_of("3 May", confidence=c)) for c in (0.2, 0.95))
    assert ORANGE in guess
    assert ORANGE not in sure
    assert f"solid {BLUE}" in sure


def test_rows_are_written_characters_and_columns_are_read_ones():
    rows = Table(date_html(translation_of("3 May 1979"))).rows
    assert rows[0] == ["", *"3␣may␣1979", "behind"]
    assert "".join(row[0] for row in rows[1:11]) == "1979-05-03"
    assert {len(row) for row in rows} == {1 + 10 + 1}


def test_weights_are_percent_and_small_ones_are_left_out():
    alphas = np.zeros((10, TX))
    alphas[:, :3] = 0.874, 0.1, 0.026
    assert Table(date_html(translation_of("3 May 1979", alphas=alphas))).rows[1][1:4] == [
        "87",
        "10",
        "",
    ]


def test_what_is_behind_the_text_is_one_column():
    html = date_html(translation_of("3 May", alphas=np.full((10, TX), 1 / TX)))
    assert [row[-1] for row in Table(html).rows[1:10]] == ["58"] * 9


def test_cells_go_from_white_to_blue():
    assert cell_colors(0.0)[0] == "#ffffff"
    assert cell_colors(1.0)[0] == cell_colors(1.0000002)[0] == BLUE
    reds = [bytes.fromhex(cell_colors(weight)[0][1:])[0] for weight in np.linspace(0, 1, 50)]
    assert reds == sorted(reds, reverse=True)


@pytest.mark.parametrize("weight", np.linspace(0, 1, 101))
def test_every_cell_can_be_read(weight):
    background, text = cell_colors(weight)
    on, of = luminance(background), luminance("#" + 2 * text[1:])
    darker, lighter = sorted([on, of])
    assert (lighter + 0.05) / (darker + 0.05) >= READABLE


def luminance(color):
    """Relative luminance of sRGB, as WCAG defines it."""
    parts = np.array(list(bytes.fromhex(color[1:]))) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b>", "&amp;", "\"'><br/>"])
def test_what_is_typed_is_escaped(text):
    alphas = np.full((10, 40), 1 / 40)
    table = Table(date_html(translation_of(text, iso=text[:1] * 10, alphas=alphas)))
    assert table.rows[0][1:-1] == list(text)
    assert set(table.tags) == {"div", "table", "thead", "tbody", "tr", "th", "td", "i"}


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Thursday, 3 May 1979", [*"thursday,␣3␣"]),
        ("May 13, 1979", [*"may␣13,␣1979"]),
        ("😀\t\x00\u200b年", [*"😀␣��年", "behind"]),
        ("İ3", ["i", "\u0307", "3", "behind"]),
        ("", ["behind"]),
    ],
    ids=["too long", "just the length", "emoji and unseen", "two in lower case", "empty"],
)
def test_columns_are_the_characters_that_were_read(text, columns):
    html = date_html(translation_of(text))
    assert heads(html) == columns
    assert (f"Only the first {TX} characters were read" in html) == (len(text) > TX)


def test_a_map_of_other_height_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        date_html(translation_of("3 May", alphas=np.eye(9, TX)))


def test_html_is_quick_enough_for_every_keystroke():
    translation = translation_of("x" * 40, alphas=np.full((10, 40), 1 / 40))
    fastest_s = min(seconds(date_html, translation) for _ in range(5))
    assert fastest_s < 0.02


def seconds(function, argument):
    start = time.process_time()
    function(argument)
    return time.process_time() - start


def fail(text):
    raise ValueError(f"cannot read {text!r}")


def unwritten(text):
    raise NotImplementedError()


def test_an_error_is_shown():
    shown = show_date(fail, "3 <May>")
    assert shown.text == "ValueError: cannot read '3 <May>'"
    assert shown._repr_html_() == "<pre>ValueError: cannot read &#x27;3 &lt;May&gt;&#x27;</pre>"
    assert repr(show_date(unwritten, "3 May")) == "NotImplementedError"
    assert "'NoneType' object has no attribute" in show_date(lambda text: None, "3 May").text


@pytest.fixture
def widgets():
    return pytest.importorskip("ipywidgets")


def year_of(text):
    """Reads a text's last word as a year, and raises an error where that is none."""
    return translation_of(text, iso=f"{int(text.split()[-1]):04}-05-03")


def test_the_picture_follows_what_is_typed(widgets):
    live = live_translator(year_of, "3 May 1979")
    box, area = live.children
    assert isinstance(live, widgets.VBox)
    assert box.continuous_update
    assert ">1979-05-03<" in area.value
    box.value = "3 May 2004"
    assert ">2004-05-03<" in area.value
    assert heads(area.value)[-5:] == [*"2004", "behind"]


def test_after_an_error_typing_goes_on(widgets):
    box, area = live_translator(year_of, "3 May 1979").children
    box.value = "3 May 19x"
    assert area.value.startswith("<pre>ValueError")
    box.value = ""
    assert area.value == "<pre>IndexError: list index out of range</pre>"
    box.value = "3 May 1990"
    assert ">1990-05-03<" in area.value


def test_two_boxes_are_apart(widgets):
    one, other = live_translator(year_of, "1979"), live_translator(year_of, "1980")
    one.children[0].value = "1990"
    assert ">1990-05-03<" in one.children[1].value
    assert ">1980-05-03<" in other.children[1].value


def test_a_page_without_widgets_shows_the_first_text(widgets):
    bundle = live_translator(year_of, "3 May 1979")._repr_mimebundle_()
    shown = show_date(year_of, "3 May 1979")
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"] == shown.html
    assert bundle["text/plain"] == "'3 May 1979' is 1979-05-03, 75% confident: probably"
    json.dumps(bundle)


def test_without_ipywidgets_it_is_a_plain_cell(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    plain = live_translator(year_of, "3 May 1979")
    assert isinstance(plain, ShownDate)
    assert repr(plain) == "'3 May 1979' is 1979-05-03, 75% confident: probably"
    assert re.search("1979-05-03.*<table", plain._repr_html_())
    assert repr(live_translator(fail)) == "ValueError: cannot read '3 May 1979'"
