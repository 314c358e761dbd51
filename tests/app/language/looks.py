"""What is wrong with how a window looks: not translated, cut off, overlapping, out of view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from app.gui.video.header import ElidedLabel
from tests.app.language.pseudo import BEGIN, END

#: Rounding of half pixels.
_SLACK = 1.5


@dataclass
class Painted:
    """Texts that widgets paint themselves, as they were last painted."""

    texts: list[tuple[int, str, str, QRectF, QRectF]] = field(default_factory=list)

    def add(self, painter: QPainter, arguments: tuple[Any, ...]) -> None:
        device = painter.device()
        if not isinstance(device, QWidget | QPixmap):
            return
        text = next(a for a in arguments if isinstance(a, str))
        metrics = QFontMetricsF(painter.font())
        place = arguments[0]
        if isinstance(place, QRect | QRectF):
            room = QRectF(place)
            flags = arguments[1]
            flags = int(flags.value) if hasattr(flags, "value") else int(flags)
            taken = metrics.boundingRect(room, flags, text)
        else:
            at = place if isinstance(place, QPointF) else QPointF(place)
            width = metrics.horizontalAdvance(text)
            taken = QRectF(at.x(), at.y() - metrics.capHeight(), width, metrics.capHeight())
            scale = device.devicePixelRatioF()
            wide = device.width() / (scale if isinstance(device, QPixmap) else 1.0)
            room = QRectF(0, taken.y(), wide, taken.height())
        name = type(device).__name__
        pointer = shiboken6.getCppPointer(device)[0]
        move = painter.worldTransform()
        self.texts.append((pointer, name, text, move.mapRect(taken), move.mapRect(room)))


@contextmanager
def painted(window: QWidget) -> Iterator[Painted]:
    """Paint `window` once and note every text that Python paints in it."""
    found, original = Painted(), QPainter.drawText

    def note(self: QPainter, *arguments: Any) -> Any:
        found.add(self, arguments)
        return original(self, *arguments)

    for widget in window.findChildren(QWidget):
        if widget.isVisible():
            QApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
    QPainter.drawText = note  # type: ignore[method-assign, assignment]
    try:
        window.grab()
        yield found
    finally:
        QPainter.drawText = original  # type: ignore[method-assign]


def shown(window: QWidget) -> list[QWidget]:
    """The window and all it shows, but no parts of Qt's own widgets."""
    inner = [w for w in window.findChildren(QWidget) if w.isVisibleTo(window) and w.width() > 0]
    return [window, *(w for w in inner if not isinstance(w, QScrollBar | QMenu))]


def texts_of(widget: QWidget) -> Iterator[tuple[str, str]]:
    """All that a widget says, and where: for the eye, the mouse and the screen reader."""
    if widget.isWindow():
        yield "title", widget.windowTitle()
    yield "tip", widget.toolTip()
    yield "accessible name", widget.accessibleName()
    yield "accessible description", widget.accessibleDescription()
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", widget.text()
    if isinstance(widget, QLineEdit):
        yield "placeholder", widget.placeholderText()
    if isinstance(widget, QComboBox):
        for i in range(widget.count()):
            yield "choice", widget.itemText(i)
    if isinstance(widget, QMenu):
        yield "menu", widget.title()
    for action in widget.actions():
        yield "action", action.text()
        yield "tip of action", action.toolTip()


def words_in(text: str) -> set[str]:
    """Words in plain letters; not those of paths, markup and what the processor is called."""
    bare = re.sub(r"<[^>]+>|&\w+;|/[\w./-]+|OpenVINO · [^,<]*", " ", text)
    return set(re.findall(r"(?<![^\W\d_])[A-Za-z]{2,}(?![^\W\d_])", bare))


def untranslated(window: QWidget, allowed: set[str]) -> list[str]:
    """Texts with words that are not in `allowed` and not in the pseudo language."""
    found = []
    for widget in (window, *window.findChildren(QWidget)):
        if isinstance(widget, QAbstractItemView) or isinstance(
            widget.parentWidget(), QAbstractItemView
        ):
            continue
        for where, text in texts_of(widget):
            words = words_in(text) - allowed
            if words:
                found.append(f"{type(widget).__name__} {where}: {text!r} ({', '.join(words)})")
    with painted(window) as paints:
        for _device, name, text, _taken, _room in paints.texts:
            if words_in(text) - allowed:
                found.append(f"{name} paints: {text!r}")
    return list(dict.fromkeys(found))


