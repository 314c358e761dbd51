"""F6: the keyboard goes from pane to pane of a page, without tabbing through each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_PANE = "pane"


def make_pane(widget: QWidget) -> None:
    """Let F6 stop at this part of a page."""
    widget.setProperty(_PANE, True)


def panes_of(page: QWidget) -> list[QWidget]:
    """The panes that are shown, in the order they were made in; without any, the page itself."""
    found = [w for w in page.findChildren(QWidget) if w.property(_PANE) and w.isVisible()]
    return found or [page]


def cycle_panes(page: QWidget | None, step: int) -> QWidget | None:
    """Give the keyboard to the next pane (1) or the one before (-1); returns who got it."""
    if page is None:
        return None
    panes, focus = panes_of(page), page.window().focusWidget()
    places = (i for i, pane in enumerate(panes) if focus is not None and _holds(pane, focus))
    start = next(places, -1 if step > 0 else 0)
    for turn in range(1, len(panes) + 1):
        target = _first_stop(panes[(start + step * turn) % len(panes)])
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return target
    return None


def _holds(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)


def _first_stop(pane: QWidget) -> QWidget | None:
    """Where Tab would first stop in a pane."""
    following: QWidget | None = pane
    while following is not None:
        if _holds(pane, following) and _stops(following):
            return following
        following = following.nextInFocusChain()
        if following is pane:
            return None
    return None


def _stops(widget: QWidget) -> bool:
    tabbed = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tabbed) and widget.isEnabled() and widget.isVisible()
