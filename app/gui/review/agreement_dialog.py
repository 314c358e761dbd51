"""How far annotators agree with each other and with the model, on one video or on all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QTableView,
    QWidget,
)

from app.gui import theme
from app.gui.annotate.session import AnnotateSession
from app.gui.bridge import JobControl
from app.gui.language import number, translate
from app.gui.language.errors import error_text
from app.gui.review.confusion_view import ConfusionView
from app.gui.video.scrolling import make_quiet
from app.gui.widgets.writing_dialog import WritingDialog
from app.gui.words import label_name, percent
from engine.errors import MienError
from engine.evaluation.resampling import Interval
from engine.labels import LABELS
from engine.project.agreement import MODEL, Pair
from engine.project.agreement_study import Agreement, Alpha, PairStudy, agreement
from engine.project.edits import add
from engine.project.export.presets import ExportResult, log_entry
from engine.project.export.whole import Whole, export_agreement
from engine.project.store import Project

_Ids = tuple[str, ...] | None


class AgreementDialog(WritingDialog):
    """Alpha among people, a row for each pair of raters, and the confusion of the chosen pair."""

    def __init__(self, session: AnnotateSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._found: Agreement | None = None
        self._wanted = 0
        self.setWindowTitle(self.tr("Agreement of raters"))
        self.setMinimumSize(min(theme.px(860), 1180), 680)
        self.head = QLabel(self.tr("Working it out…"))
        self.head.setWordWrap(True)
        self._make_choices()
        self._make_table()
        self.confusion = ConfusionView()
        note = QLabel(
            self.tr(
                "Alpha and kappa: 1 is full agreement, 0 is chance; in brackets their 95 % "
                "interval. Faces are ambiguous: low values may be a finding, and fixed limits for "
                "good or bad do not fit here."
            )
        )
        note.setProperty("muted", True)
        note.setWordWrap(True)
        choices = QHBoxLayout()
        choices.addWidget(self.videos)
        choices.addWidget(self.blind)
        choices.addStretch(1)
        self.place.hide()
        self.browse.hide()
        self.export.setText(self.tr("Export tables…"))
        self.lay_out(
            choices, self.head, self.table, self.confusion, note, stretched=(self.confusion,)
        )
        self.work_out()

    def _make_choices(self) -> None:
        book = self._session.book
        self.videos = QComboBox(self)
        self.videos.setAccessibleName(self.tr("Of which videos"))
        self.videos.addItem(self.tr("All videos of the project"), None)
        if book is not None:
            name = Path(book.video.path).name
            self.videos.addItem(self.tr("Only {0}").format(name), book.video.id)
            self.videos.setVisible(len(book.videos()) > 1)
        self.videos.currentIndexChanged.connect(self.work_out)
        self.blind = QCheckBox(self.tr("Only labels given while the model was hidden"), self)
        self.blind.toggled.connect(self.work_out)

    def _make_table(self) -> None:
        self.model = QStandardItemModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Agreement of each pair of raters"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setMaximumHeight(210)
        make_quiet(self.table)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.selectionModel().currentRowChanged.connect(self._choose)

    # --- figures -----------------------------------------------------------------------------

    @Slot()
    def work_out(self) -> None:
        """Work the figures out anew, once what was labelled just now is in the file."""
        path = self._session.project_path
        if path is None:
            return
        self._wanted += 1
        wanted, ids, blind = self._wanted, self._ids(), self.blind.isChecked()

        def work(_control: JobControl) -> Agreement:
            with Project.open(path, read_only=True) as project:
                return agreement(project, video_ids=ids, blind_only=blind)

        def done(found: Agreement) -> None:
            if wanted == self._wanted:
                self._show(found)

        def begin(_nothing: object) -> None:
            self.jobs.run(work, name="agreement", done=done, failed=self._fail)

        self._session.desk.ask(lambda _project: None, begin)

    def _ids(self) -> _Ids:
        chosen = self.videos.currentData()
        return None if chosen is None else (chosen,)

    def _show(self, found: Agreement) -> None:
        self._found = found
        if found.moments:
            self.head.setText(
                self.tr(
                    "Krippendorff's alpha of people over %Ln moment(s): {0} for the leading label, "
                    "{1} for whole distributions.",
                    None,
                    found.moments,
                ).format(_alpha(found.nominal), _alpha(found.votes))
            )
        else:
            self.head.setText(
                self.tr("No two people have labelled the same moment yet, so alpha is not defined.")
            )
        self.model.clear()
        self.model.setHorizontalHeaderLabels(
            [
                self.tr("Raters"),
                self.tr("Moments"),
                self.tr("Agreement"),
                self.tr("Cohen's kappa"),
                self.tr("Divergence"),
                self.tr("Most often confused"),
            ]
        )
        for study in found.pairs:
            self.model.appendRow([QStandardItem(text) for text in _cells(study)])
        self.table.resizeColumnsToContents()
        self.export.setEnabled(bool(found.pairs))
        if found.pairs:
            self.table.selectRow(0)
        else:
            self.confusion.show_pair(None, "", "")

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Show the confusion of the chosen pair."""
        if self._found is not None and 0 <= current.row() < len(self._found.pairs):
            pair = self._found.pairs[current.row()].pair
            self.confusion.show_pair(pair, *_names(pair))

    def _fail(self, error: MienError) -> None:
        self.head.setText(error_text(error))

    # --- tables ------------------------------------------------------------------------------

    def choices(self) -> Sequence[QWidget]:
        """What the tables are of."""
        return (self.videos, self.blind)

    @Slot()
    def start(self) -> None:
        """Ask for a folder and write the tables there."""
        path = self._session.project_path
        if path is None:
            return
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Export to"), str(path.parent))
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, folder: Path) -> None:
        """Write the tables of what is shown into a folder."""
        path = self._session.project_path
        if path is None or self.busy:
            return
        ids, blind = self._ids(), self.blind.isChecked()

        def done(result: ExportResult) -> None:
            self._on_written(folder, ids, blind, result)

        self.write(_writing(path, folder, ids, blind), done)

    def _on_written(self, folder: Path, ids: _Ids, blind: bool, result: ExportResult) -> None:
        names = ", ".join(file.name for file in result.files)
        self.tell_written(folder, self.tr("Saved {0}").format(names))
        if not self._session.read_only:
            chosen = {"video_ids": ids, "blind_only": blind}
            entry = log_entry(folder, Whole.AGREEMENT, chosen, result.files, result.rows)
            self._session.desk.ask(
                lambda project: project.apply(add("Export", entry)), lambda _inverse: None
            )
        self.exported.emit(folder)


