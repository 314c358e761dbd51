"""The buttons of the labels: key, shape, name; lit where the label is given."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from app.gui import theme, words
from app.gui.widgets.glyphs import draw_glyph
from engine.labels import LABELS, Expression

_HEIGHT: Final = 42
_RADIUS: Final = 9.0


class LabelButton(QAbstractButton):
    """One expression: press it, or its digit."""

    def __init__(self, expression: Expression, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.expression = expression
        self._share = 0.0
        self._number = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._describe()

    @property
    def digit(self) -> int:
        """The key that presses it."""
        return LABELS.index(self.expression) + 1

    @property
    def share(self) -> float:
        """How far it is lit, 0 to 1."""
        return self._share

    def show_share(self, share: float, number: str = "") -> None:
        """Light it as far as the label names it; `number` is written at its end."""
        if (share, number) != (self._share, self._number):
            self._share, self._number = share, number
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """High enough for a finger."""
        return QSize(150, max(_HEIGHT, theme.px(28)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrower, where there is little room."""
        return QSize(112, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme and the language."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground, fill, digit, shape, name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours(self.palette())
        look = theme.style(self.expression, colours.dark)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self._share > 0
        ground = colours.raised if self.underMouse() or self.isDown() else colours.surface
        edge = look.colour if lit else QColor(colours.border)
        painter.setPen(
            QPen(edge, 3.0 if lit and colours.contrast else 2.0 if lit else colours.line)
        )
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        swatch = QRectF(area.left() + 7, area.top() + 7, area.height() - 14, area.height() - 14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour)
        painter.drawRoundedRect(swatch, 6, 6)
        inner = swatch.adjusted(7, 7, -7, -7)
        draw_glyph(painter, look.glyph, inner, look.text)
        self._paint_texts(painter, area, swatch, colours)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, _RADIUS, _RADIUS)

    def _paint_texts(
        self, painter: QPainter, area: QRectF, swatch: QRectF, colours: theme.Colours
    ) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.ui_font(-1.0))
        painter.setPen(QColor(colours.muted))
        number = self._number or str(self.digit)
        wide = painter.fontMetrics().horizontalAdvance(number) + 1
        key = QRectF(area.right() - wide - 8, area.top(), wide, area.height())
        painter.drawText(key, middle | Qt.AlignmentFlag.AlignRight, number)
        enabled = QColor(colours.text if self.isEnabled() else colours.muted)
        painter.setPen(enabled)
        room = QRectF(
            swatch.right() + 7, area.top(), key.left() - swatch.right() - 10, area.height()
        )
        weight = QFont.Weight.DemiBold if self._share > 0 else QFont.Weight.Normal
        name = words.label_name(self.expression)
        painter.setFont(theme.fitting_font(name, room.width(), weight))
        painter.drawText(room, middle, name)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Back to rest."""
        super().leaveEvent(event)
        self.update()

    def _describe(self) -> None:
        name = words.label_name(self.expression)
        self.setText(name)
        self.setAccessibleName(self.tr("{0}, key {1}").format(name, self.digit))
        self.setToolTip(f"{name} ({self.digit})")
        self.setAccessibleDescription(words.percent(self._share) if self._share > 0 else "")


class LabelGrid(QWidget):
    """The eight labels in two columns, in the order of their digits."""

    pressed = Signal(object)  # Expression
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {expression: LabelButton(expression) for expression in LABELS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        rows = (len(LABELS) + 1) // 2
        for place, (expression, button) in enumerate(self.buttons.items()):
            grid.addWidget(button, place % rows, place // rows)
            button.pressed.connect(lambda e=expression: self.pressed.emit(e))
            button.released.connect(self.released)
        order = list(self.buttons.values())
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def show_shares(self, shares: dict[Expression, float], numbers: dict[Expression, str]) -> None:
        """Light the labels by their shares."""
        for expression, button in self.buttons.items():
            button.show_share(shares.get(expression, 0.0), numbers.get(expression, ""))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Between the buttons there is nothing to press."""
        event.accept()
