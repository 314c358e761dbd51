"""The dialogs of the video page: one of each kind at a time, closed with the video.

Each is imported when it is opened: they bring libraries that the page itself can do without. What
is closed goes, unless it is at work: hidden, it would keep its data and follow every theme.
"""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from app.gui.bridge import Jobs
from app.gui.project.export_choices import ExportChoices

if TYPE_CHECKING:
    from app.gui.annotate.session import AnnotateSession
    from app.gui.project.export_dialog import ProjectExportDialog
    from app.gui.project.persons_dialog import PersonsDialog
    from app.gui.review.agreement_dialog import AgreementDialog
    from app.gui.video.export_dialog import ExportDialog
    from app.gui.video.page import VideoPage
    from engine.project.export.presets import Preset
    from engine.project.export.whole import Whole


class _Kind(Enum):
    RESULTS = auto()
    LABELS = auto()
    AGREEMENT = auto()
    PERSONS = auto()


class _Dialog(Protocol):
    """A dialog that may be at work."""

    jobs: Jobs

    @property
    def finished(self) -> SignalInstance: ...

    def open(self) -> None: ...

    def deleteLater(self) -> None: ...  # noqa: N802 - Qt's name

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Stop and wait; True when no thread is left."""


class PageDialogs(QObject):
    """Opens them over what is open on the page; where that is not there, it does nothing."""

    failed = Signal(object)  # MienError
    exported = Signal(object)  # Path
    chosen = Signal(object)  # ExportChoices

    def __init__(self, page: VideoPage) -> None:
        super().__init__(page)
        self._page = page
        #: What was chosen in exports before.
        self.choices = ExportChoices()
        self._open: dict[_Kind, _Dialog] = {}

    @Slot()
    def open_export(self) -> ExportDialog | None:
        """The export of results; None where there is nothing to export."""
        player, analysis = self._page.player, self._page.analysis
        if player is None or player.info is None or player.index is None or analysis is None:
            return None
        data = analysis.to_export(player.info, player.index.times)
        if data is None:
            return None
        from app.gui.video.export_dialog import ExportDialog

        dialog = ExportDialog(data, self._page, self.choices)
        dialog.failed.connect(self.failed)
        dialog.exported.connect(self.exported)
        dialog.chosen.connect(self._remember)
        self._show(_Kind.RESULTS, dialog)
        return dialog

    def open_project_export(self, kind: Preset | Whole | None = None) -> ProjectExportDialog | None:
        """The export of the project; None where there is no project.

        kind: what of it is chosen; None for what was chosen last.
        """
        from app.gui.project.export_dialog import ProjectExportDialog

        session, folder = self._session, self._folder
        if session is None or folder is None:
            return None
        dialog = ProjectExportDialog(session, folder, self._page, kind, self.choices)
        dialog.exported.connect(self.exported)
        dialog.chosen.connect(self._remember)
        self._show(_Kind.LABELS, dialog)
        return dialog

    def open_report(self) -> ProjectExportDialog | None:
        """The export of the project with its report chosen."""
        from engine.project.export.whole import Whole

        return self.open_project_export(Whole.REPORT)

    def open_agreement(self) -> AgreementDialog | None:
        """How far raters agree; None where there is no project."""
        session = self._session
        if session is None:
            return None
        from app.gui.review.agreement_dialog import AgreementDialog

        dialog = AgreementDialog(session, self._page)
        dialog.failed.connect(self.failed)
        dialog.exported.connect(self.exported)
        self._show(_Kind.AGREEMENT, dialog)
        return dialog

    def open_persons(self) -> PersonsDialog | None:
        """Whose the faces are; None where there is no project."""
        session = self._session
        if session is None:
            return None
        from app.gui.project.persons_dialog import PersonsDialog

        dialog = PersonsDialog(session, self._page.workbench.faces, self._page)
        dialog.show_wanted.connect(self._show_face)
        self._show(_Kind.PERSONS, dialog)
        return dialog

    @Slot(object)
    def _remember(self, choices: ExportChoices) -> None:
        self.choices = choices
        self.chosen.emit(choices)

    @Slot(str, int)
    def _show_face(self, video_id: str, number: int) -> None:
        """Bring a face on screen; in another video that is opened first."""
        session = self._session
        if session is not None and session.here is not None and session.here.id == video_id:
            self._page.timeline.model.track_wanted.emit(number)
        else:
            self._page.videos.show(video_id)

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Stop what any of them does; True when no thread is left."""
        ended = [dialog.shutdown(timeout_s) for dialog in self._open.values()]
        return all(ended)

    def clear(self) -> None:
        """Let go of all of them."""
        for dialog in self._open.values():
            dialog.deleteLater()
        self._open.clear()

    @property
    def _session(self) -> AnnotateSession | None:
        """The open project; None until it is there."""
        session = self._page.workbench.annotation.session
        return session if session is not None and session.book is not None else None

    @property
    def _folder(self) -> Path | None:
        session = self._session
        path = session.project_path if session is not None else None
        return None if path is None else path.parent

    def _show(self, kind: _Kind, dialog: _Dialog) -> None:
        before = self._open.pop(kind, None)
        if before is not None:
            before.shutdown()
            before.deleteLater()
        self._open[kind] = dialog
        dialog.finished.connect(lambda _result: self._forget(kind, dialog))
        dialog.open()

    def _forget(self, kind: _Kind, dialog: _Dialog) -> None:
        if self._open.get(kind) is dialog and not dialog.jobs.busy:
            del self._open[kind]
            dialog.shutdown()
            dialog.deleteLater()
