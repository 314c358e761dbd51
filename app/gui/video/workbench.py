"""Labelling as a part of the video page: its modes, and what they show, hide and listen to."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction, QUndoStack
from PySide6.QtWidgets import QWidget

from app.gui.annotate.annotation import Annotation
from app.gui.annotate.ask_line import AskLine
from app.gui.annotate.commands import Commands
from app.gui.annotate.digits import DigitKeys, DigitSink
from app.gui.annotate.keys import LABEL_KEYS, LabelCommand
from app.gui.annotate.label_desk import LabelDesk
from app.gui.annotate.label_menu import show_label_menu
from app.gui.annotate.spans import span_of
from app.gui.annotate.table_view import TableView
from app.gui.project.archive import Archive
from app.gui.project.neutral import Neutral
from app.gui.project.opening import open_named
from app.gui.review.face_pictures import FacePictures
from app.gui.review.keys import REVIEW_KEYS, ReviewCommand
from app.gui.review.review_desk import ReviewDesk
from app.gui.review.reviewing import Reviewing
from app.gui.video import keys
from app.gui.video.lane_layout import LaneLayout
from app.gui.video.modes import Mode
from app.gui.video.player import Player
from app.gui.video.services import VideoServices
from app.gui.video.stage import Stage
from engine.errors import DataError
from engine.project.values import Calibration, Video
from engine.sources.base import SourceInfo


class Workbench(QObject):
    """Owns the annotation of the open video and the page's mode."""

    mode_changed = Signal(object)  # Mode
    undo_changed = Signal()
    faces_changed = Signal()
    review_changed = Signal()
    failed = Signal(object)  # MienError
    told = Signal(str)  # news for the line below
    video_wanted = Signal(str)  # id of another video of the project

    def __init__(
        self,
        page: QWidget,
        services: VideoServices,
        stage: Stage,
        model_panel: QWidget,
    ) -> None:
        super().__init__(page)
        self._page, self._services = page, services
        view, timeline, side = stage.view, stage.timeline, stage.side
        self._view, self._timeline, self._model_panel = view, timeline, model_panel
        self.annotator = ""
        self.archive: Archive | None = None
        self._path: Path | None = None
        self._absent: Video | None = None
        self.mode = Mode.WATCH
        self.annotation = Annotation(timeline, self)
        self.ask = AskLine(view)
        self.commands = Commands(self.annotation, timeline, self.ask)
        self.neutral = Neutral(self.annotation, self)
        self.table = TableView(self.annotation, timeline, self)
        self.digits = DigitKeys(page)
        self.review = Reviewing(self.annotation, self)
        self.faces = FacePictures(services.open_video, self)
        self.label_desk = LabelDesk(self.annotation, timeline, side)
        self.review_desk = ReviewDesk(self.review, self.annotation, timeline, side, self.faces)
        self.review_desk.video_wanted.connect(self.video_wanted)
        self.actions: dict[Enum, QAction] = keys.install(page, LABEL_KEYS, self._label_handlers())
        self.actions |= keys.install(page, REVIEW_KEYS, self._review_handlers())
        self.annotation.failed.connect(self.failed)
        self.review.failed.connect(self.failed)
        self.neutral.failed.connect(self.failed)
        self.neutral.measured.connect(self._tell_measured)
        self.review.changed.connect(self.review_changed)
        self.annotation.changed.connect(self.refresh)
        self.annotation.ways_changed.connect(self.refresh)
        timeline.lanes.menu_wanted.connect(self._show_menu)
        self.label_desk.annotator_named.connect(lambda _name: view.setFocus())

    # --- the video ---------------------------------------------------------------------------

    def open(
        self,
        path: Path,
        player: Player,
        project: Path | None = None,
        absent: Video | None = None,
    ) -> None:
        """Another video is being opened.

        project: of which; None for that of the video. absent: the video, where it is not there.
        """
        stays = self.keeps(project)
        if not stays:
            open_project = self._services.open_project
            if project is not None and open_project is not None:
                open_project = lambda _video: open_named(project)  # noqa: E731
            self.annotation.open(path, open_project)
        self._path, self._absent = path, absent
        self.annotation.set_player(player)
        session = self.annotation.session
        self.archive = None if session is None else Archive(session)
        if self.archive is not None:
            self.archive.ready.connect(self._load_review)
            self.archive.failed.connect(self.failed)
        if stays:
            return
        self.review.load(None)
        if session is not None:
            session.stack.indexChanged.connect(self._tell_undo)
            session.changed.connect(self._tell_undo)
            session.faces_changed.connect(self.faces_changed)
        self._tell_undo()

    def start(self, info: SourceInfo) -> None:
        """The video could be opened."""
        if self._path is not None:
            self.annotation.start(self._path, info, self.annotator, self._absent)

    def on_indexed(self) -> None:
        """Every frame of the video can be shown from now on."""
        session = self.annotation.session
        if session is not None:
            session.when_open(self.review_desk.on_video)

    def refuses_analysis(self) -> bool:
        """Say that there is nothing to analyse where the video is not there; False elsewhere."""
        return self._absent is not None and self.annotation.refuse()

    def set_annotator(self, name: str) -> None:
        """Who labels from now on, in this video, too."""
        self.annotator = name
        session = self.annotation.session
        if session is not None and session.book is not None:
            session.set_annotator(name)

    def keeps(self, project: Path | None) -> bool:
        """Whether this project is the open one."""
        session = self.annotation.session
        return session is not None and project is not None and session.project_path == project

    def leave(self) -> None:
        """Close the video, but not its project."""
        self.annotation.set_player(None)
        self.archive = None
        self.annotation.leave()

    def close(self, timeout_s: float = 3.0) -> bool:
        """Write what waits and let the project go; True when no thread is left.

        But for the review's and the faces', which only read and may take long: `wait`.
        """
        self.annotation.set_player(None)
        self.archive = None
        self.review.close()
        self.faces.close()
        ended = self.annotation.close(timeout_s)
        self._tell_undo()
        return ended

    def wait(self, timeout_s: float = 3.0) -> bool:
        """Wait for the threads that `close` does not wait for; True when they have ended."""
        until = time.monotonic() + timeout_s
        ended = self.review.wait(timeout_s)
        return self.faces.wait(max(0.0, until - time.monotonic())) and ended

    # --- modes -------------------------------------------------------------------------------

    def set_mode(self, mode: Mode) -> None:
        """Use the page for something else; place, marks and selection stay."""
        if mode is self.mode:
            return
        if self.mode is Mode.LABEL:
            self.annotation.set_run_through(False)
            self.label_desk.leave()
        if self.mode is Mode.REVIEW:
            self.review_desk.leave()
        self.annotation.state.update(entry=None)
        self.mode = mode
        self.refresh()
        if mode is Mode.LABEL:
            self.label_desk.enter()
        if mode is Mode.REVIEW:
            self.review_desk.enter()
            self._load_review()
        self.mode_changed.emit(mode)

    @property
    def blind(self) -> bool:
        """Whether what the model says is hidden now."""
        return self.mode is Mode.LABEL and self.annotation.state.ways.blind

    def toggle_blind(self) -> None:
        """Hide or show what the model says while labelling."""
        self.annotation.set_blind(not self.annotation.state.ways.blind)

    @Slot()
    def refresh(self) -> None:
        """Show what the mode shows."""
        labelling = self.mode is Mode.LABEL
        self._model_panel.setVisible(self.mode is not Mode.REVIEW and not self.blind)
        self._view.set_blind(self.blind)
        model = self._timeline.model
        labels = self.mode is not Mode.WATCH or any(len(row) for row in model.bars.values())
        offsets = self.neutral.offsets(self.archive.run if self.archive is not None else None)
        layout = LaneLayout(labels=labels, model=not self.blind, calibrated=bool(offsets))
        model.set_offsets(offsets, layout)
        self._timeline.lanes.drag.enabled = labelling
        self.commands.labelling = labelling
        sinks: dict[Mode, DigitSink] = {Mode.LABEL: self.annotation, Mode.REVIEW: self.review}
        self.digits.sink = sinks.get(self.mode)

    @Slot()
    def _load_review(self) -> None:
        self.refresh()  # the analysis that is shown now may have neutral offsets
        run = self.archive.run if self.archive is not None else None
        self.review.load(None if run is None else run.id)

    def _label_handlers(self) -> dict[Enum, Callable[[], object]]:
        """The keys of labelling; in a review some of them decide of the item instead."""
        base = self.commands.handlers() | {
            LabelCommand.CALIBRATE: self.calibrate,
            LabelCommand.USE_OFFSET: self._toggle_offset,
            LabelCommand.TABLE: self._toggle_table,
        }
        other = self.review_desk.handlers()

        def either(command: Enum) -> Callable[[], object]:
            return lambda: (other if self.mode is Mode.REVIEW else base)[command]()

        return base | {command: either(command) for command in other}

    def _review_handlers(self) -> dict[Enum, Callable[[], object]]:
        def reviewing(act: Callable[[], object]) -> Callable[[], object]:
            return lambda: act() if self.mode is Mode.REVIEW else None

        return {
            ReviewCommand.ACCEPT_PRIMARY: reviewing(self.review.accept_primary),
            ReviewCommand.SKIP: reviewing(self.review.skip),
        }

    # --- neutral faces -----------------------------------------------------------------------

    def calibrate(self) -> None:
        """The chosen stretch is the person's neutral face; asks who it is where nobody said."""
        stretch, head = self.commands.selection(), self.annotation.head
        index, run = head.index, self.archive.run if self.archive is not None else None
        if stretch is None or index is None:
            self.failed.emit(
                DataError(
                    "no stretch is chosen",
                    hint="Mark one by its in and out points in which the person's face is neutral",
                )
            )
            return
        number = head.track

        def measure() -> None:
            self.neutral.measure(number, run, *span_of(index, *stretch))

        if self.neutral.person(number) is None:
            self.commands.ask_name(then=measure)
        else:
            measure()

    def _toggle_table(self) -> None:
        self.table.toggle()
        if not self.table.shown:
            self._view.setFocus()

    def _toggle_offset(self) -> None:
        run = self.archive.run if self.archive is not None else None
        self.neutral.toggle(self.annotation.head.track, run)

    @Slot(object, str)
    def _tell_measured(self, calibration: Calibration, name: str) -> None:
        text = self.tr("Neutral face of {0}: measured on %n frame(s)", None, calibration.frames)
        self.told.emit(text.format(name))

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
