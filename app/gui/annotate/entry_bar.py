"""What is being typed: chips for candidates, counts for votes, and what Enter will store."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme, words
from app.gui.annotate.entry import REASONS, Entry, EntryKind
from app.gui.annotate.label_words import reason_name

_CHIP: Final = 24.0
_HEIGHT: Final = 78
#: The reasons and their digits take another line.
_LINE: Final = 16


class EntryBar(QWidget):
    """Shown while a candidate set or votes are typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("What is being typed"))
        self.hide()

    def show_entry(self, entry: Entry | None) -> None:
        """Show what was typed so far; None hides the bar."""
        self._entry = entry
        self.updateGeometry()
        self.setVisible(entry is not None)
        if entry is not None:
            self.setAccessibleDescription(f"{self._head(entry)} {self._said(entry)}")
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Head, chips, hint."""
        reasons = self._entry is not None and self._entry.kind is EntryKind.REASONS
        return QSize(240, _HEIGHT + (_LINE if reasons else 0))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Head, chips, hint."""
        entry = self._entry
        if entry is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours(self.palette())
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(area, 9, 9)
        inner = area.adjusted(12, 5, -12, -5)
        painter.setFont(theme.ui_font(weight=QFont.Weight.DemiBold))
        painter.setPen(QColor(colours.text))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, self._head(entry))
        self._paint_chips(painter, entry, inner, colours)
        painter.setFont(theme.ui_font(-1.5))
        painter.setPen(QColor(colours.muted))
        wrap = Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
        painter.drawText(inner, wrap, self._hint(entry))

    def _paint_chips(
        self, painter: QPainter, entry: Entry, inner: QRectF, colours: theme.Colours
    ) -> None:
        x, y = inner.left(), inner.top() + painter.fontMetrics().height() + 6
        painter.setFont(theme.ui_font(-0.5, weight=QFont.Weight.DemiBold))
        for text, ground, ink in self._chips(entry, colours):
            width = painter.fontMetrics().horizontalAdvance(text) + 18
            if x + width > inner.right():
                painter.setPen(QColor(colours.muted))
                painter.drawText(QRectF(x, y, 20, _CHIP), Qt.AlignmentFlag.AlignVCenter, "…")
                return
            chip = QRectF(x, y, width, _CHIP)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(chip, 7, 7)
            painter.setPen(ink)
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
            x += width + 6

    @staticmethod
    def _chips(entry: Entry, colours: theme.Colours) -> list[tuple[str, QColor, QColor]]:
        """Text, ground and ink of each."""
        if entry.kind is EntryKind.REASONS:
            ground, ink = QColor(colours.raised), QColor(colours.text)
            return [(reason_name(reason), ground, ink) for reason in entry.reasons]
        total = max(len(entry.chosen), 1)
        chips = []
        for expression, count in entry.counts.items():
            look = theme.style(expression, colours.dark)
            text = look.code
            if entry.kind is EntryKind.VOTES:
                text = f"{look.code} {count} · {words.percent(count / total)}"
            chips.append((text, look.colour, look.text))
        return chips

    def _head(self, entry: Entry) -> str:
        if entry.kind is EntryKind.VOTES:
            return self.tr("Votes: each digit adds one")
        if entry.kind is EntryKind.REASONS:
            return self.tr("No usable face: digits say why")
        return self.tr("One of these: digits choose")

    def _hint(self, entry: Entry) -> str:
        if entry.kind is EntryKind.REASONS:
            names = [f"{i + 1} {reason_name(reason)}" for i, reason in enumerate(REASONS)]
            return " · ".join(names)
        if not entry.complete:
            return self.tr("1 to 8, then Enter · Esc leaves")
        return self.tr("Enter labels · Backspace takes one back · Esc leaves")

    def _said(self, entry: Entry) -> str:
        if entry.kind is EntryKind.VOTES:
            return ", ".join(f"{words.label_name(e)} {n}" for e, n in entry.counts.items())
        if entry.kind is EntryKind.REASONS:
            return ", ".join(reason_name(reason) for reason in entry.reasons)
        return words.either([words.label_name(e) for e in entry.counts]) if entry.counts else ""
