"""The painted widgets: where things lie, what a click hits, what is told to a screen reader."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui import theme
from app.gui.theme import Glyph, ThemeChoice
from app.gui.widgets.banner import Answer, Banner, Severity
from app.gui.widgets.emotion_bars import EmotionBars
from app.gui.widgets.face_panel import FacePanel
from app.gui.widgets.history import History
from app.gui.widgets.icons import icon, pixmap
from app.gui.widgets.overlay import Placement, letterbox
from app.gui.widgets.rolling_plot import RollingPlot
from app.gui.widgets.status import FactLine
from app.gui.widgets.video_view import VideoView
from engine.errors import CameraMissing
from engine.labels import LABELS
from engine.types import Box, Frame
from tests.app.faces import HAPPY, OPEN, TORN, scored

SIDES = st.integers(1, 4000)


def pixels(widget: QWidget) -> np.ndarray:
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    data = np.frombuffer(picture.constBits(), dtype=np.uint8)
    rows = data.reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3).copy()


@given(SIDES, SIDES, SIDES, SIDES)
def test_letterbox_keeps_the_shape_inside_the_area_and_touches_two_sides(
    width: int, height: int, area_w: int, area_h: int
) -> None:
    area = QRectF(3, 5, area_w, area_h)
    target = letterbox(width, height, area)
    assert area.contains(target) or min(target.width(), target.height()) == 0
    assert target.width() == area_w or target.height() == area_h
    scale = min(area_w / width, area_h / height)
    assert abs(target.width() - width * scale) <= 0.5
    assert abs(target.height() - height * scale) <= 0.5


@given(st.floats(0, 600), st.floats(0, 400), st.floats(1, 40), st.floats(1, 40))
def test_mirroring_flips_a_box_within_the_picture(x: float, y: float, w: float, h: float) -> None:
    target = QRectF(10, 20, 1280, 960)
    plain = Placement(target, 640, 480).rect(Box(x, y, w, h))
    flipped = Placement(target, 640, 480, mirrored=True).rect(Box(x, y, w, h))
    assert flipped.width() == pytest.approx(plain.width())
    assert flipped.left() + plain.right() == pytest.approx(2 * target.center().x())
    assert flipped.top() == plain.top()


def test_a_click_selects_the_smallest_face_under_it(qtbot: QtBot) -> None:
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(640, 480)
    view.show()
    view.show_frame(*_frame_of((1, Box(0, 0, 60, 40), TORN), (2, Box(4, 4, 10, 10), HAPPY)))
    with qtbot.waitSignal(view.face_selected) as caught:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(80, 80).toPoint())
    assert caught.args == [2]
    assert view.selected == 2
    assert view.track_at(QPointF(630, 470)) is None
    view.set_mirrored(True)
    assert view.track_at(QPointF(640 - 80, 80)) == 2


def test_the_picture_is_shown_with_its_colours_and_boxes(qtbot: QtBot) -> None:
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(640, 480)
    image = np.zeros((48, 64, 3), dtype=np.uint8)
    image[:, :32] = (255, 0, 0)  # BGR: blue
    view.show_frame(Frame(0, 0, 0, image))
    plain = pixels(view)
    assert tuple(plain[240, 100]) == (0, 0, 255)
    assert tuple(plain[240, 540]) == (0, 0, 0)
    view.set_mirrored(True)
    assert tuple(pixels(view)[240, 540]) == (0, 0, 255)
    view.set_mirrored(False)
    _, result = _frame_of((0, Box(10, 10, 30, 30), HAPPY))
    view.show_frame(Frame(0, 0, 0, image), result)
    assert (pixels(view) != plain).any()
    view.set_overlay_visible(False)
    assert (pixels(view) == plain).all()


def test_the_view_says_what_it_shows(qtbot: QtBot) -> None:
    view = VideoView()
    qtbot.addWidget(view)
    view.clear("No camera", "Plug one in")
    assert view.accessibleDescription() == "No camera Plug one in"
    view.show_frame(*_frame_of((0, Box(1, 1, 9, 9), HAPPY)))
    assert view.accessibleDescription() == "expression: happiness"
    view.show_frame(*_frame_of())
    assert view.accessibleDescription() == "No face in the picture"


def test_bars_are_as_long_as_the_shares(qtbot: QtBot) -> None:
    bars = EmotionBars()
    qtbot.addWidget(bars)
    bars.resize(400, bars.sizeHint().height())
    dark = theme.is_dark(bars.palette())

    def length(label: int) -> int:
        colour = theme.style(LABELS[label], dark).colour
        near = np.abs(pixels(bars).astype(int) - colour.getRgb()[:3]).max(axis=2) < 12
        top = 30 + 36 * label + 18 - 5
        return int(near[top, 120:].sum())

    bars.set_emotion(HAPPY)
    assert bars.accessibleDescription().startswith("Happiness 92")
    happy = length(1)
    bars.set_emotion(TORN)
    assert length(3) / happy == pytest.approx(0.48 / 0.92, abs=0.03)
    assert length(6) / happy == pytest.approx(0.40 / 0.92, abs=0.03)
    bars.set_emotion(None)
    assert length(1) == 0
    assert bars.accessibleDescription() == "No face"


def test_the_panel_says_who_what_how_sure_and_what_was_corrected(qtbot: QtBot) -> None:
    panel = FacePanel()
    qtbot.addWidget(panel)
    panel.set_face(TORN, 2, 3)
    assert panel.headline == "Sadness 48\u202f%"
    assert panel.detail == "Unsure · Could also be fear · First look said fear 50\u202f%"
    panel.set_face(OPEN, 1, 1)
    assert panel.detail.startswith("Cannot tell")
    panel.set_face(None, 0, 0)
    assert panel.headline == "No face"


def test_history_is_bounded_in_time_and_shows_gaps() -> None:
    history = History(window_s=30.0)
    for i in range(2000):
        history.add(0, i / 25, HAPPY.corrected, HAPPY.primary)
    series = history.series(0)
    assert series.times[-1] - series.times[0] <= 30.0
    assert 300 < len(series.times) <= 400, "more could not be told apart on a plot"
    assert not np.isnan(series.corrected).any()
    history.add(0, 82.0, TORN.corrected, TORN.primary)
    after = history.series(0)
    gap = np.isnan(after.corrected[:, 0])
    assert gap.sum() == 1
    assert gap[-2]
    assert (np.diff(after.times) > 0).all()
    history.add(1, 200.0, TORN.corrected, TORN.primary)
    assert history.series(0).corrected.shape == (0, 8)


def test_a_face_found_again_keeps_its_past() -> None:
    history = History()
    for track, begin in ((3, 0), (5, 20), (9, 40)):
        for i in range(10):
            history.add(track, (begin + i) / 10, HAPPY.corrected, HAPPY.primary)
    history.link(5, before=3)
    history.link(9, before=5)
    history.link(3, before=9)  # a circle does no harm
    seen = history.series(9)
    assert (~np.isnan(seen.corrected[:, 0])).sum() == 30
    assert (np.diff(seen.times) > 0).all()
    history.clear()
    assert not len(history.series(9).times)


def test_the_plot_draws_the_past_and_nothing_for_nobody(qtbot: QtBot) -> None:
    plot = RollingPlot()
    qtbot.addWidget(plot)
    plot.resize(600, 160)
    history = History()
    plot.show_series(history.series(0), 0.0)
    empty = pixels(plot)
    for i in range(100):
        history.add(0, i / 10, HAPPY.corrected, HAPPY.primary)
    plot.show_series(history.series(0), 9.9)
    assert plot.accessibleDescription() == "Happiness"
    colour = theme.style(LABELS[1], theme.is_dark(plot.palette())).colour.getRgb()[:3]
    drawn = (np.abs(pixels(plot).astype(int) - colour).max(axis=2) < 40).sum()
    assert drawn > 50
    plot.show_series(history.series(7), 9.9)
    assert (pixels(plot) == empty).all()


def test_a_banner_says_what_which_and_what_to_do_and_its_buttons_act(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    pressed: list[str] = []
    error = CameraMissing("the camera was unplugged", subject="C920", hint="Plug it in")
    banner.show_error(error, [Answer("Retry", lambda: pressed.append("retry"))])
    assert not banner.isHidden()
    assert banner.severity is Severity.ERROR
    assert banner.text == "The camera was unplugged C920 · Plug it in"
    assert banner.accessibleName() == banner.text
    banner.buttons()[0].click()
    assert pressed == ["retry"]
    assert banner.isHidden()
    banner.show_news(Severity.BUSY, "Exporting…", "", [Answer("Stop", lambda: None, keep=True)])
    banner.show()
    banner.show_progress(0.5)
    assert banner.text == "Exporting… · 50\u202f%"
    banner.buttons()[0].click()
    assert not banner.isHidden()


def test_facts_hide_what_is_unknown(qtbot: QtBot) -> None:
    line = FactLine(("source",), ("dropped",))
    qtbot.addWidget(line)
    line.set_facts({"source": "a <b>", "dropped": ""})
    assert line.fact("source") == "a <b>"
    assert line.fact("dropped") == ""
    assert line.accessibleDescription() == "source a <b>"


def test_icons_take_the_colour_and_every_glyph_is_another_shape(qtbot: QtBot) -> None:
    from PySide6.QtGui import QPainter, QPixmap

    from app.gui.widgets.glyphs import draw_glyph

    dot = pixmap("record", "#ff0000").toImage()
    assert dot.pixelColor(dot.width() // 2, dot.height() // 2) == QColor("#ff0000")
    assert not icon("camera", "#00ff00").isNull()
    shapes = set()
    for glyph in Glyph:
        picture = QPixmap(24, 24)
        picture.fill(QColor("white"))
        painter = QPainter(picture)
        draw_glyph(painter, glyph, QRectF(2, 2, 20, 20), QColor("black"))
        painter.end()
        shapes.add(bytes(picture.toImage().constBits()))
    assert len(shapes) == len(Glyph)


def test_widgets_follow_the_theme(qtbot: QtBot, qapp: object) -> None:
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    bars = EmotionBars()
    qtbot.addWidget(bars)
    bars.set_emotion(HAPPY)
    theme.apply(app, ThemeChoice.LIGHT)
    light = pixels(bars)
    theme.apply(app, ThemeChoice.DARK)
    dark = pixels(bars)
    theme.apply(app, ThemeChoice.LIGHT)
    assert light.mean() > 180 > 90 > dark.mean()
    assert (pixels(bars) == light).all()


def _frame_of(*faces):  # noqa: ANN002, ANN202
    result = scored(*faces)
    return result.frame, result
