"""Labelling on the video page: its panel follows the playhead and the labels, its buttons act."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject, Signal, Slot

from app.gui.actions import ActionId
from app.gui.annotate.annotation import Annotation
from app.gui.annotate.label_panel import LabelPanel
from app.gui.annotate.spans import covering, frames_of, span_of
from app.gui.keymap import key_name
from app.gui.video.side_panel import SidePanel
from app.gui.video.timeline import Timeline
from app.gui.video.viewport import clock


class LabelDesk(QObject):
    """Shows an `Annotation` in a panel while the page is used to label; costs nothing else."""

    annotator_named = Signal(str)

    def __init__(self, annotation: Annotation, timeline: Timeline, side: SidePanel) -> None:
        super().__init__(annotation)
        self._annotation, self._timeline, self._side = annotation, timeline, side
        self._active = False
        annotation.state.changed.connect(self._show_state)
        annotation.changed.connect(self._show_labels)
        annotation.moved.connect(self._show_target)
        annotation.kept.connect(self._show_foot)
        timeline.model.selection_changed.connect(self._show_target)

    @cached_property
    def panel(self) -> LabelPanel:
        """Made when it is first needed: who only watches does not wait for it."""
        panel = LabelPanel(self._side)
        self._side.put_first(panel)
        annotation = self._annotation
        panel.digit_down.connect(annotation.digit_down)
        panel.label_down.connect(annotation.label_down)
        panel.label_up.connect(annotation.label_up)
        panel.kind_wanted.connect(annotation.begin)
        panel.entry_wanted.connect(lambda entry: annotation.state.update(entry=entry))
        panel.commit_wanted.connect(lambda: annotation.labeller and annotation.labeller.commit())
        panel.escape_wanted.connect(lambda: annotation.state.update(entry=None))
        panel.run_through_wanted.connect(annotation.set_run_through)
        panel.auto_advance_wanted.connect(annotation.set_auto_advance)
        panel.model_wanted.connect(lambda shown: annotation.set_blind(not shown))
        panel.annotator_named.connect(annotation.name_annotator)
        panel.annotator_named.connect(self.annotator_named)
        return panel

    def enter(self) -> None:
        """The page is used to label from now on."""
        self._active = True
        self._show_labels()
        self._show_state()
        self.panel.show()

    def leave(self) -> None:
        """The page is used for something else."""
        self._active = False
        self.panel.hide()

    # --- what is shown -----------------------------------------------------------------------

    @Slot()
    def _show_state(self) -> None:
        if self._active:
            self.panel.show_state(self._annotation.state)
            self._show_target()

    @Slot()
    def _show_labels(self) -> None:
        if not self._active:
            return
        session = self._annotation.session
        if session is not None and session.book is not None:
            annotator = session.annotator.name if session.annotator is not None else ""
            self.panel.show_annotators([a.name for a in session.book.annotators()], annotator)
        self.panel.set_ready(self._annotation.ready)
        self._show_foot()
        self._show_target()

    @Slot()
    def _show_target(self) -> None:
        """Say what a label would go to, and what is there."""
        if not self._active:
            return
        annotation, panel = self._annotation, self.panel
        index, frame = annotation.head.index, annotation.head.frame
        number = annotation.head.track
        face = self._timeline.model.names.get(number) or self.tr("Face {0}").format(number + 1)
        if index is None or frame is None:
            panel.show_target(face, "", None)
            panel.show_label(None, typing=False)
            return
        at, session, labeller = int(index.times[frame]), annotation.session, annotation.labeller
        chosen = labeller.selected_segment() if labeller is not None else None
        there = covering(session.segments(number), at) if session is not None else None
        marks = annotation.state.marks.range
        shown = chosen if chosen is not None else (None if marks is not None else there)
        if chosen is not None:
            first, last = frames_of(index, chosen.start_us, chosen.end_us)
            text = self.tr("Selected label · {0}").format(self._range_text(first, last))
        elif marks is not None:
            text = self.tr("In to out · {0}").format(self._range_text(*marks))
        else:
            text = self.tr("Frame {0}").format(frame)
        label = shown.label if shown is not None else None
        panel.show_target(face, text, label)
        panel.show_label(label, typing=annotation.state.entry is not None)

    def _range_text(self, first: int, last: int) -> str:
        index = self._annotation.head.index
        if index is None:
            return ""
        start, end = (t - index.start for t in span_of(index, first, last))
        frames = last - first + 1
        count = self.tr("%Ln frame(s)", None, frames)
        return f"{clock(start)} – {clock(end)} · {count}"

    @Slot()
    def _show_foot(self) -> None:
        if not self._active:
            return
        session = self._annotation.session
        if session is None:
            self.panel.show_foot("")
            return
        if session.book is None:
            refused = session.refusal is not None
            self.panel.show_foot(self.tr("Nothing can be labelled here.") if refused else "")
            return
        count = self._annotation.count
        labels = self.tr("%Ln label(s)", None, count)
        if session.absent is not None:
            rest = self.tr("the video is not here: cannot be changed")
        elif session.read_only:
            rest = self.tr("only to be read: cannot be changed here")
        elif self._annotation.trouble is not None:
            rest = self.tr("not saved: %Ln change(s) wait", None, session.desk.waiting)
        elif count == 0:
            text = self.tr("Press 1 to 8 to label this frame. All keys: {0}.")
            self.panel.show_foot(text.format(key_name(self.panel, ActionId.SHORTCUTS)))
            return
        else:
            rest = self.tr("saved")
        self.panel.show_foot(f"{labels} · {rest}")
