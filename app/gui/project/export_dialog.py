"""Exports of a project by preset: labels, reviews, tables for other programs, with a preview."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
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

from app.gui.annotate.session import AnnotateSession
from app.gui.bridge import JobControl, Jobs
from app.gui.language.errors import error_text, said
from app.gui.outside import open_outside
from app.gui.project import export_work as work
from app.gui.video.analysis_bar import ThinBar
from app.gui.video.form_parts import caption
from app.gui.video.preview_model import preview_table
from engine.errors import MienError
from engine.project.edits import add
from engine.project.export.presets import PRESETS, ExportOptions, ExportResult, Preset
from engine.project.export.tables import FileFormat


class ProjectExportDialog(QDialog):
    """Writes one preset of the open video's project; stays open to tell where the files are."""

    failed = Signal(object)  # MienError
    exported = Signal(object)  # Path of the folder

    def __init__(
        self, session: AnnotateSession, folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = Jobs(self)
        self._running: JobControl | None = None
        self._wanted = 0
        self.setWindowTitle(self.tr("Export labels"))
        self.setMinimumSize(760, 540)
        self._make_choices(folder)
        self._make_preview()
        self._make_foot()
        self._lay_out()
        self._choose_preset()

    # --- parts -------------------------------------------------------------------------------

    def _make_choices(self, folder: Path) -> None:
        self.preset = QComboBox()
        self.preset.setAccessibleName(self.tr("What to export"))
        for preset in (Preset.ANNOTATIONS, *(p for p in Preset if p is not Preset.ANNOTATIONS)):
            self.preset.addItem(said(PRESETS[preset].title), preset)
        self.preset.currentIndexChanged.connect(self._choose_preset)
        self.format = QComboBox()
        self.format.setAccessibleName(self.tr("Format"))
        self.format.currentIndexChanged.connect(self._show_preview)
        self.who = QComboBox()
        self.who.setAccessibleName(self.tr("Whose labels"))
        self.who.addItem(self.tr("Everybody's labels"), None)
        for annotator in self._session.book.annotators() if self._session.book else ():
            self.who.addItem(annotator.name, annotator.name)
        self.who.currentIndexChanged.connect(self._show_preview)
        self.place = QLineEdit(str(folder))
        self.place.setMinimumHeight(34)
        self.place.setTextMargins(6, 0, 6, 0)
        self.place.setAccessibleName(self.tr("Folder"))
        self.browse = QPushButton(self.tr("Browse…"))
        self.browse.clicked.connect(self._browse)

    def _make_preview(self) -> None:
        self.model = QStandardItemModel(self)
        self.table = preview_table(self.model, self.tr("Preview of the first rows"))
        self.caption = QLabel()
        self.caption.setProperty("muted", True)
        self.caption.setWordWrap(True)

    def _make_foot(self) -> None:
        self.progress = ThinBar()
        self.progress.setRange(0, 1000)
        self.outcome = QLabel()
        self.outcome.setWordWrap(True)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_folder = QPushButton(self.tr("Open folder"))
        self.open_folder.clicked.connect(lambda: open_outside(self.folder))
        self.copy_path = QPushButton(self.tr("Copy path"))
        self.copy_path.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(str(self.folder))
        )
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
        form.addRow(caption(self.tr("What")), self.preset)
        form.addRow(caption(self.tr("Format")), self.format)
        form.addRow(caption(self.tr("Labels")), self.who)
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(self.browse)
        form.addRow(caption(self.tr("Folder")), where)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in (self.open_folder, self.copy_path, self.close_button, self.export):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.caption)
        column.addWidget(self.table, 1)
        column.addWidget(self.progress)
        column.addWidget(self.outcome)
        column.addLayout(foot)
        for widget in (self.progress, self.outcome, self.open_folder, self.copy_path):
            widget.hide()

    # --- choices -----------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return Path(self.place.text()).expanduser()

    def options(self) -> ExportOptions:
        """What is chosen now."""
        who = self.who.currentData()
        return ExportOptions(
            Preset(self.preset.currentData()),
            FileFormat(self.format.currentData()),
            annotators=None if who is None else (who,),
        )

    @Slot()
    def _choose_preset(self) -> None:
        formats = PRESETS[Preset(self.preset.currentData())].formats
        self.format.blockSignals(True)
        self.format.clear()
        for form in formats:
            if form is not FileFormat.PARQUET or find_spec("pyarrow") is not None:
                self.format.addItem(form.upper(), form)
        self.format.blockSignals(False)
        self.format.setEnabled(self.format.count() > 1)
        self._show_preview()

    @Slot()
    def _show_preview(self) -> None:
        """Make the first rows, once what was labelled just now is in the file."""
        path = self._session.project_path
        if path is None:
            return
        self._wanted += 1
        wanted, options = self._wanted, self.options()
        self.caption.setText(self.tr("Looking…"))

        def show(found: work.Preview) -> None:
            if wanted == self._wanted:
                self._fill(found)

        def tell(error: MienError) -> None:
            if wanted == self._wanted:
                self.model.clear()
                self.caption.setText(error_text(error))

        def begin(_nothing: object) -> None:
            self._jobs.run(work.look(path, options), name="preview", done=show, failed=tell)

        self._session.desk.ask(lambda _project: None, begin)

    def _fill(self, found: work.Preview) -> None:
        self.model.clear()
        self.model.setHorizontalHeaderLabels(list(found.columns))
        for row in found.rows:
            self.model.appendRow([QStandardItem(cell) for cell in row])
        self.table.resizeColumnsToContents()
        head = self.tr("The first %Ln row(s) · columns: {0}", None, len(found.rows)).format(
            len(found.columns)
        )
        if not found.rows:
            head = self.tr("There is nothing to export in this way yet.")
        self.caption.setText(" · ".join(part for part in (head, said(found.about)) if part))
        self.export.setEnabled(bool(found.rows))

    @Slot()
    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Export to"), self.place.text())
        if chosen:
            self.place.setText(chosen)

    # --- work --------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Write the files."""
        path = self._session.project_path
        if path is None or self._running is not None:
            return
        folder, options = self.folder, self.options()
        self._set_busy(True)

        def done(result: ExportResult | None) -> None:
            self._on_written(result, folder, options)

        self._running = self._jobs.run(
            work.write(path, folder, options),
            name="export-project",
            done=done,
            failed=self._on_failed,
            progress=lambda share: self.progress.setValue(round(1000 * share)),
        )

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Cancel what runs and wait; True when nothing does any more."""
        return self._jobs.close(timeout_s)

    def reject(self) -> None:
        """Cancel a running export; close the dialog otherwise."""
        if self._running is not None:
            self._running.stop.set()
        else:
            super().reject()

    def _set_busy(self, busy: bool) -> None:
        for widget in (self.preset, self.format, self.who, self.place, self.browse, self.export):
            widget.setEnabled(not busy)
        if not busy:
            self._running = None
            self.format.setEnabled(self.format.count() > 1)
        self.progress.setVisible(busy)
        self.progress.setValue(0)
        self.close_button.setText(self.tr("Cancel") if busy else self.tr("Close"))

    def _on_written(
        self, result: ExportResult | None, folder: Path, options: ExportOptions
    ) -> None:
        self._set_busy(False)
        if result is None:
            self._tell(self.tr("Cancelled; no file was left half written"))
            return
        names = ", ".join(file.name for file in result.files)
        self._tell(
            self.tr("Saved %Ln row(s): {0}", None, result.rows).format(names)
            if result.files
            else self.tr("There was nothing to write")
        )
        for button in (self.open_folder, self.copy_path):
            button.setVisible(bool(result.files))
        if result.files and not self._session.read_only:
            entry = work.log_entry(folder, options, result)
            self._session.desk.ask(
                lambda project: project.apply(add("Export", entry)), lambda _inverse: None
            )
            self.exported.emit(folder)

    def _on_failed(self, error: MienError) -> None:
        self._set_busy(False)
        self._tell(error_text(error))
        self.failed.emit(error)

    def _tell(self, text: str) -> None:
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))
