"""What dialogs that write files have in common: progress, cancelling, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.bridge import JobControl, Jobs
from app.gui.language.errors import error_text
from app.gui.outside import open_outside
from app.gui.video.analysis_bar import ThinBar
from engine.errors import MienError

Job = Callable[[JobControl], Any]


class WritingDialog(QDialog):
    """Stays open to tell where the files are; its `start` says what is written.

    Subclasses make their choices, `lay_out` them, and name in `choices` what must not be changed
    while something is written.
    """

    failed = Signal(object)  # MienError
    exported = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._running: JobControl | None = None
        self._written: Path | None = None
        self.place = QLineEdit()
        self.place.setMinimumHeight(34)
        self.place.setTextMargins(6, 0, 6, 0)
        self.browse = QPushButton(self.tr("Browse…"))
        self.progress = ThinBar()
        self.progress.setRange(0, 1000)
        self.outcome = QLabel()
        self.outcome.setWordWrap(True)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_folder = QPushButton(self.tr("Open folder"))
        self.open_folder.clicked.connect(self._open_folder)
        self.copy_path = QPushButton(self.tr("Copy path"))
        self.copy_path.clicked.connect(self._copy_path)
        self.export = QPushButton(self.tr("Export"))
        self.export.setProperty("primary", True)
        self.export.setDefault(True)
        self.export.clicked.connect(self.start)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.clicked.connect(self.reject)

    # --- for subclasses ----------------------------------------------------------------------

    def choices(self) -> Sequence[QWidget]:
        """What cannot be changed while something is written."""
        return ()

    def restore(self) -> None:
        """Enable again only those `choices` that there is something to choose in."""

    def start(self) -> None:
        """Write: by `write`."""

    def place_row(self) -> QHBoxLayout:
        """The line for the place, with its button."""
        where = QHBoxLayout()
        where.setSpacing(6)
        where.addWidget(self.place, 1)
        where.addWidget(self.browse)
        return where

    def lay_out(
        self,
        *parts: QWidget | QLayout,
        stretched: Sequence[QWidget],
        beside: Sequence[QWidget] = (),
    ) -> None:
        """The parts one below the other, above the foot.

        stretched: those that take the room. beside: what stands left in the foot.
        """
        foot = QHBoxLayout()
        for button in beside:
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.open_folder, self.copy_path, self.close_button, self.export):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for part in (*parts, self.progress, self.outcome, foot):
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part, 1 if part in stretched else 0)
        for widget in (self.progress, self.outcome, self.open_folder, self.copy_path):
            widget.hide()

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._running is not None

    def write(self, job: Job, done: Callable[[Any], object]) -> None:
        """Run a job that writes; its end is shown by `done`, which calls `tell_written`."""
        self._set_busy(True)
        self.close_button.setFocus()
        self.tell("")

        def ended(result: object) -> None:
            self._running = None
            self._set_busy(False)
            done(result)

        self._running = self.jobs.run(
            job,
            name="export",
            done=ended,
            failed=self._on_failed,
            progress=lambda share: self.progress.setValue(round(1000 * share)),
        )

    def tell_written(self, path: Path | None, text: str) -> None:
        """What became of it. path: what the buttons open and copy; None if nothing was written."""
        self._written = path
        self.open_folder.setVisible(path is not None)
        self.copy_path.setVisible(path is not None)
        self.tell(text)

    def tell(self, text: str) -> None:
        """Show a sentence above the buttons; nothing takes its room away."""
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))

    # --- work --------------------------------------------------------------------------------

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Cancel what is being written and wait; True when nothing runs any more."""
        return self.jobs.close(timeout_s)

    def reject(self) -> None:
        """Cancel what is being written; close the dialog otherwise."""
        if self._running is not None:
            self._running.stop.set()
        else:
            super().reject()

    def _set_busy(self, busy: bool) -> None:
        for widget in (*self.choices(), self.place, self.browse, self.export):
            widget.setEnabled(not busy)
        if not busy:
            self.restore()
        self.progress.setVisible(busy)
        self.progress.setValue(0)
        self.close_button.setText(self.tr("Cancel") if busy else self.tr("Close"))

    def _on_failed(self, error: MienError) -> None:
        self._running = None
        self._set_busy(False)
        self.tell_written(None, error_text(error))
        self.failed.emit(error)

    @Slot()
    def _open_folder(self) -> None:
        if self._written is not None:
            open_outside(self._written if self._written.is_dir() else self._written.parent)

    @Slot()
    def _copy_path(self) -> None:
        if self._written is not None:
            QGuiApplication.clipboard().setText(str(self._written))
