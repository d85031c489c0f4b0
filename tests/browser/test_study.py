"""Studies notebook 01 as a new student would: start page, set-up, a right and a wrong answer."""

import json
import re

import pytest
from playwright.sync_api import expect

from course_utils.commands.solution import all_references
from course_utils.folders import repository
from tests.time_limits import limit_s

NOTEBOOK = "01_wavenet_data.ipynb"
WRONG = """\
def pcm_to_float(pcm):
    return (pcm / np.iinfo(pcm.dtype).max).astype(np.float32)
"""
ITS_MISTAKE = "with 32767 the lowest sample is below -1"


def cell_with(page, source):
    """The code cell of the notebook on top whose source matches a pattern."""
    cells = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell")
    return cells.filter(has=page.locator(".cm-content", has_text=source)).first


def run(page, cell):
    """Runs a cell with the keyboard and returns its output, once it has ended."""
    editor = cell.locator(".cm-content")
    editor.scroll_into_view_if_needed()
    editor.click()
    page.keyboard.press("Control+Enter")
    prompt = cell.locator(".jp-InputPrompt")
    expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=1000 * limit_s(120))
    return cell.locator(".jp-OutputArea")


def answer(page, cell, source):
    """Types an answer over all that the cell holds, and runs it."""
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    return run(page, cell)


@pytest.fixture(scope="module")
def notebook(page):
    """The student's notebook, opened by its link on the start page, its set-up cell run."""
    page.get_by_role("link", name="do it yourself").first.click()
    page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell")
    expect(page.get_by_text("Course | Idle")).to_be_visible(timeout=1000 * limit_s(60))
    return page


def test_the_start_page_is_rendered(page, screenshot):
    start = page.locator(".jp-MarkdownViewer")
    expect(start.get_by_role("heading", level=1)).to_be_visible()
    expect(start.get_by_role("link", name="do it yourself").first).to_be_visible()
    expect(start.get_by_role("link", name="read it worked out").first).to_be_visible()
    assert page.locator(".jp-toast-message, .jp-Dialog").count() == 0
    screenshot("1_start_page")


def test_the_link_opens_the_students_notebook(notebook, screenshot):
    assert notebook.url.endswith(f"/lab/tree/workspace/{NOTEBOOK}")
    screenshot("2_notebook")


def test_the_set_up_cell_names_the_device(notebook):
    output = run(notebook, cell_with(notebook, "show_device"))
    expect(output).to_contain_text(re.compile(r"Keras \S+ on \w+, device: \w+"))
    expect(output.locator("[data-mime-type*=stderr]")).to_have_count(0)


def test_an_unwritten_answer_is_told_so(notebook):
    run(notebook, cell_with(notebook, "def pcm_to_float"))
    output = run(notebook, cell_with(notebook, re.compile(r"check\(pcm_to_float\)")))
    expect(output.locator("table.course-check tr.fail").first).to_contain_text("not written yet")


def test_a_right_answer_turns_the_check_green(notebook, screenshot):
    right = all_references()["pcm_to_float"].reference
    answer(notebook, cell_with(notebook, "def pcm_to_float"), right)
    output = run(notebook, cell_with(notebook, re.compile(r"check\(pcm_to_float\)")))
    expect(output.locator("table.course-check tr.pass").first).to_be_visible()
    expect(output.locator("table.course-check tr.fail")).to_have_count(0)
    screenshot("3_right_answer", around=output)


def test_a_wrong_answer_says_what_is_wrong(notebook, screenshot):
    answer(notebook, cell_with(notebook, "def pcm_to_float"), WRONG)
    output = run(notebook, cell_with(notebook, re.compile(r"check\(pcm_to_float\)")))
    wrong = output.locator("table.course-check tr.fail").filter(has_text=ITS_MISTAKE)
    expect(wrong.first).to_be_visible()
    screenshot("4_wrong_answer", around=output)


def test_answers_to_questions_are_folded_until_they_are_asked_for(notebook, screenshot):
    questions = notebook.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-MarkdownOutput details")
    question = questions.first
    answer = question.locator("p")
    expect(question.locator("summary")).to_be_attached()
    expect(answer).to_be_hidden()
    question.locator("summary").click()
    expect(answer).to_be_visible()
    screenshot("5_question", around=question)


def test_the_points_are_kept_and_the_notebook_is_the_students(notebook, course):
    notebook.keyboard.press("Escape")
    notebook.keyboard.press("Control+s")
    saved = course / "workspace" / NOTEBOOK
    expect(notebook.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    sources = ["".join(cell["source"]) for cell in json.loads(saved.read_text("utf-8"))["cells"]]
    assert WRONG.strip() in [source.strip() for source in sources]
    points = json.loads((course / "workspace/.course/points/pcm_to_float.json").read_text("utf-8"))
    assert 0 < points["earned"] < 5


def test_the_worked_out_notebook_shows_its_figures_and_sounds(page, course, screenshot):
    page.get_by_role("tab", name="START.md").click()
    page.get_by_role("link", name="read it worked out").first.click()
    read = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    expect(read.locator(".jp-OutputArea img").first).to_be_attached()
    sound = read.locator(".jp-OutputArea audio").first
    expect(sound).to_be_attached()
    assert sound.evaluate("audio => audio.controls && audio.innerHTML.includes('data:audio/')")
    expect(read.locator("table.course-check").first).to_be_attached()
    screenshot("6_worked_out", around=sound)
    run(page, cell_with(page, "show_device"))
    source = repository() / "notebooks" / NOTEBOOK
    assert (course / "notebooks" / NOTEBOOK).read_bytes() == source.read_bytes()
