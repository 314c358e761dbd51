"""A note above the page that stays until it is answered: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme, words
from app.gui.language import sentence
from app.gui.language.errors import translated
from app.gui.widgets.icons import icon, pixmap
from engine.errors import MienError


class Severity(Enum):
    """Kind of news; the value is the icon's name."""

    ERROR = "warning"
    DONE = "done"
    BUSY = "info"


@dataclass(frozen=True, slots=True)
class Answer:
    """A button of the banner. keep: the banner stays when it is pressed."""

    text: str
    act: Callable[[], object]
    keep: bool = False


class Banner(QFrame):
    """Shows one piece of news at a time; the newest replaces the one before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setObjectName("banner")
        self._severity = Severity.ERROR
        self._mark, self._title, self._text = QLabel(), QLabel(), QLabel()
        self._title.setFont(theme.ui_font(weight=QFont.Weight.DemiBold))
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setProperty("muted", True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._title)
        texts.addWidget(self._text)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(14)
        row.addWidget(self._mark, 0)
        row.addLayout(texts, 1)
        row.addLayout(self._buttons)
        row.addWidget(self._close)
        self.setVisible(False)

    @property
    def text(self) -> str:
        """All that it says, in one line."""
        return " ".join(part for part in (self._title.text(), self._text.text()) if part)

    @property
    def severity(self) -> Severity:
        """Kind of the news shown."""
        return self._severity

    def show_error(self, error: MienError, answers: Sequence[Answer] = ()) -> None:
        """Say what happened, to what, and what to do."""
        error = translated(error)
        what = sentence(error.what)
        detail = " · ".join(part for part in (error.subject, error.hint) if part)
        self.show_news(Severity.ERROR, what, detail, answers)

    def show_news(
        self, severity: Severity, title: str, detail: str = "", answers: Sequence[Answer] = ()
    ) -> None:
        """Say something else; replaces whatever is shown."""
        self._severity = severity
        self._title.setText(title)
        self._text.setText(detail)
        self._text.setVisible(bool(detail))
        self._set_answers(answers)
        self._paint_marks()
        self.setAccessibleName(self.text)
        self.setVisible(True)
        self._announce()

    def show_progress(self, share: float) -> None:
        """Update the share (0 to 1) of the work that is shown, if any is."""
        if self.isVisible() and self._severity is Severity.BUSY:
            head = self._title.text().split(" · ")[0]
            self._title.setText(f"{head} · {words.percent(share)}")

    def dismiss(self) -> None:
        """Put it away."""
        self.setVisible(False)
        self._set_answers(())
        self._title.clear()
        self._text.clear()

    def buttons(self) -> list[QPushButton]:
        """The buttons that answer."""
        items = (self._buttons.itemAt(i) for i in range(self._buttons.count()))
        found = (item.widget() for item in items if item is not None)
        return [button for button in found if isinstance(button, QPushButton)]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_close"):
            self._paint_marks()

    def _set_answers(self, answers: Sequence[Answer]) -> None:
        for button in self.buttons():
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        for i, answer in enumerate(answers):
            button = QPushButton(answer.text)
            button.setProperty("primary", i == 0)
            button.clicked.connect(lambda _checked=False, chosen=answer: self._answer(chosen))
            self._buttons.addWidget(button)

    def _announce(self) -> None:
        """Have a screen reader say it at once, wherever the focus is."""
        event = QAccessibleAnnouncementEvent(self, self.text)
        if self._severity is Severity.ERROR:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _answer(self, answer: Answer) -> None:
        if not answer.keep:
            self.dismiss()
        answer.act()

    def _paint_marks(self) -> None:
        colours = theme.colours(self.palette())
        tint = {
            Severity.ERROR: colours.danger,
            Severity.DONE: colours.accent,
            Severity.BUSY: colours.muted,
        }[self._severity]
        self._mark.setPixmap(pixmap(self._severity.value, tint, 24))
        self._close.setIcon(icon("close", colours.muted))
