"""The picture: letterboxed, with the faces painted over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui import theme, words
from app.gui.widgets.overlay import Placement, letterbox, paint_boxes, paint_overlay
from engine.screen import four_channels
from engine.types import Frame, Image, Scored

_RADIUS = 12.0
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class VideoView(QWidget):
    """Shows one frame and, over it, the faces that were found in it.

    Call `show_frame` as often as you like: painting happens once per screen refresh. Clicking a
    face (or Tab into the view, then F) selects its track.
    """

    #: The user chose a face: its track (int) or None.
    face_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._image = QImage()
        self._pixels: Image | None = None
        self._scored: Scored | None = None
        self._selected: int | None = None
        self._mirrored = False
        self._overlay = True
        self._blind = False
        self._ring = False
        self._veil = ""
        self._empty = ("", "")
        self.setMinimumSize(320, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Video"))
        self.setAccessibleDescription(self.tr("The picture with a box around each face"))

    @property
    def frame(self) -> Frame | None:
        """What is on screen."""
        return self._frame

    @property
    def scored(self) -> Scored | None:
        """The faces painted over it."""
        return self._scored

    @property
    def selected(self) -> int | None:
        """Track of the selected face."""
        return self._selected

    def show_frame(self, frame: Frame, scored: Scored | None = None) -> None:
        """Show a frame; `scored` need not belong to it, but its boxes should fit it."""
        self._frame = frame
        # Qt scales 32-bit pixels three times as fast: that pays even for one painting.
        pixels = four_channels(frame.image)
        self._image = QImage(
            pixels.data, frame.width, frame.height, pixels.strides[0], QImage.Format.Format_RGB32
        )
        self._pixels = pixels  # the image only looks at them
        self._scored = scored
        self._describe()
        self.update()

    def clear(self, title: str = "", hint: str = "") -> None:
        """Show no picture but, if given, a title and a hint in its place."""
        self._frame, self._scored, self._image = None, None, QImage()
        self._empty = (title, hint)
        self.setAccessibleDescription(" ".join(part for part in (title, hint) if part))
        self.update()

    def set_selected(self, track: int | None) -> None:
        """Choose whose tag is written in full; does not emit `face_selected`."""
        if track != self._selected:
            self._selected = track
            self._describe()
            self.update()

    def set_mirrored(self, mirrored: bool) -> None:
        """Flip left and right, as a mirror does; only what is shown, never the data."""
        self._mirrored = mirrored
        self.update()

    def set_overlay_visible(self, visible: bool) -> None:
        """Hide or show what the model says (for blind labelling)."""
        self._overlay = visible
        self.update()

    def set_blind(self, blind: bool) -> None:
        """Show where faces are, but not what the model says of them (for blind labelling)."""
        if blind != self._blind:
            self._blind = blind
            self._describe()
            self.update()

    def set_veil(self, text: str) -> None:
        """A quiet note over the picture ("Warming up", "Paused"); empty for none."""
        if text != self._veil:
            self._veil = text
            self.update()

    def track_at(self, position: QPointF) -> int | None:
        """Track of the smallest face under a point of the widget."""
        place = self._placement()
        if self._scored is None or place is None:
            return None
        hits = [
            face
            for face in self._scored.faces.faces
            if face.track is not None and place.rect(face.box).contains(position)
        ]
        return min(hits, key=lambda face: face.box.area).track if hits else None

    def sizeHint(self) -> QSize:  # noqa: N802
        """16:9."""
        return QSize(960, 540)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Select the face under the pointer."""
        track = self.track_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and track is not None:
            self.set_selected(track)
            self.face_selected.emit(track)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the ring only to those who came by keyboard."""
        self._ring = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave every key to the page's actions."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Ground, picture, faces, note; then the focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours(self.palette())
        area = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(area, _RADIUS, _RADIUS)
        painter.fillPath(clip, QColor(colours.video))
        place = self._placement()
        if place is None:
            self._paint_empty(painter, area, colours)
        else:
            painter.setClipPath(clip)
            self._paint_picture(painter, place)
            if self._blind and self._scored is not None:
                paint_boxes(painter, self._scored, place, selected=self._selected)
            elif self._overlay and self._scored is not None:
                paint_overlay(
                    painter, self._scored, place, selected=self._selected, dark=colours.dark
                )
        if self._veil:
            self._paint_veil(painter, area)
        painter.setClipping(False)
        if self.hasFocus() and self._ring:
            painter.setPen(QPen(QColor(colours.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), _RADIUS - 1, _RADIUS - 1)
        painter.end()

    def _placement(self) -> Placement | None:
        if self._frame is None:
            return None
        target = letterbox(self._frame.width, self._frame.height, QRectF(self.rect()))
        return Placement(target, self._frame.width, self._frame.height, self._mirrored)

    def _paint_picture(self, painter: QPainter, place: Placement) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.save()
        if place.mirrored:
            painter.translate(2 * place.target.center().x(), 0)
            painter.scale(-1, 1)
        painter.drawImage(place.target, self._image)
        painter.restore()

    def _paint_empty(self, painter: QPainter, area: QRectF, colours: theme.Colours) -> None:
        title, hint = self._empty
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        text_area = area.adjusted(40, 0, -40, 0)
        painter.setFont(theme.ui_font(4, weight=QFont.Weight.DemiBold))
        painter.setPen(QColor(colours.text))
        half = area.center().y()
        upper = QRectF(text_area.x(), half - 60, text_area.width(), 56)
        painter.drawText(upper, int(middle | Qt.AlignmentFlag.AlignBottom), title)
        painter.setFont(theme.ui_font(0.5))
        painter.setPen(QColor(colours.muted))
        lower = QRectF(text_area.x(), half + 8, text_area.width(), 80)
        painter.drawText(lower, int(middle | Qt.AlignmentFlag.AlignTop), hint)

    def _paint_veil(self, painter: QPainter, area: QRectF) -> None:
        font = theme.ui_font(0, weight=QFont.Weight.DemiBold)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(self._veil) + 32
        pill = QRectF(area.center().x() - width / 2, area.bottom() - 50, width, 34)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 175))
        painter.drawRoundedRect(pill, 17, 17)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), self._veil)

    def _describe(self) -> None:
        """Tell a screen reader what is seen; only when it changed, as it may be read aloud."""
        parts = []
        if self._scored is not None and not self._blind:
            for face, emotion in zip(self._scored.faces.faces, self._scored.emotions, strict=True):
                if face.track == self._selected or self._selected is None:
                    name = words.label_within(words.top(words.shown(emotion)))
                    parts.append(self.tr("expression: {label}").format(label=name))
            if not parts:
                parts.append(self.tr("No face in the picture"))
        text = ", ".join(parts) or self.tr("The picture with a box around each face")
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
