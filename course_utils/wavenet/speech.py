"""The spoken sentences that notebooks 01 and 02 learn from, and how they are made.

One folder per voice. No sentence is spoken by two voices, so neither the speaker nor the text of a
held-out voice occurs in training. The same sentences, engines and versions give the same bytes.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from course_utils.atomic import replacing
from course_utils.audio.files import resample, write_audio
from course_utils.speech_synthesis.voice_catalog import VOICES
from course_utils.speech_synthesis.voices import Voice, described, require, speak

SAMPLE_RATE = 16_000
LEVEL_DBFS = -24.0
SILENCE_MS = 80
SILENCE_DB = -40.0

# What each voice says: sentences of our own (CC BY 4.0), none said by two voices.
SENTENCES: dict[str, tuple[str, ...]] = {
    "alan": (
        "The harbor was quiet, but every boat had a small bell ringing.",
        "Could you whisper the last word once more?",
        "A wave travels far; the water itself hardly moves.",
        "My uncle fixed 14 radios before he turned twenty.",
        "Cold rain drummed on the roof of the old theater.",
        "Please put the yellow jar on the shelf above the sink.",
        "Nobody heard the owl, although the night was perfectly still.",
        "Is that thunder, or a truck crossing the wooden bridge?",
        "She measured the valley twice and got two different answers.",
        "Both brothers enjoy rough weather and thick vegetable soup.",
        "When the tide goes out, the children search the sand for shells and smooth green glass.",
        "A short word is quickly spoken, yet it fills many thousand numbers.",
    ),
    "bdl": (
        "I am a super stud.",
        "Guess the next sample, then check how wrong you were.",
        "Why do fish choose the deepest part of the pool?",
        "The orchestra tuned to 440 cycles a second and began.",
        "Five thin branches broke under the weight of the snow.",
        "If the engine coughs, push the choke and wait a minute.",
        "The judge laughed out loud when the parrot said his name.",
        "A good prediction leaves little to be surprised about.",
        "We parked beside the azure fountain at a quarter past 8.",
        "Her voice cracked, yet she finished the song on pitch.",
        "After breakfast the engineers argued whether a sharper filter was worth the trouble.",
        "You can hear the difference between a guess and a habit, given enough time.",
    ),
    "clb": (
        "Each morning the baker hums the same cheerful tune.",
        "How many numbers describe one second of music?",
        "The white kitten chased its shadow around the garage.",
        "Turn left at the museum, then walk 300 steps uphill.",
        "Fresh coffee and warm bread woke the entire house.",
        "Sound is only air that pushes and pulls, over and over.",
        "Did you leave the oven on, or am I imagining that smell?",
        "The pilot saw nothing but orange clouds for an hour.",
        "Three judges voted yes, and the youngest one said no.",
        "Our puzzle is missing a piece shaped like a tiny boot.",
        "Although he had played the flute for years, Hugh was too shy to perform for his family.",
        "Take a deep breath, count to 11, and tell me what you noticed first.",
    ),
    "slt": (
        "The river bends twice before it reaches the sea.",
        "What would you hear if every tenth sample were lost?",
        "Gray geese flew over the field in a crooked line.",
        "I borrowed 7 books and returned only six of them.",
        "The choir held one long vowel until the candles flickered.",
        "Sharp pencils and thick paper make the work a pleasure.",
        "Joy and Roy both thought the other had the keys.",
        "Have you ever watched a spider repair its web?",
        "A model that has learned nothing calls every sound equal.",
        "The usual train was late, so we sang on the platform.",
        "We watched the fire from the opposite shore, and smoke drifted over us the whole evening.",
        "Every sample depends on those before it, and on nothing that comes later.",
    ),
    "kal": (
        "This machine speaks with a rather flat voice.",
        "Does the echo come back when the cave is full?",
        "Put 12 eggs, some butter and the flour in a bowl.",
        "The moth circled the lamp and would not leave.",
        "Quantize gently, and the ear forgives the noise.",
        "Jack found a golden watch under the church stairs.",
        "They value honest work, good shoes and long walks.",
        "Are you sure the bridge can carry both horses?",
        "A loud click woke the guard at five in the morning.",
        "Nine out of 10 people would rather sit by the window.",
        "The voyage took eleven weeks, and by then the crew knew each other's jokes by heart.",
        "Choose a number below 256 and keep it to yourself.",
    ),
    "rms": (
        "The clock in the hallway is always four minutes fast.",
        "Can a computer learn to breathe between two words?",
        "Dust rose behind the jeep and hung above the road.",
        "He owns 2 violins, a cello and a broken trumpet.",
        "The past decides the next moment, at least in this model.",
        "Bring a thick blanket; the cabin has no heating.",
        "Who painted these strange, beautiful purple mountains?",
        "Loyal friends share their food before they share advice.",
        "The signal faded slowly into a hiss and then was gone.",
        "They judged the choir by its rhythm, not by its volume.",
        "Just before dawn the fog lifted, and we could finally see how close the rocks had been.",
        "Why does the same tune sound brighter on a smaller instrument?",
    ),
    "ked": (
        "A quiet room is never really silent.",
        "Do you know which way the wind blows?",
        "The cat jumped from the fence to the shed.",
        "Only 16 of the boys could swim that far.",
        "Her new piano sounds better every year.",
        "We shout, and the mountain gives an answer.",
        "Pour the hot milk through a clean cloth.",
        "Is the measured error as small as you hoped?",
        "Thick fog covered the village by noon.",
        "George voted for the cheap yellow chairs.",
        "When the show was over, both of them walked home in the rain.",
        "A slow wave has a low pitch and a fast one a high pitch.",
    ),
    "pico": (
        "The kettle whistled just as the telephone rang.",
        "Would you rather live by a lake or in a forest?",
        "An unheard voice is the fairest test of all.",
        "Platform 9 is closed, so please use the other stairs.",
        "Children love to shout into tunnels and wells.",
        "The gardener pulled a huge carrot from the soft earth.",
        "Nothing is louder than a mosquito at midnight.",
        "How often does the moon look as large as this?",
        "She threw the measuring tape over the garden wall.",
        "Silence has a code of its own, right in the middle.",
        "My grandfather could imitate any bird in the valley, and often the birds replied.",
        "If you join two recordings carelessly, the listener hears a sharp click.",
    ),
    "espeak": (
        "No person ever recorded the voice that you hear now.",
        "Which vowel did I just say, and how can you tell?",
        "The jury took 25 minutes to reach a decision.",
        "Bees dance to show each other where the flowers are.",
        "A formant is a band of sound that the mouth lets pass.",
        "Throw the ball to the boy in the striped shirt.",
        "Old letters were found beneath the loose floor boards.",
        "Shall we take the early ferry or the usual one?",
        "Every pulse of this voice was drawn by arithmetic.",
        "The yacht turned north and vanished in the haze.",
        "They chose a small house near the beach, with thin walls, one stove and a sea view.",
        "Do you believe that a machine could ever enjoy the sound of its own voice?",
    ),
}


def trim_silence(audio: np.ndarray, sample_rate: int) -> np.ndarray:
    """Cuts leading and trailing silence to at most SILENCE_MS.

    Speech begins and ends where the RMS of a 10 ms frame comes within 40 dB of the loudest frame's
    (1% of its amplitude). A high threshold such as 30% would cut weak consonants off.

    Args:
        audio: Samples of shape (frames,), at least 10 ms and not silent.
        sample_rate: In Hz.
    """
    frame = sample_rate // 100
    n_frames = len(audio) // frame
    power = np.mean(np.square(audio[: n_frames * frame].reshape(n_frames, frame)), axis=1)
    (loud,) = np.nonzero(power >= power.max() * 10 ** (SILENCE_DB / 10))
    margin = sample_rate * SILENCE_MS // 1000
    return audio[max(0, loud[0] * frame - margin) : (loud[-1] + 1) * frame + margin]


def normalize_level(audio: np.ndarray) -> np.ndarray:
    """Scales audio to an RMS of LEVEL_DBFS, where 0 dBFS is an RMS of 1.

    Raises:
        ValueError: The peak would be clipped.
    """
    gain = 10 ** (LEVEL_DBFS / 20) / np.sqrt(np.mean(np.square(audio, dtype=np.float64)))
    scaled = (audio * gain).astype(np.float32)
    peak = np.abs(scaled).max()
    if peak >= 1:
        raise ValueError(f"a peak of {peak:.2f} would be clipped at {LEVEL_DBFS:g} dBFS RMS")
    return scaled


def speak_clip(voice: Voice, text: str) -> np.ndarray:
    """Speaks one sentence, ready to be written: (frames,) at SAMPLE_RATE, trimmed, level set."""
    audio, sample_rate = speak(voice, text)
    return normalize_level(trim_silence(resample(audio, sample_rate, SAMPLE_RATE), SAMPLE_RATE))


def make_speech(
    out: Path,
    sentences: Mapping[str, Sequence[str]] = SENTENCES,
    progress: Callable[[Sequence], Iterable] = iter,
) -> dict:
    """Makes `out/speech/<voice>/<nn>.flac` and `out/manifest.json`, replacing older ones together.

    Everything is made in a temporary folder and moved in at the end: stopped before, the old stays.

    Args:
        out: The folder of the chapter's data.
        sentences: For each voice's name, what it says.
        progress: Wraps the sequence of clips to show how far it has come, as `tqdm` does.

    Returns:
        The manifest.

    Raises:
        ValueError: A voice is unknown, not installed or failed; `out/speech` holds files of others.
    """
    voices = find_voices(sentences)
    require(voices)
    jobs = [(v, nn, text) for v in voices for nn, text in enumerate(sentences[v.name], 1)]
    with replacing(out, ("speech",)) as staging:
        clips = [_make_clip(staging, *job) for job in progress(jobs)]
        manifest = _manifest(voices, clips)
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        (staging / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
    return manifest


def find_voices(names: Iterable[str]) -> list[Voice]:
    """Looks up voices by name.

    Raises:
        ValueError: Naming the unknown voices and the known ones.
    """
    names = list(names)
    if unknown := [name for name in names if name not in VOICES]:
        raise ValueError(f"no voice called {', '.join(unknown)}; there are {', '.join(VOICES)}")
    return [VOICES[name] for name in names]


def _make_clip(folder: Path, voice: Voice, number: int, text: str) -> dict:
    name = f"speech/{voice.name}/{number:02}.flac"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    audio = speak_clip(voice, text)
    write_audio(path, audio, SAMPLE_RATE)
    return {
        "file": name,
        "voice": voice.name,
        "text": text,
        "seconds": round(len(audio) / SAMPLE_RATE, 3),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def _manifest(voices: Iterable[Voice], clips: list[dict]) -> dict:
    return {
        "made_by": "course synthesize speech",
        "sample_rate": SAMPLE_RATE,
        "level_dbfs": LEVEL_DBFS,
        "text_license": "CC-BY-4.0",
        "voices": {voice.name: described(voice) for voice in voices},
        "clips": clips,
    }
