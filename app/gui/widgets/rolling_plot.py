"""The last 30 seconds of the selected face: a curve for each label, the first look dashed."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui import theme, words
from app.gui.language import number
from app.gui.widgets.history import Series
from engine.labels import LABELS

#: Labels that never passed this share in the window are drawn faintly.
_NOTABLE = 0.2


class RollingPlot(QWidget):
    """Corrected curves in the labels' colours; the leading label's primary curve is dashed."""

    def __init__(self, window_s: float = 30.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window_s = window_s
        self._plot = pg.PlotWidget(parent=self, background=None, enableMenu=False)
        self._plot.setMouseEnabled(False, False)
        self._plot.hideButtons()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setFrameStyle(0)
        self._plot.setStyleSheet("background: transparent")
        self._plot.setXRange(-window_s, 0, padding=0.0)
        self._plot.setYRange(0, 1, padding=0.04)
        self._plot.getPlotItem().layout.setContentsMargins(0, theme.px(6), theme.px(22), 0)
        self._curves = [self._add_curve() for _ in LABELS]
        self._first_look = self._add_curve()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self.setMinimumHeight(96)
        self.setAccessibleName(self.tr("The last 30 seconds"))
        self._dress()

    def show_series(self, series: Series, now_s: float) -> None:
        """Draw a face's past; `now_s` is the right edge."""
        if not len(series.times):
            for curve in (*self._curves, self._first_look):
                curve.setData([], [])
            self.setAccessibleDescription(self.tr("Nothing yet"))
            return
        x = series.times - now_s
        dark = theme.is_dark(self.palette())
        known = series.corrected[~np.isnan(series.corrected[:, 0])]
        lead = int(np.argmax(known[-1]))
        peaks = known.max(axis=0)
        for i, (label, curve) in enumerate(zip(LABELS, self._curves, strict=True)):
            colour = QColor(theme.style(label, dark).colour)
            notable = bool(peaks[i] >= _NOTABLE)
            colour.setAlpha(255 if notable else 110)
            # Smooth edges and thick lines cost much: only where the eye goes.
            pen = pg.mkPen(colour, width=(2.4 if i == lead else 1.4) if notable else 1)
            curve.setData(x, series.corrected[:, i], pen=pen, antialias=notable)
            curve.setZValue(2 if i == lead else 1)
        pen = pg.mkPen(theme.style(LABELS[lead], dark).colour, width=1.4)
        pen.setDashPattern([4.0, 3.0])
        self._first_look.setData(x, series.primary[:, lead], pen=pen, antialias=True)
        self.setAccessibleDescription(words.label_name(LABELS[lead]))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_first_look"):
            self._dress()

    def _add_curve(self) -> pg.PlotCurveItem:
        curve = pg.PlotCurveItem(connect="finite")
        self._plot.addItem(curve)
        return curve

    def _dress(self) -> None:
        colours = theme.colours(self.palette())
        item = self._plot.getPlotItem()
        step = self._window_s / 3
        ticks = [(-step * i, f"−{number(step * i)}\u202fs") for i in (2, 1)]
        for side, marks in (
            ("bottom", [*ticks, (0.0, self.tr("now"))]),
            ("left", [(0.0, "0"), (0.5, "50\u202f%"), (1.0, "100\u202f%")]),
        ):
            axis = item.getAxis(side)
            axis.setTicks([marks])
            axis.setPen(pg.mkPen(colours.border))
            axis.setTextPen(pg.mkPen(colours.muted))
            axis.setStyle(tickLength=0, tickTextOffset=6, hideOverlappingLabels=False)
            font: QFont = theme.ui_font(-1.5)
            axis.setTickFont(font)
        item.getAxis("left").setWidth(theme.px(48))
        item.getAxis("left").setPen(pg.mkPen(None))
        item.showGrid(x=False, y=False)
        for line in [line for line in item.items if isinstance(line, pg.InfiniteLine)]:
            item.removeItem(line)
        for level in (0.5, 1.0):
            item.addItem(pg.InfiniteLine(level, angle=0, pen=pg.mkPen(colours.raised, width=1)))
