"""Work happens in threads, its end is told in the GUI thread, and nothing is told after closing."""

from __future__ import annotations

import os
import sys
import threading

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui.bridge import JobControl, Jobs, Wake, give_way
from engine.errors import DataError, MienError


def test_the_end_is_told_in_the_gui_thread(qtbot: QtBot) -> None:
    jobs = Jobs()
    seen: list[tuple[object, threading.Thread]] = []
    worked: list[threading.Thread] = []

    def work(control: JobControl) -> str:
        worked.append(threading.current_thread())
        control.report(1.0)
        return "done"

    def note(value: object) -> None:
        seen.append((value, threading.current_thread()))

    jobs.run(work, name="test", done=note, progress=note)
    qtbot.waitUntil(lambda: len(seen) == 2)
    here = threading.current_thread()
    assert seen == [(1.0, here), ("done", here)]
    assert worked[0] is not here
    assert worked[0].name == "mien-test"
    assert jobs.close()


def test_errors_are_told_in_words(qtbot: QtBot) -> None:
    jobs = Jobs()
    errors: list[MienError] = []
    expected = DataError("it is broken", subject="x.csv")

    def fail_as_expected(control: JobControl) -> None:
        raise expected

    def fail_unexpectedly(control: JobControl) -> None:
        raise KeyError("oops")

    def never(value: object) -> None:
        raise AssertionError(value)

    jobs.run(fail_as_expected, name="a", done=never, failed=errors.append)
    qtbot.waitUntil(lambda: len(errors) == 1)
    jobs.run(fail_unexpectedly, name="b", done=never, failed=errors.append)
    qtbot.waitUntil(lambda: len(errors) == 2)
    assert errors[0] is expected
    assert "KeyError" in errors[1].what
    jobs.close()


def test_closing_stops_jobs_and_silences_them(qtbot: QtBot) -> None:
    jobs = Jobs()
    told: list[object] = []
    running = threading.Event()

    def work(control: JobControl) -> str:
        running.set()
        control.stop.wait(30)
        return "stopped"

    jobs.run(work, name="long", done=told.append)
    assert running.wait(5)
    assert jobs.close()
    qtbot.wait(20)
    assert told == []


def test_a_job_that_does_not_listen_is_reported(qtbot: QtBot) -> None:
    jobs = Jobs()
    release = threading.Event()
    jobs.run(lambda control: release.wait(30), name="deaf", done=lambda value: None)
    assert not jobs.close(timeout_s=0.05)
    release.set()


class Emitter(QObject):
    ticked = Signal(object)


def test_signals_and_updates_leave_reference_counts_alone(qtbot: QtBot) -> None:
    """PySide6 6.12 on Python 3.11 loses a reference to None or True with each of these calls."""
    emitter, widget = Emitter(), QWidget()
    qtbot.addWidget(widget)
    emitter.ticked.connect(lambda value: None)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for i in range(200):
        emitter.ticked.emit(i)
        widget.update()
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert before[0] - after[0] <= 20
    assert before[1] - after[1] <= 20


def test_a_wake_comes_once_for_all_calls_before_it_and_again_for_later_ones(qtbot: QtBot) -> None:
    wake = Wake()
    woken: list[threading.Thread] = []
    wake.woken.connect(lambda: woken.append(threading.current_thread()))

    def call_often() -> None:
        for news in range(100):
            wake(news)

    for times in (1, 2):
        thread = threading.Thread(target=call_often)
        thread.start()
        thread.join()  # no event was handled meanwhile
        assert len(woken) == times - 1
        qtbot.waitUntil(lambda times=times: len(woken) >= times)  # type: ignore[misc]
        qtbot.wait(20)
        assert woken == [threading.current_thread()] * times


def test_what_comes_while_a_wake_is_handled_is_not_missed(qtbot: QtBot) -> None:
    wake = Wake()
    woken: list[int] = []

    def handle() -> None:
        woken.append(len(woken))
        if len(woken) < 3:
            wake()

    wake.woken.connect(handle)
    wake()
    qtbot.waitUntil(lambda: len(woken) == 3)


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities of their own on Linux")
def test_only_the_thread_that_gives_way_does() -> None:
    found: list[tuple[bool, int]] = []

    def work() -> None:
        found.append((give_way(), _nice()))

    before = _nice()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    ((could, after),) = found
    assert could
    assert after == max(before, 10)
    assert _nice() == before


def _nice() -> int:
    """Of this thread."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
