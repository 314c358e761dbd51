"""All that is said of one face: who, the answer in words, both distributions, how ambiguous."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme, words
from app.gui.keymap import tip_with_key
from app.gui.language import number, sentence
from app.gui.video.keys import Command
from app.gui.widgets.emotion_bars import EmotionBars
from app.gui.widgets.icons import icon
from engine.types import Emotion


class FacePanel(QFrame):
    """The side panel of the selected face."""

    #: The user asked for the next face.
    next_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("Selected face"))
        self._face = _label(-0.5, muted=True)
        self._headline = _label(8.0 / theme.growth(), weight=QFont.Weight.DemiBold)
        self._share = _label(8.0 / theme.growth(), weight=QFont.Weight.Normal)
        self._detail = _label(0.0, muted=True, wrap=True)
        self.bars = EmotionBars()
        self._entropy, self._entropy_words = _label(1.0), _label(-1.0, muted=True, wrap=True)
        self._disagreement, self._disagreement_words = (
            _label(1.0),
            _label(-1.0, muted=True, wrap=True),
        )
        self.next = QToolButton()
        self.next.setAutoRaise(True)
        self.next.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.next.setAccessibleName(self.tr("Next face"))
        tip_with_key(self.next, self.tr("Next face"), Command.NEXT_FACE)
        self.next.clicked.connect(self.next_asked)
        self._lay_out()
        self._paint_icons()
        self.set_face(None, 0, 0)

    @property
    def headline(self) -> str:
        """The answer, as it is written."""
        return " ".join(part for part in (self._headline.text(), self._share.text()) if part)

    @property
    def detail(self) -> str:
        """How sure, and what the correction did."""
        return self._detail.text()

    def set_face(self, emotion: Emotion | None, position: int, count: int) -> None:
        """Show a face: the `position`-th (from 1) of `count`; None for no face."""
        self.next.setVisible(count > 1)
        self.bars.set_emotion(emotion)
        if emotion is None:
            self._face.setText(self.tr("Expression"))
            self._headline.setText(self.tr("No face"))
            self._share.clear()
            self._detail.setText(self.tr("Look towards the camera, with light on the face."))
            for label in (self._entropy, self._disagreement):
                label.setText("–")
            for label in (self._entropy_words, self._disagreement_words):
                label.clear()
            return
        if count > 1:
            self._face.setText(self.tr("Face {n} of {m}").format(n=position, m=count))
        else:
            self._face.setText(self.tr("Expression"))
        distribution = words.shown(emotion)
        self._headline.setText(words.label_name(words.top(distribution)))
        self._share.setText(words.percent(float(distribution.max())))
        self._detail.setText(" · ".join(_details(emotion)))
        self._entropy.setText(number(emotion.entropy, 2))
        self._entropy_words.setText(words.entropy_words(emotion.entropy))
        self._disagreement.setText(number(emotion.disagreement, 2))
        self._disagreement_words.setText(words.disagreement_words(emotion.disagreement))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "next"):
            self._paint_icons()

    def _paint_icons(self) -> None:
        self.next.setIcon(icon("next", theme.colours(self.palette()).muted))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 16, 22, 18)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.addWidget(self._face, 1)
        top.addWidget(self.next)
        column.addLayout(top)
        answer = QHBoxLayout()
        answer.setSpacing(10)
        answer.addWidget(self._headline)
        answer.addWidget(self._share)
        answer.addStretch(1)
        column.addLayout(answer)
        column.addSpacing(2)
        # Two lines are kept free, so that the bars below never jump.
        self._detail.setMinimumHeight(2 * self._detail.fontMetrics().lineSpacing() + 2)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._detail)
        column.addSpacing(6)
        column.addWidget(self.bars, 100)
        column.addSpacing(10)
        column.addStretch(1)
        measures = QGridLayout()
        measures.setHorizontalSpacing(16)
        measures.setVerticalSpacing(1)
        pairs = (
            (self.tr("Entropy"), self._entropy, self._entropy_words),
            (self.tr("Disagreement"), self._disagreement, self._disagreement_words),
        )
        for i, (name, value, meaning) in enumerate(pairs):
            head = _label(-1.0, muted=True)
            head.setText(name)
            measures.addWidget(head, 0, i)
            measures.addWidget(value, 1, i)
            measures.addWidget(meaning, 2, i)
            measures.setColumnStretch(i, 1)
        column.addLayout(measures)


def _details(emotion: Emotion) -> list[str]:
    """How sure, what else it may be, what the first look said."""
    parts = [sentence(words.sureness(emotion)), words.alternatives(emotion)]
    parts.append(words.correction(emotion))
    return [part for part in parts if part]


def _label(
    points: float,
    *,
    muted: bool = False,
    wrap: bool = False,
    weight: QFont.Weight = QFont.Weight.Normal,
) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme.ui_font(points, weight=weight))
    label.setProperty("muted", muted)
    label.setWordWrap(wrap)
    return label
