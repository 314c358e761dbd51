"""Exports of a project: labels, tables for other programs, the report, copies of the videos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.gui import theme
from app.gui.annotate.session import AnnotateSession
from app.gui.language.errors import error_text, said
from app.gui.project import export_work as work
from app.gui.project.column_picker import ColumnPicker
from app.gui.project.export_choices import ExportChoices
from app.gui.project.export_words import about
from app.gui.project.preset_choice import PresetChoice
from app.gui.project.report_preview import ReportPreview
from app.gui.video.form_parts import caption
from app.gui.video.preview_model import preview_table
from app.gui.widgets.writing_dialog import WritingDialog
from engine.errors import MienError
from engine.project.edits import add
from engine.project.export.presets import PRESETS, ExportOptions, ExportResult, Preset
from engine.project.export.tables import FileFormat
from engine.project.export.video import Blur, VideoOptions
from engine.project.export.whole import Whole

_REPORT_SUFFIXES: Final = (".pdf", ".html")

#: What stands left of the choices, in pixels.
_CAPTIONS = 130

#: The dialog grows so high to show pages, in pixels, where the screen is high enough.
_HEIGHT_OF_PAGES = 860


class ProjectExportDialog(WritingDialog):
    """Writes one kind of export of the open project, of one video or of all."""

    chosen = Signal(object)  # ExportChoices, once something was written as chosen

    def __init__(
        self,
        session: AnnotateSession,
        folder: Path,
        parent: QWidget | None = None,
        kind: Preset | Whole | None = None,
        choices: ExportChoices | None = None,
    ) -> None:
        """kind: what to begin with; None for the last one. choices: made before."""
        super().__init__(parent)
        self._session = session
        self._choices = choices or ExportChoices()
        self._kind_given = kind is not None
        self._wanted = 0
        self.setWindowTitle(self.tr("Export project"))
        self.setMinimumSize(min(theme.px(760), 1180), 560)
        self._make_choices(folder)
        self._make_video_choices()
        self._make_preview()
        self._lay_out()
        self.presets.select(kind or self._choices.what or Preset.ANNOTATIONS)
        self._choose_preset()

    # --- parts -------------------------------------------------------------------------------

    def _make_choices(self, folder: Path) -> None:
        self.presets = PresetChoice(self, lambda: self.wanted().table)
        self.presets.chosen.connect(self._choose_preset)
        self.presets.told.connect(self.tell)
        self.preset = self.presets.list
        wide = self.preset.sizeHint().width() + theme.px(_CAPTIONS)
        self.setMinimumWidth(min(max(self.minimumWidth(), wide), 1180))
        self.format = QComboBox()
        self.format.setAccessibleName(self.tr("Format"))
        self.format.currentIndexChanged.connect(self._show_preview)
        book = self._session.book
        self.who = QComboBox()
        self.who.setAccessibleName(self.tr("Whose labels"))
        self.who.addItem(self.tr("Everybody's labels"), None)
        for annotator in book.annotators() if book else ():
            self.who.addItem(annotator.name, annotator.name)
        self.who.currentIndexChanged.connect(self._show_preview)
        self.videos = QComboBox()
        self.videos.setAccessibleName(self.tr("Of which videos"))
        count = len(book.videos()) if book else 1
        self.videos.addItem(self.tr("All videos of the project"), None)
        if book is not None and count > 1:
            name = Path(book.video.path).name
            self.videos.addItem(self.tr("Only {0}").format(name), (book.video.id,))
        self.videos.currentIndexChanged.connect(self._show_preview)
        self.place.setText(str(folder))
        self.place.setAccessibleName(self.tr("Folder"))
        self.browse.clicked.connect(self._browse)

    def _make_video_choices(self) -> None:
        self.overlay = QCheckBox(self.tr("Paint faces and expressions into the picture"))
        self.overlay.setChecked(self._choices.overlay)
        self.overlay.setMinimumHeight(34)
        self.blur = QComboBox()
        self.blur.setAccessibleName(self.tr("Whose faces are made unrecognisable"))
        self.blur.addItem(self.tr("No face"), VideoOptions(True, Blur.NONE))
        self.blur.addItem(self.tr("All faces"), VideoOptions(True, Blur.ALL))
        book = self._session.book
        for track in book.tracks() if book else ():
            person = book.person_of(track) if book else None
            name = person.name if person else self.tr("Face {0}").format(track.number + 1)
            text = self.tr("All but {0}").format(name)
            self.blur.addItem(text, VideoOptions(True, Blur.OTHERS, track.number))
        self.blur.setCurrentIndex(int(self._choices.blurred))
        self.blur.currentIndexChanged.connect(self._show_preview)

    def _make_preview(self) -> None:
        self.model = QStandardItemModel(self)
        self.table = preview_table(self.model, self.tr("Preview of the first rows"))
        self.columns = ColumnPicker()
        self.columns.changed.connect(self._show_preview)
        self.rows = QWidget()
        beside = QHBoxLayout(self.rows)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(10)
        beside.addWidget(self.columns)
        beside.addWidget(self.table, 1)
        self.pages = ReportPreview()
        self.preview = QPushButton(self.tr("Preview"))
        self.preview.setAutoDefault(False)
        self.preview.clicked.connect(self._draw)
        self.caption = QLabel()
        self.caption.setProperty("muted", True)
        self.caption.setWordWrap(True)

    def _lay_out(self) -> None:
        form = self._form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(10)
        form.addRow(caption(self.tr("What")), self.preset)
        form.addRow(caption(self.tr("Format")), self.format)
        form.addRow(caption(self.tr("Videos")), self.videos)
        form.addRow(caption(self.tr("Labels")), self.who)
        form.addRow(caption(self.tr("Overlay")), self.overlay)
        form.addRow(caption(self.tr("Blurred")), self.blur)
        form.addRow(caption(self.tr("Folder")), self.place_row())
        self.room = QWidget()
        self.room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.lay_out(
            *(form, self.caption, self.rows, self.pages, self.room),
            stretched=(self.rows, self.pages),
            beside=(self.presets.keep, self.presets.forget, self.preview),
        )

    # --- choices -----------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return Path(self.place.text()).expanduser()

    @property
    def kind(self) -> Preset | Whole:
        """What is exported."""
        return self.presets.kind

    def wanted(self) -> work.Wanted:
        """What is chosen now."""
        kind, who, suffix = self.kind, self.who.currentData(), str(self.format.currentData())
        preset = kind if isinstance(kind, Preset) else Preset.FRAMES
        form = FileFormat(suffix) if isinstance(kind, Preset) else None
        videos, own = self.videos.currentData(), self.presets.own
        chosen = self.blur.currentData()
        if chosen.blur is Blur.OTHERS and self._session.book is not None:
            videos = (self._session.book.video.id,)  # faces are numbered in each video
        return work.Wanted(
            kind,
            ExportOptions(
                preset,
                form,
                video_ids=None if videos is None else tuple(videos),
                annotators=None if who is None else (who,),
                columns=self.columns.chosen if PRESETS[preset].columns else None,
                called=own.name if own is not None else "",
            ),
            suffix,
            VideoOptions(self.overlay.isChecked(), chosen.blur, chosen.keep),
        )

    @Slot()
    def _choose_preset(self) -> None:
        kind = self.kind
        with QSignalBlocker(self.format):
            self.format.clear()
            if isinstance(kind, Preset):
                for form in PRESETS[kind].formats:
                    if form is not FileFormat.PARQUET or find_spec("pyarrow") is not None:
                        self.format.addItem(form.upper(), form)
            for suffix in _REPORT_SUFFIXES if kind is Whole.REPORT else ():
                self.format.addItem(suffix[1:].upper(), suffix)
            self._choose_as_before()
        shown = {
            self.format: self.format.count() > 0,
            self.who: isinstance(kind, Preset),
            self.videos: kind is not Whole.JSON and self.videos.count() > 1,
            self.overlay: kind is Whole.VIDEO,
            self.blur: kind is Whole.VIDEO,
        }
        for widget, visible in shown.items():
            self._form.setRowVisible(widget, visible)
        self.rows.setVisible(isinstance(kind, Preset))
        self.presets.show_buttons()
        self.preview.setVisible(kind is Whole.REPORT)
        self.restore()
        self._show_preview()

    def _choose_as_before(self) -> None:
        """Format and columns as the user's preset says, else as they were last time."""
        kind, own, before = self.kind, self.presets.own, self._choices
        suffix = before.formats.get(kind) if own is None else own.format
        columns = before.columns.get(kind) if own is None else own.columns
        formats = [str(self.format.itemData(row)) for row in range(self.format.count())]
        if suffix in formats:
            self.format.setCurrentIndex(formats.index(suffix))
        offered = PRESETS[kind].columns if isinstance(kind, Preset) else ()
        self.columns.offer([column.name for column in offered], columns)
        self.columns.setVisible(bool(offered))

    @Slot()
    def _show_preview(self) -> None:
        """Make the first rows, once what was labelled just now is in the file."""
        path = self._session.project_path
        if path is None:
            return
        self._wanted += 1
        number, wanted = self._wanted, self.wanted()
        self.pages.hide()
        self.room.setVisible(isinstance(wanted.kind, Whole))
        if isinstance(wanted.kind, Whole):
            self.caption.setText(about(wanted))
            self.export.setEnabled(not self.busy)
            return
        if wanted.table.columns == ():
            self.model.clear()
            self.caption.setText(self.tr("No column is chosen."))
            self.export.setEnabled(False)
            return
        self.caption.setText(self.tr("Looking…"))

        def show(found: work.Preview) -> None:
            if number == self._wanted:
                self._fill(found)

        def tell(error: MienError) -> None:
            if number == self._wanted:
                self.model.clear()
                self.caption.setText(error_text(error))

        def begin(_nothing: object) -> None:
            self.jobs.run(work.look(path, wanted.table), name="preview", done=show, failed=tell)

        self._session.desk.ask(lambda _project: None, begin)

    @Slot()
    def _draw(self) -> None:
        """Show the report as it would be printed."""
        path, wanted = self._session.project_path, self.wanted()
        if path is None:
            return
        number = self._wanted
        self.preview.setEnabled(False)
        self.caption.setText(self.tr("Making the report…"))

        def ended(text: str) -> bool:
            """Whether the report is still what is chosen."""
            self.preview.setEnabled(not self.busy)
            if number == self._wanted:
                self.caption.setText(text)
            return number == self._wanted

        def show(pages: list[QImage]) -> None:
            if ended(about(wanted)):
                self.pages.show_pages(pages)
                self.room.hide()
                self.pages.show()
                self.pages.setFocus()
                room = self.screen().availableSize().height() - 100
                self.resize(self.width(), max(self.height(), min(room, _HEIGHT_OF_PAGES)))

        job = work.draw(path, wanted, self.pages.pixels)

        def failed(error: MienError) -> None:
            ended(error_text(error))

        self._session.desk.ask(
            lambda _project: None,
            lambda _nothing: self.jobs.run(job, name="preview", done=show, failed=failed),
        )

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
        self.export.setEnabled(bool(found.rows) and not self.busy)

    @Slot()
    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Export to"), self.place.text())
        if chosen:
            self.place.setText(chosen)

    def choices(self) -> Sequence[QWidget]:
        """All but the place."""
        lists = (self.preset, self.format, self.who, self.videos, self.overlay, self.blur)
        return (*lists, self.columns, self.presets.keep, self.presets.forget, self.preview)

    def restore(self) -> None:
        """A single format is no choice."""
        self.format.setEnabled(self.format.count() > 1)

    # --- work --------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Write the files, once what was labelled just now is in the project's."""
        path = self._session.project_path
        if path is None or self.busy:
            return
        folder, wanted = self.folder, self.wanted()

        def done(result: ExportResult | None) -> None:
            self._on_written(result, folder, wanted)

        self.write(work.write(path, folder, wanted), done)

    def _on_written(self, result: ExportResult | None, folder: Path, wanted: work.Wanted) -> None:
        if result is None:
            self.tell_written(None, self.tr("Cancelled; no file was left half written"))
            return
        names = ", ".join(file.name for file in result.files)
        if not result.files:
            text = self.tr("There was nothing to write")
        elif wanted.kind in (Whole.REPORT, Whole.JSON):
            text = self.tr("Saved {0}").format(names)
        elif wanted.kind is Whole.VIDEO:
            text = self.tr("Saved %Ln frame(s): {0}", None, result.rows).format(names)
        else:
            text = self.tr("Saved %Ln row(s): {0}", None, result.rows).format(names)
        if result.skipped:
            left = self.tr("Nothing to write of: {0}").format(", ".join(result.skipped))
            text = f"{text}\n{left}"
        self.tell_written(folder if result.files else None, text)
        self._remember(wanted)
        if result.files and not self._session.read_only:
            entry = work.entry(folder, wanted, result)
            self._session.desk.ask(
                lambda project: project.apply(add("Export", entry)), lambda _inverse: None
            )
            self.exported.emit(folder)

    def _remember(self, wanted: work.Wanted) -> None:
        """What was chosen is chosen the next time, too."""
        known, blur = self._choices, wanted.video.blur
        if self.presets.own is None:
            known = known.with_format(wanted.kind, wanted.suffix)
            if isinstance(wanted.kind, Preset):
                known = known.with_columns(wanted.kind, wanted.table.columns)
        if wanted.kind is Whole.VIDEO:
            known = replace(known, overlay=wanted.video.overlay, blurred=blur is Blur.ALL)
        if not self._kind_given:
            known = replace(known, what=self.presets.name)
        self._choices = known
        self.chosen.emit(known)
