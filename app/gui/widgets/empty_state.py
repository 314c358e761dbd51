"""What stands where nothing can be shown: what is missing, and the ways on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.widgets.banner import Answer
from app.gui.widgets.icons import pixmap


class EmptyState(QFrame):
    """An icon, a title, a hint and up to three buttons, centred."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._icon = "camera"
        self._mark, self._title, self._hint = QLabel(), QLabel(), QLabel()
        self._title.setFont(theme.ui_font(5, weight=QFont.Weight.DemiBold))
        self._hint.setProperty("muted", True)
        self._hint.setWordWrap(True)
        self._hint.setFixedWidth(min(theme.px(440), 600))
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.addStretch(1)
        for widget, space in ((self._mark, 14), (self._title, 6), (self._hint, 20)):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(space)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._buttons)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    @property
    def title(self) -> str:
        """What is missing."""
        return self._title.text()

    def show_state(self, icon: str, title: str, hint: str, answers: Sequence[Answer]) -> None:
        """Say what is missing; the first answer is the suggested one."""
        self._icon = icon
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setMinimumHeight(self._hint.heightForWidth(self._hint.width()))
        self.setAccessibleName(title)
        self.setAccessibleDescription(hint)
        for button in self.buttons():
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        for i, answer in enumerate(answers):
            button = QPushButton(answer.text)
            button.setProperty("primary", i == 0)
            button.clicked.connect(lambda _checked=False, act=answer.act: act())
            self._buttons.addWidget(button)
        self._share_rows()
        self._paint_mark()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Follow the width."""
        super().resizeEvent(event)
        self._share_rows()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as the widest button."""
        return QSize(0, super().minimumSizeHint().height())

    def _share_rows(self) -> None:
        """Put the buttons below each other where they are too wide for one row."""
        needed = sum(button.sizeHint().width() + 10 for button in self.buttons())
        narrow = needed + 48 > self.width()
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._buttons.setDirection(down if narrow else right)

    def buttons(self) -> list[QPushButton]:
        """The ways on."""
        items = (self._buttons.itemAt(i) for i in range(self._buttons.count()))
        found = (item.widget() for item in items if item is not None)
        return [button for button in found if isinstance(button, QPushButton)]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_buttons"):
            self._paint_mark()

    def _paint_mark(self) -> None:
        self._mark.setPixmap(pixmap(self._icon, theme.colours(self.palette()).muted, 48))
