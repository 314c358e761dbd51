"""One line of text asked for over the picture, without a dialog: Enter takes it, Esc leaves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget


def _no_refusal(_text: str) -> str:
    return ""


class OwnKeysLineEdit(QLineEdit):
    """A line whose keys are its own: none of them is a shortcut of the page around."""

    def event(self, event: QEvent) -> bool:
        """Claim every key before a shortcut does."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if not control:
                event.accept()
                return True
        return super().event(event)


class AskLine(QFrame):
    """A small card with a question and a line for the answer."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._take: Callable[[str], object] | None = None
        self._refusal: Callable[[str], str] = _no_refusal
        self._before: QWidget | None = None
        self.setProperty("card", True)
        self.setAutoFillBackground(True)
        self.question = QLabel()
        self.line = OwnKeysLineEdit()
        self.line.setMinimumWidth(220)
        self.line.setMinimumHeight(32)
        self.line.returnPressed.connect(self._accept)
        self.line.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(self.question)
        row.addWidget(self.line, 1)
        self.hide()

    def ask(
        self,
        question: str,
        take: Callable[[str], object],
        text: str = "",
        hint: str = "",
        offers: list[str] | None = None,
        refusal: Callable[[str], str] = _no_refusal,
    ) -> None:
        """Ask; `take` gets the answer, if one is given.

        offers: what may be completed. refusal: why an answer cannot be taken, which is asked for
        once more then; empty where it can.
        """
        self._take, self._refusal = take, refusal
        self._before = self.window().focusWidget()
        self.question.setText(question)
        self.line.setAccessibleName(question)
        self.line.setPlaceholderText(hint)
        self.line.setMinimumWidth(max(self.line.fontMetrics().horizontalAdvance(hint) + 24, 220))
        self.line.setText(text)
        self.line.setCompleter(QCompleter(offers, self.line) if offers else None)  # type: ignore[arg-type]
        self.line.selectAll()
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus()

    def _place(self) -> None:
        """At the foot of the picture, as wide as need be."""
        self.adjustSize()
        self.move(
            max((self._over.width() - self.width()) // 2, 0),
            max(self._over.height() - self.height() - 24, 0),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Esc and a click elsewhere leave; Enter presses no button of a dialog around."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._accept()
                return True
        elif (
            isinstance(event, QFocusEvent)
            and event.type() == QEvent.Type.FocusOut
            and event.reason() == Qt.FocusReason.MouseFocusReason
        ):
            self._leave()
        return super().eventFilter(watched, event)

    def _accept(self) -> None:
        take, text = self._take, self.line.text().strip()
        refused = self._refusal(text) if text else ""
        if refused:
            self.question.setText(refused)
            self.line.setAccessibleDescription(refused)
            self.line.selectAll()
            self._place()
            return
        self._leave()
        if take is not None and text:
            take(text)

    def _leave(self) -> None:
        self._take = None
        if not self.isHidden():
            self.hide()
            (self._before or self._over).setFocus()
