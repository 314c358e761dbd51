"""The row under the picture: play, step, scrub, time, speed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontDatabase,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSlider,
    QStyle,
    QToolButton,
    QWidget,
)

from app.gui.keymap import tip_with_key
from app.gui.theme import colours, px
from app.gui.video.icons import Symbol, icon
from app.gui.video.keys import Command
from app.gui.video.player import Player, Position
from app.gui.video.viewport import TimeIndex, clock
from engine.types import Frame

SPEEDS: Final = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0)
#: Of the slider's handle, in pixels.
_RADIUS: Final = 8.0
_BUTTON: Final = QSize(32, 32)

#: Pixels between all the parts, and the least for the slider.
_SPACE: Final = 70
_SLIDER: Final = 100

#: Where the slider stands in the row: after the buttons and a space.
_SLIDER_PLACE: Final = 6


class ScrubSlider(QSlider):
    """A slider over frames whose handle jumps to where it is pressed and follows from there."""

    scrubbed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.actionTriggered.connect(self._on_action)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Jump to the pressed place."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._scrub(event.position().x())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the mouse."""
        if self.isSliderDown():
            self._scrub(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the handle and its focus ring."""
        return QSize(160, 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A thin groove, filled up to a round handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = colours(self.palette())
        middle, x = 0.5 * self.height(), self._handle()
        groove = QRectF(_RADIUS, middle - 2, self.width() - 2 * _RADIUS, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.border))
        painter.drawRoundedRect(groove, 2, 2)
        if not self.isEnabled():
            return
        painter.setBrush(QColor(look.accent))
        painter.drawRoundedRect(QRectF(groove.left(), groove.top(), x - groove.left(), 4), 2, 2)
        painter.drawEllipse(QPointF(x, middle), _RADIUS - 1, _RADIUS - 1)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.text), 2))
            painter.drawEllipse(QPointF(x, middle), _RADIUS - 2, _RADIUS - 2)

    def _handle(self) -> float:
        """Centre of the handle."""
        span = max(self.maximum() - self.minimum(), 1)
        share = (self.sliderPosition() - self.minimum()) / span
        return _RADIUS + share * (self.width() - 2 * _RADIUS)

    def _scrub(self, x: float) -> None:
        room = round(self.width() - 2 * _RADIUS)
        at = round(x - _RADIUS)
        value = QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, room)
        if value != self.value():
            self.setValue(value)
            self.scrubbed.emit(value)

    @Slot(int)
    def _on_action(self, _action: int) -> None:
        if not self.isSliderDown():
            self.scrubbed.emit(self.sliderPosition())


class Transport(QWidget):
    """Controls of one `Player`; `set_player` connects it, None empties it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player: Player | None = None
        self.first = self._button(self.tr("First frame"), Command.FIRST_FRAME)
        self.previous = self._button(self.tr("Previous frame"), Command.PREVIOUS_FRAME)
        self.play = self._button(self.tr("Play or pause"), Command.TOGGLE)
        self.next = self._button(self.tr("Next frame"), Command.NEXT_FRAME)
        self.last = self._button(self.tr("Last frame"), Command.LAST_FRAME)
        self.play.setIconSize(QSize(24, 24))
        self.slider = ScrubSlider()
        self.slider.setAccessibleName(self.tr("Position"))
        self.time = QLabel()
        self.time.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.time.setAccessibleName(self.tr("Time"))
        self.frame_number = QLabel()
        self.frame_number.setProperty("muted", True)
        self.speed = self._speed_button()
        self._lay_out()
        self._connect()
        self._set_icons()
        self.set_player(None)

    def _button(self, text: str, command: Command) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setFixedSize(_BUTTON)
        button.setIconSize(QSize(20, 20))
        tip_with_key(button, text, command)
        button.setAccessibleName(text)
        # A click must not take the keyboard away from the page.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _speed_button(self) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setMinimumSize(56, 30)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(self.tr("Speed of play"))
        button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        menu = QMenu(button)
        for speed in SPEEDS:
            menu.addAction(f"{QLocale().toString(speed, 'g', 3)}×").setData(speed)
        menu.triggered.connect(self._on_speed)
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._rows.setContentsMargins(8, 4, 8, 4)
        self._rows.setSpacing(2)
        row = self._row = QHBoxLayout()
        row.setSpacing(2)
        for button in (self.first, self.previous, self.play, self.next, self.last):
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self.slider, 1)
        row.addSpacing(10)
        row.addWidget(self.time)
        row.addSpacing(10)
        row.addWidget(self.frame_number)
        row.addSpacing(10)
        row.addWidget(self.speed)
        self._rows.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the width."""
        super().resizeEvent(event)
        self._share_rows()

    def event(self, event: QEvent) -> bool:
        """Follow what the parts need."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._share_rows()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as need be: what does not fit gives way."""
        return QSize(0, super().minimumSizeHint().height())

    def _share_rows(self) -> None:
        """Where it is narrow the slider gets a row of its own, and the frame's number gives way."""
        parts = (self.first, self.previous, self.play, self.next, self.last, self.time, self.speed)
        needed = sum(part.minimumSizeHint().width() for part in parts) + _SPACE
        needed += self.frame_number.minimumWidth() + px(_SLIDER)
        narrow, alone = needed > self.width(), self._rows.count() > 1
        self.frame_number.setVisible(not narrow)
        if narrow and not alone:
            self._row.removeWidget(self.slider)
            self._rows.insertWidget(0, self.slider)
        elif alone and not narrow:
            self._rows.removeWidget(self.slider)
            self._row.insertWidget(_SLIDER_PLACE, self.slider, 1)

    def _connect(self) -> None:
        self.first.clicked.connect(lambda: self._ask(lambda player: player.seek(0)))
        self.previous.clicked.connect(lambda: self._ask(lambda player: player.step(-1)))
        self.play.clicked.connect(lambda: self._ask(Player.toggle))
        self.next.clicked.connect(lambda: self._ask(lambda player: player.step(1)))
        self.last.clicked.connect(lambda: self._ask(Player.seek_last))
        self.slider.scrubbed.connect(lambda index: self._ask(lambda player: player.seek(index)))

    def _ask(self, act: Callable[[Player], None]) -> None:
        if self._player is not None:
            act(self._player)

    def set_player(self, player: Player | None) -> None:
        """Show and steer this player."""
        self._player = player
        self.setEnabled(player is not None)
        self.slider.setEnabled(False)
        self.slider.setValue(0)
        self._show_speed(1.0)
        self._show_position(None)
        self._show_rate(0.0)
        if player is not None:
            player.frame_changed.connect(self._on_frame)
            player.indexed.connect(self._on_indexed)
            player.rate_changed.connect(self._show_rate)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._set_icons()

    def _set_icons(self) -> None:
        playing = self._player is not None and self._player.rate != 0
        for button, symbol in (
            (self.first, Symbol.FIRST),
            (self.previous, Symbol.PREVIOUS),
            (self.play, Symbol.PAUSE if playing else Symbol.PLAY),
            (self.next, Symbol.NEXT),
            (self.last, Symbol.LAST),
        ):
            button.setIcon(icon(symbol, self.palette()))

    @Slot(float)
    def _show_rate(self, rate: float) -> None:
        self.play.setIcon(icon(Symbol.PAUSE if rate else Symbol.PLAY, self.palette()))
        self.play.setAccessibleDescription(self.tr("playing") if rate else self.tr("paused"))

    @Slot(object)
    def _on_frame(self, _frame: Frame) -> None:
        if self._player is not None:
            self._show_position(self._player.position())

    @Slot(object)
    def _on_indexed(self, index: TimeIndex) -> None:
        self.slider.setRange(0, len(index) - 1)
        self.slider.setPageStep(max(len(index) // 20, 1))
        self.slider.setEnabled(len(index) > 1)
        # As wide as the longest number, so that nothing moves while playing.
        longest = self.tr("frame {0}").format("0" * len(str(len(index) - 1)))
        width = self.frame_number.fontMetrics().horizontalAdvance(longest)
        self.frame_number.setMinimumWidth(width + 4)
        if self._player is not None:
            self._show_position(self._player.position())

    @Slot(object)
    def _on_speed(self, action: QAction) -> None:
        speed = float(action.data())
        self._show_speed(speed)
        self._ask(lambda player: player.set_speed(speed))

    def _show_speed(self, speed: float) -> None:
        self.speed.setText(f"{QLocale().toString(speed, 'g', 3)}×")
        self.speed.setAccessibleName(self.tr("Speed {0}").format(QLocale().toString(speed, "g", 3)))

    def _show_position(self, position: Position | None) -> None:
        index = self._player.index if self._player is not None else None
        if position is None:
            self.time.setText("–:––.–––")
            self.frame_number.setText("")
            return
        # While another frame is still on its way the handle stays where it was put.
        if self._player is not None and self._player.settled:
            self.slider.setValue(position.index)
        total = f" / {clock(index.end - index.start)}" if index is not None else ""
        self.time.setText(f"{clock(position.elapsed_us)}{total}")
        self.frame_number.setText(self.tr("frame {0}").format(position.index))
