"""Every action of the app in one table: menus, tooltips and the shortcut sheet come from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.gui.language import translate


class Scope(Enum):
    """Where a key works.

    Plain letters and Space work only in a pane, so that they never get in the way of a focused
    button or slider.
    """

    APP = auto()
    LIVE = auto()


class ActionId(StrEnum):
    """Names of the actions."""

    OPEN = "open"
    ADD_VIDEOS = "add_videos"
    CAMERA = "camera"
    DEMO = "demo"
    IMPORT = "import"
    EXPORT = "export"
    EXPORT_LABELS = "export_labels"
    REPORT = "report"
    RECORDINGS = "recordings"
    QUIT = "quit"
    UNDO = "undo"
    REDO = "redo"
    START_PAGE = "start_page"
    WATCH = "watch"
    LABEL = "label"
    REVIEW = "review"
    AGREEMENT = "agreement"
    PERSONS = "persons"
    ANALYSE_ALL = "analyse_all"
    NEXT_VIDEO = "next_video"
    PREVIOUS_VIDEO = "previous_video"
    FINE_TUNE = "fine_tune"
    MODELS = "models"
    THEME = "theme"
    SYSTEM_THEME = "system_theme"
    CONTRAST = "contrast"
    SYSTEM_LANGUAGE = "system_language"
    ENGLISH = "english"
    GERMAN = "german"
    NEXT_PANE = "next_pane"
    PREVIOUS_PANE = "previous_pane"
    FULL_SCREEN = "full_screen"
    PAUSE = "pause"
    NEXT_FACE = "next_face"
    SNAPSHOT = "snapshot"
    RECORD = "record"
    MARK = "mark"
    RECORD_VIDEO = "record_video"
    RECORD_TABLE = "record_table"
    MIRROR = "mirror"
    STOP = "stop"
    RESCAN = "rescan"
    SETTINGS = "settings"
    KEYS = "keys"
    PALETTE = "palette"
    SHORTCUTS = "shortcuts"
    LOG = "log"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. text: with its mnemonic. keys: the first is shown, all work."""

    id: ActionId
    text: str
    keys: tuple[str, ...] = ()
    scope: Scope = Scope.APP
    checkable: bool = False


def _spec(
    id_: ActionId,
    text: object,
    *keys: str,
    scope: Scope = Scope.APP,
    checkable: bool = False,
) -> ActionSpec:
    return ActionSpec(id_, str(text), keys, scope, checkable)


_T = QT_TRANSLATE_NOOP

