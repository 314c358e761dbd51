"""Digits as keys that are pressed and let go: shortcuts do not tell when a key is let go."""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.gui.keymap import is_of_pad, portable
from engine.labels import LABELS, Expression
from engine.project.values import Label

_FIRST: Final = int(Qt.Key.Key_1)

#: The key of the 0 is so far right of the 1.
_ZERO: Final = 9

#: Scan codes of the digits 1 to 8 in the top row, on Linux and on Windows: what Shift makes of
#: these keys depends on the layout, where they are does not.
_TOP_ROW: Final = {"xcb": 10, "wayland": 10, "windows": 2}

#: What these keys type without Shift where they type no digits, as on French, Belgian, Czech and
#: Slovak keyboards. They are the labels there, too; what is typed with AltGr is not among them.
_INSTEAD: Final = frozenset("&é\"'(§è!çà-_+ěščřžýáíľťäúô")

#: What Shift makes of them on American keyboards, where the place of a key is not told.
_SHIFTED: Final = tuple(map(ord, "!@#$%^&*"))


def _shifted_digit(event: QKeyEvent) -> int | None:
    """The digit key from 0 (1) to 7 (8) that was pressed with Shift, and nothing else."""
    if event.modifiers() != Qt.KeyboardModifier.ShiftModifier:
        return None
    key, platform = int(event.key()), QGuiApplication.platformName()
    if _is_digit(key):
        # French and Czech keyboards type their digits with Shift: these are digits, no more.
        return None if event.nativeScanCode() else key - _FIRST
    first = _TOP_ROW.get(platform)
    if first is not None and event.nativeScanCode():
        place = event.nativeScanCode() - first
        return place if 0 <= place < len(LABELS) else None
    return _SHIFTED.index(key) if key in _SHIFTED else None


def _place(event: QKeyEvent) -> int | None:
    """The digit that a key is, from 0 (1) to 7 (8), or -1 (0); None for other keys."""
    key = int(event.key())
    if _is_digit(key) or key == Qt.Key.Key_0:
        return key - _FIRST
    first = _TOP_ROW.get(QGuiApplication.platformName())
    if first is None or event.modifiers() != Qt.KeyboardModifier.NoModifier:
        return None
    place = event.nativeScanCode() - first
    if not 0 <= place <= _ZERO or event.text().lower() not in _INSTEAD:
        return None
    return -1 if place == _ZERO else place if place < len(LABELS) else None


def _is_digit(key: int) -> bool:
    return _FIRST <= key < _FIRST + len(LABELS)


class DigitSink(Protocol):
    """Whoever takes the digits at the moment."""

    def digit_down(self, expression: Expression) -> None:
        """The digit of an expression was pressed."""

    def label_down(self, label: Label) -> None:
        """The key of a label without expression was pressed."""

    def label_up(self) -> None:
        """The key was let go."""

    def take_away(self, expression: Expression) -> bool:
        """Shift and a digit: one less of it; False where nothing is being typed."""

    def take_back(self) -> bool:
        """Minus: take back what was typed last; False where nothing is being typed."""


class DigitKeys(QObject):
    """Watches a page for digits, of the top row and of the number pad, that no child wants.

    Where the user gave digits of the number pad to commands, those of the top row alone are labels.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.sink: DigitSink | None = None
        self._down: int | None = None
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hand digits on."""
        if self.sink is None or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        kind, key = event.type(), int(event.key())
        shifted = _shifted_digit(event)
        if shifted is not None:
            taken = kind == QEvent.Type.ShortcutOverride and self.sink.take_away(LABELS[shifted])
            event.setAccepted(taken)
            return taken
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if _is_digit(key):
            plain &= ~Qt.KeyboardModifier.ShiftModifier
        if plain != Qt.KeyboardModifier.NoModifier:
            return super().eventFilter(watched, event)
        place = _place(event)
        if place is None and kind == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Minus:
            # While something is typed, minus takes back; at other times it zooms.
            taken = self.sink.take_back()
            event.setAccepted(taken)
            return taken
        if place is not None and self._is_command(event):
            return super().eventFilter(watched, event)
        if kind == QEvent.Type.ShortcutOverride and place is not None and not _is_digit(key):
            event.accept()  # a key that is a digit by its place is no shortcut
            return True
        if kind == QEvent.Type.KeyPress:
            return self._press(key, place, repeated=event.isAutoRepeat())
        if kind == QEvent.Type.KeyRelease and key == self._down and not event.isAutoRepeat():
            self._down = None
            self.sink.label_up()
            return True
        return super().eventFilter(watched, event)

    def _is_command(self, event: QKeyEvent) -> bool:
        """Whether a digit of the number pad does something else than label."""
        if not event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            return False
        keys = (key for action in self._page.actions() for key in action.shortcuts())
        return any(is_of_pad(portable(key)) for key in keys)

    def _press(self, key: int, place: int | None, *, repeated: bool) -> bool:
        assert self.sink is not None
        if place is None:
            return key == Qt.Key.Key_Minus
        if not repeated:
            self._down = key
            if place == -1:
                self.sink.label_down(Label.no_face())
            else:
                self.sink.digit_down(LABELS[place])
        return True
