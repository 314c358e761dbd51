"""The person at the window in `gui_watchdog`: what is done for a label, and now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from app.gui.actions import ActionId
from app.gui.main_window import MainWindow
from app.gui.project.export_dialog import ProjectExportDialog
from app.gui.video.export_dialog import ExportDialog
from app.gui.video.modes import Mode
from app.gui.video.page import VideoPage
from app.gui.widgets.writing_dialog import WritingDialog
from benchmarks.gui_block import Watchdog

_SCRUB_S = 4.0
_LONG_S = 600.0

Key = Qt.Key


class Worker:
    """Works at a window with keys and mouse; notes how long labels take, and tells the watchdog."""

    def __init__(
        self, app: QApplication, window: MainWindow, watchdog: Watchdog, clip: Path, second: Path
    ) -> None:
        self.app, self.window, self.dog = app, window, watchdog
        self.clip, self.second = clip, second
        self.page: VideoPage = window.video_page()
        self.events = 0
        self.drawn: list[float] = []
        self.stored: list[float] = []
        seldom = (
            (7, self.undo), (11, self.play), (13, self.zoom), (17, self.face),
            (19, self.theme), (21, self.sheets), (23, self.model), (27, self.table),
            (31, self.resize), (37, self.review), (41, self.agreement), (43, self.persons),
            (47, self.export_results), (53, self.export_labels), (59, self.report),
            (61, self.fine_tune), (73, self.live), (83, self.other_video), (97, self.reopen),
            (101, self.marker), (103, self.language),
        )  # fmt: skip
        #: Every so many rounds, each in a round of its own to begin with.
        self.seldom = [(every, place, act) for place, (every, act) in enumerate(seldom)]

    # --- the window --------------------------------------------------------------------------

    def wait(self, until: Callable[[], object], seconds: float = _LONG_S) -> None:
        """Let the window work until something is so.

        Raises:
            TimeoutError: it never was.
        """
        if not wait(self.app, until, seconds):
            raise TimeoutError(self.dog.doing)

    def rest(self, seconds: float) -> None:
        """Let the window work."""
        wait(self.app, lambda: False, seconds)

    def do(self, what: str, *keys: Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press keys, one after the other, each seen before the next."""
        self.focus()
        self.dog.doing = what
        for key in keys:
            QTest.keyClick(self.page.view, key, modifier or Qt.KeyboardModifier.NoModifier)
            self.events += 1
            self.app.processEvents()

    def focus(self) -> None:
        """Have the keyboard at the picture: no key does anything in a window that is not active."""
        view = self.page.view
        if not view.hasFocus():
            self.dog.doing = "focus"
            self.window.activateWindow()
            view.setFocus()
            self.wait(view.hasFocus)

    def act(self, what: str, action: ActionId) -> None:
        """Choose something from the menu."""
        self.dog.doing = what
        self.window.action(action).trigger()
        self.events += 1
        self.rest(0.1)

    def dialog(self, what: str, action: ActionId, look: float = 0.3) -> QDialog:
        """Open a dialog and look at it."""
        self.act(what, action)
        self.wait(_open_dialogs)
        self.rest(look)
        return _open_dialogs()[-1]

    def shut(self, dialog: QDialog) -> None:
        """Close a dialog."""
        dialog.reject()
        self.events += 1
        self.wait(lambda: not _open_dialogs())
        self.rest(0.05)

    def open(self, path: Path) -> tuple[float, float, float]:
        """Open a video; seconds to its first frame, to its index, and to labels and results."""
        began = time.monotonic()
        self.dog.doing = "open"
        self.window.open_video(path)
        page, annotation = self.page, self.page.workbench.annotation
        self.wait(lambda: page.player is not None and page.player.frame is not None)
        first = time.monotonic() - began
        self.wait(lambda: annotation.head.index is not None)
        indexed = time.monotonic() - began
        self.wait(lambda: annotation.ready and page.timeline.model.analysed_share > 0)
        return first, indexed, time.monotonic() - began

    # --- a label -----------------------------------------------------------------------------

    def go(self, frame: int) -> None:
        """Go to a frame by the timeline, as a click does, and see it."""
        self.dog.doing = "go"
        player = self.page.player
        assert player is not None
        player.seek(frame, keep_playing=False)
        self.events += 1
        self.wait(lambda: player.settled)

    def label(self, what: str, *keys: Key) -> None:
        """Give a label; the last key is the one that gives it, timed to its picture."""
        session = self.page.workbench.annotation.session
        assert session is not None
        stack = self.page.workbench.stack
        assert stack is not None
        self.do(what, *keys[:-1])
        before = stack.index()
        began = time.monotonic()
        self.do(what, keys[-1])
        self.drawn.append((time.monotonic() - began) * 1e3)
        while session.desk.waiting:
            time.sleep(0.0005)
        self.stored.append((time.monotonic() - began) * 1e3)
        if stack.index() == before:
            raise RuntimeError(f"no label was given: {what}")
        self.rest(0.01)

    def round(self, number: int) -> None:
        """What is done for one label."""
        page, digit = self.page, Key(int(Key.Key_1) + number % 8)
        assert page.player is not None
        assert page.player.index is not None
        if number % 5 == 0:
            self.go(number * 7919 % len(page.player.index))
        else:
            self.do("next unlabelled", Key.Key_N)
        self.do("step", *[Key.Key_Right] * 4, Key.Key_Left)
        self.wait(lambda: page.player is None or page.player.settled)
        ways: tuple[tuple[str, tuple[Key, ...]], ...] = (
            ("single", (digit,)),
            ("in to out", (Key.Key_I, *[Key.Key_Right] * 3, Key.Key_O, digit)),
            ("candidates", (Key.Key_A, Key.Key_5, Key.Key_6, Key.Key_Return)),
            ("votes", (Key.Key_V, *[Key.Key_5] * 3, *[Key.Key_7] * 2, Key.Key_Return)),
            ("unsure", (Key.Key_U,)),
            ("no face", (Key.Key_0,)),
        )
        what, keys = ways[number % len(ways)]
        self.label(what, *keys)
        for every, place, act in self.seldom:
            if number % every == place:
                act()

    # --- now and then ------------------------------------------------------------------------

    def undo(self) -> None:
        """Take a label back, and give it again."""
        self.act("undo", ActionId.UNDO)
        self.act("redo", ActionId.REDO)

    def play(self) -> None:
        """Watch for half a second."""
        self.do("play", Key.Key_L)
        self.rest(0.5)
        self.do("play", Key.Key_K)

    def zoom(self) -> None:
        """Look closer, and at all of it again."""
        self.do("zoom", *[Key.Key_Plus] * 4, *[Key.Key_Minus] * 4)

    def face(self) -> None:
        """Label another face from here on."""
        self.do("face", Key.Key_F)

    def model(self) -> None:
        """Look what the model says."""
        self.do("model", Key.Key_H)
        self.rest(0.05)
        self.do("model", Key.Key_H)

    def table(self) -> None:
        """Look at the labels as a table."""
        bench = self.page.workbench
        self.dog.doing = "table"
        for _ in range(2):
            bench.table.toggle()
            self.events += 1
            self.rest(0.1)
        self.page.view.setFocus()

    def theme(self) -> None:
        """Light, high contrast, dark."""
        for action in (ActionId.THEME, ActionId.CONTRAST, ActionId.THEME, ActionId.THEME):
            self.act("theme", action)

    def sheets(self) -> None:
        """Settings, shortcuts, commands, about."""
        for what, action in (
            ("settings", ActionId.SETTINGS),
            ("shortcuts", ActionId.SHORTCUTS),
            ("palette", ActionId.PALETTE),
            ("about", ActionId.ABOUT),
        ):
            self.shut(self.dialog(what, action))

    def resize(self) -> None:
        """A narrower window, and the wide one again."""
        self.dog.doing = "resize"
        for width in (1080, 1280):
            self.window.resize(width, 800)
            self.rest(0.1)

    def review(self) -> None:
        """Decide three items, watch, and go on with labels."""
        self.act("review", ActionId.REVIEW)
        self.wait(lambda: not self.page.workbench.review.loading)
        self.rest(0.3)
        self.do("review", *[Key.Key_Return] * 3)
        self.act("watch", ActionId.WATCH)
        self.act("label", ActionId.LABEL)

    def agreement(self) -> None:
        """How far raters agree."""
        dialog = self.dialog("agreement", ActionId.AGREEMENT)
        assert isinstance(dialog, WritingDialog)
        self.wait(lambda: not dialog.jobs.busy)
        self.rest(0.1)
        self.shut(dialog)

    def persons(self) -> None:
        """Whose the faces are."""
        self.shut(self.dialog("persons", ActionId.PERSONS, look=1.0))

    def export_results(self) -> None:
        """Write every frame's results."""
        dialog = self.dialog("export results", ActionId.EXPORT)
        assert isinstance(dialog, ExportDialog)
        dialog.place.setText(str(self.clip.with_suffix(".results.csv")))
        self._write(dialog)

    def export_labels(self) -> None:
        """Write the labels."""
        dialog = self.dialog("export labels", ActionId.EXPORT_LABELS)
        assert isinstance(dialog, ProjectExportDialog)
        self.wait(lambda: dialog.model.rowCount() > 0)
        self._write(dialog)

    def report(self) -> None:
        """Write the report."""
        dialog = self.dialog("report", ActionId.REPORT)
        assert isinstance(dialog, WritingDialog)
        self._write(dialog)

    def _write(self, dialog: WritingDialog) -> None:
        while not dialog.outcome.text():  # a file that is there is asked about once
            dialog.export.click()
            self.events += 1
            self.rest(0.05)
            self.wait(lambda: not dialog.busy)
        self.rest(0.05)
        self.shut(dialog)

    def fine_tune(self) -> None:
        """What a model could learn from, and which models there are."""
        tuning = self.window.fine_tuning
        self.act("fine-tune", ActionId.FINE_TUNE)
        self.wait(lambda: tuning.dialog is not None)
        self.rest(2.0)
        for dialog in _open_dialogs():
            self.shut(dialog)
        self.shut(self.dialog("models", ActionId.MODELS))

    def live(self) -> None:
        """To the start page, a demo of the live view, and back to the labels."""
        self.act("start page", ActionId.START_PAGE)
        self.act("live", ActionId.DEMO)
        live = self.window.live_page()
        self.wait(lambda: live.panel.bars.emotion is not None)
        self.rest(1.0)
        self.act("live", ActionId.STOP)
        self.reopen()

    def marker(self) -> None:
        """Leave a note where something is to be looked at again."""
        self.do("marker", Key.Key_M)
        line = self.page.workbench.ask.line
        QTest.keyClicks(line, "look again")
        QTest.keyClick(line, Key.Key_Return)
        self.events += 2
        self.rest(0.05)

    def language(self) -> None:
        """Another language for the next start, and the one before."""
        for action in (ActionId.GERMAN, ActionId.ENGLISH):
            self.act("language", action)

    def other_video(self) -> None:
        """Another video, which has no labels yet; analyse it and label meanwhile; and back."""
        self.dog.doing = "other video"
        self.window.open_video(self.second)
        page, annotation = self.page, self.page.workbench.annotation
        self.wait(lambda: page.player is not None and page.player.frame is not None)
        self.wait(lambda: annotation.ready and annotation.head.index is not None)
        self.dog.doing = "analysis"
        page.header.bar.analyse.click()
        self.wait(lambda: page.busy)
        self.label("label while analysing", Key.Key_1)
        self.dog.doing = "analysis"
        self.wait(lambda: not page.busy)
        self.rest(0.3)
        self.reopen()

    def reopen(self) -> None:
        """Close the project and open it again."""
        self.open(self.clip)

    # --- the mouse ---------------------------------------------------------------------------

    def scrub(self) -> float:
        """Drag the playhead through the video and back; pictures shown a second."""
        self.dog.doing = "scrub"
        player, ruler = self.page.player, self.page.timeline.ruler
        assert player is not None
        shown: list[int] = []
        player.frame_changed.connect(lambda frame: shown.append(frame.index))
        left, right = ruler.gutter + 5, ruler.gutter + ruler.track_width - 5
        QTest.mousePress(ruler, Qt.MouseButton.LeftButton, pos=QPoint(left, 10))
        began = time.monotonic()
        while (spent := time.monotonic() - began) < _SCRUB_S:
            place = abs((2 * spent / _SCRUB_S) % 2 - 1)  # to the left end and back
            at = QPoint(round(left + (right - left) * place), 10)
            QTest.mouseMove(ruler, at)
            self.page.timeline.seek_wanted.emit(ruler.time_at(at.x()))
            self.events += 1
            self.rest(0.008)
        QTest.mouseRelease(ruler, Qt.MouseButton.LeftButton, pos=QPoint(left, 10))
        self.wait(lambda: player.settled)
        return len(shown) / _SCRUB_S

    def to_labels(self) -> None:
        """Go on labelling."""
        self.dog.doing = "label mode"
        self.page.set_mode(Mode.LABEL)
        self.rest(0.2)


def wait(app: QApplication, until: Callable[[], object], seconds: float) -> bool:
    """Run the event loop until something is so; whether it was, in time."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() >= end:
            return False
        app.processEvents()
        # Only a running loop deletes what is to be deleted later.
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        time.sleep(0.001)
    return True


def _open_dialogs() -> list[QDialog]:
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    return [w for w in shown if isinstance(w, QDialog)]
