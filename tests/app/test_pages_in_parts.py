"""A page is made in parts, none of which keeps the window waiting: counted, not timed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.gui import theme
from app.gui.actions import ActionId
from app.gui.annotate.keys import LabelCommand
from app.gui.annotate.label_panel import LabelPanel
from app.gui.annotate.label_table import LabelTable
from app.gui.main_window import MainWindow
from app.gui.review.review_panel import ReviewPanel
from app.gui.video.keys import command_name
from app.gui.video.modes import Mode
from engine.project.values import LabelKind

#: What only some uses of the video page need.
LATER = (LabelPanel, ReviewPanel, LabelTable)


class Styled(QObject):
    """Counts how often widgets are styled: that is what making a page costs."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at every event of every widget."""
        if event.type() == QEvent.Type.StyleChange:
            self.count += 1
        return False


@pytest.fixture
def styled(qapp: QApplication) -> Iterator[Styled]:
    """Counts from now on."""
    counter = Styled()
    qapp.installEventFilter(counter)
    yield counter
    qapp.removeEventFilter(counter)


def made(page: QWidget) -> list[type[QWidget]]:
    """Which of the later parts are there."""
    return [kind for kind in LATER if page.findChildren(kind)]


def test_each_panel_of_the_video_page_is_made_when_it_is_needed(window: MainWindow) -> None:
    page = window.video_page()
    window.stack.setCurrentWidget(page)
    assert made(page) == []
    page.set_mode(Mode.LABEL)
    assert made(page) == [LabelPanel]
    page.workbench.table.show(True)
    assert made(page) == [LabelPanel, LabelTable]
    page.set_mode(Mode.REVIEW)
    assert made(page) == list(LATER)
    for mode in (Mode.WATCH, Mode.LABEL, Mode.REVIEW):  # once and for all
        page.set_mode(mode)
    assert all(len(page.findChildren(kind)) == 1 for kind in LATER)


@pytest.mark.parametrize("make", [MainWindow.video_page, MainWindow.live_page])
def test_a_page_is_made_from_the_outside_in(
    make: Callable[[MainWindow], QWidget], styled: Styled, window: MainWindow
) -> None:
    styled.count = 0
    page = make(window)
    # Whatever moves to another parent is styled anew with all that is in it: a page put together
    # from the inside out pays seven times for each of its widgets.
    assert styled.count < 4 * len(page.findChildren(QWidget))


def test_modes_come_and_go_without_styling_the_page_anew(
    styled: Styled, window: MainWindow
) -> None:
    page = window.video_page()
    window.stack.setCurrentWidget(page)
    page.set_mode(Mode.LABEL)
    styled.count = 0
    page.set_mode(Mode.WATCH)
    page.set_mode(Mode.LABEL)
    assert styled.count == 0


def test_another_theme_styles_each_widget_once(
    styled: Styled, window: MainWindow, qapp: QApplication
) -> None:
    page, live = window.video_page(), window.live_page()
    window.stack.setCurrentWidget(page)
    page.set_mode(Mode.LABEL)
    try:
        for action in (ActionId.THEME, ActionId.CONTRAST):
            before = page.label_panel.grab().toImage()
            styled.count = 0
            window.action(action).trigger()
            # A style sheet of the application would visit each as often as it has parents.
            assert 0 < styled.count < 3 * len(window.findChildren(QWidget))
            assert page.label_panel.grab().toImage() != before
        assert live.isAncestorOf(live.panel)
    finally:
        theme.apply(qapp, theme.ThemeChoice.LIGHT)


def test_no_dialog_of_the_window_stays_when_it_is_closed(qtbot: QtBot, window: MainWindow) -> None:
    for action in (ActionId.SETTINGS, ActionId.SHORTCUTS, ActionId.PALETTE, ActionId.ABOUT):
        window.action(action).trigger()
        (dialog,) = window.findChildren(QDialog)
        dialog.reject()
        qtbot.waitUntil(lambda: not window.findChildren(QDialog))


def test_tab_goes_from_the_controls_into_the_panel_that_was_made_last(window: MainWindow) -> None:
    page = window.video_page()
    window.stack.setCurrentWidget(page)
    page.set_mode(Mode.LABEL)
    order: list[QWidget] = []
    at = page.transport.speed.nextInFocusChain()
    while at is not page.transport.speed:
        if page.isAncestorOf(at) and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(at)
        at = at.nextInFocusChain()
    panel, timeline = page.label_panel, page.timeline
    first = next(i for i, widget in enumerate(order) if panel.isAncestorOf(widget))
    assert not any(timeline.isAncestorOf(widget) for widget in order[:first])
    inside = [widget for widget in order if panel.isAncestorOf(widget)]
    assert [w for w in inside if w in panel.grid.buttons.values()] == list(
        panel.grid.buttons.values()
    )
    assert order[first : first + len(inside)] == inside  # nothing else in between


def test_a_panel_that_is_made_late_names_the_keys_as_they_are(window: MainWindow) -> None:
    window.keymap.assign(command_name(LabelCommand.UNSURE), ["X"])
    page = window.video_page()
    window.stack.setCurrentWidget(page)
    page.set_mode(Mode.LABEL)
    assert page.label_panel.kinds[LabelKind.UNSURE].text().endswith("X")
