"""Analyse, cancel, go on: one button, a thin progress bar, and the figures beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.gui.actions import ActionId
from app.gui.keymap import tip_with_key
from app.gui.language import number
from app.gui.project.all_videos import Step
from app.gui.theme import colours
from app.gui.video.analysis import Progress
from app.gui.video.analysis_session import State
from app.gui.video.keys import Command
from app.gui.video.viewport import duration
from app.gui.widgets.icons import icon
from app.gui.words import percent


class ThinBar(QProgressBar):
    """A progress bar without text, a few pixels high; empty while the length is unknown."""

    def __init__(self, width: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextVisible(False)
        self.setFixedHeight(6)
        if width is not None:
            self.setFixedWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A rounded groove, filled by the share."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = colours(self.palette())
        groove = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.border))
        painter.drawRoundedRect(groove, 3, 3)
        span = self.maximum() - self.minimum()
        if span > 0 and self.value() > self.minimum():
            share = (self.value() - self.minimum()) / span
            painter.setBrush(QColor(look.accent))
            painter.drawRoundedRect(QRectF(0, 0, max(groove.width() * share, 6), 6), 3, 3)


class AnalysisBar(QWidget):
    """Shows where the analysis stands; emits what the user wants of it."""

    start_wanted = Signal()
    cancel_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._records = State.NONE, 0
        self._whole: Step | None = None
        self.figures = QLabel()
        self.figures.setProperty("muted", True)
        self.figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bar = ThinBar(150)
        self.bar.setAccessibleName(self.tr("Progress of the analysis"))
        self.analyse = QPushButton()
        tip_with_key(self.analyse, self.tr("Analyse the whole video"), Command.ANALYSE)
        self.analyse.clicked.connect(self._press)
        self.export = QPushButton(self.tr("Export…"))
        tip_with_key(self.export, self.tr("Write the results to a file"), ActionId.EXPORT)
        self.export.clicked.connect(self.export_wanted)
        for button in (self.analyse, self.export):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addStretch(1)
        for widget in (self.figures, self.bar, self.analyse, self.export):
            row.addWidget(widget)
        self._set_icons()
        self.show_state(State.NONE, 0)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._set_icons()

    def _set_icons(self) -> None:
        self.export.setIcon(icon("export", colours(self.palette()).text))

    def show_state(self, state: State, records: int) -> None:
        """Follow the analysis; `records` are there to export."""
        self._state, self._records = state, records
        if self._whole is not None:
            self.export.setEnabled(records > 0)
            return
        busy = state in (State.RUNNING, State.CANCELLING)
        self.analyse.setText(
            {
                State.NONE: self.tr("Analyse"),
                State.RUNNING: self.tr("Cancel"),
                State.CANCELLING: self.tr("Cancelling…"),
                State.PARTIAL: self.tr("Continue"),
                State.COMPLETE: self.tr("Analyse again"),
                State.FAILED: self.tr("Analyse again"),
                State.OUTDATED: self.tr("Analyse again"),
            }[state]
        )
        self.analyse.setEnabled(state is not State.CANCELLING)
        self._call_for_it(wanted=state in (State.NONE, State.PARTIAL, State.OUTDATED))
        self.bar.setVisible(busy)
        self.export.setEnabled(records > 0)
        if state is State.RUNNING:
            self.bar.setRange(0, 0)  # busy until the model is loaded
            self.figures.setText(self.tr("Loading the model…"))
        elif not busy:
            self.figures.setText(self._summary(state, records))

    def show_whole(self, step: Step | None) -> None:
        """Show that all videos are being analysed in place of this one; None: no more."""
        self._whole = step
        if step is None:
            self.show_state(self._state, self._records)
            return
        self.analyse.setText(self.tr("Cancel"))
        self.analyse.setEnabled(True)
        self._call_for_it(wanted=False)
        self.bar.show()
        place = self.tr("video {0} of {1}").format(number(step.place), number(step.count))
        if step.progress is None:
            self.bar.setRange(0, 0)
            self.figures.setText(place)
        else:
            self._show_figures(step.progress, [place])

    def _call_for_it(self, *, wanted: bool) -> None:
        """Whether the button is what one would press next."""
        if self.analyse.property("primary") != wanted:
            self.analyse.setProperty("primary", wanted)
            self.analyse.style().unpolish(self.analyse)
            self.analyse.style().polish(self.analyse)

    def _summary(self, state: State, records: int) -> str:
        if state is State.OUTDATED:
            return self.tr("analysed by an earlier model")
        if state is not State.COMPLETE:
            return ""
        return self.tr("%Ln frame(s) analysed", None, records)

    def show_progress(self, progress: Progress) -> None:
        """Percent, frames a second, time left."""
        if self._state is State.RUNNING and self._whole is None:
            self._show_figures(progress, [])

    def _show_figures(self, progress: Progress, parts: list[str]) -> None:
        share, left = progress.share, progress.seconds_left
        if share is not None:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * share))
            parts.append(percent(share))
        if progress.fps >= 1:
            parts.append(self.tr("{0} frames/s").format(number(progress.fps)))
        if left is not None:
            parts.append(self.tr("{0} left").format(duration(left)))
        self.figures.setText(" · ".join(parts))

    def _press(self) -> None:
        if self._state is State.RUNNING or self._whole is not None:
            self.cancel_wanted.emit()
        else:
            self.start_wanted.emit()
