"""The export dialog: format, rows, place, a preview of the first rows; then progress and result."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.bridge import JobControl, Jobs
from app.gui.language import number
from app.gui.language.errors import error_text
from app.gui.video.analysis_bar import ThinBar
from app.gui.video.export import Analysed, Rows, Target, preview, suggested_path, write
from app.gui.video.form_parts import caption, choice, row
from app.gui.video.preview_model import PreviewModel, preview_table
from app.gui.words import percent
from engine.errors import MienError
from engine.export.sink import TableFormat
from engine.export.table import COLUMNS

_PREVIEW_ROWS: Final = 20


class ExportDialog(QDialog):
    """Exports the results of one video; stays open to tell where the file is."""

    failed = Signal(object)  # MienError
    exported = Signal(object)  # Path

    def __init__(self, data: Analysed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._jobs = Jobs(self)
        self._running: JobControl | None = None
        self._written: Path | None = None
        self.setWindowTitle(self.tr("Export results"))
        self.setMinimumSize(720, 520)
        self._make_choices()
        self._make_preview()
        self._make_foot()
        self._lay_out()
        self._choose()
        self.export.setFocus()

    # --- parts -------------------------------------------------------------------------------

    def _make_choices(self) -> None:
        self.formats = QButtonGroup(self)
        self._format_buttons = {
            TableFormat.CSV: choice(self.tr("CSV")),
            TableFormat.JSONL: choice(self.tr("JSON lines")),
            TableFormat.PARQUET: choice(self.tr("Parquet")),
        }
        if find_spec("pyarrow") is None:
            button = self._format_buttons[TableFormat.PARQUET]
            button.setEnabled(False)
            button.setToolTip(self.tr("Needs the package pyarrow, which is not installed"))
        analysed, every = (self._data.frames(rows) for rows in (Rows.ANALYSED, Rows.ALL))
        count = self.locale().toString
        self.rows = QButtonGroup(self)
        self._rows_buttons = {
            Rows.ANALYSED: choice(self.tr("Analysed frames ({0})").format(count(analysed))),
            Rows.ALL: choice(self.tr("Every frame ({0})").format(count(every))),
        }
        for group, buttons in (
            (self.formats, self._format_buttons),
            (self.rows, self._rows_buttons),
        ):
            for button in buttons.values():
                group.addButton(button)
            next(iter(buttons.values())).setChecked(True)
            group.buttonToggled.connect(self._choose)
        self._rows_buttons[Rows.ALL].setEnabled(every > analysed)
        self.place = QLineEdit(str(suggested_path(self._data.path)))
        self.place.textChanged.connect(self._warn_again)
        self.place.setMinimumHeight(34)
        self.place.setTextMargins(6, 0, 6, 0)
        self.place.setAccessibleName(self.tr("File to write"))
        self.browse = QPushButton(self.tr("Browse…"))
        self.browse.clicked.connect(self._browse)

    def _make_preview(self) -> None:
        self.preview = PreviewModel(self)
        self.table = preview_table(self.preview, self.tr("Preview of the first rows"))
        self.caption = QLabel()
        self.caption.setProperty("muted", True)
        self.warning = QLabel()
        self.warning.setWordWrap(True)

    def _make_foot(self) -> None:
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

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(10)
        form.addRow(caption(self.tr("Format")), row(*self._format_buttons.values()))
        form.addRow(caption(self.tr("Rows")), row(*self._rows_buttons.values()))
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(self.browse)
        form.addRow(caption(self.tr("File")), where)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in (self.open_folder, self.copy_path, self.close_button, self.export):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.warning)
        column.addWidget(self.caption)
        column.addWidget(self.table, 1)
        column.addWidget(self.progress)
        column.addWidget(self.outcome)
        column.addLayout(foot)
        for widget in (self.progress, self.outcome, self.open_folder, self.copy_path):
            widget.hide()

    # --- choices -----------------------------------------------------------------------------

    def target(self) -> Target:
        """What is chosen now."""
        return Target(
            Path(self.place.text()).expanduser(),
            next(f for f, button in self._format_buttons.items() if button.isChecked()),
            next(r for r, button in self._rows_buttons.items() if button.isChecked()),
        )

    def choose(self, table: TableFormat, rows: Rows, path: Path) -> None:
        """Set all three choices; a suffix of another format is changed to this one's."""
        self.place.setText(str(path))
        self._format_buttons[table].setChecked(True)
        self._rows_buttons[rows].setChecked(True)

    @Slot()
    def _choose(self) -> None:
        """Follow the choices: suffix, preview, count, warning."""
        target = self.target()
        known = {f".{table}" for table in TableFormat}
        if target.path.suffix in known:
            self.place.setText(str(target.path.with_suffix(f".{target.table}")))
        rows = preview(self._data, target.rows, _PREVIEW_ROWS)
        self.preview.set_rows(rows)
        self.table.resizeColumnsToContents()
        frames = self._data.frames(target.rows)
        self.caption.setText(
            self.tr("The first %Ln row(s) · frames: {0} · columns: {1}", None, len(rows)).format(
                number(frames), len(COLUMNS)
            )
        )
        self._warn_again()

    @Slot()
    def _warn_again(self) -> None:
        target = self.target()
        lines = [self._warn_of_gaps(target.rows)]
        if target.path.is_file():
            lines.append(
                self.tr("⚠ {0} is there already: it will be replaced.").format(target.path.name)
            )
        text = "\n".join(line for line in lines if line)
        self.warning.setText(text)
        self.warning.setVisible(bool(text))

    def _warn_of_gaps(self, rows: Rows) -> str:
        missing = self._data.missing_share
        if missing <= 0:
            return ""
        share = percent(max(missing, 0.01))
        if rows is Rows.ALL:
            text = self.tr(
                "⚠ {0} of the video is not analysed: those frames get an empty row, "
                "status “dropped”."
            )
            return text.format(share)
        text = self.tr("⚠ {0} of the video is not analysed: those frames get no row.")
        return text.format(share)

    @Slot()
    def _browse(self) -> None:
        table = self.target().table
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export to"), self.place.text(), f"{table.upper()} (*.{table})"
        )
        if chosen:
            path = Path(chosen)
            self.place.setText(str(path if path.suffix else path.with_suffix(f".{table}")))

    # --- work --------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Write the file."""
        target = self.target()
        # Taken here, in the results' own thread; used up in the other one.
        records = self._data.records(target.rows)
        self._set_busy(True)
        self.close_button.setFocus()
        self._tell("")
        self._running = self._jobs.run(
            lambda control: write(self._data, target, records, control),
            name="export",
            done=self._on_written,
            failed=self._on_failed,
            progress=lambda share: self.progress.setValue(round(1000 * share)),
        )

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Cancel what is being written and wait; True when nothing runs any more."""
        return self._jobs.close(timeout_s)

    def reject(self) -> None:
        """Cancel a running export; close the dialog otherwise."""
        if self._running is not None:
            self._running.stop.set()
        else:
            super().reject()

    def _set_busy(self, busy: bool) -> None:
        choices = (*self._format_buttons.values(), *self._rows_buttons.values())
        for widget in (*choices, self.place, self.browse, self.export):
            widget.setEnabled(not busy)
        if not busy:
            every, analysed = self._data.frames(Rows.ALL), self._data.frames(Rows.ANALYSED)
            self._rows_buttons[Rows.ALL].setEnabled(every > analysed)
            self._format_buttons[TableFormat.PARQUET].setEnabled(find_spec("pyarrow") is not None)
        self.progress.setVisible(busy)
        self.progress.setValue(0)
        self.close_button.setText(self.tr("Cancel") if busy else self.tr("Close"))

    def _on_written(self, written: Path | None) -> None:
        self._end(written)
        if written is None:
            self._tell(self.tr("Cancelled; no file was written"))
        else:
            self._tell(self.tr("Saved {0}").format(written))
            self.exported.emit(written)

    def _on_failed(self, error: MienError) -> None:
        self._end(None)
        self._tell(error_text(error))
        self.failed.emit(error)

    def _tell(self, text: str) -> None:
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))

    def _end(self, written: Path | None) -> None:
        self._running = None
        self._written = written
        self._set_busy(False)
        self.open_folder.setVisible(written is not None)
        self.copy_path.setVisible(written is not None)

    @Slot()
    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    @Slot()
    def _copy_path(self) -> None:
        if self._written is not None:
            QGuiApplication.clipboard().setText(str(self._written))
