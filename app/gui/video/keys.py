"""The video page's keys in one table; they work only while the page has the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.gui.language import translate


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

    command: Enum
    text: str
    keys: tuple[str, ...]


def spec(command: Enum, text: object, *keys: str) -> KeySpec:
    """An entry of a table of keys; `text` is marked for translation in the context "video"."""
    # QT_TRANSLATE_NOOP gives back its text, but its stub says object.
    return KeySpec(command, str(text), keys)


def command_name(command: Enum) -> str:
    """By which name the action of a command is found, and its keys are stored."""
    return f"{type(command).__name__}.{command.name}".lower()


_T = QT_TRANSLATE_NOOP

KEYS: Final[tuple[KeySpec, ...]] = (
    spec(Command.TOGGLE, _T("video", "Play or pause"), "Space"),
    spec(Command.PAUSE, _T("video", "Pause"), "K"),
    spec(Command.FASTER, _T("video", "Play forwards, faster"), "L"),
    spec(Command.BACKWARDS, _T("video", "Play backwards, faster"), "J"),
    spec(Command.NEXT_FRAME, _T("video", "Next frame"), "Right", "."),
    spec(Command.PREVIOUS_FRAME, _T("video", "Previous frame"), "Left", ","),
    spec(Command.SECOND_ON, _T("video", "One second on"), "Shift+Right"),
    spec(Command.SECOND_BACK, _T("video", "One second back"), "Shift+Left"),
    spec(Command.FIRST_FRAME, _T("video", "First frame"), "Home"),
    spec(Command.LAST_FRAME, _T("video", "Last frame"), "End"),
    spec(Command.NEXT_FACE, _T("video", "Next face"), "F"),
    spec(Command.PREVIOUS_FACE, _T("video", "Previous face"), "Shift+F"),
    spec(Command.ZOOM_IN, _T("video", "Zoom timeline in"), "+", "="),
    spec(Command.ZOOM_OUT, _T("video", "Zoom timeline out"), "-"),
    spec(Command.FIT, _T("video", "Whole video in the timeline"), "Ctrl+0"),
    spec(Command.OVERLAY, _T("video", "Hide or show what the model says"), "H"),
    spec(Command.ANALYSE, _T("video", "Analyse, or cancel"), "Ctrl+Shift+A"),
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


def keep_space(page: QWidget) -> None:
    """Let Space press a button of the page that has the focus, where it would else play."""
    keeper = _SpaceKeeper(page)
    for button in page.findChildren(QAbstractButton):
        button.installEventFilter(keeper)


def install(
    page: QWidget,
    table: Sequence[KeySpec],
    handlers: Mapping[Enum, Callable[[], object]],
) -> dict[Enum, QAction]:
    """Give the page the keys of a table."""
    actions: dict[Enum, QAction] = {}
    for entry in table:
        action = QAction(translate("video", entry.text), page)
        action.setObjectName(command_name(entry.command))
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        handler = handlers[entry.command]
        action.triggered.connect(lambda _checked=False, call=handler: call())
        page.addAction(action)
        actions[entry.command] = action
    return actions
