"""What the live page says in words: banners, empty states, the status line's facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.gui.language import number, sentence
from app.gui.language.errors import said
from app.gui.live.recording import Recorded, file_name
from app.gui.live.recording_news import RecordingNews, clock, row_count
from app.gui.live.state import Figures
from app.gui.live.take import free_path
from app.gui.outside import open_outside
from app.gui.settings import Settings
from app.gui.widgets.banner import Answer, Banner, Severity
from app.gui.words import backend_in_short
from engine.errors import CameraBusy, CameraMissing, MienError, OutputError, SourceError
from engine.export.overlay import write_picture
from engine.types import Scored

if TYPE_CHECKING:
    from app.gui.live.page import LivePage


class LiveNews(QObject):
    """Turns what happened into banners with ways on."""

    def __init__(
        self,
        page: LivePage,
        banner: Banner,
        settings: Settings,
        open_video: Callable[[], object],
        play: Callable[[Path], object],
    ) -> None:
        """open_video: asks which. play: opens this one."""
        super().__init__(page)
        self._page = page
        self._banner = banner
        self._settings = settings
        self._open_video = open_video
        self.recordings = RecordingNews(self, banner, play, self.choose_recordings)

    def clear(self) -> None:
        """Put old news away."""
        self.recordings.note_failure(None)
        self._banner.dismiss()

    def clear_failure(self) -> None:
        """It works again: put an error away."""
        if self._banner.severity is Severity.ERROR and not self.recordings.tell_untold():
            self._banner.dismiss()

    def show_failure(self, error: MienError) -> None:
        """Say what broke, and offer what may help."""
        if isinstance(error, OutputError):
            answers = [Answer(self.tr("Choose folder…"), self.choose_recordings)]
        else:
            answers = [Answer(self.tr("Retry"), self._page.controller.restart)]
            if isinstance(error, CameraBusy | CameraMissing):
                answers.append(Answer(self.tr("Look for cameras"), self._page.rescan))
            if isinstance(error, SourceError):
                answers.append(Answer(self.tr("Demo"), self._page.start_demo))
        self._banner.show_error(error, answers)
        self.recordings.note_failure(error, tuple(answers))
        if self._page.view.frame is None:
            self._show_nothing(self.tr("Nothing to see yet"), sentence(said(error.what)) + ".")

    def show_no_camera(self) -> None:
        """No camera was found at all."""
        self._page.empty.show_state(
            "camera",
            self.tr("No camera found"),
            self.tr(
                "Plug one in and look again. On Linux, /dev/video0 should exist and you should "
                "belong to the group “video”."
            ),
            [
                Answer(self.tr("Look again"), self._page.start_camera),
                Answer(self.tr("Open a video"), self._open_video),
                Answer(self.tr("Try the demo"), self._page.start_demo),
            ],
        )
        self._show_empty()

    def show_off(self) -> None:
        """The camera was stopped."""
        self._show_nothing(
            self.tr("The camera is off"),
            self.tr("Start it again, or export what was analysed so far."),
        )

    def export(self, path: Path | None) -> None:
        """Export the session, asking where to if `path` is None."""
        session = self._page.controller.session
        if session is None or not session.exportable:
            self._banner.show_news(
                Severity.BUSY,
                self.tr("Nothing to export yet"),
                self.tr("Start a camera or the demo; every analysed frame is kept until you stop."),
            )
            return
        if path is None:
            path = self._ask_path()
        if path is None:
            return
        control = self._page.controller.export(
            path,
            done=self._say_exported,
            failed=self.show_failure,
            progress=lambda share: self._banner.show_progress(share),
        )
        if control is not None:
            self._banner.show_news(
                Severity.BUSY,
                self.tr("Exporting…"),
                str(path),
                [Answer(self.tr("Stop and keep what is written"), control.stop.set)],
            )

    def save_picture(self, scored: Scored) -> None:
        """Write a picture with its faces beside the recordings, and say where."""
        folder, now = self._settings.recordings, datetime.now().astimezone()
        self._page.controller.run(
            lambda _control: write_picture(free_path(folder, now).with_suffix(".png"), scored),
            lambda path: self._banner.show_news(
                Severity.DONE,
                self.tr("The picture is saved"),
                str(path),
                [Answer(self.tr("Open folder"), lambda: open_outside(path.parent), keep=True)],
            ),
        )

    def choose_recordings(self) -> None:
        """Let the user say where recordings go."""
        folder = QFileDialog.getExistingDirectory(
            self._page, self.tr("Folder for recordings"), str(self._settings.recordings)
        )
        if folder:
            self._settings.recordings = Path(folder)

    def facts(self, figures: Figures) -> dict[str, str]:
        """The status line."""
        stats, model, source = figures.stats, figures.model, figures.source
        latency = stats.latency_p95_ms

        def fps(value: float) -> str:
            return self.tr("{0} fps").format(number(value, 1))

        return {
            "source": "" if source is None else f"{source.name} · {source.width}×{source.height}",
            "model": "" if model is None else model.name,
            "backend": "" if model is None else backend_in_short(model),
            "capture": fps(stats.capture_fps),
            "analysis": self.tr("warming up") if stats.warming_up else fps(stats.analysis_fps),
            "p95 latency": "" if latency is None else f"{number(latency)} ms",
            "dropped": number(stats.dropped),
        }

    def _ask_path(self) -> Path | None:
        suggested = self._settings.recordings / file_name(datetime.now().astimezone())
        name, _ = QFileDialog.getSaveFileName(
            self._page, self.tr("Export CSV"), str(suggested), self.tr("Tables (*.csv)")
        )
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(".csv")

    def _say_exported(self, recorded: Recorded) -> None:
        if recorded.path is None:
            self._banner.show_news(Severity.BUSY, self.tr("Nothing was exported"))
            return
        title = self.tr("Exported {time}") if recorded.complete else self.tr("Exported in part")
        self._say_written(title, recorded, recorded.path)

    def _say_written(self, title: str, recorded: Recorded, path: Path) -> None:
        self._banner.show_news(
            Severity.DONE,
            title.format(time=clock(recorded.seconds)),
            f"{path} · {row_count(recorded.rows)}",
            [Answer(self.tr("Open folder"), lambda: open_outside(path.parent), keep=True)],
        )

    def _show_nothing(self, title: str, hint: str) -> None:
        controller = self._page.controller
        again = Answer(self.tr("Start"), self._page.start_camera)
        if controller.session is not None and controller.session.target.device is None:
            again = Answer(self.tr("Start again"), self._page.start_demo)
        self._page.empty.show_state(
            "camera", title, hint, [again, Answer(self.tr("Open a video"), self._open_video)]
        )
        self._show_empty()

    def _show_empty(self) -> None:
        self._page.view.clear()
        self._page.show_empty()
