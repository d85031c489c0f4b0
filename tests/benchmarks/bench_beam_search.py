"""Beam searches side by side: ours, keras_hub's compiled BeamSampler, Hugging Face's generate.

The libraries choose their threads when they are imported, so the race is a process of its own that
is kept on one core from its first line on.
"""

import os
import subprocess
import sys


def main() -> int:
    """Runs the race on one core, where the system can keep a process there."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return subprocess.run([sys.executable, "-m", f"{__package__}.beam_race"]).returncode


if __name__ == "__main__":
    sys.exit(main())
