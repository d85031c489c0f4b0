"""How long a program has waited for a processor: on a busy machine that is not its fault."""

from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def seconds_waited(pid: int) -> float:
    """The longest that a thread of a process, or of those it started, was ready but did not run.

    0 where the kernel does not tell, as on other systems than Linux.
    """
    waited, pids = 0.0, [pid]
    while pids:
        for thread in _entries(PROC / str(pids.pop()) / "task"):
            with suppress(OSError, ValueError, IndexError):
                waited = max(waited, int((thread / "schedstat").read_text().split()[1]) / 1e9)
            with suppress(OSError, ValueError):
                pids += [int(child) for child in (thread / "children").read_text().split()]
    return waited


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
