"""How far annotators agree with each other and with the model, on the open video."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.gui.annotate.session import AnnotateSession
from app.gui.bridge import JobControl, Jobs
from app.gui.language import number, translate
from app.gui.language.errors import error_text
from app.gui.video.scrolling import make_quiet
from app.gui.words import label_name, percent
from engine.errors import MienError
from engine.labels import LABELS
from engine.project.agreement import (
    MODEL,
    Distance,
    Pair,
    alpha,
    named,
    pairs,
    ratings_of,
    with_model,
)
from engine.project.store import Project
from engine.project.values import Segment, TrackPart


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures of one video. nominal, votes: Krippendorff's alpha among people, None undefined."""

    moments: int
    nominal: float | None
    votes: float | None
    pairs: tuple[Pair, ...]


def agreement_of(
    path: Path,
    run_id: str | None,
    segments: tuple[Segment, ...],
    parts: tuple[TrackPart, ...],
    names: dict[str, str],
    *,
    blind_only: bool,
) -> Callable[[JobControl], Agreement]:
    """A job that works the figures out."""

    def work(_control: JobControl) -> Agreement:
        people = ratings_of(segments, blind_only=blind_only)
        everybody = people
        if run_id is not None:
            with Project.open(path, read_only=True) as project:
                predictions = project.predictions(run_id)
            everybody = with_model(people, predictions, parts, run_id)
        return Agreement(
            people.compared,
            alpha(people),
            alpha(people, Distance.VOTES),
            pairs(named(everybody, names)),
        )

    return work


class AgreementDialog(QDialog):
    """Alpha among people, and a row for each pair of raters; the model is one of them."""

    def __init__(
        self, session: AnnotateSession, run_id: str | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._run_id = session, run_id
        self._jobs = Jobs(self)
        self.setWindowTitle(self.tr("Agreement"))
        self.setMinimumSize(720, 380)
        self.head = QLabel(self.tr("Working it out…"))
        self.head.setWordWrap(True)
        self.blind = QCheckBox(self.tr("Only labels given while the model was hidden"))
        self.blind.toggled.connect(self.work_out)
        self.model = QStandardItemModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Agreement of each pair of raters"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        make_quiet(self.table)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        note = QLabel(
            self.tr(
                "Alpha and kappa: 1 is full agreement, 0 is chance. Faces are ambiguous: low "
                "values may be a finding, and fixed limits for good or bad do not fit here."
            )
        )
        note.setProperty("muted", True)
        note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(12)
        for widget in (self.head, self.blind, self.table, note, buttons):
            column.addWidget(widget)
        self.work_out()

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Wait for what is being worked out; True when no thread is left."""
        return self._jobs.close(timeout_s)

    @Slot()
    def work_out(self) -> None:
        """Work the figures out anew."""
        book, path = self._session.book, self._session.project_path
        if book is None or path is None:
            return
        names = {annotator.id: annotator.name for annotator in book.annotators()}
        work = agreement_of(
            path,
            self._run_id,
            book.all(Segment),
            book.all(TrackPart),
            names,
            blind_only=self.blind.isChecked(),
        )
        self._jobs.run(work, name="agreement", done=self._show, failed=self._fail)

    def _show(self, found: Agreement) -> None:
        if found.moments:
            self.head.setText(
                self.tr(
                    "Krippendorff's alpha of people over %Ln moment(s): {0} for the leading label, "
                    "{1} for whole distributions.",
                    None,
                    found.moments,
                ).format(_figure(found.nominal), _figure(found.votes))
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
        for pair in sorted(map(_by_name, found.pairs), key=lambda p: (p.b == MODEL, p.a, p.b)):
            self.model.appendRow([QStandardItem(text) for text in _cells(pair)])
        self.table.resizeColumnsToContents()

    def _fail(self, error: MienError) -> None:
        self.head.setText(error_text(error))


def _by_name(pair: Pair) -> Pair:
    """The same pair, its raters by name, the model last."""
    if (pair.a == MODEL, pair.a) <= (pair.b == MODEL, pair.b):
        return pair
    turned = tuple(tuple(row) for row in zip(*pair.confusion, strict=True))
    return replace(pair, a=pair.b, b=pair.a, confusion=turned)


def _cells(pair: Pair) -> list[str]:
    names = [
        translate("review", "the model") if name == MODEL else name for name in (pair.a, pair.b)
    ]
    agreed = "–" if pair.agreement is None else percent(pair.agreement)
    return [
        " · ".join(names),
        number(pair.units),
        agreed,
        _figure(pair.kappa),
        _figure(pair.divergence),
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
    return f"{label_name(LABELS[i])} / {label_name(LABELS[j])} ({count:.0f})"


def _figure(value: float | None) -> str:
    return "–" if value is None else number(value, 2)
