"""How Mien looks: two explicit palettes on Fusion, and one style per expression.

Palettes are set explicitly because `QStyleHints.setColorScheme` does nothing where Qt has no
platform theme (offscreen, bare X11). Widgets ask their own palette whether it is dark, so there
is no global state and a theme change repaints everything by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetricsF,
    QGuiApplication,
    QPalette,
    QStyleHints,
)
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from engine.labels import Expression


class ThemeChoice(StrEnum):
    """What the user asked for; the value is what the settings file holds."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Colours:
    """The named colours of one theme, as "#rrggbb".

    window: behind everything. surface: cards, inputs. raised: hovered surfaces and bar tracks.
    video: behind pictures. accent, on_accent: the one accent and text on it.
    """

    dark: bool
    window: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    danger: str
    warning: str
    video: str
    #: White on black, thick outlines, patterns: nothing is told by a shade.
    contrast: bool = False

    @property
    def line(self) -> int:
        """Width of outlines, in pixels."""
        return 2 if self.contrast else 1


LIGHT: Final = Colours(
    dark=False,
    window="#f4f5f7",
    surface="#ffffff",
    raised="#eceef2",
    border="#dde0e6",
    text="#16181d",
    muted="#5c6370",
    accent="#5252cc",
    on_accent="#ffffff",
    danger="#c22f2f",
    warning="#9a6700",
    video="#e6e8ed",
)
DARK: Final = Colours(
    dark=True,
    window="#141519",
    surface="#1d1e22",
    raised="#2a2c32",
    border="#33363d",
    text="#eceef2",
    muted="#9ba2ae",
    accent="#9496ff",
    on_accent="#101118",
    danger="#ff7369",
    warning="#e3b341",
    video="#0b0c0e",
)
CONTRAST: Final = Colours(
    dark=True,
    window="#000000",
    surface="#000000",
    raised="#303030",
    border="#ffffff",
    text="#ffffff",
    muted="#ffffff",
    accent="#ffff00",
    on_accent="#000000",
    danger="#ff8080",
    warning="#ffff00",
    video="#000000",
    contrast=True,
)


class Glyph(Enum):
    """The shape that stands for an expression where colour is not enough."""

    CIRCLE = "circle"
    UP_ARC = "up arc"
    DIAMOND = "diamond"
    DOWN_ARC = "down arc"
    TRIANGLE_DOWN = "triangle down"
    SQUARE = "square"
    TRIANGLE_UP = "triangle up"
    HALF_DISC = "half disc"


@dataclass(frozen=True, slots=True)
class EmotionStyle:
    """How one expression is drawn in one theme: never by colour alone.

    colour: fill, at least 3:1 against the surface. text: black or white, at least 4.5:1 on it.
    code: two letters. hatch: pattern for what the model says first, and for high contrast.
    """

    colour: QColor
    text: QColor
    code: str
    glyph: Glyph
    hatch: Qt.BrushStyle


_BLACK, _WHITE = "#000000", "#ffffff"
_Pattern = Qt.BrushStyle

#: Per expression: code, glyph, hatch, then fill and text for the dark and for the light theme.
#: The fills were searched so that any two stay apart in normal, protan, deutan and tritan vision
#: (CIEDE2000 at least 15).
_TABLE: Final[dict[Expression, tuple[str, Glyph, Qt.BrushStyle, str, str, str, str]]] = {
    Expression.NEUTRAL: (
        "Ne", Glyph.CIRCLE, _Pattern.NoBrush, "#c9c9c9", _BLACK, "#858585", _BLACK,
    ),
    Expression.HAPPINESS: (
        "Ha", Glyph.UP_ARC, _Pattern.Dense5Pattern, "#ec8b00", _BLACK, "#ca8548", _BLACK,
    ),
    Expression.SURPRISE: (
        "Su", Glyph.DIAMOND, _Pattern.CrossPattern, "#d0ff01", _BLACK, "#7e6700", _WHITE,
    ),
    Expression.SADNESS: (
        "Sa", Glyph.DOWN_ARC, _Pattern.VerPattern, "#6b69b2", _WHITE, "#355ce6", _WHITE,
    ),
    Expression.ANGER: (
        "An", Glyph.TRIANGLE_DOWN, _Pattern.BDiagPattern, "#c63c00", _WHITE, "#7c0a14", _WHITE,
    ),
    Expression.DISGUST: (
        "Di", Glyph.SQUARE, _Pattern.FDiagPattern, "#218557", _WHITE, "#036a4f", _WHITE,
    ),
    Expression.FEAR: (
        "Fe", Glyph.TRIANGLE_UP, _Pattern.DiagCrossPattern, "#bb8ab0", _BLACK, "#ab1983", _WHITE,
    ),
    Expression.CONTEMPT: (
        "Co", Glyph.HALF_DISC, _Pattern.HorPattern, "#21c6fd", _BLACK, "#019ec4", _BLACK,
    ),
}  # fmt: skip


#: Property of windows that follow the theme.
_DRESSED: Final = "dressed"


