"""`course train translation`: the network of notebook 03, wider than there."""

import argparse
from pathlib import Path

from course_utils.commands.training import chosen, command_line, models_folder

DESCRIPTION = """\
Trains the encoder-decoder of notebook 03 on the same sentences in the same order, with as many
steps, but with a vector of 224 numbers between encoder and decoder, and writes the model with a
card that says how it was made and how good it is.
"""

EXAMPLES = """\
examples:
  course train translation
      the network in data/models, which notebook 03 compares its own with
  course train translation --units 512 --name translation_512
      wider still
"""

CORPUS = {"n_train": 20_000, "n_validation": 500, "n_test": 1_000, "seed": 1}
MAX_LENGTH = 60
UNITS = 224
SETTINGS = ("steps", "seed")
START = ("course", "train", "translation")
IN_THE_CARD = ("units", *SETTINGS)
STEPS_IN_A_POINT = 100  # of the card's history


def add_parser(chapters: argparse._SubParsersAction) -> None:
    """Adds the subcommand."""
    parser = chapters.add_parser(
        "translation",
        help="the network of notebook 03",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("--name", default="translation_224", help="of the model; default: %(default)s")
    option("--units", type=int, metavar="N", help=f"numbers in the vector; default: {UNITS}")
    option("--steps", type=int, metavar="N", help="batches of 64 sentences; default: 1600")
    option("--seed", type=int, metavar="N", help="of weights and order; default: 0")
    option("--out", type=Path, metavar="DIR", help="where to write (default: .cache/models)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Trains, writes the model and its card, and prints how good it is.

    Raises:
        ValueError: An option makes no sense.
    """
    from tqdm import tqdm

    from course_utils.translation.corpus import split_phrases
    from course_utils.translation.saved_models import save_seq2seq
    from course_utils.translation.seq2seq import Seq2SeqConfig, build_seq2seq
    from course_utils.translation.training import TrainingSettings, group_by_items, train
    from course_utils.translation.vocabulary import Vocabulary

    settings = TrainingSettings(**chosen(args, SETTINGS))
    corpus = split_phrases(**CORPUS)
    english = Vocabulary(phrase.source for phrase in corpus.train)
    french = Vocabulary(phrase.target for phrase in corpus.train)
    units = UNITS if args.units is None else args.units
    config = Seq2SeqConfig(len(english), len(french), units=units)
    model = build_seq2seq(config, settings.seed)
    groups = group_by_items(corpus.train, english, french)
    with tqdm(total=settings.steps, unit="step", desc="training") as bar:

        def report(step: int, loss: float) -> None:
            bar.set_postfix_str(f"{loss:.2f} nats per token", refresh=False)
            bar.update()

        losses = train(model, groups, settings, report=report)
    metrics = score(model, corpus.test, english, french)
    print(f"BLEU {metrics['bleu']:.1f}, word for word right {metrics['exact_match']:.1%}")
    facts = {
        "command": command_line(START, args, IN_THE_CARD),
        "training": {**vars(settings), "corpus": CORPUS},
        "metrics": metrics,
        "history": mean_losses(losses),
    }
    path = models_folder(args) / f"{args.name}.keras"
    save_seq2seq(path, model, config, english, french, facts)
    print(f"written: {path} and its card {args.name}.json")
    return 0


def mean_losses(losses: list[float]) -> list[float]:
    """The mean loss of each 100 steps."""
    starts = range(0, len(losses), STEPS_IN_A_POINT)
    parts = [losses[start : start + STEPS_IN_A_POINT] for start in starts]
    return [sum(part) / len(part) for part in parts]


def score(model, phrases, source_vocabulary, target_vocabulary) -> dict:
    """BLEU and the share that is word for word right, by greedy search.

    Args:
        model: As from `build_seq2seq`.
        phrases: The sentences of the test.
        source_vocabulary: Of the model.
        target_vocabulary: Of the model.
    """
    from course_utils.decoding.beam_search import greedy_search
    from course_utils.metrics.bleu import corpus_bleu
    from course_utils.translation.seq2seq import Translator
    from course_utils.translation.vocabulary import END
    from course_utils.translation.vocabulary import START as BEGIN

    translator = Translator(model)
    state = translator.start(source_vocabulary.batch(phrase.source for phrase in phrases))
    found = greedy_search(translator.next_log_probabilities, state, BEGIN, END, MAX_LENGTH)
    said = [target_vocabulary.decode(hypothesis.tokens) for hypothesis in found]
    right = [phrase.target for phrase in phrases]
    exact = sum(one == other for one, other in zip(said, right, strict=True)) / len(right)
    return {"bleu": corpus_bleu(said, right).score, "exact_match": exact}
