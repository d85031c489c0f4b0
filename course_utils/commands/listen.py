"""`course listen`: detects a word in the microphone's sound or in a file, as the sound comes in."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator

from course_utils.commands import compute_on_one_thread

DESCRIPTION = """\
Listens for the word of notebook 05 and prints a line each time it is detected. It listens to the
microphone, or to a WAV or FLAC file of any length and sample rate, which it reads in small blocks:
an hour needs no more memory than a second. Ctrl-C ends it.
"""

EXAMPLES = """\
examples:
  course listen                             the microphone (needs the package sounddevice)
  course listen recording.wav               a file
  arecord -f S16_LE -r 44100 | course listen -
      WAV from another program
  course listen --threshold 0.9 --json talk.flac
"""

SILENT_S = 3


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "listen",
        help="detect a word in the microphone's sound or in a file (notebook 05)",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("file", nargs="?", metavar="FILE", help="sound; - is standard input (WAV)")
    option("--model", metavar="NAME", help="in data/models, or a path that ends in .keras")
    option("--threshold", type=float, metavar="X", help="instead of the model's own")
    option("--json", action="store_true", help="a JSON object on each line")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints detections until the sound ends; that of a microphone ends with Ctrl-C.

    Raises:
        ValueError: There is no microphone, no such file or model, or the sound is damaged.
    """
    compute_on_one_thread()
    from course_utils.trigger_word.detectors import SHIPPED
    from course_utils.trigger_word.streaming.listening import listen
    from course_utils.trigger_word.streaming.streaming_detector import read_streaming_detector

    detector = read_streaming_detector(args.model or SHIPPED)
    source = _open(args.file)
    with source:
        blocks = CountedBlocks(source, source.sample_rate)
        where = f"{source.name}, Ctrl-C ends" if args.file is None else args.file
        _say(f'listening for "{detector.word}": {where}')
        count = 0
        try:
            for detection in listen(blocks, source.sample_rate, detector, args.threshold):
                count += 1
                print(_json(detection) if args.json else _line(detection), flush=True)
        except KeyboardInterrupt:
            if args.file is not None:
                raise
        finally:
            _say(f"{count} detections in {clock(1000 * blocks.seconds)}")
    return 0


def _open(file: str | None):
    from course_utils.audio.files import AudioBlocks
    from course_utils.audio.microphone import Microphone

    if file is None:
        return Microphone()
    return AudioBlocks(sys.stdin.fileno() if file == "-" else file, block_frames=4096)


class CountedBlocks:
    """Blocks of sound; counts their seconds, and says so if all of them are silent."""

    def __init__(self, blocks: Iterable, sample_rate: int):
        self._blocks, self._sample_rate = blocks, sample_rate
        self.seconds, self._silent = 0.0, True

    def __iter__(self) -> Iterator:
        """The blocks themselves."""
        for block in self._blocks:
            before = self.seconds
            self.seconds += len(block) / self._sample_rate
            self._silent = self._silent and not block.any()
            if self._silent and before < SILENT_S <= self.seconds:
                _say(f"{SILENT_S} s of silence, nothing but zeros: is the microphone muted?")
            yield block


def clock(ms: float) -> str:
    """Hours, minutes and seconds: 0:01:02.34."""
    hundredths = round(ms / 10)
    seconds, hundredths = divmod(hundredths, 100)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{hundredths:02}"


def _line(detection) -> str:
    return f"{clock(detection.time_ms)}  probability {detection.probability:.2f}"


def _json(detection) -> str:
    time_s, probability = detection.time_ms / 1000, detection.probability
    return json.dumps({"time_s": round(time_s, 3), "probability": round(probability, 4)})


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
