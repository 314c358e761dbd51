"""Why there is no usable face: a button for each reason, in the order of the digits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from app.gui.annotate.entry import REASONS
from app.gui.annotate.label_words import reason_name
from engine.project.values import NoFaceReason


class ReasonGrid(QWidget):
    """Shown while reasons are typed; several may hold at once."""

    pressed = Signal(object)  # NoFaceReason

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Why there is no usable face"))
        self.buttons: dict[NoFaceReason, QPushButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        rows = (len(REASONS) + 1) // 2
        for place, reason in enumerate(REASONS):
            name = reason_name(reason)
            button = QPushButton(f"{place + 1}  {name}")
            button.setCheckable(True)
            button.setMinimumHeight(42)
            button.setProperty("square", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(self.tr("{0}, key {1}").format(name, place + 1))
            button.clicked.connect(lambda _checked=False, r=reason: self.pressed.emit(r))
            grid.addWidget(button, place % rows, place // rows)
            self.buttons[reason] = button

    def show_reasons(self, reasons: tuple[NoFaceReason, ...]) -> None:
        """Press in the buttons of these."""
        for reason, button in self.buttons.items():
            button.setChecked(reason in reasons)
