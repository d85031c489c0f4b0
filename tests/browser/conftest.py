"""A real browser on the JupyterLab that `course lab` starts, in a copy of the course."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.lab_server import course_lab
from tests.time_limits import limit_s

ROOT = Path(__file__).parent.parent.parent
SCREENSHOTS = Path(__file__).parent / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=1000 * limit_s(60))  # by default it waits for 5 s


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A copy of the course, so that no test touches anybody's workspace."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("notebooks", "data", "course_utils"):
        leave_out = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=leave_out)
    return folder


@pytest.fixture(scope="session")
def address(course, tmp_path_factory):
    """The address that `course lab` prints."""
    with course_lab(course, tmp_path_factory.mktemp("jupyter")) as (address, _):
        yield address


@pytest.fixture(scope="session")
def chromium():
    """Path of the system's browser."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser on PATH: looked for {', '.join(NAMES)}")
    return found


@pytest.fixture(scope="module")
def page(chromium, address):
    """One tab, as a student has it; the tests of a module go on in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(1000 * limit_s(60))
        page.goto(address)
        yield page
        browser.close()


@pytest.fixture
def screenshot(page):
    """Keeps what the tab shows in screenshots/, which git ignores."""
    SCREENSHOTS.mkdir(exist_ok=True)

    def keep(name, around=None):
        if around is not None:
            around.evaluate("element => element.scrollIntoView({block: 'center'})")
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return keep
