"""Votes by slider and number: how many of several raters, or how strongly, for each expression."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QSpinBox, QWidget

from app.gui import theme, words
from engine.labels import LABELS, Expression

#: Votes that a slider reaches; numbers go further.
_SLIDER: Final = 10
_MOST: Final = 99


class _Number(QSpinBox):
    """A number whose digits and arrows are its own; Enter and Esc are the page's."""

    def event(self, event: QEvent) -> bool:
        """Claim keys before a shortcut of the page does."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            passed = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
            if event.key() not in passed and event.modifiers() in _PLAIN:
                event.accept()
                return True
        return super().event(event)


_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class VoteGrid(QWidget):
    """A slider, a number and a share for each expression; shown while votes are typed."""

    counted = Signal(object, int)  # Expression, votes

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sliders: dict[Expression, QSlider] = {}
        self.numbers: dict[Expression, QSpinBox] = {}
        self._shares: dict[Expression, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, expression in enumerate(LABELS):
            self._add(grid, row, expression)
        self.setAccessibleName(self.tr("Votes for each expression"))

    def _add(self, grid: QGridLayout, row: int, expression: Expression) -> None:
        name = words.label_name(expression)
        label = QLabel(f"{row + 1}  {name}")
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, _SLIDER)
        slider.setPageStep(1)
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.setAccessibleName(self.tr("Votes for {0}").format(name))
        number = _Number()
        number.setRange(0, _MOST)
        number.setFixedWidth(58)
        number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        number.setAccessibleName(self.tr("Number of votes for {0}").format(name))
        share = QLabel()
        share.setProperty("muted", True)
        share.setFont(theme.ui_font(-0.5))
        share.setMinimumWidth(share.fontMetrics().horizontalAdvance(words.percent(1.0)))
        share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, widget in enumerate((label, slider, number, share)):
            grid.addWidget(widget, row, column)
        slider.valueChanged.connect(lambda votes, e=expression: self.counted.emit(e, votes))
        number.valueChanged.connect(lambda votes, e=expression: self.counted.emit(e, votes))
        self.sliders[expression], self.numbers[expression] = slider, number
        self._shares[expression] = share

    def show_counts(self, counts: dict[Expression, int]) -> None:
        """Show these votes, and the share of each in all of them: the shares sum to 100 %."""
        total = sum(counts.values())
        for expression in LABELS:
            votes = counts.get(expression, 0)
            slider, number = self.sliders[expression], self.numbers[expression]
            with QSignalBlocker(slider), QSignalBlocker(number):
                slider.setValue(min(votes, _SLIDER))
                number.setValue(votes)
            self._shares[expression].setText(words.percent(votes / total) if votes else "")
