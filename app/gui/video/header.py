"""The line above the picture: which video, what kind, and how its analysis stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.gui import theme
from app.gui.video.analysis_bar import AnalysisBar
from app.gui.video.modes import ModeSwitch
from app.gui.video.project_videos import VideoPicker
from app.gui.video.viewport import TimeIndex
from engine.sources.base import SourceInfo


class Badge(QWidget):
    """A short word in a rounded frame."""

    def __init__(self, text: str, tip: str, *, strong: bool = False) -> None:
        super().__init__()
        self._text = text
        self._strong = strong
        self.setFont(theme.ui_font(-1.5))
        self.setToolTip(tip)
        self.setAccessibleName(f"{tip}: {text}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The word and some air."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 16, metrics.height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Frame and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.colours(self.palette())
        colour = QColor(look.warning if self._strong else look.muted)
        painter.setPen(QPen(QColor(look.warning if self._strong else look.border), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(colour)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class ElidedLabel(QLabel):
    """A label that shortens its text in the middle where there is no room."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A few letters."""
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), 80), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """As much of the text as fits."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)


class Header(QWidget):
    """Name and badges left, the analysis right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedLabel()
        self.name.setFont(theme.ui_font(2.0, weight=QFont.Weight.DemiBold))
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.picker = VideoPicker()
        self.picker.offered.connect(self.name.setHidden)
        self.modes = ModeSwitch()
        self.bar = AnalysisBar()
        self._shown: list[Badge] = []
        self._badges = QHBoxLayout()
        self._badges.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.name)
        row.addWidget(self.picker)
        row.addLayout(self._badges)
        row.addStretch(1)
        row.addWidget(self.modes)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(2, 0, 0, 0)
        self._rows.setSpacing(12)
        self._rows.addLayout(row, 1)
        self._rows.addWidget(self.bar)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as the wider of two rows."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the width."""
        super().resizeEvent(event)
        self._share_rows()

    def event(self, event: QEvent) -> bool:
        """Follow what the parts need."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._share_rows()
        return super().event(event)

    def _share_rows(self) -> None:
        """Put the analysis into a row of its own where one row is too narrow for all."""
        items = (self._rows.itemAt(i) for i in range(self._rows.count()))
        needed = sum(item.minimumSize().width() + 14 for item in items if item is not None)
        narrow = needed > self.width()
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if way != self._rows.direction():
            self._rows.setDirection(way)
            self.updateGeometry()

    def show_source(self, info: SourceInfo | None, index: TimeIndex | None = None) -> None:
        """Name the video; `index` tells whether its frame rate varies."""
        self._clear()
        self.name.setText("" if info is None else info.name)
        self.name.setToolTip("" if info is None else str(info.path or info.name))
        if info is None:
            return
        if info.path is None:
            tip = self.tr("The video is not here: labels and results come from the project")
            self._add(self.tr("No video"), tip, strong=True)
        self._add(f"{info.width} × {info.height}", self.tr("Size of the picture"))
        variable = bool(info.variable) or (
            info.variable is None and index is not None and index.variable
        )
        if variable:
            tip = self.tr("Variable frame rate: times come from the file's own timestamps")
            self._add(self.tr("VFR"), tip, strong=True)
        elif info.fps:
            self._add(
                self.tr("{0} fps").format(QLocale().toString(info.fps, "g", 4)),
                self.tr("Frame rate"),
            )
        if info.codec:
            self._add(info.codec.upper(), self.tr("Codec"))

    def badges(self) -> list[Badge]:
        """What is told of the video beside its name."""
        return list(self._shown)

    def _add(self, text: str, tip: str, *, strong: bool = False) -> None:
        badge = Badge(text, tip, strong=strong)
        self._shown.append(badge)
        self._badges.addWidget(badge)

    def _clear(self) -> None:
        for badge in self._shown:
            self._badges.removeWidget(badge)
            badge.hide()
            badge.deleteLater()
        self._shown.clear()
