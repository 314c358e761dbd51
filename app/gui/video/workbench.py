"""Labelling as a part of the video page: its modes, and what they show, hide and listen to."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction, QUndoStack
from PySide6.QtWidgets import QWidget

from app.gui.annotate.annotation import Annotation
from app.gui.annotate.ask_line import AskLine
from app.gui.annotate.commands import Commands
from app.gui.annotate.digits import DigitKeys
from app.gui.annotate.keys import LABEL_KEYS
from app.gui.annotate.label_menu import show_label_menu
from app.gui.annotate.label_panel import LabelPanel
from app.gui.project.archive import Archive
from app.gui.video import keys
from app.gui.video.lane_layout import LaneLayout
from app.gui.video.modes import Mode
from app.gui.video.player import Player
from app.gui.video.services import VideoServices
from app.gui.video.timeline import Timeline
from app.gui.widgets.video_view import VideoView
from engine.sources.base import SourceInfo


class Workbench(QObject):
    """Owns the annotation of the open video and the page's mode."""

    mode_changed = Signal(object)  # Mode
    undo_changed = Signal()
    faces_changed = Signal()
    failed = Signal(object)  # MienError

    def __init__(
        self,
        page: QWidget,
        services: VideoServices,
        view: VideoView,
        timeline: Timeline,
        label_panel: LabelPanel,
        model_panel: QWidget,
    ) -> None:
        super().__init__(page)
        self._page, self._services = page, services
        self._view, self._timeline = view, timeline
        self._label_panel, self._model_panel = label_panel, model_panel
        self.annotator = ""
        self.archive: Archive | None = None
        self.mode = Mode.WATCH
        self.annotation = Annotation(timeline, label_panel, self)
        self.ask = AskLine(view)
        self.commands = Commands(self.annotation, timeline, self.ask)
        self.digits = DigitKeys(page)
        self.actions: dict[Enum, QAction] = keys.install(page, LABEL_KEYS, self.commands.handlers())
        self.annotation.failed.connect(self.failed)
        self.annotation.changed.connect(self._show)
        self.annotation.ways_changed.connect(self._show)
        timeline.lanes.menu_wanted.connect(self._show_menu)
        label_panel.annotator_named.connect(lambda _name: view.setFocus())
        self._show()

    # --- the video ---------------------------------------------------------------------------

    def open(self, path: Path, player: Player) -> None:
        """Another video is being opened."""
        self.annotation.open(path, self._services.open_project)
        self.annotation.set_player(player)
        session = self.annotation.session
        self.archive = None if session is None else Archive(session)
        if session is not None:
            session.stack.indexChanged.connect(self._tell_undo)
            session.changed.connect(self._tell_undo)
            session.faces_changed.connect(self.faces_changed)
        self._tell_undo()

    def start(self, info: SourceInfo) -> None:
        """The video could be opened."""
        self.annotation.start(info, self.annotator)

    def close(self, timeout_s: float = 3.0) -> bool:
        """Write what waits and let the project go; True when no thread is left."""
        self.annotation.set_player(None)
        ended = self.annotation.close(timeout_s)
        self._tell_undo()
        return ended

    # --- modes -------------------------------------------------------------------------------

    def set_mode(self, mode: Mode) -> None:
        """Use the page for something else; place, marks and selection stay."""
        if mode is self.mode:
            return
        if self.mode is Mode.LABEL:
            self.annotation.set_run_through(False)
            self.annotation.state.update(entry=None)
        self.mode = mode
        self._show()
        self.mode_changed.emit(mode)

    @property
    def blind(self) -> bool:
        """Whether what the model says is hidden now."""
        return self.mode is Mode.LABEL and self.annotation.state.ways.blind

    def toggle_blind(self) -> None:
        """Hide or show what the model says while labelling."""
        self.annotation.set_blind(not self.annotation.state.ways.blind)

    @Slot()
    def _show(self) -> None:
        """Show what the mode shows."""
        labelling = self.mode is Mode.LABEL
        self._label_panel.setVisible(labelling)
        self._model_panel.setVisible(not self.blind)
        self._view.set_blind(self.blind)
        model = self._timeline.model
        labels = self.mode is not Mode.WATCH or any(len(row) for row in model.bars.values())
        model.set_layout(LaneLayout(labels=labels, model=not self.blind))
        self._timeline.lanes.drag.enabled = labelling
        self.commands.labelling = labelling
        self.digits.sink = self.annotation if labelling else None

    @Slot(object)
    def _show_menu(self, at: QPoint) -> None:
        if self.mode is Mode.LABEL:
            show_label_menu(self._page, at, self.actions, {})

    # --- undo --------------------------------------------------------------------------------

    @property
    def stack(self) -> QUndoStack | None:
        """What can be undone; None without a project."""
        session = self.annotation.session
        return None if session is None else session.stack

    @Slot()
    def _tell_undo(self) -> None:
        self.undo_changed.emit()
