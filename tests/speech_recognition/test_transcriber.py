import numpy as np
import pytest

from course_utils.audio.files import AudioError, resample, write_audio
from course_utils.speech_recognition.transcriber import (
    LONGEST_S,
    AttentionTranscriber,
    CtcTranscriber,
)
from tests.speech_recognition import tones

RATE = tones.FRONT_END.sample_rate


@pytest.fixture(scope="module")
def transcriber(trained):
    _, model, _ = trained
    return CtcTranscriber(model, tones.CONFIG)


@pytest.fixture(scope="module")
def utterance(trained, transcriber):
    """One of the test that it recognizes."""
    experiment, *_ = trained
    texts = transcriber.transcribe_all([u.audio for u in experiment.test])
    right = [u for u, text in zip(experiment.test, texts, strict=True) if u.text == text]
    assert len(right) > len(texts) / 2
    return right[0]


def test_channels_are_mixed_and_any_rate_is_resampled(transcriber, utterance):
    faster = resample(utterance.audio, RATE, 44_100)
    stereo = np.stack([2 * faster, np.zeros_like(faster)], axis=1)
    assert transcriber.transcribe(utterance.audio, RATE) == utterance.text
    assert transcriber.transcribe(stereo, 44_100) == utterance.text


def test_files_are_read(transcriber, utterance, tmp_path):
    path = tmp_path / "said.flac"
    write_audio(path, np.clip(resample(utterance.audio, RATE, 16_000), -1, 1), 16_000)
    assert transcriber.transcribe_file(path) == utterance.text
    with pytest.raises(AudioError, match="does not exist"):
        transcriber.transcribe_file(tmp_path / "other.flac")


def test_silence_says_nothing(transcriber):
    assert transcriber.transcribe(np.zeros(2 * RATE, np.float32), RATE) == ""


def test_less_than_a_frame_says_nothing(transcriber):
    assert transcriber.transcribe(np.full(tones.FRONT_END.window - 1, 0.1), RATE) == ""
    [log_probabilities] = transcriber.log_probabilities([np.full(400, 0.1, np.float32)])
    assert log_probabilities.shape == (1, 4)  # 0.05 s


def test_ten_minutes_are_transcribed(transcriber, utterance):
    rng = np.random.default_rng(0)
    audio = rng.normal(0, 1e-4, 600 * RATE).astype(np.float32)
    audio[-len(utterance.audio) :] += utterance.audio
    assert transcriber.transcribe(audio, RATE).endswith(utterance.text)


def test_a_beam_finds_texts_that_are_at_least_as_likely(transcriber, trained):
    from course_utils.speech_recognition.ctc import ctc_log_likelihood

    experiment, *_ = trained
    sounds = [u.audio for u in experiment.test]
    greedy = transcriber.transcribe_all(sounds)
    beam = transcriber.transcribe_all(sounds, beam_width=8)
    encode = tones.CONFIG.alphabet.encode
    for rows, one, other in zip(transcriber.log_probabilities(sounds), greedy, beam, strict=True):
        likelihoods = [ctc_log_likelihood(rows, encode(text)) for text in (one, other)]
        assert likelihoods[1] >= likelihoods[0] - 1e-6
    with pytest.raises(ValueError, match="beam_width is at least 1, got 0"):
        transcriber.transcribe_all(sounds, beam_width=0)


def test_the_readers_own_decoders_are_used(transcriber, utterance):
    found = transcriber.transcribe_all([utterance.audio], greedy_decode=lambda rows: [3, 1])
    assert found == ["20"]
    found = transcriber.transcribe_all(
        [utterance.audio],
        2,
        prefix_beam_search=lambda rows, width, **search: [_Found((width,)), _Found((1,))],
    )
    assert found == ["1"]


class _Found:
    def __init__(self, labels):
        self.labels = labels


@pytest.mark.parametrize(
    ("audio", "rate", "message"),
    [
        (np.empty(0), RATE, "no samples"),
        (np.empty((0, 2)), RATE, "no samples"),
        (np.array([0.0, np.nan]), RATE, "1 samples that are NaN"),
        (np.zeros(9), 12, "must be from 1,000"),
        (np.zeros(9, np.int16), RATE, "must be float samples"),
        (np.zeros((9, 2), np.int16), RATE, "must be float samples"),
    ],
)
def test_what_is_no_sound(transcriber, audio, rate, message):
    with pytest.raises(AudioError, match=message):
        transcriber.transcribe(audio, rate)


@pytest.fixture(scope="module")
def reader(spelling):
    experiment, model = spelling
    return AttentionTranscriber(model, experiment.config)


def test_texts_with_attention_come_in_the_order_of_the_sounds(reader, spelling):
    sounds = [u.audio for u in spelling[0].test]
    together = reader.transcribe_all([np.zeros(9, np.float32), *sounds])
    assert together == ["", *(reader.transcribe_all([sound])[0] for sound in sounds)]
    assert len(set(map(len, sounds))) > 2


def test_a_beam_with_attention_finds_texts_that_are_at_least_as_likely(reader, spelling):
    sounds = [u.audio for u in spelling[0].test]
    greedy = reader.read(sounds)
    wide = reader.read(sounds, 4)
    for one, other in zip(greedy, wide, strict=True):
        assert other.log_probability >= one.log_probability - 1e-5
    with pytest.raises(ValueError, match="beam_width is at least 1, got 0"):
        reader.read(sounds, 0)


def test_each_letter_has_weights_over_the_steps_of_its_sound(reader, spelling):
    utterance = max(spelling[0].test, key=lambda utterance: len(utterance.audio))
    [found] = reader.read([utterance.audio])
    alphas = reader.alphas(utterance.audio, found.tokens)
    n_frames = tones.FRONT_END.n_frames(len(utterance.audio))
    assert alphas.shape == (len(found.tokens), reader.config.n_steps(n_frames))
    assert (alphas >= 0).all()
    assert alphas.sum(axis=1).max() < 1 + 1e-5


def test_sounds_that_are_too_long_are_refused(reader):
    too_long = np.zeros(round((LONGEST_S + 1) * RATE), np.float32)
    with pytest.raises(ValueError, match=r"a sound of 61\.0 s: .* at most 60 s"):
        reader.transcribe(too_long, RATE)
