"""The side panel of labelling: who labels whom, what would be labelled, and with what."""

from __future__ import annotations

from enum import Enum
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.annotate.ask_line import OwnKeysLineEdit
from app.gui.annotate.entry import Entry, EntryKind
from app.gui.annotate.entry_bar import EntryBar
from app.gui.annotate.keys import LabelCommand
from app.gui.annotate.label_buttons import LabelGrid
from app.gui.annotate.label_words import label_text
from app.gui.annotate.reason_grid import ReasonGrid
from app.gui.annotate.state import LabelState
from app.gui.annotate.vote_grid import VoteGrid
from app.gui.keymap import text_with_key, tip_with_key
from app.gui.video.keys import Command
from engine.labels import Expression
from engine.project.values import Label, LabelKind, NoFaceReason

_KINDS: Final = (
    (LabelKind.CANDIDATES, LabelCommand.CANDIDATES),
    (LabelKind.VOTES, LabelCommand.VOTES),
    (LabelKind.UNSURE, LabelCommand.UNSURE),
    (LabelKind.NO_FACE, None),  # 0, a digit as those of the labels
)


class LabelPanel(QFrame):
    """Shows a `LabelState` and what lies under the playhead; says what the user presses."""

    digit_down = Signal(object)  # Expression
    label_down = Signal(object)  # Label
    label_up = Signal()
    kind_wanted = Signal(object)  # EntryKind
    entry_wanted = Signal(object)  # Entry: what is typed, changed by mouse
    commit_wanted = Signal()
    escape_wanted = Signal()
    annotator_named = Signal(str)
    run_through_wanted = Signal(bool)
    auto_advance_wanted = Signal(bool)
    model_wanted = Signal(bool)  # shown, no longer blind

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("Label"))
        self.face = QLabel()
        self.face.setFont(theme.ui_font(1.5, weight=QFont.Weight.DemiBold))
        self.face.setTextFormat(Qt.TextFormat.PlainText)
        self.target = _muted()
        self.present = QLabel()
        self.present.setTextFormat(Qt.TextFormat.PlainText)
        self.present.setWordWrap(True)
        self.annotator = self._annotator_box()
        self.grid = LabelGrid()
        self.kinds = {kind: self._kind_button(kind, command) for kind, command in _KINDS}
        self.votes, self.reasons = VoteGrid(), ReasonGrid()
        self.why = self._button(self.tr("Why…"), "", self.tr("Why there is no usable face"))
        text_with_key(self.why, self.why.text(), LabelCommand.REASONS, self.why.toolTip())
        self.entry = EntryBar()
        self.commit = self._button(self.tr("Label"), "⏎", self.tr("Label as typed"))
        self.commit.setProperty("primary", True)
        self.leave = self._button(self.tr("Cancel"), "Esc", self.tr("Leave typing"))
        self._entry: Entry | None = None
        self.run_through = _toggle(
            self.tr("Run through"), self.tr("Each digit ends a label"), LabelCommand.RUN_THROUGH
        )
        self.auto_advance = _toggle(
            self.tr("Go on"),
            self.tr("After a label on to the next unlabelled frame"),
            LabelCommand.AUTO_ADVANCE,
        )
        self.blind = _toggle(
            self.tr("Show model"), self.tr("Hide or show the model's answer"), Command.OVERLAY
        )
        self.foot = _muted()
        self._lay_out()
        self._connect()

    def _annotator_box(self) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        box.setLineEdit(OwnKeysLineEdit())
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setAccessibleName(self.tr("Who labels"))
        box.setToolTip(self.tr("Who labels: each person has labels of their own"))
        box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return box

    def _kind_button(self, kind: LabelKind, command: LabelCommand | None) -> QPushButton:
        texts = {
            LabelKind.CANDIDATES: self.tr("One of…"),
            LabelKind.VOTES: self.tr("Votes…"),
            LabelKind.UNSURE: self.tr("Unsure"),
            LabelKind.NO_FACE: self.tr("No usable face"),
        }
        button = QPushButton(f"{texts[kind]}   0")
        button.setCheckable(True)
        button.setAccessibleName(self.tr("{0}, key {1}").format(texts[kind], "0"))
        if command is not None:
            text_with_key(button, texts[kind], command)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("square", True)
        return button

    def _button(self, text: str, key: str, tip: str) -> QPushButton:
        button = QPushButton(f"{text}   {key}".rstrip())
        button.setAccessibleName(self.tr("{0}, key {1}").format(tip, key))
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("square", True)
        button.hide()
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.face, 1)
        head.addWidget(self.annotator, 1)
        column.addLayout(head)
        column.addWidget(self.target)
        for grid in (self.grid, self.votes, self.reasons):
            column.addWidget(grid)
        self.votes.hide()
        self.reasons.hide()
        kinds = QGridLayout()
        kinds.setSpacing(6)
        for place, button in enumerate(self.kinds.values()):
            kinds.addWidget(button, *divmod(place, 1 if theme.is_large() else 2))
        column.addLayout(kinds)
        column.addWidget(self.entry)
        ends = QHBoxLayout()
        ends.setSpacing(6)
        ends.addWidget(self.leave, 1)
        ends.addWidget(self.commit, 1)
        column.addLayout(ends)
        column.addWidget(self.present)
        column.addWidget(self.why)
        column.addStretch(1)
        ways = QVBoxLayout() if theme.is_large() else QHBoxLayout()
        ways.setSpacing(6)
        for button in (self.run_through, self.auto_advance, self.blind):
            ways.addWidget(button, 1)
        column.addLayout(ways)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.grid.pressed.connect(self.digit_down)
        self.grid.released.connect(self.label_up)
        kinds = self.kinds
        kinds[LabelKind.CANDIDATES].clicked.connect(
            lambda: self.kind_wanted.emit(EntryKind.CANDIDATES)
        )
        kinds[LabelKind.VOTES].clicked.connect(lambda: self.kind_wanted.emit(EntryKind.VOTES))
        self.why.clicked.connect(lambda: self.kind_wanted.emit(EntryKind.REASONS))
        self.votes.counted.connect(self._count)
        self.reasons.pressed.connect(self._toggle_reason)
        self.commit.clicked.connect(self.commit_wanted)
        self.leave.clicked.connect(self.escape_wanted)
        for kind, label in (
            (LabelKind.UNSURE, Label.unsure()),
            (LabelKind.NO_FACE, Label.no_face()),
        ):
            kinds[kind].pressed.connect(lambda chosen=label: self.label_down.emit(chosen))
            kinds[kind].released.connect(self.label_up)
        self.run_through.clicked.connect(self.run_through_wanted)
        self.auto_advance.clicked.connect(self.auto_advance_wanted)
        self.blind.clicked.connect(self.model_wanted)
        self.annotator.textActivated.connect(self._name)
        line = self.annotator.lineEdit()
        if line is not None:
            line.editingFinished.connect(lambda: self._name(self.annotator.currentText()))

    @Slot(str)
    def _name(self, name: str) -> None:
        if name.strip():
            self.annotator_named.emit(name.strip())

    @Slot(object, int)
    def _count(self, expression: Expression, votes: int) -> None:
        if self._entry is not None:
            self.entry_wanted.emit(self._entry.counted(expression, votes))

    @Slot(object)
    def _toggle_reason(self, reason: NoFaceReason) -> None:
        if self._entry is not None:
            self.entry_wanted.emit(self._entry.toggled(reason))

    # --- what to show ------------------------------------------------------------------------

    def show_state(self, state: LabelState) -> None:
        """Follow what is typed and how labels are given."""
        self._show_entry(state.entry)
        self.run_through.setChecked(state.ways.run_through)
        self.auto_advance.setChecked(state.ways.auto_advance)
        self.blind.setChecked(not state.ways.blind)

    def _show_entry(self, entry: Entry | None) -> None:
        """While something is typed its grid stands where the labels do, and its ends below."""
        before, self._entry = self._entry, entry
        kind = entry.kind if entry is not None else None
        if (before.kind if before is not None else None) is not kind:
            self.grid.setVisible(kind in (None, EntryKind.CANDIDATES))
            self.votes.setVisible(kind is EntryKind.VOTES)
            self.reasons.setVisible(kind is EntryKind.REASONS)
            for button in self.kinds.values():
                button.setVisible(kind is None)
            self.commit.setVisible(kind is not None)
            self.leave.setVisible(kind is not None)
        self.entry.show_entry(entry)
        if entry is None:
            return
        self.commit.setEnabled(entry.complete)
        self.votes.show_counts(entry.counts)
        self.reasons.show_reasons(entry.reasons)
        total = max(len(entry.chosen), 1)
        self.grid.show_shares({e: n / total for e, n in entry.counts.items()}, {})

    def show_label(self, label: Label | None, *, typing: bool) -> None:
        """Light what the label at hand says; while something is typed the keys show that."""
        for kind in (LabelKind.UNSURE, LabelKind.NO_FACE):
            self.kinds[kind].setChecked(label is not None and label.kind is kind)
        if typing:
            return
        shares: dict[Expression, float] = {}
        numbers: dict[Expression, str] = {}
        distribution = label.distribution if label is not None else None
        if label is not None and distribution is not None:
            shares = {
                e: float(distribution[i]) for i, e in enumerate(Expression) if distribution[i]
            }
            if label.kind is LabelKind.VOTES:
                numbers = {e: f"×{w}" for e, w in zip(Expression, label.weights, strict=True) if w}
        self.grid.show_shares(shares, numbers)

    def show_target(self, face: str, target: str, label: Label | None) -> None:
        """Say whom and what a label would go to, and what is there now."""
        self.face.setText(face)
        self.target.setText(target)
        self.present.setText("" if label is None else label_text(label))
        kind = label.kind if label is not None and self._entry is None else None
        self.present.setVisible(kind not in (None, LabelKind.SINGLE))
        self.why.setVisible(kind is LabelKind.NO_FACE)

    def show_annotators(self, names: list[str], current: str) -> None:
        """Offer these names."""
        box = self.annotator
        if [box.itemText(i) for i in range(box.count())] == names and box.currentText() == current:
            return
        with QSignalBlocker(box):
            box.clear()
            box.addItems(names)
            box.setCurrentText(current)

    def show_foot(self, text: str) -> None:
        """A quiet line at the foot: how many labels, saved when."""
        self.foot.setText(text)

    def set_ready(self, ready: bool) -> None:
        """Whether labels can be given."""
        for widget in (self.grid, *self.kinds.values(), self.run_through, self.auto_advance):
            widget.setEnabled(ready)


def _muted() -> QLabel:
    label = QLabel()
    label.setProperty("muted", True)
    label.setFont(theme.ui_font(-0.5))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _toggle(text: str, tip: str, command: Enum) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    tip_with_key(button, tip, command)
    button.setProperty("square", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button
