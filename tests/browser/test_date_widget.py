"""Types dates into the box of notebook 04, as a student does, with the shipped translator."""

from urllib.parse import urljoin

import nbformat
import numpy as np
import pytest
from playwright.sync_api import expect

from course_utils.dates.display import live_translator
from course_utils.dates.translator import DateTranslation
from tests.browser.test_study import cell_with, run
from tests.time_limits import limit_s

NOTEBOOK = "type_a_date.ipynb"
SLOWEST_START_MS = 1000 * limit_s(60)
SOURCE = """\
from functools import partial
from course_utils.dates.saved_models import load_date_translator
from course_utils.dates.display import live_translator
from course_utils.dates.translator import translate_date
live_translator(partial(translate_date, load_date_translator()), "3 May 1979")"""


def write_notebook(path, cell):
    metadata = {"kernelspec": {"name": "course", "display_name": "Course", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=metadata), path)


def open_notebook(page, address, name):
    """In a workspace of its own, where no other test has left a tab open."""
    page.goto(urljoin(address, f"/lab/workspaces/{name.partition('.')[0]}/tree/{name}"))
    expect(page.get_by_text("Course | Idle")).to_be_visible(timeout=SLOWEST_START_MS)


@pytest.fixture(scope="module")
def box(page, address, course):
    """The box, in a notebook of one cell that has been run."""
    write_notebook(course / NOTEBOOK, nbformat.v4.new_code_cell(SOURCE))
    open_notebook(page, address, NOTEBOOK)
    output = run(page, cell_with(page, "live_translator"))
    expect(output.locator("[data-mime-type*=stderr]")).to_have_count(0)
    box = output.get_by_role("textbox")
    expect(box).to_have_value("3 May 1979")
    return box


@pytest.fixture(scope="module")
def picture(page, box):
    return page.locator(".jp-OutputArea .course-date")


def type_over(page, box, text):
    box.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_the_first_date_is_there(picture, screenshot):
    expect(picture.locator(".iso")).to_have_text("1979-05-03")
    expect(picture.locator("thead")).to_have_text("3␣may␣1979behind")
    screenshot("date_1_first", around=picture)


def test_typing_changes_date_confidence_and_map(page, box, picture, screenshot):
    before = picture.locator("tbody").inner_html()
    type_over(page, box, "Saturday 7 March 2015")
    expect(picture.locator(".iso")).to_have_text("2015-03-07")
    expect(picture.locator(".confidence")).to_contain_text("I am sure")
    expect(picture.locator("thead")).to_have_text("saturday␣7␣march␣2015behind")
    assert picture.locator("tbody").inner_html() != before
    screenshot("date_2_typed", around=picture)


def test_each_keystroke_changes_the_picture(page, box, picture):
    type_over(page, box, "7 March 201")
    expect(picture.locator("thead th").nth(-2)).to_have_text("1")
    page.keyboard.type("9")
    expect(picture.locator("thead th").nth(-2)).to_have_text("9")
    expect(picture.locator(".iso")).to_have_text("2019-03-07")


def test_what_is_no_date_is_called_a_guess(page, box, picture, screenshot):
    type_over(page, box, "<b>hello</b> 😀")
    expect(picture.locator(".confidence")).to_contain_text("I am guessing")
    expect(picture.locator("thead")).to_have_text("<b>hello</b>␣😀behind")
    assert picture.locator("b").count() == 0
    screenshot("date_3_no_date", around=picture)


def test_nothing_typed_and_too_much_typed(page, box, picture, screenshot):
    box.fill("")
    expect(picture.locator("thead th")).to_have_text(["", "behind"])
    box.fill("on the third day of the merry month of May, 1979")
    expect(picture).to_contain_text("Only the first 40 characters were read.")
    screenshot("date_4_too_long", around=picture)


def test_a_widget_of_a_kernel_that_is_gone_shows_its_first_date(page, address, course, screenshot):
    live = live_translator(
        lambda text: DateTranslation(text, "1979-05-03", np.zeros(10), np.eye(10))
    )
    output = nbformat.v4.new_output("display_data", live._repr_mimebundle_())
    write_notebook(course / "saved_date.ipynb", nbformat.v4.new_code_cell("live", outputs=[output]))
    open_notebook(page, address, "saved_date.ipynb")
    saved = cell_with(page, "live").locator(".jp-OutputArea")
    expect(saved.get_by_text("1979-05-03")).to_be_visible()
    expect(saved.locator("tbody tr")).to_have_count(10)
    expect(saved.get_by_role("textbox")).to_have_count(0)
    screenshot("date_5_saved")
