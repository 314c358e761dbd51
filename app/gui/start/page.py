"""The start page: camera, video, demo; what was open last; and that nothing leaves the computer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.actions import ActionId
from app.gui.keymap import tip_with_key
from app.gui.start.card import Card
from app.gui.video.scrolling import thin_scroll_area
from app.gui.widgets.icons import icon, pixmap

_WIDTH = 940


class StartPage(QWidget):
    """Three ways in. Emits what was chosen; knows nothing of cameras or files."""

    camera_asked = Signal()
    video_asked = Signal()
    demo_asked = Signal()
    recent_asked = Signal(object)  # Path
    settings_asked = Signal()
    recent_cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = self._card(
            "camera",
            self.tr("Use my camera"),
            self.tr("Watch expressions live, with both distributions side by side."),
            ActionId.CAMERA,
        )
        self.video = self._card(
            "video",
            self.tr("Open a video"),
            self.tr("Analyse every frame and read the result on a timeline. Or drop a file here."),
            ActionId.OPEN,
        )
        self.demo = self._card(
            "demo",
            self.tr("Try the demo"),
            self.tr("Two portraits, a few cuts: everything Mien does, without a camera."),
            ActionId.DEMO,
        )
        self.camera.clicked.connect(self.camera_asked)
        self.video.clicked.connect(self.video_asked)
        self.demo.clicked.connect(self.demo_asked)
        self._recent_head = _text(self.tr("Recent"), -0.5, muted=True)
        self.clear = QPushButton(self.tr("Clear"))
        self.clear.setProperty("flat", True)
        self.clear.setStyleSheet("padding: 2px 0px;")
        self.clear.setAccessibleName(self.tr("Clear the list of recent videos"))
        self.clear.clicked.connect(self.recent_cleared)
        self.settings = QPushButton(self.tr("Language, theme and more…"))
        self.settings.setProperty("flat", True)
        tip_with_key(self.settings, self.tr("Settings"), ActionId.SETTINGS)
        self.settings.clicked.connect(self.settings_asked)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._lock = QLabel()
        self._lay_out()
        self.set_recent(())
        self._paint_icons()
        self.setFocusProxy(self.camera)

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Offer these videos again."""
        for button in self.recent_buttons():
            self._recent.removeWidget(button)
            button.hide()
            button.deleteLater()
        for path in paths:
            button = QPushButton(f"{path.name}    {_short(path.parent)}")
            button.setProperty("flat", True)
            button.setStyleSheet("text-align: left; padding: 5px 0px;")
            button.setToolTip(str(path))
            button.setAccessibleName(self.tr("Open {name}").format(name=path.name))
            button.clicked.connect(
                lambda _checked=False, chosen=path: self.recent_asked.emit(chosen)
            )
            self._recent.addWidget(button)
        self._recent_head.setVisible(bool(paths))
        self.clear.setVisible(bool(paths))
        self._paint_icons()

    def recent_buttons(self) -> list[QPushButton]:
        """One button for each recent video."""
        items = (self._recent.itemAt(i) for i in range(self._recent.count()))
        found = (item.widget() for item in items if item is not None)
        return [button for button in found if isinstance(button, QPushButton)]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_lock"):
            self._paint_icons()

    def _card(self, icon_name: str, title: str, sentence: str, action: ActionId) -> Card:
        return Card(icon_name, title, sentence, action, self)

    def _paint_icons(self) -> None:
        muted = theme.colours(self.palette()).muted
        self._lock.setPixmap(pixmap("lock", muted, 18))
        for button in self.recent_buttons():
            button.setIcon(icon("video", muted))

    def _lay_out(self) -> None:
        mark = QLabel()
        mark.setPixmap(pixmap("mien", "#000000", 56))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(_text("Mien", 14, weight=QFont.Weight.DemiBold))
        names.addWidget(
            _text(self.tr("Reads facial expressions, and says how sure it is."), 1, muted=True)
        )
        head = QHBoxLayout()
        head.setSpacing(18)
        head.addWidget(mark)
        head.addLayout(names, 1)
        cards = QHBoxLayout()
        cards.setSpacing(18)
        for card in (self.camera, self.video, self.demo):
            cards.addWidget(card, 1)
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        privacy = QHBoxLayout()
        privacy.setSpacing(8)
        privacy.addWidget(self._lock)
        line = self.tr("Everything stays on this computer. Live pictures are never stored.")
        promise = _text(line, 0, muted=True)
        promise.setWordWrap(True)
        privacy.addWidget(promise, 1)
        privacy.addWidget(self.settings)

        content = QWidget()
        content.setMaximumWidth(theme.px(_WIDTH))
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(3)
        column.addLayout(head)
        column.addSpacing(36)
        column.addLayout(cards)
        column.addSpacing(28)
        recent = QHBoxLayout()
        recent.addWidget(self._recent_head)
        recent.addStretch(1)
        recent.addWidget(self.clear)
        column.addLayout(recent)
        column.addSpacing(4)
        column.addLayout(self._recent)
        column.addStretch(4)
        column.addLayout(privacy)
        middle = QWidget()
        page = QHBoxLayout(middle)
        page.setContentsMargins(32, 24, 32, 24)
        page.addStretch(1)
        page.addWidget(content, 100)
        page.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(thin_scroll_area(middle))


def _short(folder: Path) -> str:
    """The folder with the user's home as ~."""
    try:
        return f"~/{folder.relative_to(Path.home())}"
    except ValueError:
        return str(folder)


def _text(
    text: str,
    points: float,
    *,
    muted: bool = False,
    weight: QFont.Weight = QFont.Weight.Normal,
) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme.ui_font(points, weight=weight))
    label.setProperty("muted", muted)
    return label
