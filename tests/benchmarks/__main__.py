"""Runs every benchmark: `python -m tests.benchmarks [NAME ...]`, or `make bench`.

A benchmark is a script bench_NAME.py that measures the course and another library in one run and
prints the ratio. Each has a process of its own, so that none affects the next.
"""

import argparse
import platform
import subprocess
import sys
from pathlib import Path

import psutil

FOLDER = Path(__file__).parent


def machine() -> str:
    """The machine that the figures are measured on, and its load."""
    loads = ", ".join(f"{load:.1f}" for load in psutil.getloadavg())
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"{psutil.cpu_count()} logical cores, {memory:.0f} GiB, "
        f"load {loads} over 1, 5 and 15 minutes"
    )


def chosen(names: list[str], available: list[str]) -> list[str]:
    """The benchmarks to run: those named, or all.

    Raises:
        ValueError: A name is not among those available.
    """
    for name in names:
        if name not in available:
            raise ValueError(f"no benchmark {name}; there are: {', '.join(available) or 'none'}")
    return names or available


def main(argv: list[str] | None = None) -> int:
    """Runs the benchmarks, also after one failed, and returns 1 if one did."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description="Speed comparisons.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="run bench_NAME.py (default: all)")
    available = sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))
    try:
        names = chosen(parser.parse_args(argv).names, available)
    except ValueError as error:
        parser.error(str(error))
    print(machine(), flush=True)
    failed = []
    for name in names:
        print(f"\n== {name}", flush=True)
        module = f"{__package__}.bench_{name}"
        if subprocess.run([sys.executable, "-m", module], cwd=FOLDER.parent.parent).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