def _writing(
    path: Path, folder: Path, ids: _Ids, blind: bool
) -> Callable[[JobControl], ExportResult]:
    def work(_control: JobControl) -> ExportResult:
        with Project.open(path, read_only=True) as project:
            return export_agreement(project, folder, video_ids=ids, blind_only=blind)

    return work


def _names(pair: Pair) -> tuple[str, str]:
    first, second = (
        translate("review", "the model") if name == MODEL else name for name in (pair.a, pair.b)
    )
    return first, second


def _cells(study: PairStudy) -> list[str]:
    pair = study.pair
    return [
        " · ".join(_names(pair)),
        number(pair.units),
        "–" if pair.agreement is None else percent(pair.agreement),
        _figure(pair.kappa, study.kappa),
        _figure(pair.divergence, None),
        _confused(pair),
    ]


def _confused(pair: Pair) -> str:
    """The two labels that the raters take for one another most often."""
    found = [
        (pair.confusion[i][j], i, j)
        for i in range(len(LABELS))
        for j in range(len(LABELS))
        if i != j and pair.confusion[i][j] > 0
    ]
    if not found:
        return ""
    count, i, j = max(found)
    return f"{label_name(LABELS[i])} / {label_name(LABELS[j])} ({number(count)})"


def _alpha(found: Alpha) -> str:
    return _figure(found.value, found.interval)


def _figure(value: float | None, interval: Interval | None) -> str:
    if value is None:
        return "–"
    if interval is None:
        return number(value, 2)
    return f"{number(value, 2)} [{number(interval.low, 2)}; {number(interval.high, 2)}]"
