"""How the page's parts share its room: picture and panel above, timeline below."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.gui.theme import px
from app.gui.video.scrolling import thin_scroll_area
from app.gui.video.side_panel import SidePanel
from app.gui.video.timeline import Timeline
from app.gui.video.transport import Transport
from app.gui.widgets.video_view import VideoView

_PANEL_WIDTH: Final = 356
_WIDEST: Final = 600
_SCROLL_BAR: Final = 8

#: At least this share of the height belongs to the picture.
_PICTURE: Final = 0.6

#: So many lanes are given room without asking.
_LANES: Final = 3


class Stage(QSplitter):
    """Picture, controls, side panel and timeline; the user moves the border.

    It makes them itself, from the outside in: each has its place before it gets its parts, as
    whatever is moved to another parent is styled anew, with all that is in it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._moved = False
        upper = QWidget(self)
        self.view = VideoView(upper)
        self.transport = Transport(upper)
        self.side = SidePanel(upper)
        self._beside = thin_scroll_area(self.side)
        self.timeline = Timeline(self)
        watch = QVBoxLayout()
        watch.setSpacing(4)
        watch.addWidget(self.view, 1)
        watch.addWidget(self.transport)
        row = QHBoxLayout(upper)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(12)
        row.addLayout(watch, 1)
        row.addWidget(self._beside)
        self.setChildrenCollapsible(False)
        self.addWidget(upper)
        self.addWidget(self.timeline)
        self.setStretchFactor(0, 1)
        self._fit_side()
        self.side.grown.connect(self._fit_side)
        self.splitterMoved.connect(self._on_moved)

    def set_bare(self, bare: bool) -> None:
        """Hide everything but the picture's place, as long as there is no video."""
        for part in (self.transport, self._beside, self.timeline):
            part.setVisible(not bare)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Share the new room."""
        super().resizeEvent(event)
        self.fit_timeline()

    def fit_timeline(self) -> None:
        """Make room for the lanes, as far as the panel leaves any; not once the user did."""
        if self._moved:
            return
        room = self.height() - max(self.side.sizeHint().height() + 8, _PICTURE * self.height())
        wanted = max(min(self.timeline.height_for_lanes(_LANES), round(room)), 1)
        self.setSizes([max(self.height() - wanted, 1), wanted])

    @Slot()
    def _on_moved(self) -> None:
        self._moved = True

    @Slot()
    def _fit_side(self) -> None:
        width = max(px(_PANEL_WIDTH), self.side.needed_width() + _SCROLL_BAR)
        self._beside.setFixedWidth(min(width, _WIDEST))
