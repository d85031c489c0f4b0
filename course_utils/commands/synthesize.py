"""`course synthesize` and `course synthesize-clips`: the spoken data, made by speech engines."""

import argparse
import fnmatch
from pathlib import Path

WORD = "activate"
LANGUAGES = ("en", "es")
KINDS = ("activates", "negatives", "backgrounds", "nearest")

DESCRIPTION = """\
Makes the spoken data that the course ships, so that you can see how it was made, make it again, or
make your own. You do not need it to study: the data is there already.
"""

SPEECH_DESCRIPTION = """\
Makes what notebooks 01 and 02 learn from: sentences in several voices, 16 kHz, 16-bit, mono, as
DIR/speech/<voice>/<nn>.flac, with DIR/manifest.json saying who says what. It replaces an older set
as a whole; stopped halfway, it leaves the older set as it was.

The engines are Debian packages; what is missing is said before anything is made.
"""

SPEECH_EXAMPLES = """\
examples:
  course synthesize speech                            the course's own data, again
  course synthesize speech --out mine                 the same, in the folder mine
  course synthesize speech --out two --voices alan,slt
"""

WORDS_DESCRIPTION = """\
Makes what notebook 06 and `course train speech` learn from: digits, strings of digits, numbers,
months and letters in many synthetic voices, 8 kHz, 16-bit, mono, as

  DIR/{train,dev,test}/<voice>.flac    DIR/manifest.json

where the manifest says who says what, and where in the file. No voice and no engine is in two
of train, dev and test. It replaces an older set as a whole; stopped halfway, it leaves the older
set as it was, and the same command goes on with what it had made. --language gives another language
with voices of its own; `course train speech --data DIR` learns its digits.

The engines are Debian packages, and Kokoro's network is the extra `neural`; what is missing is said
before anything is made.
"""

WORDS_EXAMPLES = """\
examples:
  course synthesize words                                     the course's own set, again
  course synthesize words --out bare --leave-out 'kokoro-*'   without the extra `neural`
  course synthesize words --out other --seed 1                other speakers and other strings
  course synthesize words --language es --out spanish         in Spanish
"""

CLIPS_DESCRIPTION = """\
Makes what notebook 05 and `course train trigger-word` learn from: a word in many synthetic voices,
other speech (near misses, parts of the word, common words, sentences), and backgrounds of 10 s, as
44,100 Hz, 16-bit, mono FLAC in

  DIR/{train,dev,test}/{activates,negatives,backgrounds}/*.flac    DIR/manifest.json

No voice, engine or background is in two of train, dev and test. A set replaces an older one as a
whole; stopped halfway, it leaves the older one as it was, and the same command goes on with what it
had made. You do not need it to study: the clips of "activate" are there already.

The engines are Debian packages, and Kokoro's network is the extra `neural`; what is missing is said
before anything is made.
"""

CLIPS_EXAMPLES = """\
examples:
  course synthesize-clips                                     the course's own clips, again
  course synthesize-clips --out big --activates 3000 --negatives 6000 --backgrounds 60
  course synthesize-clips --word "hey course" --out hey       another word, in the same sizes
  course synthesize-clips --out bare --leave-out 'kokoro-*'   without the extra `neural`
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds both commands."""
    _add_speech(subparsers)
    _add_clips(subparsers)