def elided(window: QWidget) -> list[str]:
    """Texts of the pseudo language that have lost their end."""
    with painted(window) as paints:
        said = [(name, text) for _device, name, text, _taken, _room in paints.texts]
    said += [
        (type(w).__name__, w.text())
        for w in shown(window)
        if isinstance(w, QLabel | QAbstractButton)
    ]
    return [f"{name}: {text!r}" for name, text in said if text.count(BEGIN) != text.count(END)]


def cut_off(window: QWidget) -> list[str]:
    """Texts without enough room, things out of their parent's view, and sideways scrolling."""
    found = []
    for widget in shown(window):
        found += [f"{_name(widget)}: {what}" for what in _cut(widget)]
        if widget is not window:
            found += [f"{_name(widget)}: {what}" for what in _outside(widget)]
    with painted(window) as paints:
        texts = paints.texts
    for _device, name, text, taken, room in texts:
        if text and not room.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(taken):
            found.append(
                f"{name} paints {text!r} {taken.size().toTuple()} in {room.size().toTuple()}"
            )
    return list(dict.fromkeys(found))


def overlapping(window: QWidget) -> list[str]:
    """Texts that lie upon each other: of widgets beside each other, or painted by one."""
    found = []
    said = [w for w in shown(window) if isinstance(w, QLabel | QAbstractButton | QComboBox)]
    for i, one in enumerate(said):
        for other in said[i + 1 :]:
            if one.parentWidget() is other.parentWidget() and _text(one) and _text(other):
                both = one.geometry().intersected(other.geometry())
                if both.width() > 1 and both.height() > 1:
                    found.append(f"{_name(one)} and {_name(other)}")
    with painted(window) as paints:
        texts = [entry for entry in paints.texts if entry[2].strip()]
    for i, (device, name, text, taken, _room) in enumerate(texts):
        for device2, _name2, text2, taken2, _room2 in texts[i + 1 :]:
            both = taken.adjusted(1, 2, -1, -2).intersected(taken2.adjusted(1, 2, -1, -2))
            if device == device2 and both.width() > 1 and both.height() > 1:
                found.append(f"{name} paints {text!r} and {text2!r} upon each other")
    return list(dict.fromkeys(found))


def _text(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return str(widget.text()) if isinstance(widget, QLabel | QAbstractButton) else ""


def _name(widget: QWidget) -> str:
    text = _text(widget)
    return f"{type(widget).__name__} {text!r}" if text else type(widget).__name__


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        return  # shortens names of files, and tells the whole in its tip
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + _SLACK:
                yield f"{widget.height()} high, needs {widget.heightForWidth(widget.width())}"
        elif widget.sizeHint().width() > widget.width() + _SLACK:
            yield f"{widget.width()} wide, needs {widget.sizeHint().width()}"
        if not widget.wordWrap() and widget.sizeHint().height() > widget.height() + _SLACK:
            yield f"{widget.height()} high, needs {widget.sizeHint().height()}"
    elif isinstance(widget, QAbstractButton) and widget.text():
        needed = widget.sizeHint()
        if needed.width() > widget.width() + _SLACK or needed.height() > widget.height() + _SLACK:
            yield f"{widget.size().toTuple()}, needs {needed.toTuple()}"
    elif isinstance(widget, QLineEdit):
        needs = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        if needs > widget.width() - 8:
            yield f"{widget.width()} wide, its placeholder needs {needs}"
    elif isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        room = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            widget,
        )
        icon = 0 if widget.itemIcon(widget.currentIndex()).isNull() else widget.iconSize().width()
        needs = widget.fontMetrics().horizontalAdvance(widget.currentText()) + icon
        if needs > room.width() + _SLACK:
            yield f"{room.width()} wide, needs {needs}"
    elif isinstance(widget, QAbstractScrollArea) and not isinstance(widget, QAbstractItemView):
        beyond = widget.horizontalScrollBar().maximum()
        yield from [f"scrolls sideways by {beyond}"] if beyond > 0 else []


def _outside(widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is None or isinstance(parent, QAbstractItemView) or widget.isWindow():
        return
    area = widget.geometry()
    scrolled = isinstance(parent.parentWidget(), QAbstractScrollArea)
    left, right = area.left() < -1, area.right() > parent.width()
    high = not scrolled and (area.top() < -1 or area.bottom() > parent.height())
    if left or right or high:
        yield f"{area.getRect()} is not within {parent.size().toTuple()} of {_name(parent)}"
