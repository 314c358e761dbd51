"""Where the parts of a lane lie: labels, first look, corrected answer, disagreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF

from app.gui.theme import px

#: Heights in pixels, at the usual size of text.
_LABELS: Final = 26
_PRIMARY: Final = 14
_CORRECTED: Final = 40
_CALIBRATED: Final = 24
_CURVE: Final = 16
_INNER: Final = 3
_SPACING: Final = 9
#: Free space above the first lane.
TOP: Final = 4


@dataclass(frozen=True, slots=True)
class LaneLayout:
    """Which parts are shown. labels: what people said. model: what the model says.

    calibrated: below that, the model's answer without each person's neutral offset.
    """

    labels: bool = False
    model: bool = True
    calibrated: bool = False

    @property
    def height(self) -> int:
        """Pixels of a lane with the space below it."""
        labels = px(_LABELS) + _INNER if self.labels else 0
        model = px(_PRIMARY) + px(_CORRECTED) + px(_CURVE) + 2 * _INNER if self.model else 0
        calibrated = _CALIBRATED + _INNER if self.model and self.calibrated else 0
        return labels + model + calibrated + _SPACING

    def row_at(self, y: float) -> int:
        """Which lane is at a height; may be one that there is not."""
        return int((y - TOP) // self.height)

    def top(self, row: int) -> int:
        """Where a lane begins."""
        return TOP + row * self.height

    def parts(self, top: int, left: float, width: float) -> LaneParts:
        """The rectangles of a lane; a part that is not shown has no height."""

        def below(y: float, height: int, *, shown: bool) -> QRectF:
            return QRectF(left, y, width, height if shown else 0)

        labels = below(top, px(_LABELS), shown=self.labels)
        first = labels.bottom() + (_INNER if self.labels else 0)
        primary = below(first, px(_PRIMARY), shown=self.model)
        corrected = below(primary.bottom() + _INNER, px(_CORRECTED), shown=self.model)
        shown = self.model and self.calibrated
        beside = below(corrected.bottom() + (_INNER if shown else 0), _CALIBRATED, shown=shown)
        curve = below(beside.bottom() + _INNER, px(_CURVE), shown=self.model)
        return LaneParts(labels, primary, corrected, beside, curve)


@dataclass(frozen=True, slots=True)
class LaneParts:
    """Rectangles of one lane's parts, in the pixels of the widget."""

    labels: QRectF
    primary: QRectF
    corrected: QRectF
    calibrated: QRectF
    curve: QRectF
