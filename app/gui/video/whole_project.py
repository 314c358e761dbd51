"""What is done with a project as a whole: analysing all its videos, bringing in others' work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.gui.project.all_videos import AllVideos, Outcome, Step
from app.gui.project.importing import Importing
from engine.errors import DataError
from engine.pipeline import AnalyserOptions

if TYPE_CHECKING:
    from app.gui.video.page import VideoPage
    from app.gui.video.services import VideoServices


class WholeProject(QObject):
    """Begins, shows and cancels it.

    The line that shows the analysis of a video shows that of all videos, as long as it runs.
    """

    def __init__(
        self, page: VideoPage, services: VideoServices, options: Callable[[], AnalyserOptions]
    ) -> None:
        """options: what an analysis that begins now is to use."""
        super().__init__(page)
        self._page, self._options = page, options
        self.videos = AllVideos(services, self)
        self.importing = Importing(page)
        self.importing.failed.connect(page.error)
        self.importing.done.connect(self._on_imported)
        self.videos.stepped.connect(self._show)
        self.videos.analysed.connect(self._renew)
        self.videos.finished.connect(self._tell)

    @property
    def running(self) -> bool:
        """Whether videos are being read, or wait for it."""
        return self.videos.running

    def toggle(self) -> None:
        """Start, or cancel; what is read stays."""
        session, analysis = self._page.workbench.annotation.session, self._page.analysis
        if self.running:
            self.cancel()
        elif session is None or session.book is None or session.read_only:
            self._page.workbench.annotation.refuse()
        elif analysis is not None and analysis.running:
            # The video on screen is being read: it is gone on with among the others.
            analysis.state_changed.connect(self._begin_when_idle)
            self._page.cancel_analysis()
        else:
            self._begin()

    def cancel(self) -> None:
        """Stop."""
        self.videos.cancel()

    def bring(self, paths: Sequence[Path]) -> None:
        """Import files into the open project."""
        session = self._page.workbench.annotation.session
        if session is not None:
            self.importing.start(session, paths)

    @Slot(str, bool)
    def _on_imported(self, text: str, results: bool) -> None:
        """Say what came in; results are shown by opening the video again."""
        page = self._page
        session = page.workbench.annotation.session
        if results and session is not None and page.path is not None:
            page.open_video(page.path, session.project_path)
        page.workbench.told.emit(text)

    def shutdown(self, timeout_s: float = 3.0, *, keep: bool = False) -> bool:
        """Stop without a word; True when no thread is left. keep: the project stays open."""
        self.importing.shutdown()
        if keep:
            return True
        ended = self.videos.shutdown(timeout_s)
        self._page.header.bar.show_whole(None)
        return ended

    def _begin(self) -> None:
        session = self._page.workbench.annotation.session
        if session is not None:
            self.videos.start(session, self._options())

    @Slot(object)
    def _begin_when_idle(self) -> None:
        analysis = self._page.analysis
        if analysis is not None and not analysis.running:
            analysis.state_changed.disconnect(self._begin_when_idle)
            self._begin()

    @Slot(object)
    def _show(self, step: Step) -> None:
        self._page.header.bar.show_whole(step)

    @Slot(str)
    def _renew(self, video_id: str) -> None:
        """The video on screen has new results."""
        session, analysis = self._page.workbench.annotation.session, self._page.analysis
        here = session.here if session is not None else None
        if here is not None and here.id == video_id and analysis is not None:
            analysis.renew()

    @Slot(object)
    def _tell(self, outcome: Outcome) -> None:
        self._page.header.bar.show_whole(None)
        text = self.tr("%Ln video(s) analysed to the end", None, outcome.done)
        self._page.workbench.told.emit(text)
        if outcome.errors:
            first = outcome.errors[0]
            self._page.error.emit(
                DataError(
                    "not every video of the project could be analysed",
                    subject=", ".join(str(error.subject) for error in outcome.errors),
                    hint=first.what,
                )
            )
