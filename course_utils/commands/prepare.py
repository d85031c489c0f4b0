"""`course prepare`: turns recordings into what the notebooks learn from."""

import argparse
from collections import Counter
from pathlib import Path

from course_utils.commands.recordings import add_recording_options

DESCRIPTION = """\
Turns recordings into what the notebooks learn from: the ones that the course ships, or your own.
"""

WAVENET_DESCRIPTION = """\
Turns a folder of WAV, FLAC or OGG files into mu-law codes, one file for each recording, and a
manifest.json that says which recordings are for training and which are held out for the test. No
speaker is in both, unless there is only one.

Recordings that cannot be read, are shorter than a fragment, or are copies of another are left out,
counted and named. A second run is quick: codes are made again only if a recording or a setting
has changed.
"""

WAVENET_EXAMPLES = """\
examples:
  course prepare wavenet
      the course's own recordings
  course prepare wavenet --data VCTK-Corpus/wav48
      files such as p225/p225_001.wav: the speaker is the folder
  course prepare wavenet --data digits --sample-rate 8000 --speaker-pattern '_([a-z]+)_'
      files such as 3_jane_17.wav: the speaker is in the name
"""

SHOWN_SKIPPED = 20


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command; one subcommand per chapter."""
    parser = subparsers.add_parser(
        "prepare", help="turn recordings into training data", description=DESCRIPTION
    )
    chapters = parser.add_subparsers(dest="chapter", metavar="WHAT", required=True)
    _add_wavenet(chapters)


def _add_wavenet(chapters: argparse._SubParsersAction) -> None:
    parser = chapters.add_parser(
        "wavenet",
        help="recordings as mu-law codes (notebooks 01 and 02)",
        description=WAVENET_DESCRIPTION,
        epilog=WAVENET_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_recording_options(parser)
    option = parser.add_argument
    option("--out", type=Path, metavar="DIR", help="where to write (default: .cache/wavenet)")
    option("--n-codes", type=int, default=256, metavar="N", help="2 to 256; default: %(default)s")
    option(
        "--test-fraction",
        type=float,
        default=0.1,
        metavar="F",
        help="share of the recordings held out; default: %(default)s",
    )
    option("--seed", type=int, default=0, metavar="N", help="of the split; default: %(default)s")
    option(
        "--fragment-length",
        type=int,
        default=1024,
        metavar="N",
        help="samples; shorter recordings are left out; default: %(default)s",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prepares the recordings and prints a table.

    Raises:
        ValueError: An option makes no sense, or fewer than two recordings are usable.
    """
    from tqdm import tqdm

    from course_utils.folders import data_folder, repository
    from course_utils.wavenet.baselines import markov_bits, uniform_bits, unigram_bits
    from course_utils.wavenet.prepare import Settings, load_prepared, prepare

    settings = Settings(
        sample_rate=args.sample_rate,
        n_codes=args.n_codes,
        speaker_pattern=args.speaker_pattern,
        test_fraction=args.test_fraction,
        seed=args.seed,
        fragment_length=args.fragment_length,
    )
    data = args.data or data_folder("wavenet") / "speech"
    out = args.out or repository() / ".cache" / "wavenet"
    manifest = prepare(data, out, settings, lambda files: tqdm(files, unit="file", desc="encoding"))
    print("\n".join([*split_table(manifest), "", *skipped_lines(manifest), ""]))
    train, test = load_prepared(out)
    n_codes = settings.n_codes
    print(
        "held-out bits per sample: "
        f"uniform {uniform_bits(n_codes):.3f}, "
        f"unigram {unigram_bits(train, test, n_codes):.3f}, "
        f"order-1 Markov {markov_bits(train, test, n_codes):.3f}"
    )
    print(f"written: {out / 'manifest.json'}")
    return 0


def split_table(manifest: dict) -> list[str]:
    """Lines of a table: speakers, recordings and seconds of each split, and who is held out."""
    lines = [f"{'split':<8}{'speakers':>10}{'recordings':>12}{'seconds':>12}"]
    speakers = {}
    for split in ("train", "test"):
        entries = [entry for entry in manifest["recordings"] if entry["split"] == split]
        speakers[split] = sorted({entry["speaker"] for entry in entries})
        seconds = sum(entry["seconds"] for entry in entries)
        lines.append(f"{split:<8}{len(speakers[split]):>10,}{len(entries):>12,}{seconds:>12,.1f}")
    if speakers["train"] == speakers["test"]:
        held_out = f"recordings of {speakers['test'][0]}, the only speaker"
    else:
        held_out = ", ".join(speakers["test"])
    return [*lines, f"held out: {held_out}"]


def skipped_lines(manifest: dict) -> list[str]:
    """Lines that count the skipped recordings by kind and name them, at most SHOWN_SKIPPED."""
    skipped = manifest["skipped"]
    if not skipped:
        return ["skipped: none"]
    counts = Counter(entry["kind"] for entry in skipped)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(counts.items()))
    lines = [f"skipped: {kinds}"]
    lines += [f"  {entry['file']} {entry['reason']}" for entry in skipped[:SHOWN_SKIPPED]]
    if len(skipped) > SHOWN_SKIPPED:
        lines.append(f"  and {len(skipped) - SHOWN_SKIPPED:,} more, named in manifest.json")
    return lines
