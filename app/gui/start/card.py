"""A large button with an icon, a title, a sentence and its key."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.gui import theme
from app.gui.keymap import key_name
from app.gui.widgets.icons import pixmap

_PAD = 22.0


class Card(QAbstractButton):
    """Reached by Tab, pressed by Enter or Space, like any button."""

    def __init__(
        self, icon: str, title: str, sentence: str, command: Enum, parent: QWidget | None = None
    ) -> None:
        """command: whose key stands in the corner."""
        super().__init__(parent)
        self._icon, self._sentence, self._command = icon, sentence, command
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for the icon, the title and the sentence."""
        return QSize(290, self.heightForWidth(max(self.width(), 210)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrower on small windows, and then higher."""
        return QSize(210, self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Title and sentence wrap."""
        title, sentence = self._heights(width - 2 * _PAD)
        return int(2 * _PAD + 48 + 16 + title + 6 + sentence + 10)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width needs another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _heights(self, width: float) -> tuple[float, float]:
        """Of the title and, at least two lines, the sentence."""
        title = theme.wrapped_height(_title_font(), self.text(), width)
        sentence = theme.wrapped_height(theme.ui_font(), self._sentence, width)
        return title, max(sentence, 2 * QFontMetricsF(theme.ui_font()).lineSpacing())

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Light up under the pointer."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """And go dark again."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Ground, icon on the accent's tint, title, sentence, key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours(self.palette())
        accent = QColor(colours.accent)
        active = self.underMouse() or self.hasFocus()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(QColor(colours.raised if self.isDown() else colours.surface))
        painter.setPen(
            QPen(accent if active else QColor(colours.border), 2.0 if self.hasFocus() else 1.2)
        )
        painter.drawRoundedRect(frame, 14, 14)
        tile = QRectF(_PAD, _PAD, 48, 48)
        tint = QColor(accent)
        tint.setAlpha(38 if colours.dark else 26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawRoundedRect(tile, 12, 12)
        painter.drawPixmap(QPointF(tile.x() + 10, tile.y() + 10), pixmap(self._icon, accent, 28))
        self._paint_texts(painter, colours, tile)
        painter.end()

    def _paint_texts(self, painter: QPainter, colours: theme.Colours, tile: QRectF) -> None:
        width = self.width() - 2 * _PAD
        painter.setFont(_title_font())
        painter.setPen(QColor(colours.text))
        y = tile.bottom() + 16
        height = self._heights(width)[0]
        wrap = int(Qt.TextFlag.TextWordWrap)
        painter.drawText(QRectF(_PAD, y, width, height), wrap, self.text())
        painter.setFont(theme.ui_font())
        painter.setPen(QColor(colours.muted))
        rest = QRectF(_PAD, y + height + 6, width, self.height() - y - height - _PAD)
        painter.drawText(rest, wrap, self._sentence)
        painter.setFont(theme.ui_font(-1.0))
        key = QRectF(_PAD, tile.y(), width, theme.px(20))
        painter.drawText(key, int(Qt.AlignmentFlag.AlignRight), key_name(self, self._command))


def _title_font() -> QFont:
    return theme.ui_font(2.5, weight=QFont.Weight.DemiBold)
