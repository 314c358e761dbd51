"""Bringing other people's work into the open project: projects, labels of ELAN, predictions."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from app.gui.annotate.session import AnnotateSession
from engine.errors import DataError, MienError
from engine.project.edits import Edit
from engine.project.export.tables import Stopped
from engine.project.imports.bring import Brought, bring
from engine.project.store import Project
from engine.project.values import Video

#: A progress dialog comes up after so long, in milliseconds.
_PATIENCE_MS = 400


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of the files that were brought in, and what stopped the rest."""

    brought: tuple[tuple[Path, Brought], ...]
    error: MienError | None = None


class Importing(QObject):
    """Imports files one after the other, in the thread that owns the project."""

    done = Signal(str, bool)  # what came in, in words; whether there are new results to show
    failed = Signal(object)  # MienError
    _read = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._stop = threading.Event()
        self._dialog: QProgressDialog | None = None
        self._read.connect(self._show_progress)

    def start(self, session: AnnotateSession, paths: Sequence[Path]) -> None:
        """Bring files into the project; labels and predictions belong to the open video."""
        video = session.here
        if video is None or session.annotator is None or session.read_only or not paths:
            return
        stop = self._stop = threading.Event()
        annotator = session.annotator.name

        def work(project: Project) -> _Outcome:
            return self._bring(project, video, paths, annotator, stop)

        def ended(outcome: _Outcome) -> None:
            self._close_dialog()
            self._tell(session, outcome)

        dialog = self._dialog = QProgressDialog(self._parent)
        dialog.setWindowTitle(self.tr("Import"))
        dialog.setLabelText(self.tr("Bringing in {0}…").format(paths[0].name))
        dialog.setRange(0, 0)
        dialog.setMinimumDuration(_PATIENCE_MS)
        dialog.canceled.connect(stop.set)
        dialog.setValue(0)
        session.desk.ask(work, ended, self._fail)

    def shutdown(self) -> None:
        """Let go: what is being read is not stored."""
        self._stop.set()
        self._close_dialog()

    def _bring(
        self,
        project: Project,
        video: Video,
        paths: Sequence[Path],
        annotator: str,
        stop: threading.Event,
    ) -> _Outcome:
        """In the desk's thread. What came in before an error stays."""
        found: list[tuple[Path, Brought]] = []
        for path in paths:
            name = path.name
            try:
                brought = bring(
                    project,
                    path,
                    lambda: video,
                    annotator=annotator,
                    stop=stop,
                    progress=lambda lines, name=name: self._read.emit(name, lines),  # type: ignore[misc]
                )
            except Stopped:
                break
            except MienError as error:
                return _Outcome(tuple(found), error)
            found.append((path, brought))
        return _Outcome(tuple(found))

    def _tell(self, session: AnnotateSession, outcome: _Outcome) -> None:
        if outcome.brought:
            text = " ".join(self._sentence(path, brought) for path, brought in outcome.brought)
            edits = [b.edit for _path, b in outcome.brought if b.edit is not None]
            both = Edit(self.tr("Import"), tuple(c for edit in edits for c in edit.changes))
            results = any(brought.edit is None for _path, brought in outcome.brought)
            session.reload(lambda: self.done.emit(text, results), both if edits else None)
        if outcome.error is not None:
            self.failed.emit(outcome.error)
        left = [value for _path, brought in outcome.brought for value, _count in brought.unknown]
        if left:
            self.failed.emit(
                DataError(
                    "some values are no labels and were left out",
                    subject=", ".join(left[:5]),
                    hint="Labels are named as in docs/exports.md; the rest was brought in",
                )
            )

    def _sentence(self, path: Path, brought: Brought) -> str:
        if brought.kind:
            text = self.tr("{0}: predictions of %Ln frame(s).", None, brought.frames)
        elif path.suffix.lower() == ".mien":
            text = self.tr("{0}: %Ln new label(s).", None, brought.added.get("segment", 0))
        else:
            text = self.tr("{0}: %Ln label(s).", None, brought.labels)
        return text.format(path.name)

    def _fail(self, error: MienError) -> None:
        self._close_dialog()
        self.failed.emit(error)

    def _show_progress(self, name: str, lines: int) -> None:
        if self._dialog is not None:
            text = self.tr("Bringing in {0}… %Ln line(s)", None, lines)
            self._dialog.setLabelText(text.format(name))

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.reset()
            self._dialog.deleteLater()
            self._dialog = None
