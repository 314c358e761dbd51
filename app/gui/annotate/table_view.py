"""The table of labels in the place of the timeline's lanes, in step with them."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject, Signal, Slot

from app.gui.annotate.annotation import Annotation
from app.gui.annotate.keys import LabelCommand
from app.gui.annotate.label_table import LabelRow, LabelTable
from app.gui.keymap import tip_with_key
from app.gui.video.timeline import Timeline
from engine.project.values import Segment, Track


class TableView(QObject):
    """Shows the table instead of the lanes, or the lanes again; costs nothing while hidden."""

    switched = Signal(bool)  # whether the table is shown

    def __init__(self, annotation: Annotation, timeline: Timeline, parent: QObject) -> None:
        super().__init__(parent)
        self._annotation, self._timeline = annotation, timeline
        self.button = timeline.add_button(self.tr("Table"), self.tr("Labels as a table"))
        tip_with_key(self.button, self.button.toolTip(), LabelCommand.TABLE)
        self.button.clicked.connect(self.show)
        annotation.changed.connect(self._refresh)
        annotation.state.changed.connect(self._select)

    @cached_property
    def table(self) -> LabelTable:
        """Made when it is first shown."""
        table = LabelTable(self._timeline)
        table.chosen.connect(self._go)
        return table

    @property
    def shown(self) -> bool:
        """Whether the table stands in the place of the lanes."""
        return self.button.isChecked()

    def toggle(self) -> None:
        """The other one of both."""
        self.show(not self.shown)

    @Slot(bool)
    def show(self, shown: bool) -> None:
        """Show the table, with the keyboard in it; or the lanes."""
        self.button.setChecked(shown)
        if shown:
            self._refresh()
            self._timeline.show_instead(self.table)
            self.table.setFocus()
        else:
            self._timeline.show_instead(None)
        self.switched.emit(shown)

    @Slot()
    def _refresh(self) -> None:
        session, index = self._annotation.session, self._annotation.head.index
        if not self.shown:
            return
        rows: list[LabelRow] = []
        if session is not None and session.book is not None and index is not None:
            names = self._timeline.model.names
            for track in session.book.tracks():
                face = names.get(track.number) or self.tr("Face {0}").format(track.number + 1)
                rows += [LabelRow(s, face, index.start) for s in session.segments(track.number)]
        rows.sort(key=lambda row: (row.segment.start_us, row.face))
        self.table.show_rows(rows, self._annotation.state.selected)
        self.table.setAccessibleDescription(self.tr("%n label(s)", None, len(rows)))

    @Slot()
    def _select(self) -> None:
        if self.shown:
            self.table.select(self._annotation.state.selected)

    @Slot(object)
    def _go(self, segment: Segment) -> None:
        """A row was chosen: its face, its first frame, itself."""
        session, head = self._annotation.session, self._annotation.head
        book = session.book if session is not None else None
        track = book.get(Track, segment.track_id) if book is not None else None
        if track is None or head.index is None:
            return
        self._timeline.model.track_wanted.emit(track.number)
        head.seek(head.index.index_at(segment.start_us))
        self._annotation.state.update(selected=segment.id)
