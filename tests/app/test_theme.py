"""Colours can be told apart and read, in both themes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from skimage.color import deltaE_ciede2000, rgb2lab

from app.gui import theme
from app.gui.theme import DARK, LIGHT, Colours, ThemeChoice
from engine.labels import LABELS


def luminance(colour: QColor) -> float:
    channels = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: QColor | str, other: QColor | str) -> float:
    light, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_expressions_stand_out_and_their_texts_can_be_read(colours: Colours) -> None:
    for label in LABELS:
        look = theme.style(label, colours.dark)
        assert contrast(look.colour, colours.surface) >= 3.0, label
        assert contrast(look.text, look.colour) >= 4.5, label


@pytest.mark.parametrize("dark", [False, True])
def test_expressions_are_told_apart_by_colour_code_glyph_and_hatch(dark: bool) -> None:
    looks = [theme.style(label, dark) for label in LABELS]
    assert len({look.code for look in looks}) == 8
    assert len({look.glyph for look in looks}) == 8
    assert len({look.hatch for look in looks}) == 8
    labs = [rgb2lab([[look.colour.getRgbF()[:3]]])[0, 0] for look in looks]
    assert min(deltaE_ciede2000(a, b) for a, b in combinations(labs, 2)) > 15.0


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_texts_can_be_read(colours: Colours) -> None:
    for ground in (colours.window, colours.surface):
        assert contrast(colours.text, ground) >= 7.0
        assert contrast(colours.muted, ground) >= 4.5
        assert contrast(colours.danger, ground) >= 3.0
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.accent, colours.window) >= 3.0


def test_a_choice_dresses_the_application_and_a_palette_tells_which(
    qapp: QApplication, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    theme.dress(window)
    for choice, colours in ((ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)):
        theme.apply(qapp, choice)
        assert theme.colours(qapp.palette()) is colours
        assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(colours.window)
        assert colours.accent in window.styleSheet()
    assert theme.resolve(ThemeChoice.SYSTEM) in (DARK, LIGHT)


def test_digits_are_equally_wide(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(theme.ui_font())
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1
