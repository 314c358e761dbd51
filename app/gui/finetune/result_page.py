"""Old against new on the same held-out faces, what changed most, and what becomes of the model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.finetune import say
from app.gui.finetune.changes import ChangedFace
from app.gui.finetune.outcome import Outcome
from app.gui.language import number
from app.gui.video.scrolling import make_quiet, thin_scroll_area
from app.gui.words import label_name, percent
from engine.labels import LABELS, Expression
from engine.types import Image

_PICTURE = 88


class ResultPage(QWidget):
    """Shows an `Outcome`; says what is to become of the new model."""

    use_wanted = Signal()
    keep_wanted = Signal()
    discard_wanted = Signal()
    jump_wanted = Signal(object)  # ChangedFace

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head, self.doubt = QLabel(), QLabel()
        self.head.setFont(theme.ui_font(3.0, weight=QFont.Weight.DemiBold))
        for label in (self.head, self.doubt):
            label.setWordWrap(True)
        self.doubt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.figures = _Table([self.tr("Figure"), self.tr("Old model"), self.tr("New model")])
        self.labels = _Table(
            [self.tr("Label"), self.tr("Faces"), self.tr("Old right"), self.tr("New right")]
        )
        self.changed_head = QLabel(self.tr("Changed most: press one to see it in its video"))
        self.pictures = QHBoxLayout()
        self.pictures.setSpacing(8)
        self.pictures.addStretch(1)
        self.use, self.keep = QPushButton(), QPushButton(self.tr("Keep both, use the old one"))
        self.discard = QPushButton(self.tr("Discard the new one"))
        self.use.clicked.connect(self.use_wanted)
        self.keep.clicked.connect(self.keep_wanted)
        self.discard.clicked.connect(self.discard_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        large = theme.is_large()
        tables = QVBoxLayout() if large else QHBoxLayout()
        tables.setSpacing(16 if large else 40)
        tables.addWidget(self.figures, 3, Qt.AlignmentFlag.AlignTop)
        tables.addWidget(self.labels, 3, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        holder.setLayout(self.pictures)
        strip = QScrollArea()
        strip.setWidgetResizable(True)
        strip.setWidget(holder)
        strip.setFixedHeight(_PICTURE + 28 + theme.px(56))
        strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        make_quiet(strip)
        buttons = QVBoxLayout() if large else QHBoxLayout()
        if not large:
            buttons.addWidget(self.discard)
            buttons.addStretch(1)
        for button in (self.keep, self.use, *((self.discard,) if large else ())):
            buttons.addWidget(button)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.setSpacing(12)
        inner.addWidget(self.head)
        inner.addWidget(self.doubt)
        inner.addLayout(tables)
        inner.addStretch(1)
        inner.addWidget(self.changed_head)
        inner.addWidget(strip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(thin_scroll_area(body), 1)
        column.addLayout(buttons)

    # --- what to show ------------------------------------------------------------------------

    def show_outcome(self, found: Outcome) -> None:
        """Show the comparison; the pictures come later."""
        self._worse = found.worse
        self._dress()
        self.head.setText(say.headline(found))
        self.doubt.setText(say.doubt(found))
        old, new = found.held_old, found.held_new
        rows = [
            (self.tr("Right answers"), percent(old.accuracy), percent(new.accuracy)),
            (self.tr("Loss (negative log-likelihood)"), number(old.loss, 3), number(new.loss, 3)),
        ]
        before, after = found.remembered_old, found.remembered_new
        if before is not None and after is not None:
            name = self.tr("Right on {0} old faces").format(say.number(before.n))
            rows.append((name, percent(before.accuracy), percent(after.accuracy)))
        else:
            unknown = self.tr("unknown")
            rows.append((self.tr("Right on old faces"), unknown, unknown))
        self.figures.show_rows(rows)
        self.labels.show_rows(
            [
                (label_name(Expression(name)), str(one.n), str(one.old), str(one.new))
                for name, one in (found.labels or {}).items()
            ]
        )
        self.use.setText(
            self.tr("Use the new one although it is worse")
            if found.worse
            else self.tr("Use the new one")
        )
        for button, first in ((self.use, not found.worse), (self.keep, found.worse)):
            button.setProperty("primary", first)
            button.style().unpolish(button)
            button.style().polish(button)
        self.show_changes(())
        self.changed_head.setText(self.tr("Looking for the faces that changed most…"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_worse"):
            self._dress()

    def _dress(self) -> None:
        danger = theme.colours(self.palette()).danger
        self.head.setStyleSheet(f"color: {danger}" if self._worse else "")

    def show_changes(self, faces: Sequence[ChangedFace]) -> None:
        """Show the faces whose reading changed most."""
        while (item := self.pictures.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for face in faces:
            self.pictures.addWidget(self._button(face))
        self.pictures.addStretch(1)
        self.changed_head.setText(
            self.tr("Changed most: press one to see it in its video")
            if faces
            else self.tr("No held-out face is read differently.")
        )

    def face_buttons(self) -> list[QToolButton]:
        """The buttons of the faces that changed."""
        items = (self.pictures.itemAt(i) for i in range(self.pictures.count()))
        found = (item.widget() for item in items if item is not None)
        return [widget for widget in found if isinstance(widget, QToolButton)]

    @property
    def recommended(self) -> QPushButton:
        """What one would do with the new model."""
        return self.keep if self._worse else self.use

    def set_busy(self, *, busy: bool) -> None:
        """Something is being done with the model."""
        for button in (self.use, self.keep, self.discard):
            button.setEnabled(not busy)

    def _button(self, face: ChangedFace) -> QToolButton:
        change = face.change
        old, new = (int(np.argmax(row)) for row in (change.old, change.new))
        text = self.tr("{0} {1}\n→ {2} {3}").format(
            label_name(LABELS[old]),
            percent(float(change.old[old])),
            label_name(LABELS[new]),
            percent(float(change.new[new])),
        )
        said = ", ".join(
            f"{label_name(label)} {percent(float(change.said[i]))}"
            for i, label in enumerate(LABELS)
            if change.said[i] > 0
        )
        button = QToolButton()
        button.setText(text)
        button.setToolTip(
            self.tr("{0}, frame {1}\nPeople said: {2}").format(
                face.face.path.name, say.number(face.face.frame), said
            )
        )
        button.setAccessibleName(f"{text}. {button.toolTip()}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(_PICTURE, _PICTURE))
        button.setAutoRaise(True)
        if face.picture is not None and face.picture.size:
            button.setIcon(_icon(face.picture))
        button.clicked.connect(lambda: self.jump_wanted.emit(face))
        return button


class _Table(QWidget):
    """A few rows of text in columns; the first says what the others are of."""

    def __init__(self, heads: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heads = list(heads)
        self.rows: list[tuple[str, ...]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)

    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show these."""
        self.rows = list(rows)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for y, row in enumerate([tuple(self._heads), *rows]):
            for x, text in enumerate(row):
                label = QLabel(text)
                label.setProperty("muted", y == 0)
                if x:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight)
                self._grid.addWidget(label, y, x)
        self.setAccessibleDescription("; ".join(" ".join(row) for row in rows))


def _icon(picture: Image) -> QIcon:
    height, width = picture.shape[:2]
    image = QImage(picture.data, width, height, 3 * width, QImage.Format.Format_BGR888)
    kept = Qt.AspectRatioMode.KeepAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    return QIcon(QPixmap.fromImage(image.copy()).scaled(_PICTURE, _PICTURE, kept, smooth))