@lru_cache(maxsize=16)
def style(expression: Expression, dark: bool) -> EmotionStyle:
    """How `expression` is drawn in the dark or the light theme."""
    code, glyph, hatch, *fills = _TABLE[expression]
    fill, text = fills[:2] if dark else fills[2:]
    return EmotionStyle(QColor(fill), QColor(text), code, glyph, hatch)


def is_dark(palette: QPalette) -> bool:
    """Whether a widget with this palette sits on a dark ground."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def colours(palette: QPalette) -> Colours:
    """The theme that a widget's palette belongs to."""
    if palette.color(QPalette.ColorRole.Window) == QColor(CONTRAST.window):
        return CONTRAST
    return DARK if is_dark(palette) else LIGHT


def resolve(choice: ThemeChoice) -> Colours:
    """The theme for a choice; `SYSTEM` follows the desktop and is light where it says nothing."""
    if choice is ThemeChoice.SYSTEM:
        hints = QGuiApplication.styleHints()
        if _wants_contrast(hints):
            return CONTRAST
        return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
    return {ThemeChoice.DARK: DARK, ThemeChoice.CONTRAST: CONTRAST}.get(choice, LIGHT)


def _wants_contrast(hints: QStyleHints) -> bool:
    """Whether the desktop asks for high contrast; older versions of Qt do not tell."""
    if not hasattr(hints, "accessibility"):
        return False
    return bool(hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast)


def apply(app: QApplication, choice: ThemeChoice) -> None:
    """Dress the application and all windows of its that are dressed; may be called at any time."""
    theme = resolve(choice)
    if app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette_of(theme))
    # To all widgets at once: nothing shall be seen half in the old theme.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.ApplicationPaletteChange.value)
    for window in app.topLevelWidgets():
        if window.property(_DRESSED):
            window.setStyleSheet(style_sheet(theme))


def dress(window: QWidget) -> None:
    """Have a window and its dialogs follow the theme; docs/architecture.md says why it has to."""
    window.setProperty(_DRESSED, True)
    window.setStyleSheet(style_sheet(colours(window.palette())))


def palette_of(theme: Colours) -> QPalette:
    """The Qt palette of a theme, disabled states included."""
    role = QPalette.ColorRole
    palette = QPalette()
    for where, value in {
        role.Window: theme.window,
        role.Base: theme.surface,
        role.AlternateBase: theme.raised,
        role.Button: theme.surface,
        role.ToolTipBase: theme.surface,
        role.Mid: theme.border,
        role.Midlight: theme.raised,
        role.Dark: theme.border,
        role.Light: theme.raised,
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.ButtonText: theme.text,
        role.ToolTipText: theme.text,
        role.BrightText: theme.danger,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
    }.items():
        palette.setColor(where, QColor(value))
    for where in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(theme.muted)
        faded.setAlpha(200 if theme.contrast else 140)
        palette.setColor(QPalette.ColorGroup.Disabled, where, faded)
    return palette