ACTIONS: Final[tuple[ActionSpec, ...]] = (
    _spec(ActionId.OPEN, _T("actions", "&Open video or project…"), "Ctrl+O"),
    _spec(ActionId.ADD_VIDEOS, _T("actions", "&Add videos to the project…"), "Ctrl+Shift+O"),
    _spec(ActionId.CAMERA, _T("actions", "Use &camera"), "Ctrl+2"),
    _spec(ActionId.DEMO, _T("actions", "Play the &demo"), "Ctrl+D"),
    _spec(ActionId.IMPORT, _T("actions", "&Import into the project…"), "Ctrl+Shift+I"),
    _spec(ActionId.EXPORT, _T("actions", "&Export CSV…"), "Ctrl+E"),
    _spec(ActionId.EXPORT_LABELS, _T("actions", "Export &project…"), "Ctrl+Shift+E"),
    _spec(ActionId.REPORT, _T("actions", "&Report…"), "Ctrl+Shift+R"),
    _spec(ActionId.RECORDINGS, _T("actions", "Recordings &folder…")),
    _spec(ActionId.QUIT, _T("actions", "&Quit"), "Ctrl+Q"),
    _spec(ActionId.UNDO, _T("actions", "&Undo"), "Ctrl+Z"),
    _spec(ActionId.REDO, _T("actions", "&Redo"), "Ctrl+Shift+Z", "Ctrl+Y"),
    _spec(ActionId.START_PAGE, _T("actions", "&Start page"), "Ctrl+1"),
    _spec(ActionId.WATCH, _T("actions", "&Watch"), "Ctrl+3"),
    _spec(ActionId.LABEL, _T("actions", "&Label"), "Ctrl+4"),
    _spec(ActionId.REVIEW, _T("actions", "&Review"), "Ctrl+5"),
    _spec(ActionId.AGREEMENT, _T("actions", "&Agreement of raters…"), "Ctrl+Shift+G"),
    _spec(ActionId.PERSONS, _T("actions", "Faces and p&ersons…"), "Ctrl+Shift+K"),
    _spec(ActionId.ANALYSE_ALL, _T("actions", "Analyse a&ll videos of the project"), "Ctrl+Alt+A"),
    _spec(ActionId.NEXT_VIDEO, _T("actions", "Ne&xt video of the project"), "Ctrl+PgDown"),
    _spec(ActionId.PREVIOUS_VIDEO, _T("actions", "Pre&vious video of the project"), "Ctrl+PgUp"),
    _spec(ActionId.FINE_TUNE, _T("actions", "&Fine-tune…"), "Ctrl+T"),
    _spec(ActionId.MODELS, _T("actions", "&Models…"), "Ctrl+Shift+M"),
    _spec(ActionId.THEME, _T("actions", "Switch l&ight / dark"), "Ctrl+Shift+L"),
    _spec(ActionId.SYSTEM_THEME, _T("actions", "Follow the system's &theme")),
    _spec(ActionId.CONTRAST, _T("actions", "High &contrast"), "Ctrl+Shift+H"),
    _spec(ActionId.SYSTEM_LANGUAGE, _T("actions", "As the &system"), checkable=True),
    # Each language by its own name, so that who speaks no other finds it.
    _spec(ActionId.ENGLISH, "&English", checkable=True),
    _spec(ActionId.GERMAN, "&Deutsch", checkable=True),
    _spec(ActionId.NEXT_PANE, _T("actions", "&Next pane"), "F6"),
    _spec(ActionId.PREVIOUS_PANE, _T("actions", "&Previous pane"), "Shift+F6"),
    _spec(ActionId.FULL_SCREEN, _T("actions", "&Full screen"), "F11", checkable=True),
    _spec(ActionId.PAUSE, _T("actions", "&Pause"), "Space", scope=Scope.LIVE, checkable=True),
    _spec(ActionId.NEXT_FACE, _T("actions", "Next &face"), "F", scope=Scope.LIVE),
    _spec(ActionId.SNAPSHOT, _T("actions", "Save the p&icture"), "C", scope=Scope.LIVE),
    _spec(ActionId.RECORD, _T("actions", "&Record"), "Ctrl+R", checkable=True),
    _spec(ActionId.MARK, _T("actions", "Mar&k this moment"), "M", scope=Scope.LIVE),
    _spec(ActionId.RECORD_VIDEO, _T("actions", "Record &video and table"), checkable=True),
    _spec(ActionId.RECORD_TABLE, _T("actions", "Record the ta&ble only"), checkable=True),
    _spec(ActionId.MIRROR, _T("actions", "&Mirror"), "Ctrl+M", checkable=True),
    _spec(ActionId.STOP, _T("actions", "S&top"), "Ctrl+."),
    _spec(ActionId.RESCAN, _T("actions", "Look for &cameras"), "F5"),
    _spec(ActionId.SETTINGS, _T("actions", "&Settings…"), "Ctrl+,"),
    _spec(ActionId.KEYS, _T("actions", "Change &keys…")),
    _spec(ActionId.PALETTE, _T("actions", "&Find a command…"), "Ctrl+Shift+P"),
    _spec(ActionId.SHORTCUTS, _T("actions", "&Keyboard shortcuts"), "F1", "?"),
    _spec(ActionId.LOG, _T("actions", "Show &log")),
    _spec(ActionId.ABOUT, _T("actions", "&About Mien")),
)


#: An entry of a menu; None is a separator.
Entry = ActionId | None

#: Menus within menus, by the names that stand for them.
_LANGUAGES: Final = (
    str(_T("actions", "Lan&guage")),
    (ActionId.SYSTEM_LANGUAGE, ActionId.ENGLISH, ActionId.GERMAN),
)

