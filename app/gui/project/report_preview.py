"""The pages of a report, one below the other, before it is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.gui.video.scrolling import make_quiet

#: How wide a page is shown, in pixels.
_WIDTH = 640


class ReportPreview(QScrollArea):
    """Scrolls through pages, with the keyboard, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Preview of the report"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        make_quiet(self)
        self.viewport().setAutoFillBackground(False)
        self.pages: tuple[QLabel, ...] = ()

    @property
    def pixels(self) -> int:
        """How many pixels wide a page should come."""
        return round(_WIDTH * self.devicePixelRatioF())

    def show_pages(self, pages: Sequence[QImage]) -> None:
        """Show these, from the first one on."""
        sheets = QWidget()
        column = QVBoxLayout(sheets)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(12)
        labels = []
        for number, page in enumerate(pages, start=1):
            picture = QPixmap.fromImage(page)
            picture.setDevicePixelRatio(page.width() / _WIDTH)
            label = QLabel()
            label.setFrameShape(QFrame.Shape.Box)
            label.setPixmap(picture)
            label.setAccessibleName(self.tr("Page {0} of {1}").format(number, len(pages)))
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
            labels.append(label)
        self.pages = tuple(labels)
        self.setWidget(sheets)
        sheets.setAutoFillBackground(False)
        self.verticalScrollBar().setValue(0)
