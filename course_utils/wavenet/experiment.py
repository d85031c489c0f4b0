"""A training from recordings to figures: what `course train wavenet` does, without its options."""

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from course_utils.training.checkpoints import Progress
from course_utils.training.devices import plain_copy
from course_utils.wavenet.baselines import markov_bits, uniform_bits, unigram_bits
from course_utils.wavenet.corpus import Corpus, codes_of, digest, varied_codes
from course_utils.wavenet.model import WaveNetConfig, build_wavenet, receptive_field
from course_utils.wavenet.scoring import score_recordings
from course_utils.wavenet.training import TrainingSettings, train

# Networks by the name that `course train wavenet --config` gives them, each with its training.
CONFIGS = {
    "small": (
        WaveNetConfig(
            dilations=(1, 2, 4, 8, 16, 32, 64, 128, 256),
            residual_channels=16,
            gate_channels=16,
            skip_channels=32,
        ),
        TrainingSettings(epochs=5),
    ),
    "large": (
        WaveNetConfig(
            dilations=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512) * 2,
            residual_channels=32,
            gate_channels=32,
            skip_channels=64,
        ),
        TrainingSettings(epochs=16),
    ),
}


class Experiment:
    """One training and the test that follows it.

    Args:
        corpus: As from `split_clips`.
        config: Shape of the network; the number of speakers is set here.
        settings: Of the training.
        sample_rate: Of the clips, in Hz.
        with_speakers: Whether the network is conditioned on the speaker.
        with_variations: Whether epochs vary the recordings in speed and level.

    Attributes:
        speaker_names: By number, of a network that is conditioned on them; empty otherwise.
    """

    def __init__(
        self,
        corpus: Corpus,
        config: WaveNetConfig,
        settings: TrainingSettings,
        sample_rate: int,
        with_speakers: bool = False,
        with_variations: bool = True,
    ):
        names = sorted({clip.recording.speaker for clip in corpus.train})
        self.corpus = corpus
        self.speaker_names = names if with_speakers else []
        self.config = replace(config, n_speakers=len(self.speaker_names))
        self.settings = settings
        self.sample_rate = sample_rate
        self.with_variations = with_variations

    def train(self, checkpoints, report) -> tuple[object, Progress]:
        """Trains; see `training.train` for the arguments.

        Returns:
            The model and the progress at the end.
        """
        model = self._build()
        progress = train(
            model,
            self._codes_of_epoch,
            self.settings,
            speakers=self._speakers(self.corpus.train),
            validate=lambda model: self._bits(
                plain_copy(model, self._build), self.corpus.validation
            ),
            checkpoints=checkpoints,
            report=report,
        )
        return plain_copy(model, self._build), progress

    def score(self, model) -> dict:
        """Bits per sample of the test recordings, and of rules that need no training.

        The unigram and Markov tables are counted on all recordings that are not in the test.
        """
        n_codes = self.config.n_codes
        known = codes_of([*self.corpus.train, *self.corpus.validation], n_codes)
        test = codes_of(self.corpus.test, n_codes)
        by_speaker, samples = {}, {}
        for speaker in sorted({clip.recording.speaker for clip in self.corpus.test}):
            clips = [clip for clip in self.corpus.test if clip.recording.speaker == speaker]
            by_speaker[speaker] = self._bits(model, clips)
            samples[speaker] = sum(len(clip.audio) - 1 for clip in clips)
        bits = {
            "uniform": uniform_bits(n_codes),
            "unigram": unigram_bits(known, test, n_codes),
            "order-1 Markov": markov_bits(known, test, n_codes),
            "WaveNet": float(np.average([*by_speaker.values()], weights=[*samples.values()])),
        }
        return {
            "test_bits": bits,
            "share_of_markov": bits["WaveNet"] / bits["order-1 Markov"],
            "test_bits_by_speaker": by_speaker,
        }

    def summary(self) -> dict:
        """Speakers, number and seconds of the recordings of each part."""
        return {
            part: {
                "speakers": sorted({clip.recording.speaker for clip in clips}),
                "recordings": len(clips),
                "seconds": round(sum(len(clip.audio) for clip in clips) / self.sample_rate, 1),
            }
            for part, clips in self.corpus._asdict().items()
        }

    def table(self) -> list[str]:
        """Lines that show the summary, and how many recordings are too short to learn from."""
        lines = [f"{'part':<12}{'recordings':>10}{'seconds':>10}  speakers"]
        for part, facts in self.summary().items():
            seconds, speakers = facts["seconds"], ", ".join(facts["speakers"])
            lines.append(f"{part:<12}{facts['recordings']:>10,}{seconds:>10,.1f}  {speakers}")
        fragment = self.settings.fragment_length
        short = sum(len(clip.audio) <= fragment for clip in self.corpus.train)
        if short:
            lines.append(
                f"not learned from: {short:,} recordings, which have no room for a fragment of "
                f"{fragment:,} samples and the sample after it; --fragment-length makes it shorter"
            )
        return lines

    def identity(self, folder: Path) -> dict:
        """All that the trained weights depend on, as plain JSON; paths count from `folder`."""
        return {
            **asdict(self.settings),
            "sample_rate": self.sample_rate,
            "variations": self.with_variations,
            "config": asdict(self.config),
            "data_sha256": digest(self.corpus, folder),
        }

    def _build(self):
        return build_wavenet(self.config)

    def _codes_of_epoch(self, epoch):
        n_codes = self.config.n_codes
        if not self.with_variations:
            return codes_of(self.corpus.train, n_codes)
        return varied_codes(self.corpus.train, self.sample_rate, self.settings.seed, epoch, n_codes)

    def _bits(self, model, clips):
        context = receptive_field(self.config.kernel_size, self.config.dilations)
        codes = codes_of(clips, self.config.n_codes)
        return score_recordings(model, codes, context, speakers=self._speakers(clips))

    def _speakers(self, clips):
        if not self.speaker_names:
            return None
        return [self.speaker_names.index(clip.recording.speaker) for clip in clips]
