"""The video page's keys in one table; they work only while the page has the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget


class Command(Enum):
    """What a key does."""

    TOGGLE = auto()
    PAUSE = auto()
    FASTER = auto()
    BACKWARDS = auto()
    NEXT_FRAME = auto()
    PREVIOUS_FRAME = auto()
    SECOND_ON = auto()
    SECOND_BACK = auto()
    FIRST_FRAME = auto()
    LAST_FRAME = auto()
    NEXT_FACE = auto()
    PREVIOUS_FACE = auto()
    ZOOM_IN = auto()
    ZOOM_OUT = auto()
    FIT = auto()
    OVERLAY = auto()
    ANALYSE = auto()


@dataclass(frozen=True, slots=True)
class KeySpec:
    """A command with its name and keys."""

    command: Command
    text: str
    keys: tuple[str, ...]


def _spec(command: Command, text: object, *keys: str) -> KeySpec:
    # QT_TRANSLATE_NOOP gives back its text, but its stub says object.
    return KeySpec(command, str(text), keys)


_T = QT_TRANSLATE_NOOP

KEYS: Final[tuple[KeySpec, ...]] = (
    _spec(Command.TOGGLE, _T("video", "Play or pause"), "Space"),
    _spec(Command.PAUSE, _T("video", "Pause"), "K"),
    _spec(Command.FASTER, _T("video", "Play forwards, faster"), "L"),
    _spec(Command.BACKWARDS, _T("video", "Play backwards, faster"), "J"),
    _spec(Command.NEXT_FRAME, _T("video", "Next frame"), "Right", "."),
    _spec(Command.PREVIOUS_FRAME, _T("video", "Previous frame"), "Left", ","),
    _spec(Command.SECOND_ON, _T("video", "One second on"), "Shift+Right"),
    _spec(Command.SECOND_BACK, _T("video", "One second back"), "Shift+Left"),
    _spec(Command.FIRST_FRAME, _T("video", "First frame"), "Home"),
    _spec(Command.LAST_FRAME, _T("video", "Last frame"), "End"),
    _spec(Command.NEXT_FACE, _T("video", "Next face"), "F"),
    _spec(Command.PREVIOUS_FACE, _T("video", "Previous face"), "Shift+F"),
    _spec(Command.ZOOM_IN, _T("video", "Zoom timeline in"), "+", "="),
    _spec(Command.ZOOM_OUT, _T("video", "Zoom timeline out"), "-"),
    _spec(Command.FIT, _T("video", "Whole video in the timeline"), "Ctrl+0"),
    _spec(Command.OVERLAY, _T("video", "Hide or show what the model says"), "H"),
    _spec(Command.ANALYSE, _T("video", "Analyse, or cancel"), "Ctrl+Shift+A"),
)


class _SpaceKeeper(QObject):
    """Keeps Space for the focused button, where it would else play the video."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Claim Space before the shortcut does."""
        wanted = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Space
        )
        if wanted:
            event.accept()
            return True
        return super().eventFilter(watched, event)


def install(page: QWidget, handlers: Mapping[Command, Callable[[], object]]) -> list[QAction]:
    """Give the page its keys; Space still presses a button that has the focus."""
    keeper = _SpaceKeeper(page)
    for button in page.findChildren(QAbstractButton):
        button.installEventFilter(keeper)
    actions = []
    for spec in KEYS:
        action = QAction(QCoreApplication.translate("video", spec.text), page)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        handler = handlers[spec.command]
        action.triggered.connect(lambda _checked=False, call=handler: call())
        page.addAction(action)
        actions.append(action)
    return actions
