"""Somebody at the keyboard of the real app: `python -m tests.e2e.story_robot PART CLIP REPORT`.

Runs `main()` as the console script does and presses keys in its window, as soon as what the last
one did is there. What was found goes to REPORT as JSON; the exit code is the app's own.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.gui import bootstrap
from app.gui.main_window import MainWindow
from app.gui.project.export_dialog import ProjectExportDialog
from app.gui.video.page import VideoPage

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier

#: Nothing in the story takes so long, even on a busy machine.
_PATIENCE_MS = 300_000


class Stuck(AssertionError):
    """What should have come did not."""


def until(there: Callable[[], object], what: str) -> None:
    """Let the app work until something is so."""
    loop, late = QEventLoop(), QTimer()
    late.setSingleShot(True)
    late.timeout.connect(loop.quit)
    late.start(_PATIENCE_MS)
    look = QTimer()
    look.timeout.connect(lambda: loop.quit() if there() else None)
    look.start(10)
    if not there():
        loop.exec()
    look.stop()
    if not there():
        raise Stuck(what)


def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE, on: QWidget | None = None) -> None:
    """Press keys where the focus is."""
    for key in keys:
        window = QApplication.activeWindow() or QApplication.topLevelWidgets()[0]
        target = on or QApplication.focusWidget() or window.focusWidget() or window
        QTest.keyClick(target, key, modifier)


def write(text: str, *, on: QWidget | None = None) -> None:
    """Type a text."""
    for letter in text:
        target = on or QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, letter)


class Robot:
    """The story's two parts over one window."""

    def __init__(self, window: MainWindow, clip: Path) -> None:
        self.window, self.clip = window, clip
        self.found: dict[str, Any] = {}

    @property
    def page(self) -> VideoPage:
        """The video page, with its video open."""
        page = self.window.video
        assert page is not None
        return page

    def opened(self) -> None:
        """The video that was named on the command line is open, and so is its project."""
        until(lambda: self.window.video is not None, "the video page")
        page = self.page
        until(
            lambda: (
                page.player is not None
                and page.player.index is not None
                and page.workbench.annotation.ready
            ),
            "the video and its project",
        )
        self.focus()

    def focus(self) -> None:
        """The keyboard is the video page's; no window manager gives it back after a dialog."""
        self.window.activateWindow()
        until(self.window.isActiveWindow, "the keyboard")
        self.page.view.setFocus()

    def analyse(self) -> str:
        """Ctrl+Shift+A; the name of the model that did it."""
        page = self.page
        press(Key.Key_A, modifier=CTRL | SHIFT)
        until(lambda: page.busy, "an analysis")
        until(lambda: not page.busy, "the analysis' end")
        assert page.analysis is not None
        assert page.analysis.model is not None
        return page.analysis.model.name

    def go(self, frame: int) -> None:
        """G, the number, Enter."""
        player = self.page.player
        assert player is not None
        press(Key.Key_G, on=self.page.view)
        write(str(frame), on=self.page.workbench.ask.line)
        press(Key.Key_Return, on=self.page.workbench.ask.line)
        until(
            lambda: player.settled and player.frame is not None and player.frame.index == frame,
            f"frame {frame}",
        )
        self.page.view.setFocus()

    def label(self, first: int, last: int, *keys: Qt.Key) -> None:
        """In, out, and the label."""
        self.go(first)
        press(Key.Key_I)
        self.go(last)
        press(Key.Key_O, *keys)
        press(Key.Key_X, modifier=Qt.KeyboardModifier.AltModifier)

    def name(self, frame: int, face: int, who: str) -> None:
        """F2 names the person of a face."""
        self.go(frame)
        page = self.page
        for _ in range(4):
            if page.workbench.annotation.head.track == face:
                break
            press(Key.Key_F)
        assert page.workbench.annotation.head.track == face
        press(Key.Key_F2)
        write(who, on=page.workbench.ask.line)
        press(Key.Key_Return, on=page.workbench.ask.line)
        page.view.setFocus()

    def make(self) -> None:
        """Analyse, label, review, export, fine-tune, use the new model."""
        self.opened()
        self.found["first_model"] = self.analyse()
        review = self.page.workbench.review
        until(lambda: len(review.queue) > 0, "items to review")
        press(Key.Key_4, modifier=CTRL)
        self.name(5, 0, "Ada")
        self.label(0, 15, Key.Key_2)
        self.label(16, 29, Key.Key_A, Key.Key_2, Key.Key_3, Key.Key_Return)
        self.name(40, 1, "Grace")
        self.label(30, 44, Key.Key_1)
        self.label(45, 59, Key.Key_4)
        self.name(70, 2, "Ada")
        self.label(60, 79, Key.Key_V, Key.Key_1, Key.Key_1, Key.Key_2, Key.Key_Return)
        self.found["labelled"] = self.labels()
        press(Key.Key_5, modifier=CTRL)
        until(lambda: review.item is not None, "an item to review")
        press(Key.Key_Return, Key.Key_U, Key.Key_S)
        self.found["reviewed"] = review.queue.count_done
        self.export()
        self.fine_tune()
        self.found["second_model"] = self.analyse()
        self.found["labels"] = self.labels()

    def export(self) -> None:
        """Ctrl+Shift+E, Enter."""
        press(Key.Key_E, modifier=CTRL | SHIFT)
        until(lambda: self.page.findChild(ProjectExportDialog) is not None, "the export")
        dialog = self.page.findChild(ProjectExportDialog)
        until(lambda: dialog.export.isEnabled() and dialog.model.rowCount() > 0, "a preview")
        press(Key.Key_Return, on=dialog.place)
        until(lambda: dialog.outcome.isVisible() and dialog.outcome.text(), "the exported files")
        self.found["exported"] = sorted(path.name for path in self.clip.parent.glob("*.csv"))
        press(Key.Key_Escape, on=dialog)
        self.focus()

    def fine_tune(self) -> None:
        """Ctrl+T, fewer steps, Enter; then the button that takes the new model."""
        tuning = self.window.fine_tuning
        press(Key.Key_T, modifier=CTRL)
        until(lambda: tuning.dialog is not None and tuning.dialog.isVisible(), "the dialog")
        dialog = tuning.dialog
        assert dialog is not None
        until(lambda: dialog.start.isEnabled(), "enough to learn from")
        self.found["groups"] = [group.name for group in dialog.choice.groups]
        steps = dialog.data_page.steps
        steps.setFocus()
        press(Key.Key_A, modifier=CTRL, on=steps)
        write("3", on=steps)
        press(Key.Key_Return, on=steps)
        until(lambda: tuning.running, "the trainer")
        until(lambda: not tuning.running, "the trainer's end")
        assert dialog.pages.currentWidget() is dialog.result_page, dialog.banner.text
        until(lambda: dialog.result_page.face_buttons(), "the faces that changed")
        self.found["changed"] = len(dialog.result_page.face_buttons())
        self.found["verdict"] = dialog.result_page.head.text()
        dialog.result_page.use.setFocus()
        press(Key.Key_Space, on=dialog.result_page.use)
        self.found["in_use"] = self.window.models.name
        self.focus()

    def again(self) -> None:
        """Everything is there when it is opened again."""
        self.opened()
        page = self.page
        until(lambda: page.analysis is not None and len(page.analysis.results) > 0, "the results")
        assert page.analysis is not None
        assert page.analysis.model is not None
        until(lambda: len(page.workbench.review.queue) > 0, "the review")
        press(Key.Key_M, modifier=CTRL | SHIFT)
        until(lambda: self.window.fine_tuning.list is not None, "the list of models")
        assert self.window.fine_tuning.list is not None
        listed = self.window.fine_tuning.list.list
        self.found = {
            "labels": self.labels(),
            "model": page.analysis.model.name,
            "in_use": self.window.models.name,
            "results": len(page.analysis.results),
            "models": listed.topLevelItemCount(),
            "banner": self.window.banner.text,
        }
        self.window.fine_tuning.list.close()
        self.focus()

    def labels(self) -> list[list[Any]]:
        """Face, kind and weights of every label."""
        session = self.page.workbench.annotation.session
        assert session is not None
        assert session.book is not None
        return [
            [track.number, str(segment.label.kind), list(segment.label.weights)]
            for track in session.book.tracks()
            for segment in session.segments(track.number)
        ]


def main() -> int:
    """Run the app with a robot at its keyboard."""
    part, clip, report = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    build = bootstrap.build

    def watched(*arguments: Any) -> MainWindow:
        window = build(*arguments)
        QTimer.singleShot(0, window, lambda: run(window))
        return window

    def run(window: MainWindow) -> None:
        robot = Robot(window, clip)
        try:
            getattr(robot, part)()
        except BaseException:  # noqa: BLE001 - told in the report
            robot.found["trouble"] = traceback.format_exc()
            robot.found["banner"] = window.banner.text
            dialog = window.fine_tuning.dialog
            if dialog is not None:
                robot.found["dialog"] = [dialog.banner.text, dialog.data_page.notes.text()]
        report.write_text(json.dumps(robot.found))
        press(Key.Key_Q, modifier=CTRL, on=window)
        QTimer.singleShot(0, window, window.close)  # where a dialog has the keyboard still

    bootstrap.build = watched
    from app.cli import main as mien

    return mien([str(clip)])


if __name__ == "__main__":
    sys.exit(main())
