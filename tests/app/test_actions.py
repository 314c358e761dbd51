"""One table of actions: complete, and without two actions on one key."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.gui.actions import ACTIONS, MENUS, ActionId, ActionSpec, Scope, duplicates, tooltip
from app.gui.main_window import MainWindow


def test_no_key_is_claimed_twice() -> None:
    assert duplicates(ACTIONS) == ()


def test_duplicates_are_found_within_a_pane_and_across_the_app() -> None:
    one = ActionSpec(ActionId.OPEN, "One", ("Ctrl+O",))
    same = ActionSpec(ActionId.DEMO, "Same", ("ctrl+o",))
    pane = ActionSpec(ActionId.PAUSE, "Pane", ("Ctrl+O",), Scope.LIVE)
    other = ActionSpec(ActionId.STOP, "Other", ("F",), Scope.LIVE)
    assert duplicates([one, same]) == ("Ctrl+O",)
    assert duplicates([one, pane]) == ("Ctrl+O",)
    assert duplicates([one, other]) == ()


def test_plain_keys_only_work_in_a_pane() -> None:
    for spec in ACTIONS:
        if spec.scope is Scope.APP:
            assert all(key.startswith(("Ctrl+", "F", "Shift+F", "?")) for key in spec.keys), spec


def test_every_action_is_in_the_table_once_and_in_a_menu() -> None:
    assert [spec.id for spec in ACTIONS] == list(ActionId)
    entries = [entry for _, menu in MENUS for entry in menu if entry is not None]
    inner = [one for entry in entries if isinstance(entry, tuple) for one in entry[1]]
    outer = [entry for entry in entries if isinstance(entry, ActionId)]
    assert sorted(one for one in (*outer, *inner) if one is not None) == sorted(ActionId)


def test_the_window_has_every_action_with_its_keys_and_names_them(window: MainWindow) -> None:
    for spec in ACTIONS:
        action = window.action(spec.id)
        assert [key.toString() for key in action.shortcuts()] == list(spec.keys)
        assert action.toolTip() == tooltip(spec)
        local = Qt.ShortcutContext.WidgetWithChildrenShortcut
        assert (action.shortcutContext() is local) == (spec.scope is Scope.LIVE)
