"""The line at the page's foot: what the results come from, and where they are."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.gui.video.services import VideoStatus
from app.gui.widgets.status import FactLine
from app.gui.words import backend_in_short, backend_refusals


class VideoFacts(FactLine):
    """Model and backend left; what became of the results right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(("model", "backend"), ("", "results"), parent)

    def show_status(self, status: VideoStatus, *, kept: bool) -> None:
        """Follow the page. kept: results are there, and are kept for the next session."""
        model = status.model
        backend = ""
        if model is not None:
            backend = backend_in_short(model)
            self.explain("backend", backend_refusals(model))
        self.set_facts(
            {
                "model": "" if model is None else model.name,
                "backend": backend,
                "": status.message,
                "results": self.tr("kept on this computer") if kept else "",
            }
        )
