"""The live page's controls: which camera, mirror, smoothing, pause, record, export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QWidget,
)

from app.gui import theme
from app.gui.actions import ActionId
from app.gui.keymap import tip_with_key
from app.gui.language import number
from app.gui.live.recording_news import clock, file_size
from app.gui.live.take import Progress
from app.gui.settings import SMOOTHING_LIMIT_S
from app.gui.widgets.icons import icon

if TYPE_CHECKING:
    from engine.sources.camera import CameraDevice

#: Where a disk has less room than this, a recording says so.
LOW_BYTES: Final = 1_000_000_000

#: What the list of cameras would like to have beyond the least.
_SOURCE_MARGIN: Final = 20

#: Slider steps in a second.
_STEPS = 20


class LiveToolbar(QWidget):
    """One row of controls; the buttons mirror the actions of the menus."""

    #: A camera, or None for the demo clip.
    source_chosen = Signal(object)
    rescan_asked = Signal()
    smoothing_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sources = QComboBox(self)
        self.sources.setMinimumWidth(theme.px(150))
        self.sources.setMaximumWidth(theme.px(260))
        self.sources.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.sources.setAccessibleName(self.tr("Camera"))
        self.sources.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sources.activated.connect(self._choose)
        self.rescan = self._button("", self.tr("Look for cameras"))
        tip_with_key(self.rescan, self.tr("Look for cameras"), ActionId.RESCAN)
        self.rescan.clicked.connect(self.rescan_asked)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, int(SMOOTHING_LIMIT_S * _STEPS))
        self.slider.setMinimumWidth(56)
        self.slider.setMaximumWidth(110)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(self.tr("Smoothing in seconds"))
        self.slider.setToolTip(
            self.tr("Time over which what is shown is averaged; exported values stay raw")
        )
        self.slider.valueChanged.connect(self._slide)
        self._seconds = QLabel()
        self._seconds.setFont(theme.ui_font())
        self.content = self._button("", self.tr("What to record"))
        self._actions: dict[ActionId, QAction] = {}
        self._recording = False
        self._buttons: dict[ActionId, tuple[QPushButton, str]] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.sources, 2)
        self._row.addWidget(self.rescan)
        self.set_cameras((), None)

    def adopt(self, actions: dict[ActionId, QAction]) -> None:
        """Add buttons for the actions of the page, and the slider between them."""
        self._actions = actions
        self._add(actions, ActionId.STOP, "stop")
        self._row.addStretch(1)
        self._smoothing = _muted(self.tr("Smoothing"))
        self._row.addWidget(self._smoothing)
        self._row.addWidget(self.slider)
        self._seconds.setFixedWidth(self._seconds.fontMetrics().horizontalAdvance("0.00 s") + 6)
        self._row.addWidget(self._seconds)
        self._row.addSpacing(10)
        self._add(actions, ActionId.MIRROR, "mirror")
        self._add(actions, ActionId.PAUSE, "pause")
        self._add(actions, ActionId.RECORD, "record")
        self._add_content(actions)
        self._add(actions, ActionId.EXPORT, "export")
        self._paint_icons()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Follow the width."""
        super().resizeEvent(event)
        self._spare_words()

    def event(self, event: QEvent) -> bool:
        """Follow what the buttons need."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._spare_words()
        return super().event(event)

    def _spare_words(self) -> None:
        """Leave out words that icons say as well, where there is no room for all."""
        if ActionId.EXPORT not in self._buttons:
            return
        export = self.button(ActionId.EXPORT)
        words = export.fontMetrics().horizontalAdvance(self.tr("Export CSV"))
        words += self._smoothing.sizeHint().width()
        narrow = self._needed() + (words if not export.text() else 0) > self.width()
        if narrow is bool(export.text()):
            export.setText("" if narrow else self.tr("Export CSV"))
            export.setMinimumWidth(export.sizeHint().width())
            self._smoothing.setVisible(not narrow)

    def _needed(self) -> int:
        """The width of all that is shown now."""
        return self._row.minimumSize().width() + theme.px(_SOURCE_MARGIN)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as need be: words give way, the window does not grow."""
        return QSize(0, super().minimumSizeHint().height())

    def tab_order(self) -> list[QWidget]:
        """The controls from left to right."""
        items = (self._row.itemAt(i) for i in range(self._row.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [w for w in widgets if w is not None and w.focusPolicy() & Qt.FocusPolicy.TabFocus]

    def set_cameras(
        self, cameras: Sequence[CameraDevice], current: CameraDevice | None, *, demo: bool = False
    ) -> None:
        """Offer cameras by name, and the demo clip, and mark what is watched."""
        with QSignalBlocker(self.sources):
            self.sources.clear()
            for camera in cameras:
                self.sources.addItem(camera.name, camera)
            if not cameras:
                self.sources.addItem(self.tr("No camera found"), None)
                self._disable(0)
            self.sources.insertSeparator(self.sources.count())
            self.sources.addItem(self.tr("Demo clip"), None)
            row = cameras.index(current) if current in cameras else 0
            self.sources.setCurrentIndex(self.sources.count() - 1 if demo else row)
        self.sources.setMinimumWidth(min(self.sources.sizeHint().width(), theme.px(260)))
        self._paint_icons()

    def set_smoothing(self, seconds: float) -> None:
        """Move the slider."""
        self.slider.setValue(round(seconds * _STEPS))
        self._say(seconds)

    def set_recording(self, progress: Progress | None) -> None:
        """Tell on the button how the recording is doing; None where there is none."""
        button = self.button(ActionId.RECORD)
        if progress is None:
            button.setText(self.tr("Record"))
            button.setToolTip(self._actions[ActionId.RECORD].toolTip())
            button.setAccessibleDescription("")
        else:
            button.setText(" · ".join(self._progress(progress)))
            button.setAccessibleDescription(self.tr("Recording: {0}").format(button.text()))
            free = self.tr("Recording; {free} free").format(free=file_size(progress.free_bytes))
            button.setToolTip(free)
        button.setMinimumWidth(button.sizeHint().width())
        if self._recording is not (progress is not None):
            self._recording = progress is not None
            self._paint_icons()

    def button(self, action: ActionId) -> QPushButton:
        """The button of an action."""
        return self._buttons[action][0]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_row"):
            self._paint_icons()

    def _progress(self, progress: Progress) -> Iterator[str]:
        yield clock(progress.elapsed_s)
        yield file_size(progress.bytes)
        if progress.marks:
            yield self.tr("%Ln mark(s)", None, progress.marks)
        if progress.dropped:
            yield self.tr("{count} lost").format(count=number(progress.dropped))
        if progress.free_bytes < LOW_BYTES:
            yield self.tr("{free} free").format(free=file_size(progress.free_bytes))

    def _choose(self, index: int) -> None:
        self.source_chosen.emit(self.sources.itemData(index))

    def _slide(self, step: int) -> None:
        self._say(step / _STEPS)
        self.smoothing_changed.emit(step / _STEPS)

    def _say(self, seconds: float) -> None:
        self._seconds.setText(f"{number(seconds, 2)}\u202fs" if seconds > 0 else self.tr("off"))

    def _disable(self, row: int) -> None:
        model = self.sources.model()
        item = getattr(model, "item", lambda _row: None)(row)
        if item is not None:
            item.setEnabled(False)

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)  # in its place, as it is asked for its size
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tip)
        button.setAccessibleName(tip.split(" (", maxsplit=1)[0])
        button.setIconSize(QSize(20, 20))
        if not text:
            button.setProperty("square", True)
        return button

    def _add(self, actions: dict[ActionId, QAction], id_: ActionId, name: str) -> None:
        """A button that shows, triggers and follows an action."""
        action = actions[id_]
        words = {ActionId.RECORD: self.tr("Record"), ActionId.EXPORT: self.tr("Export CSV")}
        button = self._button(words.get(id_, ""), action.toolTip())
        button.setCheckable(action.isCheckable())
        button.setProperty("recording", id_ is ActionId.RECORD)
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setChecked(action.isChecked())
            if id_ is not ActionId.RECORD or not self._recording:
                button.setToolTip(action.toolTip())

        action.changed.connect(follow)
        follow()
        if button.text():
            button.setMinimumWidth(button.sizeHint().width())  # texts change, the row does not
        self._buttons[id_] = (button, name)
        self._row.addWidget(button)

    def _add_content(self, actions: dict[ActionId, QAction]) -> None:
        """What a recording holds, beside the button that begins it."""
        menu = QMenu(self.content)
        menu.addAction(actions[ActionId.RECORD_VIDEO])
        menu.addAction(actions[ActionId.RECORD_TABLE])
        menu.addSeparator()
        menu.addAction(actions[ActionId.RECORDINGS])
        self.content.setMenu(menu)
        self._row.addWidget(self.content)

    def _paint_icons(self) -> None:
        colours = theme.colours(self.palette())
        self.rescan.setIcon(icon("refresh", colours.text))
        self.content.setIcon(icon("chevron", colours.text))
        for id_, (button, name) in self._buttons.items():
            button.setIcon(icon(name, colours.text))
            if id_ is ActionId.RECORD:
                tint = colours.on_accent if self._recording else colours.danger
                button.setIcon(icon(name, tint))
        for row in range(self.sources.count()):
            last = row == self.sources.count() - 1
            if self.sources.itemText(row):
                self.sources.setItemIcon(row, icon("demo" if last else "camera", colours.muted))
            else:
                self.sources.setItemIcon(row, QIcon())


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("muted", True)
    return label
