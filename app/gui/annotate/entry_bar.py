"""What is being typed: chips for candidates, counts for votes, and what Enter will store."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme, words
from app.gui.annotate.entry import REASONS, Entry, EntryKind
from app.gui.annotate.label_words import reason_name

_CHIP: Final = 24.0


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
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No lower: what is typed must be seen."""
        return QSize(160, self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Head and hint wrap."""
        if self._entry is None:
            return 0
        head = theme.wrapped_height(_head_font(), self._head(self._entry), width - 26)
        hint = theme.wrapped_height(_hint_font(), self._hint(self._entry), width - 26)
        return round(head + theme.px(_CHIP) + hint) + 24

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width needs another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

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
        painter.setFont(_head_font())
        painter.setPen(QColor(colours.text))
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self._head(entry)
        )
        below = theme.wrapped_height(_head_font(), self._head(entry), inner.width()) + 5
        self._paint_chips(painter, entry, inner.adjusted(0, below, 0, 0), colours)
        painter.setFont(_hint_font())
        painter.setPen(QColor(colours.muted))
        wrap = Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
        painter.drawText(inner, wrap, self._hint(entry))

    def _paint_chips(
        self, painter: QPainter, entry: Entry, inner: QRectF, colours: theme.Colours
    ) -> None:
        x, y, high = inner.left(), inner.top(), theme.px(_CHIP)
        painter.setFont(theme.ui_font(-0.5, weight=QFont.Weight.DemiBold))
        for text, ground, ink in self._chips(entry, colours):
            width = painter.fontMetrics().horizontalAdvance(text) + 18
            if x + width > inner.right():
                painter.setPen(QColor(colours.muted))
                painter.drawText(QRectF(x, y, 20, high), Qt.AlignmentFlag.AlignVCenter, "…")
                return
            chip = QRectF(x, y, width, high)
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
        if entry.kind is EntryKind.VOTES:
            return self.tr("Enter labels · Shift and a digit takes one away · Esc leaves")
        return self.tr("Enter labels · Backspace takes one back · Esc leaves")

    def _said(self, entry: Entry) -> str:
        if entry.kind is EntryKind.VOTES:
            return ", ".join(f"{words.label_name(e)} {n}" for e, n in entry.counts.items())
        if entry.kind is EntryKind.REASONS:
            return ", ".join(reason_name(reason) for reason in entry.reasons)
        return words.either([words.label_name(e) for e in entry.counts]) if entry.counts else ""


def _head_font() -> QFont:
    return theme.ui_font(weight=QFont.Weight.DemiBold)


def _hint_font() -> QFont:
    return theme.ui_font(-1.5)
