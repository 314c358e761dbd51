"""What was freed goes back to the system, and Python seldom looks through everything."""

from __future__ import annotations

import gc
import resource
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.gui import bootstrap, bridge, memory
from app.gui.bridge import Jobs

_STATM = Path("/proc/self/statm")

glibc = pytest.mark.skipif(
    memory._library() is None or not _STATM.is_file(), reason="only glibc keeps what was freed"
)


def _resident() -> int:
    return int(_STATM.read_text().split()[1]) * resource.getpagesize()


@glibc
def test_what_was_freed_is_given_back() -> None:
    kept: list[bytearray] = []
    # Too small for pages of their own; every other one stays, so that the heap cannot shrink.
    pieces = [bytearray(60_000) for _ in range(2000)]
    kept += pieces[::2]
    del pieces
    before = _resident()
    assert memory.give_back()
    assert _resident() < before - 40_000_000
    assert len(kept) == 1000


def test_only_one_thread_gives_back_at_a_time() -> None:
    with memory._trimming:
        assert not memory.give_back()


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_library", lambda: None)
    assert not memory.share_heaps()
    assert not memory.give_back()


def test_after_a_long_job_memory_is_given_back(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[threading.Thread] = []
    monkeypatch.setattr(memory, "give_back", lambda: given.append(threading.current_thread()))
    monkeypatch.setattr(bridge, "_LONG_S", 0.0)
    jobs, ended = Jobs(), list[object]()
    jobs.run(lambda _control: 1, name="long", done=ended.append)
    qtbot.waitUntil(lambda: len(given) == 1 and ended == [1])
    assert given[0] is not threading.current_thread()
    assert given[0].name == "mien-memory"  # whoever waits for the job does not wait for this
    monkeypatch.setattr(bridge, "_LONG_S", 60.0)
    jobs.run(lambda _control: 2, name="short", done=ended.append)
    qtbot.waitUntil(lambda: not jobs.busy and ended == [1, 2])
    assert len(given) == 1
    assert jobs.close()


def test_memory_is_given_back_now_and_then_while_there_is_a_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    monkeypatch.setattr(bootstrap, "_TRIM_MS", 1)
    monkeypatch.setattr(bootstrap, "_TIDY_MS", 1)
    monkeypatch.setattr(bootstrap, "give_back_soon", lambda: given.append(1))
    window = QObject()
    bootstrap.keep_memory_low(window)
    ring = weakref.ref(_Ring())
    qtbot.waitUntil(lambda: len(given) > 2 and ring() is None)
    with qtbot.waitSignal(window.destroyed):
        window.deleteLater()


class _Ring:
    """Garbage that only a search for cycles finds."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def usual_collection() -> Iterator[None]:
    """What a test sets of Python's collection ends with it."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("usual_collection")
def test_what_is_there_is_left_out_of_collections_and_what_comes_is_not() -> None:
    there = _Ring()
    memory.collect_seldom()
    assert gc.get_freeze_count() > 1000
    assert not any(one is there for one in gc.get_objects())
    seen = weakref.ref(_Ring())
    assert seen() is not None
    gc.collect()
    assert seen() is None
    assert gc.get_threshold()[0] * gc.get_threshold()[1] <= 20_000  # a pause too short to notice
    assert gc.get_threshold()[2] > 100_000  # all is looked through by `tidy` alone
