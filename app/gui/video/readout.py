"""The small card beside the mouse that tells the values below it."""

from __future__ import annotations

from html import escape

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.gui.language import number
from app.gui.theme import colours, is_dark, style
from app.gui.video.viewport import clock
from app.gui.words import label_name, percent
from engine.labels import LABELS
from engine.types import FaceRecord, Floats, Record

#: So many of the most probable labels are told.
_TOLD = 3


class Readout(QFrame):
    """Time, frame and the distributions of one face, or why there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.RichText)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 7)
        column.addWidget(self.label)
        self.hide()

    def tell(
        self,
        frame: int,
        elapsed_us: int,
        track: int | None,
        record: Record | None,
        *,
        told: bool = True,
    ) -> None:
        """Show the record of a frame at a track.

        record: None where the frame was not analysed. track: None where no lane is meant.
        told: False where what the model says is hidden.
        """
        muted = colours(self.palette()).muted
        head = self.tr("frame {0}").format(frame)
        time = f"<b>{clock(elapsed_us)}</b> <span style='color:{muted}'>&nbsp;{head}</span>"
        face = _face_of(record, track)
        if not told:
            rest = ""
        elif record is None:
            rest = escape(self.tr("not analysed"))
        elif face is None:
            rest = escape(self.tr("no face") if track is None else self.tr("not in view"))
        else:
            rest = self._distributions(face, muted)
        self.label.setText(f"<div>{time}</div><div>{rest}</div>")

    def show_above(self, window: QWidget, at: QPointF, top: float) -> None:
        """Float over `window`, its lower edge above `top`, near `at` (both global)."""
        if self.parentWidget() is not window:
            self.setParent(window)
        size = self.sizeHint()
        place = window.mapFromGlobal(QPointF(at.x(), top))
        left = min(place.x() + 14, window.width() - size.width() - 8)
        self.setGeometry(round(left), round(place.y()) - size.height() - 6, *size.toTuple())
        self.show()
        self.raise_()

    def _distributions(self, face: FaceRecord, muted: str) -> str:
        emotion = face.emotion
        rows = "".join(
            f"<tr><td>{self._row(answer)}</td><td width='14'></td><td>{self._row(first)}</td></tr>"
            for answer, first in zip(_most(emotion.corrected), _most(emotion.primary), strict=True)
        )
        heads = (self.tr("corrected"), self.tr("first look"))
        head = "<td></td>".join(f"<td style='color:{muted}'>{escape(text)}</td>" for text in heads)
        foot = self.tr("disagreement {0} · entropy {1}").format(
            number(emotion.disagreement, 2), number(emotion.entropy, 2)
        )
        table = f"<table cellspacing='0' cellpadding='1'><tr>{head}</tr>{rows}</table>"
        return f"{table}<span style='color:{muted}'>{escape(foot)}</span>"

    def _row(self, share: tuple[int, float]) -> str:
        label = LABELS[share[0]]
        colour = style(label, is_dark(self.palette())).colour.name()
        name = escape(label_name(label))
        return f"<span style='color:{colour}'>■</span>&nbsp;{name}&nbsp;{percent(share[1])}"


def _face_of(record: Record | None, track: int | None) -> FaceRecord | None:
    if record is None:
        return None
    return next((face for face in record.faces if face.track == track), None)


def _most(distribution: Floats) -> list[tuple[int, float]]:
    """The most probable labels: index and share."""
    return [(int(i), float(distribution[i])) for i in np.argsort(-distribution)[:_TOLD]]
