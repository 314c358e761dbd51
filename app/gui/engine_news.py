"""Builds the engine that the GPU lacks, once, while the processor does the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.gui.bridge import JobControl, Jobs
from app.gui.language.errors import error_text
from app.gui.services import Services
from app.gui.widgets.banner import Answer, Banner, Severity
from engine.errors import MienError

if TYPE_CHECKING:
    from engine.models.tensorrt.jobs import EngineJob


class EngineNews(QObject):
    """Looks whether an engine is missing, has it built, and says so in the banner."""

    def __init__(self, services: Services, jobs: Jobs, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._jobs, self._banner = services, jobs, banner
        self._control: JobControl | None = None

    def look(self) -> None:
        """Begin, in a thread; nothing is shown where there is nothing to build."""
        self._jobs.run(
            lambda _control: self._services.missing_engine(), name="engine-look", done=self._begin
        )

    def _begin(self, job: EngineJob | None) -> None:
        if job is None:
            return
        self._control = self._jobs.run(
            lambda control: job.build(lambda share, _doing: control.report(share), control.stop),
            name="engine-build",
            done=self._say_built,
            failed=self._say_failed,
            progress=self._show_progress,
        )
        self._banner.show_news(
            Severity.BUSY,
            self._title(),
            self.tr("Some minutes at most; the processor does the work meanwhile."),
            [Answer(self.tr("Not now"), self._control.stop.set)],
        )

    def _title(self) -> str:
        return self.tr("Preparing the graphics card, once")

    def _is_ours(self) -> bool:
        """Whether the banner still tells of the build, and not of something newer."""
        return self._banner.isVisible() and self._banner.text.startswith(self._title())

    def _show_progress(self, share: float) -> None:
        if self._is_ours():
            self._banner.show_progress(share)

    def _say_built(self, _path: object) -> None:
        self._banner.show_news(
            Severity.DONE,
            self.tr("The graphics card is ready"),
            self.tr("It is used from the next camera, demo or analysis on."),
        )

    def _say_failed(self, error: MienError) -> None:
        if self._control is not None and self._control.stop.is_set():
            return  # as somebody wished
        self._banner.show_news(
            Severity.ERROR,
            self.tr("The graphics card is not used; the processor does the work"),
            error_text(error),
        )
