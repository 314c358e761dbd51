"""The face panel for recorded frames: it also says why there is nothing to show."""

from __future__ import annotations

from app.gui.widgets.face_panel import FacePanel
from engine.types import FaceRecord


class RecordPanel(FacePanel):
    """What is recorded of the selected face in the frame on screen."""

    def show_face(self, face: FaceRecord, position: int, count: int) -> None:
        """Show a face: the `position`-th (from 1) of `count` in this frame."""
        self.set_face(face.emotion, position, count)
        # Named as its lane and its tag over the picture are.
        name = self.tr("Face {0}").format(face.track + 1)
        in_view = self.tr("{0} in view").format(count) if count > 1 else ""
        self._face.setText(" · ".join(part for part in (name, in_view) if part))

    def show_nothing(self, headline: str, detail: str) -> None:
        """Show empty bars, and why they are."""
        self.set_face(None, 0, 0)
        self._headline.setText(headline)
        self._detail.setText(detail)
