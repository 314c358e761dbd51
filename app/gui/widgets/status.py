"""A line of facts: small grey names, readable values, never jumping about."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.gui import theme


class FactLine(QWidget):
    """Shows `name value` pairs in a row; the first ones left, those in `right` at the end."""

    def __init__(
        self, left: tuple[str, ...], right: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._labels: dict[str, QLabel] = {}
        self._values: dict[str, str] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(22)
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
        self.setAccessibleDescription(", ".join(f"{n} {v}" for n, v in self._values.items() if v))

    def fact(self, name: str) -> str:
        """The value shown under `name`; empty where none is."""
        return self._values.get(name, "")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            for name in self._values:
                self._write(name)

    def _make(self, name: str) -> QLabel:
        label = QLabel()
        label.setFont(theme.ui_font(-1.0))
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setVisible(False)
        self._labels[name] = label
        return label

    def _write(self, name: str) -> None:
        value = self._values[name]
        muted = theme.colours(self.palette()).muted
        head = f'<span style="color:{muted}">{escape(name)}</span>&nbsp; ' if name else ""
        self._labels[name].setText(f"{head}{escape(value)}")
        self._labels[name].setVisible(bool(value))
