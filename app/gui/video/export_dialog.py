"""The export dialog: format, rows, place, a preview of the first rows; then progress and result."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QFormLayout, QLabel, QWidget

from app.gui import theme
from app.gui.language import number
from app.gui.project.export_choices import RESULTS, ExportChoices
from app.gui.video.export import Analysed, Rows, Target, preview, suggested_path, write
from app.gui.video.form_parts import caption, choice, row
from app.gui.video.preview_model import PreviewModel, preview_table
from app.gui.widgets.writing_dialog import WritingDialog
from app.gui.words import percent
from engine.export.sink import TableFormat
from engine.export.table import COLUMNS

_PREVIEW_ROWS: Final = 20


class ExportDialog(WritingDialog):
    """Exports the results of one video; stays open to tell where the file is."""

    chosen = Signal(object)  # ExportChoices, once something was written as chosen

    def __init__(
        self, data: Analysed, parent: QWidget | None = None, choices: ExportChoices | None = None
    ) -> None:
        """choices: made before."""
        super().__init__(parent)
        self._data = data
        self._choices = choices or ExportChoices()
        self.setWindowTitle(self.tr("Export results"))
        self.setMinimumSize(min(theme.px(720), 1180), 520)
        self._make_choices()
        self._make_preview()
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
        for table, button in self._format_buttons.items():
            if table == self._choices.formats.get(RESULTS) and button.isEnabled():
                button.setChecked(True)
        for group in (self.formats, self.rows):
            group.buttonToggled.connect(self._choose)
        self._rows_buttons[Rows.ALL].setEnabled(every > analysed)
        self.place.setText(str(suggested_path(self._data.path)))
        self.place.textChanged.connect(self._warn_again)
        self.place.setAccessibleName(self.tr("File to write"))
        self.browse.clicked.connect(self._browse)

    def _make_preview(self) -> None:
        self.preview = PreviewModel(self)
        self.table = preview_table(self.preview, self.tr("Preview of the first rows"))
        self.caption = QLabel()
        self.caption.setProperty("muted", True)
        self.warning = QLabel()
        self.warning.setWordWrap(True)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(10)
        form.addRow(caption(self.tr("Format")), row(*self._format_buttons.values()))
        form.addRow(caption(self.tr("Rows")), row(*self._rows_buttons.values()))
        form.addRow(caption(self.tr("File")), self.place_row())
        self.lay_out(form, self.warning, self.caption, self.table, stretched=(self.table,))

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
        self.write(lambda control: write(self._data, target, records, control), self._on_written)

    def choices(self) -> Sequence[QWidget]:
        """Format and rows."""
        return (*self._format_buttons.values(), *self._rows_buttons.values())

    def restore(self) -> None:
        """What cannot be chosen here stays so."""
        every, analysed = self._data.frames(Rows.ALL), self._data.frames(Rows.ANALYSED)
        self._rows_buttons[Rows.ALL].setEnabled(every > analysed)
        self._format_buttons[TableFormat.PARQUET].setEnabled(find_spec("pyarrow") is not None)

    def _on_written(self, written: Path | None) -> None:
        if written is None:
            self.tell_written(None, self.tr("Cancelled; no file was written"))
        else:
            self.tell_written(written, self.tr("Saved {0}").format(written))
            self.exported.emit(written)
            self.chosen.emit(self._choices.with_format(RESULTS, self.target().table))