#: The menus, in order.
MENUS: Final[tuple[tuple[str, tuple[Entry | tuple[str, tuple[Entry, ...]], ...]], ...]] = (
    (
        str(_T("actions", "&File")),
        (
            ActionId.OPEN,
            ActionId.ADD_VIDEOS,
            ActionId.CAMERA,
            ActionId.DEMO,
            None,
            ActionId.IMPORT,
            ActionId.EXPORT,
            ActionId.EXPORT_LABELS,
            ActionId.REPORT,
            ActionId.RECORDINGS,
            None,
            ActionId.QUIT,
        ),
    ),
    (
        str(_T("actions", "&Edit")),
        (ActionId.UNDO, ActionId.REDO, None, ActionId.SETTINGS, ActionId.KEYS),
    ),
    (
        str(_T("actions", "&View")),
        (
            ActionId.START_PAGE,
            None,
            ActionId.WATCH,
            ActionId.LABEL,
            ActionId.REVIEW,
            ActionId.AGREEMENT,
            ActionId.PERSONS,
            None,
            ActionId.NEXT_VIDEO,
            ActionId.PREVIOUS_VIDEO,
            None,
            ActionId.THEME,
            ActionId.CONTRAST,
            ActionId.SYSTEM_THEME,
            _LANGUAGES,
            None,
            ActionId.NEXT_PANE,
            ActionId.PREVIOUS_PANE,
            None,
            ActionId.FULL_SCREEN,
        ),
    ),
    (
        str(_T("actions", "&Model")),
        (ActionId.ANALYSE_ALL, None, ActionId.FINE_TUNE, ActionId.MODELS),
    ),
    (
        str(_T("actions", "&Live")),
        (
            ActionId.PAUSE,
            ActionId.NEXT_FACE,
            ActionId.MIRROR,
            ActionId.SNAPSHOT,
            None,
            ActionId.RECORD,
            ActionId.MARK,
            ActionId.STOP,
            None,
            ActionId.RECORD_VIDEO,
            ActionId.RECORD_TABLE,
            None,
            ActionId.RESCAN,
        ),
    ),
    (
        str(_T("actions", "&Help")),
        (ActionId.PALETTE, ActionId.SHORTCUTS, ActionId.LOG, None, ActionId.ABOUT),
    ),
)


def duplicates(specs: Iterable[ActionSpec]) -> tuple[str, ...]:
    """Keys that two actions claim where both could hear them: Qt would fire neither.

    A key of the whole app collides with the same key in any pane.
    """
    table = list(specs)
    everywhere = [key for spec in table if spec.scope is Scope.APP for key in spec.keys]
    clashes: list[str] = []
    for scope in Scope:
        local = [] if scope is Scope.APP else [k for s in table if s.scope is scope for k in s.keys]
        found = Counter(QKeySequence(key).toString() for key in (*everywhere, *local))
        clashes += [key for key, count in found.items() if count > 1]
    return tuple(dict.fromkeys(clashes))


def title(spec: ActionSpec) -> str:
    """The action's translated text, without mnemonic and dots."""
    return translate("actions", spec.text).replace("&", "").rstrip("…")


def build(
    window: QWidget, handlers: Mapping[ActionId, Callable[[], object]]
) -> dict[ActionId, QAction]:
    """Make every action. Those of a pane are heard once they are added to it with `addAction`."""
    built: dict[ActionId, QAction] = {}
    for spec in ACTIONS:
        action = QAction(translate("actions", spec.text), window)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setToolTip(tooltip(spec))
        action.triggered.connect(lambda _checked=False, call=handlers[spec.id]: call())
        if spec.scope is Scope.APP:
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            window.addAction(action)
        else:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        built[spec.id] = action
    return built


def fill_menu_bar(bar: QMenuBar, actions: Mapping[ActionId, QAction]) -> None:
    """Put the menus of `MENUS` on the bar."""
    for name, entries in MENUS:
        _fill(bar.addMenu(translate("actions", name)), entries, actions)


def _fill(
    menu: QMenu,
    entries: Iterable[Entry | tuple[str, tuple[Entry, ...]]],
    actions: Mapping[ActionId, QAction],
) -> None:
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, ActionId):
            menu.addAction(actions[entry])
        else:
            name, inner = entry
            _fill(menu.addMenu(translate("actions", name)), inner, actions)


def tooltip(spec: ActionSpec) -> str:
    """Name and keys: "Record (Ctrl+R)"."""
    return f"{title(spec)} ({', '.join(key_names(spec))})" if spec.keys else title(spec)


def key_names(spec: ActionSpec) -> tuple[str, ...]:
    """The keys as this platform writes them."""
    return tuple(QKeySequence(key).toString(_NATIVE) for key in spec.keys)


def spec_of(id_: ActionId) -> ActionSpec:
    """The table's entry for an action."""
    return next(spec for spec in ACTIONS if spec.id is id_)


_NATIVE: Final = QKeySequence.SequenceFormat.NativeText
