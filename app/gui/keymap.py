"""Which keys do what: as shipped, and as the user changed it. Menus, tips and sheets follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.gui.actions import ACTIONS, ActionSpec, Scope, title
from app.gui.annotate.keys import LABEL_KEYS, LabelCommand
from app.gui.language import translate
from app.gui.review.keys import REVIEW_KEYS
from app.gui.settings import Settings
from app.gui.video.keys import KEYS, KeySpec, command_name

#: What typing is left with and entered by stays: texts and dialogs everywhere rely on it.
FIXED: Final = (LabelCommand.COMMIT, LabelCommand.ESCAPE)

_KEYMAP: Final = "keymap"
_TIP, _TIP_OF = "keyTip", "keyTipOf"
_TEXT, _TEXT_OF = "keyText", "keyTextOf"


class Place(Enum):
    """Where a key is heard; one that is heard everywhere meets those of all places."""

    EVERYWHERE = auto()
    LIVE = auto()
    VIDEO = auto()

    def meets(self, other: Place) -> bool:
        """Whether a key could be heard by both."""
        return self is other or Place.EVERYWHERE in (self, other)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that keys do. name: of its action. keys: as shipped, portable ("Ctrl+O")."""

    name: str
    place: Place
    keys: tuple[str, ...]
    spec: ActionSpec | KeySpec

    @property
    def title(self) -> str:
        """What it does, translated."""
        spec = self.spec
        return title(spec) if isinstance(spec, ActionSpec) else translate("video", spec.text)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a key cannot be taken. owner: what it does already; None where it is never free."""

    text: str
    owner: Entry | None = None


def portable(key: str | QKeySequence) -> str:
    """A key as it is stored and compared: "Ctrl+O" on every platform."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def native(keys: Sequence[str]) -> str:
    """Keys as this platform and language write them."""
    form = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(form) for key in keys)


def is_of_pad(key: str) -> bool:
    """Whether a key is a digit of the number pad."""
    return key.startswith("Num+") and key[4:].isdigit()


def _entries() -> Iterator[Entry]:
    for spec in ACTIONS:
        place = Place.EVERYWHERE if spec.scope is Scope.APP else Place.LIVE
        yield Entry(str(spec.id), place, tuple(map(portable, spec.keys)), spec)
    for entry in (*KEYS, *LABEL_KEYS, *REVIEW_KEYS):
        keys = tuple(map(portable, entry.keys))
        yield Entry(command_name(entry.command), Place.VIDEO, keys, entry)