def _add_speech(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser(
        "synthesize",
        help="make the spoken data with text-to-speech engines",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(dest="kind", metavar="WHAT", required=True)
    parser = kinds.add_parser(
        "speech",
        help="sentences in several voices (notebooks 01 and 02)",
        description=SPEECH_DESCRIPTION,
        epilog=SPEECH_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="folder to make the data in (default: data/wavenet of the course)",
    )
    parser.add_argument(
        "--voices",
        metavar="A,B,...",
        help="make only these voices; needs --out, so that the course's own set stays complete",
    )
    parser.set_defaults(run=run_speech)
    _add_words(kinds)


def _add_words(kinds: argparse._SubParsersAction) -> None:
    parser = kinds.add_parser(
        "words",
        help="digits and other words in many voices (notebook 06)",
        description=WORDS_DESCRIPTION,
        epilog=WORDS_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="folder to make the set in (default: data/speech_recognition of the course)",
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default="en",
        help="en for English or es for Spanish, which needs --out (default: %(default)s)",
    )
    _add_choice_of_voices(parser)
    parser.add_argument(
        "--seed", type=int, default=0, help="another seed gives other speakers (default: 0)"
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="clips made at a time (default: one on each core)"
    )
    parser.set_defaults(run=run_words)


def _add_choice_of_voices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--voices",
        metavar="A,B,...",
        help="use only these voices; each split needs one at least",
    )
    parser.add_argument(
        "--leave-out",
        metavar="PATTERN",
        action="append",
        default=[],
        help="voices whose name matches, as 'kokoro-*'; may be given several times",
    )


def _add_clips(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser(
        "synthesize-clips",
        help="make clips of a trigger word with text-to-speech engines",
        description=CLIPS_DESCRIPTION,
        epilog=CLIPS_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--word", default=WORD, help='the word, or a phrase in quotes (default: "activate")'
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help='folder to make the set in (default for "activate" in the usual sizes: '
        "data/trigger_word of the course)",
    )
    for kind, number, what in (
        ("activates", 120, "clips of the word, each by a speaker of its own,"),
        ("negatives", 150, "clips of other speech"),
        ("backgrounds", 10, "backgrounds"),
    ):
        parser.add_argument(
            f"--{kind}",
            type=int,
            metavar="N",
            help=f"how many {what} in train (default: {number}); dev and test in proportion",
        )
    parser.add_argument(
        "--nearest",
        type=int,
        metavar="N",
        help="further clips of other speech in train: the words that sound nearest to the word, "
        "each in many voices (default: 0)",
    )
    _add_choice_of_voices(parser)
    parser.add_argument(
        "--seed", type=int, default=0, help="another seed gives other clips (default: 0)"
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="clips made at a time (default: one on each core)"
    )
    parser.add_argument(
        "--address",
        metavar="tcp://HOST:PORT",
        help="make them on the Dask cluster with this scheduler; its workers need the engines",
    )
    parser.set_defaults(run=run_clips)


def run_speech(args: argparse.Namespace) -> int:
    """Makes the sentences of notebooks 01 and 02 and prints what was made.

    Raises:
        ValueError: An option makes no sense, a voice is unknown or missing, an engine failed.
    """
    from tqdm import tqdm

    from course_utils.folders import repository
    from course_utils.wavenet.speech import SENTENCES, find_voices, make_speech

    if args.voices is not None and args.out is None:
        raise ValueError("--voices makes a part of the set: say with --out where to put it")
    names = SENTENCES if args.voices is None else _split_names(args.voices)
    sentences = {voice.name: SENTENCES[voice.name] for voice in find_voices(names)}
    out = args.out or repository() / "data" / "wavenet"
    manifest = make_speech(out, sentences, lambda clips: tqdm(clips, unit="clip", desc="speaking"))
    clips = manifest["clips"]
    megabytes = sum((out / clip["file"]).stat().st_size for clip in clips) / 1e6
    seconds = sum(clip["seconds"] for clip in clips)
    print(
        f"{len(clips)} clips in {len(sentences)} voices, {seconds:.0f} s, {megabytes:.1f} MB: "
        f"{out / 'speech'}"
    )
    return 0


def _split_names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise ValueError(f"--voices {text!r} names no voice")
    return names


def run_clips(args: argparse.Namespace) -> int:
    """Makes the clips and prints what was made.

    Raises:
        ValueError: An option makes no sense, a voice is unknown or missing, an engine failed.
    """
    from tqdm import tqdm

    from course_utils.executors import cluster_at
    from course_utils.folders import repository
    from course_utils.trigger_word.clip_making.clip_plan import (
        SHIPPED,
        SPLITS,
        Sizes,
        sizes_like_shipped,
    )
    from course_utils.trigger_word.clip_making.make_clips import make_clips
    from course_utils.trigger_word.clip_making.near_misses import pronunciations

    sizes = {kind: getattr(args, kind) for kind in KINDS if getattr(args, kind) is not None}
    own = args.word == WORD and not (sizes or args.voices or args.leave_out or args.seed)
    _check(args, own)
    splits = _keep_voices(SPLITS, args.voices, args.leave_out)
    if not pronunciations(args.word):
        print(
            f"the pronouncing dictionary lacks {args.word!r}: words spelled nearly like it stand "
            "for those that sound nearly like it"
        )
    out = args.out or repository() / "data" / "trigger_word"
    with cluster_at(args.address) as executor:
        manifest = make_clips(
            out,
            args.word,
            sizes_like_shipped(Sizes(**{**vars(SHIPPED["train"]), **sizes})),
            args.seed,
            splits,
            args.jobs,
            lambda clips: tqdm(clips, unit="clip", desc="making"),
            executor,
        )
    clips = manifest["clips"]
    megabytes = sum((out / clip["file"]).stat().st_size for clip in clips) / 1e6
    print(f"{len(clips)} clips in {len(manifest['voices'])} voices, {megabytes:.1f} MB: {out}")
    return 0


def run_words(args: argparse.Namespace) -> int:
    """Makes the digits and words of notebook 06 and prints what was made.

    Raises:
        ValueError: An option makes no sense, a voice is unknown or missing, an engine failed.
    """
    from tqdm import tqdm

    from course_utils.folders import repository
    from course_utils.speech_recognition.clip_making.clip_plan import SPLITS_BY_LANGUAGE
    from course_utils.speech_recognition.clip_making.make_clips import make_clips

    english = args.language == "en"
    _check(args, own=english and not (args.voices or args.leave_out or args.seed))
    out = args.out or repository() / "data" / "speech_recognition"
    manifest = make_clips(
        out,
        args.seed,
        splits=_keep_voices(SPLITS_BY_LANGUAGE[args.language], args.voices, args.leave_out),
        jobs=args.jobs,
        progress=lambda clips: tqdm(clips, unit="clip", desc="speaking"),
    )
    files = manifest["files"]
    megabytes = sum((out / file["file"]).stat().st_size for file in files) / 1e6
    seconds = sum(file["seconds"] for file in files)
    print(
        f"{len(manifest['clips'])} clips in {len(files)} voices, {seconds:.0f} s, "
        f"{megabytes:.1f} MB: {out}"
    )
    return 0


def _check(args: argparse.Namespace, own: bool) -> None:
    """Refuses to put another set in the place of the course's own, and numbers out of range."""
    if args.out is None and not own:
        raise ValueError("these are not the course's own clips: say with --out where to put them")
    if args.jobs is not None and args.jobs < 1:
        raise ValueError(f"--jobs must be at least 1, not {args.jobs}")
    if args.seed < 0:
        raise ValueError(f"--seed must not be negative, not {args.seed}")


def _keep_voices(splits: dict, text: str | None, left_out: list[str]) -> dict:
    """The splits with none but the named voices, or all, without those that match a pattern.

    Raises:
        ValueError: A name or a pattern is of no voice of any split, or a split keeps none.
    """
    known = list(dict.fromkeys(v for groups in splits.values() for group in groups for v in group))
    named = known if text is None else [v.strip() for v in text.split(",") if v.strip()]
    if unknown := sorted(set(named) - set(known)):
        raise ValueError(f"no voice called {', '.join(unknown)}; there are {', '.join(known)}")
    matching = {pattern: fnmatch.filter(known, pattern) for pattern in left_out}
    if unknown := sorted(pattern for pattern, voices in matching.items() if not voices):
        raise ValueError(f"no voice matches {', '.join(unknown)}; there are {', '.join(known)}")
    names = set(named).difference(*matching.values())
    kept = {
        split: [voices for group in groups if (voices := [v for v in group if v in names])]
        for split, groups in splits.items()
    }
    for split, groups in kept.items():
        if not groups:
            of_split = dict.fromkeys(v for group in splits[split] for v in group)
            raise ValueError(f"no voice is left for {split}; it has {', '.join(of_split)}")
    return kept
