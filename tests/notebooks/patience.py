"""A pytest plugin for nbval: what a cell puts out shows that it still works, and renews its time.

nbval itself has one limit for a cell, however much it says meanwhile, and waits for 5 s for the
output of a cell that has ended, which a busy machine may take. And a notebook's networks are
compiled well, unlike those of unit tests (see `compilation`).
"""

import os
import time
from collections import deque
from queue import Empty

import nbval.plugin
import pytest
from nbval.kernel import RunningKernel
from nbval.plugin import IPyNbCell

from tests.compilation import IN_HASTE
from tests.time_limits import limit_s

POLL_S = 1
OUTPUT_S = 60


class PatientKernel(RunningKernel):
    """A kernel that waits for a cell as long as the cell says something now and then."""

    def __init__(self, *arguments, **options):
        self._said = deque()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in IN_HASTE.items():
                if os.environ.get(name) == value:
                    patch.delenv(name)
            super().__init__(*arguments, **options)

    def get_message(self, stream, timeout=None):
        """The next message, those first that came while a cell ran."""
        if stream == "iopub" and self._said:
            return self._said.popleft()
        return super().get_message(stream, timeout)

    def await_reply(self, msg_id, timeout=None):
        """Waits for the end of a cell; raises Empty `timeout` s after the last that it said."""
        until = time.monotonic() + timeout
        while True:
            try:
                return super().await_reply(msg_id, POLL_S)
            except Empty:
                if self._listen():
                    until = time.monotonic() + timeout
                elif time.monotonic() > until:
                    raise

    def _listen(self) -> bool:
        before = len(self._said)
        while self.kc.iopub_channel.msg_ready():
            self._said.append(self.kc.get_iopub_msg())
        return len(self._said) > before


def pytest_configure():
    """Puts the kernel into the place of nbval's."""
    nbval.plugin.RunningKernel = PatientKernel


def pytest_collection_modifyitems(items):
    """Cells have the limit that nbval was given, and no other."""
    for item in items:
        if isinstance(item, IPyNbCell):
            item.output_timeout = limit_s(OUTPUT_S)
            item.add_marker(pytest.mark.timeout(0))
