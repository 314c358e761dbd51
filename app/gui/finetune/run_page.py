"""A fine-tuning while it runs: curves, progress, and the two ways to end it."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.finetune import say
from app.gui.finetune.events import Event, Measured, Preparing, Progress
from app.gui.language import number
from app.gui.video.analysis_bar import ThinBar
from app.gui.words import percent


class Curves(QWidget):
    """One figure over the steps: held-out faces, what is learned from, old faces."""

    def __init__(self, title: str, *, share: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = share
        self._points: dict[str, list[tuple[int, float]]] = {"held": [], "new": [], "old": []}
        self._plot = pg.PlotWidget(parent=self, background=None, enableMenu=False)
        self._plot.setMouseEnabled(False, False)
        self._plot.hideButtons()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setFrameStyle(0)
        self._plot.setStyleSheet("background: transparent")
        self._lines = {name: self._plot.plot([], []) for name in self._points}
        self._before = pg.InfiniteLine(angle=0)
        self._plot.addItem(self._before)
        self._before.hide()
        head = QLabel(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(head)
        column.addWidget(self._plot, 1)
        self.setMinimumHeight(180)
        self.setAccessibleName(title)
        self._dress()

    def clear(self) -> None:
        """Begin anew."""
        for points in self._points.values():
            points.clear()
        self._before.hide()
        self._draw()

    def add(self, step: int, *, held: float, new: float | None, old: float | None) -> None:
        """A point each, where there is one. The first one is the old model's."""
        if not self._points["held"]:
            self._before.setValue(held)
            self._before.show()
        for name, value in (("held", held), ("new", new), ("old", old)):
            if value is not None:
                self._points[name].append((step, value))
        shown = percent(held) if self._share else number(held, 3)
        self.setAccessibleDescription(self.tr("held-out faces: {0}").format(shown))
        self._draw()

    @property
    def count(self) -> int:
        """Points of the held-out curve."""
        return len(self._points["held"])

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_before"):
            self._dress()

    def show_steps(self, steps: int) -> None:
        """The run has so many steps."""
        self._plot.setXRange(0, max(steps, 1), padding=0.02)

    def _draw(self) -> None:
        for name, line in self._lines.items():
            points = self._points[name]
            line.setData([x for x, _ in points], [y for _, y in points])

    def _dress(self) -> None:
        look = theme.colours(self.palette())
        styles = {
            "held": (look.accent, 2.6, Qt.PenStyle.SolidLine),
            "new": (look.muted, 1.4, Qt.PenStyle.DotLine),
            "old": (look.warning, 1.6, Qt.PenStyle.DashLine),
        }
        for name, (colour, width, dash) in styles.items():
            self._lines[name].setPen(pg.mkPen(colour, width=width, style=dash))
        self._before.setPen(pg.mkPen(look.accent, width=1, style=Qt.PenStyle.DashLine))
        for side in ("left", "bottom"):
            axis = self._plot.getPlotItem().getAxis(side)
            axis.setScale(100 if self._share and side == "left" else 1)
            axis.setPen(pg.mkPen(look.border))
            axis.setTextPen(pg.mkPen(look.muted))
            axis.setTickFont(theme.ui_font(-1.5))


class RunPage(QWidget):
    """Follows the trainer's events."""

    stop_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head, self.figures = QLabel(), QLabel()
        self.head.setFont(theme.ui_font(2.0, weight=QFont.Weight.DemiBold))
        self.figures.setProperty("muted", True)
        self.bar = ThinBar()
        self.bar.setRange(0, 1000)
        self.loss = Curves(self.tr("Loss (lower is better)"), share=False)
        self.accuracy = Curves(self.tr("Right answers in % (higher is better)"), share=True)
        self.legend = QLabel()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        for label in (self.head, self.figures, self.legend):
            label.setWordWrap(True)
        self.stop = QPushButton(self.tr("Stop and keep the best"))
        self.stop.clicked.connect(self.stop_wanted)
        self.cancel = QPushButton(self.tr("Cancel and discard"))
        self.cancel.clicked.connect(self.cancel_wanted)
        curves = QHBoxLayout()
        curves.setSpacing(20)
        curves.addWidget(self.loss)
        curves.addWidget(self.accuracy)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.cancel, self.stop):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self.head, self.bar, self.figures):
            column.addWidget(widget)
        column.addLayout(curves, 1)
        column.addWidget(self.legend)
        column.addLayout(buttons)
        self.begin()

    def begin(self) -> None:
        """A new run."""
        self.head.setText(self.tr("Starting the trainer…"))
        self.figures.setText(
            self.tr("You can close this dialog: the work goes on, and you will be told.")
        )
        self.bar.setRange(0, 0)
        self.loss.clear()
        self.accuracy.clear()
        self.stop.setEnabled(False)
        self.cancel.setEnabled(True)
        self._show_legend()

    def show_event(self, event: Event) -> None:
        """Follow the trainer."""
        if isinstance(event, Preparing):
            share = event.done / max(event.of, 1)
            self.head.setText(say.stage(event.what, share))
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * share))
            self.stop.setEnabled(event.what != "model" and self.loss.count > 1)
        elif isinstance(event, Progress):
            self._show_progress(event)
        elif isinstance(event, Measured):
            self.loss.add(event.step, held=event.held_loss, new=event.loss, old=event.old_loss)
            self.accuracy.add(
                event.step, held=event.held_accuracy, new=event.accuracy, old=event.old_accuracy
            )

    def show_stopping(self) -> None:
        """The trainer was asked to end."""
        self.head.setText(self.tr("Stopping; the best weights so far are kept…"))
        self.stop.setEnabled(False)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "stop"):
            self._show_legend()

    def _show_progress(self, event: Progress) -> None:
        if event.step == 1:
            self.loss.show_steps(event.steps)
            self.accuracy.show_steps(event.steps)
        share = event.step / max(event.steps, 1)
        self.head.setText(self.tr("Learning… {0}").format(percent(share)))
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * share))
        parts = [
            self.tr("step {0} of {1}").format(say.number(event.step), say.number(event.steps)),
            self.tr("{0} faces/s").format(say.number(round(event.pictures_per_s))),
            say.left(event.eta_s),
        ]
        self.figures.setText(" · ".join(parts))
        self.stop.setEnabled(True)

    def _show_legend(self) -> None:
        look = theme.colours(self.palette())
        parts = [
            (look.accent, "━━", self.tr("held-out faces, dashed: the old model")),
            (look.muted, "┈┈", self.tr("faces it learns from")),
            (look.warning, "╌╌", self.tr("old faces, against forgetting")),
        ]
        self.legend.setText(
            " &nbsp; ".join(
                f'<span style="color:{c}">{mark}</span> {text}' for c, mark, text in parts
            )
        )
