"""What the video page is used for, and the switch between these."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from app.gui.actions import ActionId
from app.gui.keymap import tip_with_key


class Mode(Enum):
    """Watch: what the model says. Label: what people say. Review: what deserves a second look."""

    WATCH = auto()
    LABEL = auto()
    REVIEW = auto()


class ModeSwitch(QWidget):
    """One button a mode."""

    chosen = Signal(object)  # Mode

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Mode"))
        texts = {
            Mode.WATCH: (self.tr("Watch"), self.tr("See what the model says"), ActionId.WATCH),
            Mode.LABEL: (self.tr("Label"), self.tr("Say what you see"), ActionId.LABEL),
            Mode.REVIEW: (
                self.tr("Review"),
                self.tr("Check where the model is most likely wrong"),
                ActionId.REVIEW,
            ),
        }
        self._group = QButtonGroup(self)
        self.buttons: dict[Mode, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for mode, (text, tip, command) in texts.items():
            button = QPushButton(text)
            button.setCheckable(True)
            tip_with_key(button, tip, command)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setProperty("square", True)
            button.clicked.connect(lambda _checked=False, mode=mode: self.chosen.emit(mode))
            self._group.addButton(button)
            self.buttons[mode] = button
            row.addWidget(button)
        self.show_mode(Mode.WATCH)

    def show_mode(self, mode: Mode) -> None:
        """Light the button of a mode."""
        self.buttons[mode].setChecked(True)

    def show_waiting(self, items: int) -> None:
        """Say how many items wait for review."""
        text = self.tr("Review")
        self.buttons[Mode.REVIEW].setText(f"{text}  {items}" if items else text)