def style_sheet(theme: Colours) -> str:
    """The little that a palette cannot say: corners, padding, the accent button."""
    t = theme
    line = max(20, round(QFontMetricsF(ui_font()).height()))
    icons = files("assets") / "icons"
    chevron = (icons / "chevron.svg").as_posix()  # type: ignore[attr-defined]
    up = (icons / "chevron-up.svg").as_posix()  # type: ignore[attr-defined]
    ink = "light" if QColor(t.on_accent).lightness() > _MIDDLE else "dark"
    check = (icons / f"check-{ink}.svg").as_posix()  # type: ignore[attr-defined]
    box = max(14, round(0.7 * line))
    inner = box + 2 * t.line - 4  # as large as it is without the focus
    return f"""
    QFrame[card="true"] {{ background: {t.surface}; border: {t.line}px solid {t.border}; border-radius: 12px; }}
    QLabel[muted="true"] {{ color: {t.muted}; }}
    QPushButton, QToolButton[text="true"] {{ background: {t.surface}; border: {t.line}px solid {t.border};
        border-radius: 8px; padding: 6px 14px; min-height: {line}px; }}
    QPushButton:hover, QToolButton:hover {{ background: {t.raised}; }}
    QPushButton:pressed, QPushButton:checked {{ background: {t.raised}; border-color: {t.muted}; }}
    QPushButton:focus, QComboBox:focus {{ border: 2px solid {t.accent}; padding: 5px 13px; }}
    QPushButton[recording="true"]:checked {{ background: {t.danger}; border-color: {t.danger};
        color: {t.on_accent}; }}
    QPushButton[recording="true"]:checked:focus {{ border-color: {t.text}; }}
    QPushButton[primary="true"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
    QPushButton[primary="true"]:focus {{ border-color: {t.text}; }}
    QPushButton[flat="true"] {{ background: transparent; border-color: transparent; }}
    QPushButton[square="true"] {{ padding: 6px 9px; }}
    QPushButton[square="true"]::menu-indicator {{ image: none; width: 0px; }}
    QPushButton[square="true"]:focus {{ padding: 5px 8px; }}
    QCheckBox {{ min-height: {line}px; padding: 2px; spacing: 7px; }}
    QCheckBox::indicator, QAbstractItemView::indicator {{ width: {box}px; height: {box}px;
        border: {t.line}px solid {t.muted}; border-radius: 4px; background: {t.surface}; }}
    QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{ background: {t.accent};
        border-color: {t.text}; image: url("{check}"); }}
    QCheckBox::indicator:focus {{ border: 2px solid {t.accent}; width: {inner}px; height: {inner}px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QLabel[key="true"] {{ background: {t.surface}; border: {t.line}px solid {t.border}; border-radius: 6px;
        padding: 2px 7px; }}
    QSlider:horizontal {{ min-height: 22px; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {t.border}; }}
    QSlider::sub-page:horizontal {{ border-radius: 2px; background: {t.accent}; }}
    QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
        background: {t.surface}; border: 1px solid {t.muted}; }}
    QSlider::handle:horizontal:focus {{ border: 2px solid {t.accent}; margin: -7px 0; }}
    QPushButton:checked:disabled {{ border-color: {t.border}; }}
    QPushButton:disabled {{ color: {t.muted}; background: {t.window}; }}
    QLineEdit {{ background: {t.surface}; border: {t.line}px solid {t.border}; border-radius: 8px;
        padding: 4px 8px; color: {t.text}; selection-background-color: {t.accent};
        selection-color: {t.on_accent}; }}
    QLineEdit:focus {{ border: 2px solid {t.accent}; }}
    QTreeView::item {{ min-height: {line + 5}px; }}
    QComboBox {{ background: {t.surface}; border: {t.line}px solid {t.border}; border-radius: 8px;
        padding: 6px 14px; min-height: {line}px; }}
    QComboBox::drop-down {{ border: none; width: 30px; }}
    QComboBox::down-arrow {{ image: url("{chevron}"); width: 14px; height: 14px; }}
    QMenuBar {{ background: {t.window}; padding: 2px 6px; }}
    QMenuBar::item {{ padding: 5px 10px; border-radius: 6px; }}
    QMenuBar::item:selected {{ background: {t.raised}; }}
    QMenu {{ background: {t.surface}; border: {t.line}px solid {t.border}; padding: 6px; }}
    QMenu::item {{ padding: 6px 28px 6px 24px; border-radius: 6px; }}
    QMenu::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
    QMenu::separator {{ height: 1px; background: {t.border}; margin: 6px 8px; }}
    QToolTip {{ color: {t.text}; background: {t.surface}; border: {t.line}px solid {t.border}; padding: 4px 6px; }}
    {_on_black(t, chevron, up) if t.contrast else ""}
    """  # noqa: E501 - one rule, one line


def _on_black(t: Colours, down: str, up: str) -> str:
    """What is not seen on black: frames of numbers, and that something cannot be pressed now."""
    return f"""
    QAbstractSpinBox {{ background: {t.surface}; border: {t.line}px solid {t.border}; border-radius: 8px;
        padding: 3px 6px; color: {t.text}; selection-background-color: {t.accent};
        selection-color: {t.on_accent}; }}
    QPushButton:disabled, QComboBox:disabled {{ border-style: dashed; }}
    QAbstractSpinBox:focus {{ border: 2px solid {t.accent}; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 20px; border: none; }}
    QAbstractSpinBox::up-arrow {{ image: url("{up}"); width: 11px; height: 11px; }}
    QAbstractSpinBox::down-arrow {{ image: url("{down}"); width: 11px; height: 11px; }}
    """  # noqa: E501 - one rule, one line


#: Lightness above which a colour is a light one.
_MIDDLE: Final = 127

#: From this growth on there is no room for two columns in a side panel.
_LARGE: Final = 1.4


@lru_cache(maxsize=1)
def growth() -> float:
    """How much larger the interface font is than usual (13 pixels); at least 1."""
    return max(QFontInfo(ui_font()).pixelSize() / 13.0, 1.0)


def is_large() -> bool:
    """Whether text is so large that what usually stands side by side needs rows of its own."""
    return growth() > _LARGE


def px(size: float) -> int:
    """A length for what holds text: pixels at the usual font, and more with a larger one."""
    return round(size * growth())


@lru_cache(maxsize=256)
def fitting_font(text: str, width: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The interface font, up to a third smaller where `text` needs more than `width` pixels."""
    font = QFont(ui_font(weight=weight))
    usual = font.pointSizeF()
    while QFontMetricsF(font).horizontalAdvance(text) > width and font.pointSizeF() > usual / 1.5:
        font.setPointSizeF(font.pointSizeF() - 0.5)
    return font


def wrapped_height(font: QFont, text: str, width: float) -> float:
    """Pixels that a text needs which wraps at `width`."""
    room = QRectF(0, 0, width, 100_000)
    return QFontMetricsF(font).boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()


@lru_cache(maxsize=32)
def ui_font(points: float = 0.0, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's interface font; `points` is added to its size; digits are all equally wide.

    Shared: copy it (`QFont(font)`) before changing it.
    """
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF(max(font.pointSizeF(), 10.0) + points)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
