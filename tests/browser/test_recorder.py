"""Speaks into the recorder of notebook 05: the browser's microphone plays a file."""

import time
from urllib.parse import urljoin

import nbformat
import numpy as np
import pytest
from playwright.sync_api import expect, sync_playwright
from scipy.signal import correlate

from course_utils.audio.files import read_audio, resample, write_audio
from course_utils.audio.recorder import VoiceRecorder
from tests.browser.conftest import FLAGS
from tests.browser.test_date_widget import open_notebook, write_notebook
from tests.browser.test_study import cell_with, run
from tests.time_limits import limit_s

RATE = 44_100
SOURCE = """\
import numpy as np
from IPython.display import Markdown
from course_utils.audio.files import player
from course_utils.audio.recorder import VoiceRecorder

def on_recording(samples, sample_rate):
    if np.std(samples) < 0.001:
        raise ValueError("I hear whispers")
    np.savez("heard.npz", samples=samples, sample_rate=sample_rate)
    print("printed", len(samples))
    return Markdown(f"rate **{sample_rate}**"), player(samples, sample_rate)

VoiceRecorder(on_recording, seconds=3)"""


def siren(seconds, low_hz=300, high_hz=3_000):
    """A tone that goes up and down, never the same twice: float32 (n,)."""
    times = np.arange(round(seconds * RATE)) / RATE
    hz = low_hz + (high_hz - low_hz) * np.sin(np.pi * times**1.5) ** 2
    loudness = 0.3 + 0.2 * np.sin(5 * times)
    return (loudness * np.sin(2 * np.pi * np.cumsum(hz) / RATE)).astype(np.float32)


def similarity(heard, spoken):
    """Highest correlation of a sound with any stretch of another one of the same rate."""
    products = correlate(spoken, heard, mode="valid", method="fft")
    energies = correlate(spoken**2, np.ones_like(heard), mode="valid", method="fft")
    return np.max(products / np.sqrt(energies * np.sum(heard**2) + 1e-9))


def median_similarity(heard, spoken, n_pieces=12):
    """Of the pieces of a sound: on a busy machine the browser's false microphone has gaps."""
    return np.median([similarity(piece, spoken) for piece in np.array_split(heard, n_pieces)])


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """What the microphone hears, and the file it is in."""
    path = tmp_path_factory.mktemp("sound") / "spoken.wav"
    sound = siren(20)
    write_audio(path, sound, RATE)
    return sound, path


@pytest.fixture(scope="module")
def context(chromium, spoken):
    microphone = [
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={spoken[1]}",
        "--autoplay-policy=no-user-gesture-required",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS + microphone)
        yield browser.new_context(viewport={"width": 1280, "height": 900})
        browser.close()


@pytest.fixture(scope="module")
def page(context, address):
    page = context.new_page()
    page.set_default_timeout(1000 * limit_s(60))
    page.goto(address)
    return page


@pytest.fixture(scope="module")
def output(page, address, course):
    """Of a notebook of one cell, the recorder, that has been run."""
    write_notebook(course / "speak.ipynb", nbformat.v4.new_code_cell(SOURCE))
    open_notebook(page, address, "speak.ipynb")
    output = run(page, cell_with(page, "VoiceRecorder")).first  # results are an area within it
    expect(output.get_by_role("button", name="Record", exact=True)).to_be_visible()
    expect(output.locator("[data-mime-type*=stderr]")).to_have_count(0)
    return output


@pytest.fixture
def status(output):
    return output.get_by_role("status")


@pytest.fixture
def heard(course):
    """Waits for what Python got: samples and sample rate; forgets it at the end."""
    path = course / "heard.npz"
    path.unlink(missing_ok=True)

    def wait():
        deadline = time.monotonic() + limit_s(60)
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.2)
        file = np.load(path)
        return file["samples"], int(file["sample_rate"])

    return wait


def record(output):
    output.get_by_role("button", name="Record", exact=True).click()


def test_a_refused_microphone(output, status, screenshot):
    record(output)
    expect(status).to_contain_text("The browser may not use the microphone. Allow it")
    expect(output.get_by_role("button", name="Record", exact=True)).to_be_enabled()
    screenshot("recorder_1_refused", around=output)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotFoundError", "No microphone was found."),
        ("NotReadableError", "in use by another program"),
        ("AbortError", "The microphone cannot be used: because"),
    ],
)
def test_a_microphone_that_fails(page, output, status, error, words):
    page.evaluate(
        """name => {
          navigator.mediaDevices.getUserMedia = async () => {
            throw new DOMException("because", name);
          };
        }""",
        error,
    )
    record(output)
    expect(status).to_contain_text(words)
    page.evaluate("delete navigator.mediaDevices.getUserMedia")


def test_a_page_that_is_not_secure(page, output, status):
    page.evaluate("Object.defineProperty(navigator, 'mediaDevices', {configurable: true})")
    record(output)
    expect(status).to_contain_text("only at an address that begins with https://")
    page.evaluate("delete navigator.mediaDevices")


def test_python_hears_what_was_spoken(context, output, status, heard, spoken, screenshot):
    context.grant_permissions(["microphone"])
    record(output)
    expect(output.get_by_role("timer")).to_have_text("2 s left")
    assert output.get_by_role("meter").evaluate("meter => meter.value") > 0.7
    screenshot("recorder_2_recording", around=output)
    samples, sample_rate = heard()
    expect(status).to_have_text(f"Heard 3.0 s at {sample_rate:,} Hz.")
    assert len(samples) == 3 * sample_rate
    assert median_similarity(resample(samples, sample_rate, RATE), spoken[0]) > 0.99
    expect(output.get_by_text(f"printed {len(samples)}")).to_be_visible()
    expect(output.locator("strong")).to_have_text(str(sample_rate))
    assert output.locator("audio").count() == 2
    screenshot("recorder_3_heard", around=output)


