"""Recordings that an unexpected end of Mien left unfinished: offered at the next start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.gui.bridge import Jobs
from app.gui.outside import open_outside
from app.gui.widgets.banner import Answer, Banner, Severity
from engine.errors import MienError
from engine.export.rescue import Rescued, left_behind, rescue


class Leftovers(QObject):
    """Looks for them, and keeps what they hold when asked to. Nothing is touched before."""

    def __init__(
        self,
        folder: Path,
        jobs: Jobs,
        banner: Banner,
        play: Callable[[Path], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._folder, self._jobs, self._banner, self._play = folder, jobs, banner, play

    def look(self) -> None:
        """Begin, in a thread; nothing is shown where nothing was left."""
        self._jobs.run(
            lambda _control: left_behind(self._folder), name="leftovers", done=self._offer
        )

    def _offer(self, parts: tuple[Path, ...]) -> None:
        if not parts or not self._banner.isHidden():
            return  # what is on show comes first; they are offered again at the next start
        names = ", ".join(part.name.removesuffix(".csv.part") for part in parts)
        self._banner.show_news(
            Severity.ERROR,
            self.tr("%n recording(s) were not finished", None, len(parts)),
            self.tr("{names} · Mien ended unexpectedly; what was recorded until then is there")
            .format(names=names),
            [
                Answer(self.tr("Recover"), lambda: self._recover(parts)),
                Answer(self.tr("Open folder"), lambda: open_outside(self._folder), keep=True),
            ],
        )  # fmt: skip

    def _recover(self, parts: tuple[Path, ...]) -> None:
        self._jobs.run(
            lambda _control: [kept for part in parts if (kept := rescue(part)) is not None],
            name="rescue",
            done=self._tell,
            failed=self._fail,
        )

    def _tell(self, kept: list[Rescued]) -> None:
        if not kept:
            self._banner.show_news(
                Severity.BUSY,
                self.tr("Nothing was recorded"),
                self.tr("No frame had been analysed yet."),
            )
            return
        answers = [Answer(self.tr("Open folder"), lambda: open_outside(self._folder), keep=True)]
        videos = [each.video for each in kept if each.video is not None]
        if videos:
            answers.insert(0, Answer(self.tr("Open"), lambda: self._play(videos[-1])))
        self._banner.show_news(
            Severity.DONE,
            self.tr("Recovered %n row(s)", None, sum(each.rows for each in kept)),
            ", ".join(str(each.table) for each in kept),
            answers,
        )

    def _fail(self, error: MienError) -> None:
        self._banner.show_error(error)
