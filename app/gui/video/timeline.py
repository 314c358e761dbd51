"""The timeline: legend, overview, ruler and lanes, and what the mouse points at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.keymap import tip_with_key
from app.gui.theme import colours, is_dark, style
from app.gui.video.keys import Command
from app.gui.video.lane_layout import TOP
from app.gui.video.lanes import Lanes, Pointed
from app.gui.video.overview import Overview
from app.gui.video.readout import Readout
from app.gui.video.scrolling import thin_scroll_area
from app.gui.video.store import ResultStore
from app.gui.video.strips import MARGIN, Ruler
from app.gui.video.timeline_model import TimelineModel
from app.gui.video.viewport import TimeIndex, Viewport
from app.gui.words import label_name, percent
from engine.labels import LABELS

_ZOOM = 1.6

#: Lanes that are higher than this may be scrolled, in pixels.
_LOW: Final = 130

#: From a colour of the legend to its name, and from one name to the next, in pixels.
_SWATCH: Final = 15
_APART: Final = 32


class Legend(QWidget):
    """The eight colours with their names, in one row; names shrink to codes where it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Colours of the expressions"))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line of text."""
        return QSize(320, self.fontMetrics().height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A swatch and a name each."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dark = is_dark(self.palette())
        names = [label_name(label) for label in LABELS]
        metrics = painter.fontMetrics()
        if sum(metrics.horizontalAdvance(name) + _APART for name in names) > self.width():
            names = [style(label, dark).code for label in LABELS]
        # The last one needs no room behind it, and codes stand closer where that is needed.
        free = self.width() - sum(map(metrics.horizontalAdvance, names)) - _SWATCH
        apart = min(_APART, max(free // (len(names) - 1), _SWATCH + 3))
        x, middle = 0.0, 0.5 * self.height()
        for label, name in zip(LABELS, names, strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style(label, dark).colour)
            painter.drawRoundedRect(QRectF(x, middle - 5, 10, 10), 3, 3)
            painter.setPen(QColor(colours(self.palette()).muted))
            width = metrics.horizontalAdvance(name)
            box = QRectF(x + _SWATCH, 0, width + 2, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
            x += width + apart


class Timeline(QFrame):
    """Results over time. Wheel and drags change the view, presses ask to go somewhere."""

    seek_wanted = Signal(object)  # microseconds
    track_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Timeline"))
        self.model = TimelineModel(self)
        self.overview = Overview(self.model)
        self.ruler = Ruler(self.model)
        self.lanes = Lanes(self.model)
        self.analysed = QLabel()
        self.analysed.setProperty("muted", True)
        self.readout = Readout(self)
        self._lay_out()
        self.model.seek_wanted.connect(self.seek_wanted)
        self.model.track_wanted.connect(self.track_wanted)
        self.lanes.pointed.connect(self._point)
        self.model.view_changed.connect(self._align_head)
        self.model.layout_changed.connect(self._fit_lanes)
        self._tell_analysed()

    def _lay_out(self) -> None:
        self.zoom_out = self._tool("−", self.tr("Zoom out"), lambda: self.zoom(1 / _ZOOM))
        self.zoom_in = self._tool("+", self.tr("Zoom in"), lambda: self.zoom(_ZOOM))
        self.fit = self._tool(self.tr("Fit"), self.tr("Show everything"), self.show_all)
        for button, command in (
            (self.zoom_out, Command.ZOOM_OUT),
            (self.zoom_in, Command.ZOOM_IN),
            (self.fit, Command.FIT),
        ):
            tip_with_key(button, button.toolTip(), command)
        head = self._head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(Legend(), 1)
        head.addWidget(self.analysed)
        head.addSpacing(8)
        for button in (self.zoom_out, self.zoom_in, self.fit):
            head.addWidget(button)
        self.scroll_area = thin_scroll_area(self.lanes)
        self.scroll_area.setMinimumHeight(min(self.model.layout.top(1), _LOW))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.overview)
        column.addWidget(self.ruler)
        column.addWidget(self.scroll_area, 1)
        self._column = column
        self._instead: QWidget | None = None

    def add_button(self, text: str, tip: str) -> QToolButton:
        """One more button that stays pressed, to the right of the others."""
        button = self._tool(text, tip, None)
        button.setCheckable(True)
        self._head.addWidget(button)
        return button

    def show_instead(self, widget: QWidget | None) -> None:
        """Show something else in the place of the lanes; None for the lanes again."""
        before, self._instead = self._instead, widget
        for part in (self.ruler, self.scroll_area):
            part.setVisible(widget is None)
        if before is not None:
            before.hide()
        if widget is not None:
            self._column.addWidget(widget, 1)
            widget.show()

    def _tool(self, text: str, tip: str, act: Callable[[], object] | None) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        button.setMinimumSize(button.sizeHint().expandedTo(QSize(26, 24)))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if act is not None:
            button.clicked.connect(act)
        return button

    def height_for_lanes(self, most: int) -> int:
        """Pixels that show all lanes, or `most` of them."""
        lanes = max(min(len(self.model.rows()), most), 1)
        return self.minimumSizeHint().height() + (lanes - 1) * self.model.layout.height

    # --- what to show ------------------------------------------------------------------------

    def set_index(self, index: TimeIndex | None) -> None:
        """Another video's timestamps, or none."""
        self.model.set_index(index)
        self._tell_analysed()

    def set_results(self, results: ResultStore) -> None:
        """These results, or the same ones after they grew."""
        self.model.set_results(results)
        self._tell_analysed()

    def set_playhead(self, pts_us: int) -> None:
        """Where the current frame is; the page is turned where that would be out of view."""
        self.model.set_playhead(pts_us)

    def select(self, track: int | None) -> None:
        """Mark a lane and bring it into view."""
        self.model.select(track)
        tracks = [row.track for row in self.model.rows()]
        if track not in tracks:
            return
        layout = self.model.layout
        top = layout.top(tracks.index(track))
        bar = self.scroll_area.verticalScrollBar()
        room = self.scroll_area.viewport().height()
        if not bar.value() <= top <= bar.value() + room - layout.height:
            bar.setValue(top - TOP)

    @Slot()
    def show_all(self) -> None:
        """Zoom to the whole video."""
        view = self.model.view
        self.model.set_view(Viewport.whole(view.low, view.high))

    def zoom(self, factor: float) -> None:
        """Magnify around the playhead, or around the middle where that is out of sight."""
        view, at = self.model.view, float(self.model.playhead)
        if not view.start <= at <= view.end:
            at = 0.5 * (view.start + view.end)
        self.model.set_view(view.zoomed(factor, at))

    def _tell_analysed(self) -> None:
        share = self.model.analysed_share
        if self.model.index is None:
            self.analysed.setText("")
        elif not len(self.model.results):
            self.analysed.setText(self.tr("not analysed"))
        else:
            self.analysed.setText(self.tr("analysed {0}").format(percent(share)))
        faces = self.tr("%Ln face(s)", None, len(self.model.results.lanes))
        self.lanes.setAccessibleDescription(f"{self.analysed.text()}, {faces}")

    @Slot()
    def _fit_lanes(self) -> None:
        self.scroll_area.setMinimumHeight(min(self.model.layout.top(1), _LOW))

    @Slot()
    def _align_head(self) -> None:
        self._head.setContentsMargins(self.model.gutter, 3, MARGIN, 1)

    @Slot(object)
    def _point(self, pointed: Pointed | None) -> None:
        index = self.model.index
        if pointed is None or index is None:
            self.readout.hide()
            return
        frame = index.index_at(pointed.pts_us)
        elapsed = int(index.times[frame]) - index.start
        record = self.model.results.record_at(frame) if self.model.layout.model else None
        self.readout.tell(frame, elapsed, pointed.track, record, told=self.model.layout.model)
        self.readout.show_above(self.window(), pointed.at, self.lanes.mapToGlobal(QPoint(0, 0)).y())
