"""High contrast, and the keyboard's way from pane to pane."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui import theme
from app.gui.actions import ActionId
from app.gui.main_window import MainWindow
from app.gui.settings import Settings
from app.gui.theme import CONTRAST, ThemeChoice
from app.gui.video.bar_painter import paint_bar
from app.gui.video.bars import Bar, BarKind
from engine.labels import LABELS
from tests.app.test_window import shows_video


def luminance(colour: str) -> float:
    """WCAG's relative luminance."""
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_high_contrast_is_chosen_shown_and_remembered(
    window: MainWindow, settings: Settings, qapp: QApplication
) -> None:
    window.action(ActionId.CONTRAST).trigger()
    assert settings.theme is ThemeChoice.CONTRAST
    assert theme.colours(window.palette()) is CONTRAST
    window.action(ActionId.THEME).trigger()
    assert theme.colours(window.palette()) is theme.LIGHT


def test_high_contrast_has_it_everywhere() -> None:
    for name in ("text", "muted", "accent", "danger", "warning", "border"):
        assert contrast(getattr(CONTRAST, name), CONTRAST.window) >= 7
        assert contrast(getattr(CONTRAST, name), CONTRAST.raised) >= 4.5
    assert contrast(CONTRAST.on_accent, CONTRAST.accent) >= 7


def test_patterns_tell_labels_apart_without_colour() -> None:
    drawn = set()
    palette = theme.palette_of(CONTRAST)
    for label in LABELS:
        image = QImage(80, 24, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        bar = Bar("a", 0, 1, BarKind.SINGLE, ((label, 1.0),))
        paint_bar(painter, bar, QRectF(0, 0, 80, 24), palette)
        painter.end()
        pixels = (image.pixelColor(x, y).lightness() > 60 for y in range(24) for x in range(80))
        drawn.add(tuple(pixels))
    assert len(drawn) == len(LABELS)


def test_f6_goes_from_pane_to_pane_and_back(
    qtbot: QtBot, window: MainWindow, face_clip: Path
) -> None:
    window.open_video(face_clip)
    qtbot.waitUntil(lambda: shows_video(window), timeout=20_000)
    page = window.video
    assert page is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.view.setFocus()
    visited = []
    for _ in range(4):  # the face panel has nothing to stop at yet
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_F6)
        focus = window.focusWidget()
        assert focus is not None
        panes = (page.header, page.view, page.transport, page.timeline, page.stage)
        visited.append(next(p for p in panes if p is focus or p.isAncestorOf(focus)))
    assert window.focusWidget() is page.view
    assert {page.header, page.view, page.transport, page.timeline} <= set(visited)
    qtbot.keyClick(page.view, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is not page.view
