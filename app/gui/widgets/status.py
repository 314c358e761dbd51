"""A line of facts: small grey names, readable values, never jumping about."""

from __future__ import annotations

from html import escape
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.gui import theme
from app.gui.language import translate

_T = QT_TRANSLATE_NOOP

#: The names that are in use.
NAMES: Final = (
    _T("facts", "source"),
    _T("facts", "model"),
    _T("facts", "backend"),
    _T("facts", "capture"),
    _T("facts", "analysis"),
    _T("facts", "p95 latency"),
    _T("facts", "dropped"),
    _T("facts", "results"),
)

_SPACING = 22
_MARGINS = 8


class FactLine(QWidget):
    """Shows `name value` pairs in a row: the `left` ones first, the `right` ones at the end.

    Where there is not enough room, the left ones give way, the last first.
    """

    def __init__(
        self, left: tuple[str, ...], right: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._left = left
        self._labels: dict[str, QLabel] = {}
        self._values: dict[str, str] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(_SPACING)
        for name in left:
            row.addWidget(self._make(name))
        row.addStretch(1)
        for name in right:
            row.addWidget(self._make(name))
        self.setAccessibleName(self.tr("Status"))

    def set_facts(self, facts: dict[str, str]) -> None:
        """Show values; a name with an empty value is hidden."""
        for name, value in facts.items():
            if self._values.get(name) != value:
                self._values[name] = value
                self._write(name)
        self._fit()
        self.setAccessibleDescription(
            ", ".join(f"{self._title(n)} {v}" for n, v in self._values.items() if v)
        )

    def fact(self, name: str) -> str:
        """The value shown under `name`; empty where none is."""
        return self._values.get(name, "")

    def explain(self, name: str, text: str) -> None:
        """Say more of the value under `name` while the mouse rests on it; "" for no more."""
        self._labels[name].setToolTip(text)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as need be: facts give way, the window does not grow."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show as many facts as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            for name in self._values:
                self._write(name)

    def _fit(self) -> None:
        known = [name for name, value in self._values.items() if value]
        room = self.width() - _MARGINS
        widths = {name: self._labels[name].sizeHint().width() + _SPACING for name in known}
        for name in reversed(self._left):
            if sum(widths.values()) <= room:
                break
            widths.pop(name, None)
        for name, label in self._labels.items():
            label.setVisible(name in widths)

    def _make(self, name: str) -> QLabel:
        label = QLabel()
        label.setFont(theme.ui_font(-1.0))
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setVisible(False)
        self._labels[name] = label
        return label

    @staticmethod
    def _title(name: str) -> str:
        return translate("facts", name) if name else ""

    def _write(self, name: str) -> None:
        value, title = self._values[name], self._title(name)
        muted = theme.colours(self.palette()).muted
        head = f'<span style="color:{muted}">{escape(title)}</span>&nbsp; ' if name else ""
        self._labels[name].setText(f"{head}{escape(value)}")
