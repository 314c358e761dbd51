"""The small card beside the mouse that tells the values below it."""

from __future__ import annotations

from html import escape

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

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

    def tell(self, frame: int, elapsed_us: int, track: int | None, record: Record | None) -> None:
        """Show the record of a frame at a track.

        record: None where the frame was not analysed. track: None where no lane is meant.
        """
        muted = colours(self.palette()).muted
        head = self.tr("frame {0}").format(frame)
        lines = [f"<b>{clock(elapsed_us)}</b> <span style='color:{muted}'>&nbsp;{head}</span>"]
        face = _face_of(record, track)
        if record is None:
            lines.append(escape(self.tr("not analysed")))
        elif face is None:
            lines.append(escape(self.tr("no face") if track is None else self.tr("not in view")))
        else:
            lines.append(self._distributions(face, muted))
        self.label.setText("<br>".join(lines))

    def _distributions(self, face: FaceRecord, muted: str) -> str:
        emotion = face.emotion
        rows = "".join(
            f"<tr><td>{self._row(answer)}</td><td width='14'></td><td>{self._row(first)}</td></tr>"
            for answer, first in zip(_most(emotion.corrected), _most(emotion.primary), strict=True)
        )
        heads = (self.tr("corrected"), self.tr("first look"))
        head = "<td></td>".join(f"<td style='color:{muted}'>{escape(text)}</td>" for text in heads)
        foot = self.tr("disagreement {0:.2f} · entropy {1:.2f}").format(
            emotion.disagreement, emotion.entropy
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
