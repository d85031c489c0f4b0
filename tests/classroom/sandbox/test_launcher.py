"""What a sandbox's first program does before a submission runs."""

import threading

import pytest

from course_utils.classroom.sandbox import launcher


class NoRoom:
    """Threads of which the first few cannot be started."""

    def __init__(self, failures):
        self.failures, self.start_thread = failures, threading.Thread.start

    def __call__(self, thread):
        if self.failures:
            self.failures -= 1
            raise RuntimeError("can't start new thread")
        self.start_thread(thread)


def test_it_waits_until_others_leave_room_for_a_thread(monkeypatch):
    no_room = NoRoom(failures=3)
    monkeypatch.setattr(threading.Thread, "start", lambda thread: no_room(thread))
    launcher.try_thread()
    assert no_room.failures == 0


def test_it_does_not_wait_for_ever(monkeypatch):
    no_room = NoRoom(failures=10**6)
    monkeypatch.setattr(threading.Thread, "start", lambda thread: no_room(thread))
    monkeypatch.setattr(launcher, "THREAD_WAIT_S", 0.15)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        launcher.try_thread()