class Keymap(QObject):
    """The keys in use; what was changed is in the settings."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.entries: Final = tuple(_entries())
        self._by_name: Final = {entry.name: entry for entry in self.entries}
        known = settings.keys.items()
        self._chosen = {name: keys for name, keys in known if name in self._by_name}

    # --- which keys --------------------------------------------------------------------------

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action; what the user gave away is not shipped any more."""
        if name in self._chosen:
            return self._chosen[name]
        entry = self._by_name[name]
        return tuple(key for key in entry.keys if not self._is_given_away(key, entry))

    def _is_given_away(self, key: str, entry: Entry) -> bool:
        return any(
            key in keys and self._by_name[name].place.meets(entry.place)
            for name, keys in self._chosen.items()
        )

    def is_changed(self, name: str) -> bool:
        """Whether the keys are other ones than shipped."""
        return name in self._chosen

    def refusal(self, name: str, key: str) -> Refusal | None:
        """Why an action cannot have a key; None where it can."""
        entry = self._by_name[name]
        shown = native([key])
        owner = next((e for e in self._others(entry) if key in self.keys(e.name)), None)
        if owner is not None:
            text = translate("keys", "{0} already does this: {1}")
            return Refusal(text.format(shown, owner.title), owner)
        if key.split("+")[-1].isdigit() and set(key.split("+")[:-1]) <= {"Shift", "Num"}:
            return Refusal(translate("keys", "Digits are the labels"))
        if entry.place is Place.EVERYWHERE and len(key.removeprefix("Shift+")) == 1:
            return Refusal(
                translate("keys", "What works everywhere needs Ctrl, Alt or a function key")
            )
        return None

    def _others(self, entry: Entry) -> Iterator[Entry]:
        return (e for e in self.entries if e is not entry and e.place.meets(entry.place))

    # --- changing them -----------------------------------------------------------------------

    def assign(self, name: str, keys: Sequence[str]) -> None:
        """Give an action these keys and no other; each must be free, see `refusal`."""
        chosen = tuple(dict.fromkeys(map(portable, keys)))
        self._store({**self._chosen, name: chosen})

    def adopt(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Give several actions their keys at once; others that were changed give these away."""
        taken = {name: tuple(map(portable, own)) for name, own in keys.items()}
        wanted = {key for own in taken.values() for key in own}
        kept = {
            name: tuple(key for key in own if key not in wanted)
            for name, own in self._chosen.items()
        }
        self._store({**kept, **taken})

    def reset(self, name: str | None = None) -> None:
        """An action's keys as shipped again, or those of all."""
        kept = {n: keys for n, keys in self._chosen.items() if name is not None and n != name}
        self._store(kept)

    def _store(self, chosen: dict[str, tuple[str, ...]]) -> None:
        shipped = {entry.name: entry.keys for entry in self.entries}
        self._chosen = {n: keys for n, keys in chosen.items() if keys != shipped[n]}
        self._settings.keys = self._chosen
        self.changed.emit()

    # --- who shows them ----------------------------------------------------------------------

    def follow(self, root: QWidget, actions: Iterable[QAction] = ()) -> None:
        """Keep the actions of a window or page, and what its parts say of keys, up to date.

        actions: more of them, which the window only lists in its menus.
        """
        more = tuple(actions)

        def show() -> None:
            for action in (*root.actions(), *more):
                self._show_action(action)
            for widget in (root, *root.findChildren(QWidget)):
                _show_keys(widget, self.keys)

        root.setProperty(_KEYMAP, self)
        root.installEventFilter(self)
        show()
        self.changed.connect(show)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Actions may be made when they are first needed: they get their keys then."""
        if isinstance(event, QActionEvent) and event.type() == QEvent.Type.ActionAdded:
            self._show_action(event.action())
        return super().eventFilter(watched, event)

    def _show_action(self, action: QAction) -> None:
        name = action.objectName()
        if name in self._by_name:
            action.setShortcuts([QKeySequence(key) for key in self.keys(name)])
            action.setToolTip(with_keys(self._by_name[name].title, self.keys(name)))


def with_keys(text: str, keys: Sequence[str]) -> str:
    """Name and keys: "Record (Ctrl+R)"; the name alone where there is no key."""
    return f"{text} ({native(keys)})" if keys else text


def tip_with_key(widget: QWidget, text: str, command: Enum) -> None:
    """Give a tooltip that names the keys of a command, whichever they are."""
    widget.setProperty(_TIP, text)
    widget.setProperty(_TIP_OF, _name_of(command))
    _Hint.on(widget)


def text_with_key(button: QAbstractButton, text: str, command: Enum, said: str = "") -> None:
    """Have a button show the first key of a command behind its text.

    said: its name for screen readers, to which the key is added; the text where none is given.
    """
    button.setProperty(_TEXT, [text, said or text])
    button.setProperty(_TEXT_OF, _name_of(command))
    _Hint.on(button)


def key_name(widget: QWidget, command: Enum) -> str:
    """The first key of a command in the widget's window, as it is written; empty without one."""
    return native(_keys_of(widget)(_name_of(command))[:1])


def show_keys(part: QWidget) -> None:
    """Have a part that was made after its page name the keys as they are, hidden or not."""
    keys = _keys_of(part)
    for widget in (part, *part.findChildren(QWidget)):
        _show_keys(widget, keys)


class _Hint(QObject):
    """Names the keys once more when a part of the window is shown, by when it is in its place."""

    @classmethod
    def on(cls, widget: QWidget) -> None:
        """Name them now, and whenever it is shown."""
        _show_keys(widget, _keys_of(widget))
        if widget.findChild(_Hint, options=Qt.FindChildOption.FindDirectChildrenOnly) is None:
            widget.installEventFilter(cls(widget))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait for its being shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            _show_keys(watched, _keys_of(watched))
        return super().eventFilter(watched, event)


def _keys_of(widget: QWidget) -> Callable[[str], tuple[str, ...]]:
    """What tells the keys where the widget is; those as shipped as long as it is nowhere."""
    root: QWidget | None = widget
    while root is not None:
        keymap = root.property(_KEYMAP)
        if isinstance(keymap, Keymap):
            return keymap.keys
        root = root.parentWidget()
    return _shipped


def _show_keys(widget: QWidget, keys: Callable[[str], tuple[str, ...]]) -> None:
    """Write the keys that the widget names, if it names any."""
    name = widget.property(_TIP_OF)
    if isinstance(name, str):
        widget.setToolTip(with_keys(widget.property(_TIP), keys(name)))
    name = widget.property(_TEXT_OF)
    if isinstance(name, str) and isinstance(widget, QAbstractButton):
        _show_text(widget, keys(name))


def _show_text(button: QAbstractButton, keys: Sequence[str]) -> None:
    text, said = button.property(_TEXT)
    if not keys:
        button.setText(text)
        button.setAccessibleName(said)
        return
    key = native(keys[:1])
    button.setText(f"{text}   {key}")
    button.setAccessibleName(translate("keys", "{0}, key {1}").format(said, key))


def _name_of(command: Enum) -> str:
    return str(command.value) if isinstance(command.value, str) else command_name(command)


def _shipped(name: str) -> tuple[str, ...]:
    return _all_shipped()[name]


@cache
def _all_shipped() -> dict[str, tuple[str, ...]]:
    """The keys of every command; a part of the page asks for many while it is made."""
    return {entry.name: entry.keys for entry in _entries()}
