"""The side panel of a review: where one stands, what the model says, and the ways to decide."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.actions import ActionId
from app.gui.annotate.entry import Entry
from app.gui.annotate.entry_bar import EntryBar
from app.gui.annotate.keys import LabelCommand
from app.gui.keymap import key_name, tip_with_key
from app.gui.review import review_words as say
from app.gui.review.face_strip import FaceStrip
from app.gui.review.keys import ReviewCommand
from app.gui.review.pair_bars import PairBars
from app.gui.review.queue import Only, Scope
from app.gui.review.reviewing import Reviewing
from app.gui.video.analysis_bar import ThinBar
from app.gui.video.keys import Command
from app.gui.video.viewport import clock
from app.gui.words import label_name
from engine.labels import LABELS, Expression
from engine.project.items import Item
from engine.project.ranking import Order
from engine.project.values import Decision


class ReviewPanel(QFrame):
    """Follows a `Reviewing`; says what the user presses."""

    decided = Signal(object)  # Decision
    fine_tune_wanted = Signal()
    order_chosen = Signal(object, bool, object)  # Order, spread, Scope
    only_chosen = Signal(object)  # Only

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("Review"))
        self.progress = _label(muted=True)
        self.bar = ThinBar()
        self.bar.setAccessibleName(self.tr("Share of the items that are done"))
        self.order = QComboBox()
        self.order.setAccessibleName(self.tr("Order of the items"))
        self.order.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # Its longest entry is wider than the panel.
        self.order.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.order.setMinimumContentsLength(12)
        for order in Order:
            self.order.addItem(say.order_name(order), order)
        self.spread = QPushButton(self.tr("Spread"))
        self.spread.setCheckable(True)
        self.spread.setChecked(True)
        self.spread.setToolTip(self.tr("Put off items that crowd one moment: they are much alike"))
        self.scope = QComboBox()
        self.scope.setAccessibleName(self.tr("Of which videos"))
        self.scope.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for scope in Scope:
            self.scope.addItem(say.scope_name(scope), scope)
        self.label = self._filter(self.tr("Only items with this label"))
        self.label.addItem(self.tr("All labels"), None)
        for expression in LABELS:
            self.label.addItem(label_name(expression), expression)
        self.who = self._filter(self.tr("Only items of this face"))
        self._offered: tuple[tuple[str, str], ...] | None = None
        self.offer_faces(())
        self.face = _label()
        self.face.setFont(theme.ui_font(1.5, weight=QFont.Weight.DemiBold))
        self.text = _label()
        self.faces = FaceStrip()
        self.bars = PairBars()
        self.entry = EntryBar()
        self.state = _label(muted=True)
        self.buttons = {decision: QPushButton() for decision in _KEYS}
        self.fine_tune = QPushButton(self.tr("Fine-tune…"))
        tip_with_key(
            self.fine_tune, self.tr("Let a model learn from the labels"), ActionId.FINE_TUNE
        )
        self.hint = _label(muted=True)
        self.summary = _label()
        self.caught = _label(muted=True)
        self._lay_out()
        self._connect()
        self.show_nothing(self.tr("Nothing to review"), "")

    def _filter(self, name: str) -> QComboBox:
        """A list of what items can be left out by."""
        chooser = QComboBox()
        chooser.setAccessibleName(name)
        chooser.setToolTip(name)
        chooser.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chooser.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        chooser.setMinimumContentsLength(6)
        chooser.activated.connect(self._choose_only)
        return chooser

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.progress, 1)
        head.addWidget(self.spread)
        self.choices = QWidget()
        grid = QGridLayout(self.choices)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        columns = 1 if theme.is_large() else 2
        for place, button in enumerate(self.buttons.values()):
            grid.addWidget(button, *divmod(place, columns))
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.order)
        column.addWidget(self.scope)
        wanted = QVBoxLayout() if theme.is_large() else QHBoxLayout()
        wanted.setSpacing(6)
        for chooser in (self.label, self.who):
            wanted.addWidget(chooser, 1)
        column.addLayout(wanted)
        column.addWidget(self.face)
        column.addWidget(self.faces)
        column.addWidget(self.text)
        column.addWidget(self.bars)
        column.addWidget(self.fine_tune)
        column.addWidget(self.choices)
        column.addWidget(self.entry)
        column.addWidget(self.hint)
        column.addWidget(self.state)
        column.addStretch(1)
        column.addWidget(self.summary)
        column.addWidget(self.caught)

    def _connect(self) -> None:
        self.order.activated.connect(self._choose)
        self.spread.clicked.connect(self._choose)
        self.fine_tune.clicked.connect(self.fine_tune_wanted)
        self.scope.activated.connect(self._choose)
        for decision, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumHeight(40)
            button.clicked.connect(lambda _checked=False, d=decision: self.decided.emit(d))
        self.buttons[Decision.ACCEPT_CORRECTED].setProperty("primary", True)

    def _choose(self) -> None:
        order, scope = Order(self.order.currentData()), self.scope.currentData()
        self.order_chosen.emit(order, self.spread.isChecked(), scope)

    def _choose_only(self) -> None:
        label = self.label.currentData()
        chosen = None if label is None else Expression(label)
        self.only_chosen.emit(Only(chosen, str(self.who.currentData())))

    # --- what to show ------------------------------------------------------------------------

    def show_entry(self, entry: Entry | None) -> None:
        """Follow what is typed."""
        self.entry.show_entry(entry)
        shown = entry is None and not self.bars.isHidden()
        self.hint.setVisible(shown)
        self.choices.setVisible(shown)

    def show_videos(self, count: int) -> None:
        """Between how many videos there is to choose."""
        self.scope.setVisible(count > 1)

    def offer_faces(self, faces: tuple[tuple[str, str], ...]) -> bool:
        """Offer these, as ids (see `Only`) and names; a single one is no choice.

        Returns whether they are other ones than before.
        """
        if faces == self._offered:
            return False
        self._offered = faces
        with QSignalBlocker(self.who):
            self.who.clear()
            for who, name in (("", self.tr("All faces")), *faces):
                self.who.addItem(name, who)
        self.who.setVisible(len(faces) > 1)
        return True

    def show_review(self, review: Reviewing, face: str, start_us: int) -> None:
        """Show where the review stands. face: whose item it is. start_us: of the video."""
        queue, item = review.queue, review.item
        with QSignalBlocker(self.order):
            self.label.setCurrentIndex(max(self.label.findText(_name_of(review.only)), 0))
            self.who.setCurrentIndex(max(self.who.findData(review.only.who), 0))
            self.order.setCurrentIndex(list(Order).index(review.order))
            self.scope.setCurrentIndex(list(Scope).index(review.scope))
        self.spread.setChecked(review.spread)
        self.bar.setRange(0, max(len(queue), 1))
        self.bar.setValue(queue.count_done)
        self.progress.setText(say.progress_text(queue, review.place) if len(queue) else "")
        self.summary.setText(say.summary_text(queue.summary) if queue.count_done else "")
        self.summary.setVisible(bool(queue.count_done))
        found = say.caught_text(queue.caught()) or say.promise_text(*review.promise)
        self.caught.setText(found)
        self.caught.setVisible(bool(found))
        if review.loading:
            self.show_nothing(self.tr("Looking for items…"), "")
        elif item is not None:
            self._show_item(review, item, face, start_us)
        elif len(queue):
            self.show_nothing(
                self.tr("All items are done"),
                self.tr("Choose another order to look at more, or let a model learn from it."),
            )
            self.fine_tune.show()
        else:
            self.show_nothing(*self._why_nothing(review))

    def show_nothing(self, title: str, text: str) -> None:
        """There is no item, and why."""
        self.face.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        hidden = (self.state, self.fine_tune, self.faces, self.bars, self.hint, self.choices)
        for widget in hidden:
            widget.hide()

    def _show_item(self, review: Reviewing, item: Item, face: str, start_us: int) -> None:
        when = f"{clock(item.start_us - start_us)} – {clock(item.end_us - start_us)}"
        self.face.setText(f"{face} · {when}")
        self.text.setText(say.item_text(item))
        self.bars.show_pair(item.mean_primary, item.mean_corrected)
        same = item.primary is item.corrected
        texts = {
            Decision.ACCEPT_CORRECTED: label_name(item.corrected),
            Decision.ACCEPT_PRIMARY: label_name(item.primary),
            Decision.UNSURE: self.tr("Unsure"),
            Decision.SKIP: self.tr("Skip"),
        }
        for decision, button in self.buttons.items():
            command = _KEYS[decision]
            key = "⏎" if command is None else key_name(self, command)
            button.setText(f"{texts[decision]}   {key}".rstrip())
            button.setAccessibleName(f"{say.decision_name(decision)}: {texts[decision]}")
            button.setVisible(decision is not Decision.ACCEPT_PRIMARY or not same)
        decided = review.decision_here()
        said = say.decision_name(decided.decision) if decided is not None else ""
        self.state.setText(self.tr("Decided: {0}").format(said) if said else "")
        self.state.setVisible(bool(said))
        candidates, votes = LabelCommand.CANDIDATES, LabelCommand.VOTES
        self.hint.setText(
            self.tr("1 to 8 gives another label · one of several: {0} · votes: {1}").format(
                key_name(self, candidates), key_name(self, votes)
            )
        )
        self.text.show()
        self.fine_tune.hide()
        self.faces.show()
        self.bars.show()
        self.hint.setVisible(self.entry.isHidden())
        self.choices.setVisible(self.entry.isHidden())

    def _why_nothing(self, review: Reviewing) -> tuple[str, str]:
        if review.only:
            text = self.tr("Choose all labels and all faces to see the others.")
            return self.tr("No such item"), text
        if review.order is Order.HUMAN_MODEL:
            text = self.tr("Nobody has labelled what the model says yet: press {0} and label.")
            return self.tr("No labels to compare"), text.format(key_name(self, ActionId.LABEL))
        if review.order is Order.ANNOTATORS:
            text = self.tr("Two people must have labelled the same moments.")
            return self.tr("No labels to compare"), text
        text = self.tr("Analyse the video first ({0}); its runs of frames come here.")
        return self.tr("Nothing to review"), text.format(key_name(self, Command.ANALYSE))


#: The keys that decide; Enter, which cannot be changed, accepts the correction.
_KEYS: Final = {
    Decision.ACCEPT_CORRECTED: None,
    Decision.ACCEPT_PRIMARY: ReviewCommand.ACCEPT_PRIMARY,
    Decision.UNSURE: LabelCommand.UNSURE,
    Decision.SKIP: ReviewCommand.SKIP,
}


def _name_of(only: Only) -> str:
    return "" if only.label is None else label_name(only.label)


def _label(*, muted: bool = False) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if muted:
        label.setProperty("muted", True)
        label.setFont(theme.ui_font(-0.5))
    return label
