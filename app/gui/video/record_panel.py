"""The face panel for recorded frames: it also says why there is nothing to show."""

from __future__ import annotations

import numpy as np

from app.gui.widgets.face_panel import FacePanel
from engine.project.calibration import apply_offset
from engine.types import Emotion, FaceRecord


class RecordPanel(FacePanel):
    """What is recorded of the selected face in the frame on screen."""

    def show_face(
        self,
        face: FaceRecord,
        position: int,
        count: int,
        offset: tuple[float, ...] | None = None,
    ) -> None:
        """Show a face: the `position`-th (from 1) of `count` in this frame.

        offset: the person's neutral offset; the bars then show the answer without it, with a tick
        at the answer as it was computed.
        """
        emotion = face.emotion
        if offset is not None:
            raw = emotion.corrected if emotion.smooth is None else emotion.smooth
            without = apply_offset(raw, np.array(offset)).astype(np.float32)
            emotion = Emotion(emotion.primary, emotion.corrected, without)
        self.set_face(emotion, position, count)
        # Named as its lane and its tag over the picture are.
        name = self.tr("Face {0}").format(face.track + 1)
        in_view = self.tr("{0} in view").format(count) if count > 1 else ""
        calibrated = self.tr("calibrated") if offset is not None else ""
        self._face.setText(" · ".join(part for part in (name, in_view, calibrated) if part))

    def show_nothing(self, headline: str, detail: str) -> None:
        """Show empty bars, and why they are."""
        self.set_face(None, 0, 0)
        self._headline.setText(headline)
        self._detail.setText(detail)
