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
    """The picture with its controls, panels, the timeline; the user moves the border."""

    def __init__(
        self, view: VideoView, transport: Transport, panel: SidePanel, timeline: Timeline
    ) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._panel = panel
        self._timeline = timeline
        self._moved = False
        watch = QVBoxLayout()
        watch.setSpacing(4)
        watch.addWidget(view, 1)
        watch.addWidget(transport)
        self._transport = transport
        self._beside = thin_scroll_area(panel)
        width = max(px(_PANEL_WIDTH), panel.needed_width() + _SCROLL_BAR)
        self._beside.setFixedWidth(min(width, _WIDEST))
        upper = QWidget()
        row = QHBoxLayout(upper)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(12)
        row.addLayout(watch, 1)
        row.addWidget(self._beside)
        self.setChildrenCollapsible(False)
        self.addWidget(upper)
        self.addWidget(timeline)
        self.setStretchFactor(0, 1)
        self.splitterMoved.connect(self._on_moved)

    def set_bare(self, bare: bool) -> None:
        """Hide everything but the picture's place, as long as there is no video."""
        for part in (self._transport, self._beside, self._timeline):
            part.setVisible(not bare)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Share the new room."""
        super().resizeEvent(event)
        self.fit_timeline()

    def fit_timeline(self) -> None:
        """Make room for the lanes, as far as the panel leaves any; not once the user did."""
        if self._moved:
            return
        room = self.height() - max(self._panel.sizeHint().height() + 8, _PICTURE * self.height())
        wanted = max(min(self._timeline.height_for_lanes(_LANES), round(room)), 1)
        self.setSizes([max(self.height() - wanted, 1), wanted])

    @Slot()
    def _on_moved(self) -> None:
        self._moved = True
