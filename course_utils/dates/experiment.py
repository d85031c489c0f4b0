"""A training from locales to scores: what `course train dates` does, without its options."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from course_utils.dates.characters import (
    MACHINE_VOCABULARY,
    CharacterVocabulary,
    locale_vocabulary,
    with_locale_padding,
)
from course_utils.dates.examples import DateExample, corrupt_texts, load_dates
from course_utils.dates.formats import date_formats
from course_utils.dates.model import build_date_translator
from course_utils.dates.scores import attention_score, exact_match, exact_matches
from course_utils.dates.training import (
    DateIds,
    DateTrainingSettings,
    encode_dates,
    predict_exact_match,
    train_dates,
)
from course_utils.dates.translator import DateTranslator
from course_utils.training.checkpoints import Progress
from course_utils.training.devices import plain_copy

TY = len("YYYY-MM-DD")
N_FOR_VOCABULARY = 20_000


@dataclass(frozen=True)
class DateConfig:
    """The shape of a date translator, and the dates that it learns from.

    Attributes:
        locales: Names, as for `load_dates`.
        Tx: Characters that it reads, padding included.
        n_a: Units of the encoder, in each direction.
        n_s: Units of the decoder.
        dates_per_epoch: New dates in each epoch.
        held_out: Names of formats that it never sees; they are tested apart.
        typos: Share of training texts with a typo.
        wrong_weekdays: Share of weekdays in the training that are not the date's.
        unreadable: Share of training texts that leave the date open, as from `corrupt_texts`.
    """

    locales: tuple[str, ...] = ("en_US",)
    Tx: int = 40
    n_a: int = 64
    n_s: int = 64
    dates_per_epoch: int = 20_000
    held_out: tuple[str, ...] = ()
    typos: float = 0.1
    wrong_weekdays: float = 0.2
    unreadable: float = 0.04


class DateExperiment:
    """One training and the test that follows it.

    The dates of test and validation are drawn first; the training has none of their texts.

    Args:
        config: Shape and data.
        settings: Of the training; all random numbers come from its seed.
        n_test: Test dates of each locale.

    Attributes:
        vocabulary: Characters that the model reads, with a `<pad>` for each locale.

    Raises:
        ValueError: A locale or a format to hold out is unknown, or a share is not between 0 and 1.
    """

    def __init__(self, config: DateConfig, settings: DateTrainingSettings, n_test: int = 2000):
        self.config, self.settings = config, settings
        self._seed = settings.seed
        self._test = {
            locale: load_dates(n_test, [self._seed, 1, k], [locale], self._known(locale))
            for k, locale in enumerate(config.locales)
        }
        self._held_out = {
            locale: load_dates(n_test, [self._seed, 2, k], [locale], formats)
            for k, locale in enumerate(config.locales)
            if (formats := [f for f in date_formats(locale) if f.name in config.held_out])
        }
        self._typos = {
            locale: load_dates(n_test, [self._seed, 3, k], [locale], self._known(locale), 1.0)
            for k, locale in enumerate(config.locales)
        }
        self._validation = load_dates(n_test, [self._seed, 4], config.locales, **self._choice())
        groups = [*self._test.values(), *self._held_out.values(), *self._typos.values()]
        self._excluded = {e.text for group in [*groups, self._validation] for e in group}
        sample = load_dates(N_FOR_VOCABULARY, [self._seed, 5], config.locales, **self._choice())
        self.vocabulary = locale_vocabulary((e.text for e in sample), config.locales)

    def train(self, checkpoints, report) -> tuple[object, Progress]:
        """Trains; see `train_dates` for the arguments.

        Returns:
            The model and the progress at the end.
        """

        def build():
            return build_model(self.config, self.vocabulary, self._seed)

        model = build()
        validation = encode_dates(self._validation, self.config.Tx, self.vocabulary)
        progress = train_dates(
            model,
            self._dates_of_epoch,
            self.settings,
            validate=lambda model: predict_exact_match(plain_copy(model, build), validation),
            checkpoints=checkpoints,
            report=report,
        )
        return plain_copy(model, build), progress

    def score(self, model) -> dict:
        """Exact match of greedy translations of dates whose texts are not in the training.

        Returns:
            `by_locale`, `by_format` (of each locale), `held_out` and `typos` (of each locale):
            shares from 0 to 1; `attention`, the `attention_score` of each locale.
        """
        test = self._test.items()
        answers, alphas = {}, {}
        for locale, dates in test:
            answers[locale], alphas[locale] = self._translate(model, locale, dates)
        return {
            "test_dates": {locale: len(dates) for locale, dates in test},
            "by_locale": {locale: exact_match(answers[locale], dates) for locale, dates in test},
            "by_format": {
                locale: _shares(exact_matches(answers[locale], dates)) for locale, dates in test
            },
            "attention": {locale: attention_score(alphas[locale], dates) for locale, dates in test},
            "held_out": {
                locale: _shares(exact_matches(self._translate(model, locale, dates)[0], dates))
                for locale, dates in self._held_out.items()
            },
            "typos": {
                locale: exact_match(self._translate(model, locale, dates)[0], dates)
                for locale, dates in self._typos.items()
            },
        }

    def identity(self) -> dict:
        """Everything that the trained weights depend on, as plain JSON."""
        return {
            **asdict(self.settings),
            "config": asdict(self.config),
            "test_dates": len(next(iter(self._test.values()))),
        }

    def _dates_of_epoch(self, epoch: int) -> DateIds:
        dates = load_dates(
            self.config.dates_per_epoch,
            [self._seed, 0, epoch],
            self.config.locales,
            typos=self.config.typos,
            wrong_weekdays=self.config.wrong_weekdays,
            exclude=self._excluded,
            **self._choice(),
        )
        dates = corrupt_texts(dates, self.config.unreadable, [self._seed, 6, epoch])
        return encode_dates(dates, self.config.Tx, self.vocabulary)

    def _choice(self) -> dict:
        return {"held_out": self.config.held_out}

    def _known(self, locale: str) -> list:
        return [f for f in date_formats(locale) if f.name not in self.config.held_out]

    def _translate(
        self, model, locale: str, dates: Sequence[DateExample]
    ) -> tuple[list[str], np.ndarray]:
        """Greedy translations, and the weights (dates, Ty, Tx)."""
        translator = DateTranslator(model, with_locale_padding(self.vocabulary, locale))
        log_probabilities, alphas = translator.predict([e.text for e in dates])
        answers = [MACHINE_VOCABULARY.decode(ids) for ids in log_probabilities.argmax(axis=-1)]
        return answers, alphas


def build_model(config: DateConfig, vocabulary: CharacterVocabulary, seed: int = 0):
    """The network of a configuration."""
    sizes = config.Tx, TY, config.n_a, config.n_s, len(vocabulary), len(MACHINE_VOCABULARY)
    return build_date_translator(*sizes, seed)


def _shares(counts: dict[str, tuple[int, int]]) -> dict[str, float]:
    return {name: right / n for name, (right, n) in counts.items()}
