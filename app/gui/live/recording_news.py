"""What is said of recordings: that one is finished, what it holds, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.gui.language import counted, number
from app.gui.language.errors import said
from app.gui.live.take import Result
from app.gui.outside import open_outside
from app.gui.widgets.banner import Answer, Banner, Severity
from engine.errors import MienError


class RecordingNews(QObject):
    """Turns the end of a recording into a banner with ways on.

    Where another error is on show (the camera was pulled out, which ended the recording), what was
    kept is added to it, and told by itself once that error is put away.
    """

    def __init__(
        self,
        parent: QObject,
        banner: Banner,
        play: Callable[[Path], object],
        choose_folder: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self._banner = banner
        self._play = play
        self._choose_folder = choose_folder
        self._failure: tuple[MienError, tuple[Answer, ...]] | None = None
        self._untold: Result | None = None

    def note_failure(self, error: MienError | None, answers: tuple[Answer, ...] = ()) -> None:
        """What error is on show, if any."""
        self._failure = None if error is None else (error, answers)
        self._untold = None

    def tell_untold(self) -> bool:
        """The error is over: tell by itself what was added to it. Returns whether there was any."""
        result, self._untold, self._failure = self._untold, None, None
        if result is None:
            return False
        self.show_result(result)
        return True

    def show_result(self, result: Result) -> None:
        """A recording is finished."""
        shown = not self._banner.isHidden() and self._banner.severity is Severity.ERROR
        if shown and self._failure is not None:
            self._add_to_failure(result, *self._failure)
            return
        recorded, error = result.recorded, result.error
        if error is not None:
            answers = (*self._ways(result), Answer(self.tr("Choose folder…"), self._choose_folder))
            hint = " · ".join(part for part in (self._kept(result), said(error.hint)) if part)
            self._banner.show_error(MienError(error.what, hint=hint), answers)
        elif recorded.path is None:
            self._banner.show_news(
                Severity.BUSY, self.tr("Nothing was recorded"), self.tr("No frame was analysed.")
            )
        else:
            title = self.tr("Recorded {time}").format(time=clock(recorded.seconds))
            self._banner.show_news(
                Severity.DONE, title, self._what(result), self._ways(result, keep=True)
            )

    def show_video_ended(self, error: MienError, stop: Callable[[], object]) -> None:
        """The video cannot be written any more; the table goes on."""
        self.note_failure(None)
        hint = self.tr("The table goes on, and what was filmed is kept. {hint}")
        self._banner.show_error(
            MienError(error.what, subject=error.subject, hint=hint.format(hint=said(error.hint))),
            [
                Answer(self.tr("Stop recording"), stop),
                Answer(self.tr("Choose folder…"), self._choose_folder, keep=True),
            ],
        )

    def _add_to_failure(
        self, result: Result, error: MienError, answers: tuple[Answer, ...]
    ) -> None:
        if result.recorded.path is None:
            return
        self._untold = result
        hint = " · ".join(part for part in (said(error.hint), self._kept(result)) if part)
        shown = MienError(error.what, subject=error.subject, hint=hint)
        self._banner.show_error(shown, [*answers, *self._ways(result)[:1]])

    def _ways(self, result: Result, *, keep: bool = False) -> tuple[Answer, ...]:
        recorded = result.recorded
        ways: list[Answer] = []
        if recorded.video is not None:
            video = recorded.video
            ways.append(Answer(self.tr("Open"), lambda: self._play(video)))
        if recorded.path is not None:
            folder = recorded.path.parent
            ways.append(Answer(self.tr("Open folder"), lambda: open_outside(folder), keep=keep))
        return tuple(ways)

    def _kept(self, result: Result) -> str:
        if result.recorded.path is None:
            return ""
        kept = self.tr("{time} recorded until then").format(time=clock(result.recorded.seconds))
        return f"{kept}: {self._what(result)}"

    def _what(self, result: Result) -> str:
        """Where it lies, how much it is, and what is missing."""
        recorded = result.recorded
        parts = [str(recorded.video or recorded.path), row_count(recorded.rows)]
        if recorded.video is not None:
            parts.append(file_size(_size(recorded.video)))
        if recorded.dropped:
            parts.append(
                self.tr(
                    "%Ln of its frame(s) have no picture: the encoder could not keep up",
                    None,
                    recorded.dropped,
                )
            )
        return " · ".join(parts)


def row_count(rows: int) -> str:
    """A number of rows in words: "12,345 rows"."""
    return counted("%Ln row(s)", None, rows)


def clock(seconds: float) -> str:
    """Minutes and seconds: "1:05"; with hours from one hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def file_size(size: int) -> str:
    """A number of bytes in words: "0.0 MB", "12.3 MB", "1.25 GB"."""
    if size < 1_000_000_000:
        return f"{number(size / 1e6, 1)}\u202fMB"
    return f"{number(size / 1e9, 2)}\u202fGB"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