def test_it_can_be_played_back(output):
    own = output.get_by_label("your recording")
    expect(own).to_be_visible()
    assert own.evaluate("audio => audio.duration") == pytest.approx(3, abs=0.01)


def test_stop_ends_a_recording_by_keyboard(page, output, status, heard):
    output.get_by_role("button", name="Record", exact=True).focus()
    page.keyboard.press("Enter")
    expect(output.get_by_role("timer")).to_have_text("2 s left")
    assert output.get_by_role("button", name="Stop").evaluate("b => b === document.activeElement")
    page.keyboard.press("Enter")
    samples, sample_rate = heard()
    assert 0.5 < len(samples) / sample_rate < 2.5
    expect(output.get_by_role("timer")).to_be_empty()
    expect(output.locator("strong")).to_have_count(1)


STOP_SOON = """button => new MutationObserver((_, watch) => {
    if (button.textContent !== "Stop") return;
    watch.disconnect();
    setTimeout(() => button.click(), 100);
}).observe(button, {childList: true, characterData: true, subtree: true})"""


def test_a_short_press_is_too_short(page, output, status):
    """The page itself stops: a click of ours takes too long where the machine is busy."""
    button = output.get_by_role("button", name="Record", exact=True)
    button.evaluate(STOP_SOON)
    button.click()
    expect(status).to_contain_text("too short")


def upload(output, path):
    output.locator("input[type=file]").set_input_files(path)


def test_a_stereo_file_of_another_rate(output, status, heard, tmp_path, screenshot):
    left, right = siren(2), siren(2, 500, 1_000)
    stereo = resample(np.stack([left, right], 1), RATE, 48_000)
    write_audio(tmp_path / "stereo.wav", np.clip(stereo, -1, 1), 48_000)
    upload(output, tmp_path / "stereo.wav")
    samples, sample_rate = heard()
    assert sample_rate == RATE
    assert len(samples) == pytest.approx(2 * RATE, abs=2)
    middle = samples[1_000:-1_000]
    assert similarity(middle, (left + right) / 2) > 0.99
    expect(status).to_have_text("Heard 2.0 s at 44,100 Hz.")


def test_a_flac_file_that_is_too_long_is_cut(output, status, heard, spoken, tmp_path):
    write_audio(tmp_path / "long.flac", spoken[0], RATE)
    upload(output, tmp_path / "long.flac")
    samples, _ = heard()
    np.testing.assert_allclose(samples, read_audio(spoken[1])[0][: 3 * RATE, 0], atol=1e-4)


def test_a_file_that_is_no_sound(output, status, tmp_path):
    (tmp_path / "notes.wav").write_text("not a sound")
    upload(output, tmp_path / "notes.wav")
    expect(status).to_contain_text("notes.wav holds no sound that this browser can read.")
    expect(output.locator("input[type=file]")).to_be_enabled()


def test_a_file_that_is_too_large(output, status, tmp_path):
    (tmp_path / "hours.wav").write_bytes(bytes(21_000_000))
    upload(output, tmp_path / "hours.wav")
    expect(status).to_have_text("hours.wav is too large: 21 MB; at most 20 MB.")


def test_silence_is_told(output, status, tmp_path):
    write_audio(tmp_path / "silence.wav", np.zeros(RATE), RATE)
    upload(output, tmp_path / "silence.wav")
    expect(status).to_contain_text("The recording is silent.")


def test_a_distorted_recording_is_used_and_told(output, status, heard, tmp_path):
    write_audio(tmp_path / "loud.wav", np.clip(5 * siren(1), -1, 1), RATE)
    upload(output, tmp_path / "loud.wav")
    assert len(heard()[0]) == pytest.approx(RATE, abs=2)
    expect(status).to_contain_text("too loud and therefore distorted")


def test_an_error_of_the_students_code_is_shown(output, status, tmp_path, screenshot):
    write_audio(tmp_path / "quiet.wav", 0.002 * siren(1), RATE)
    upload(output, tmp_path / "quiet.wav")
    expect(status).to_contain_text("Your code raised an error: see below.")
    expect(output.get_by_text("I hear whispers").last).to_be_visible()
    screenshot("recorder_4_error", around=output)


def test_nothing_comes_from_the_network_and_nothing_stays_global(page, output, address):
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    origin = urljoin(address, "/")
    assert {url for url in loaded if not url.startswith((origin, "blob:", "data:"))} == set()
    assert page.evaluate("['wavOf', 'render', 'WORKLET', 'decode'].filter(n => n in window)") == []


def test_a_dark_page(page, output, screenshot):
    page.get_by_role("menuitem", name="Settings").click()
    page.get_by_text("Theme", exact=True).hover()
    page.get_by_text("JupyterLab Dark", exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", "JupyterLab Dark")
    page.wait_for_timeout(1000)
    screenshot("recorder_5_dark", around=output)


def test_a_saved_notebook_says_what_stands_here(page, address, course, screenshot):
    bundle = VoiceRecorder(lambda samples, rate: None)._repr_mimebundle_()
    saved = nbformat.v4.new_output("display_data", bundle)
    write_notebook(
        course / "saved_recorder.ipynb", nbformat.v4.new_code_cell("saved", outputs=[saved])
    )
    open_notebook(page, address, "saved_recorder.ipynb")
    area = cell_with(page, "saved").locator(".jp-OutputArea")
    expect(area.get_by_text("run this cell to speak")).to_be_visible()
    screenshot("recorder_6_saved")
