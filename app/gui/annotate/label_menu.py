"""What a right click on a label offers: each entry names its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.annotate.keys import LabelCommand

_ENTRIES: Final = (
    LabelCommand.LOOP,
    LabelCommand.ZOOM_SELECTION,
    None,
    LabelCommand.SPLIT,
    LabelCommand.MERGE,
    LabelCommand.TRIM_START,
    LabelCommand.TRIM_END,
    None,
    LabelCommand.CONFIDENCE_1,
    LabelCommand.CONFIDENCE_2,
    LabelCommand.CONFIDENCE_3,
    LabelCommand.NOTE,
    None,
    LabelCommand.NAME_FACE,
    LabelCommand.MERGE_FACE,
    LabelCommand.SPLIT_FACE,
    None,
    LabelCommand.CALIBRATE,
    LabelCommand.USE_OFFSET,
    None,
    LabelCommand.DELETE,
)


def show_label_menu(
    parent: QWidget,
    at: QPoint,
    actions: Mapping[Enum, QAction],
    more: Mapping[str, Callable[[], object]],
) -> QMenu:
    """Show the menu of a label; `more` comes at its end. Freed when it is left."""
    menu = QMenu(parent)
    for entry in _ENTRIES:
        if entry is None:
            menu.addSeparator()
        else:
            menu.addAction(actions[entry])
    if more:
        menu.addSeparator()
    for text, act in more.items():
        menu.addAction(text).triggered.connect(lambda _checked=False, call=act: call())
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    return menu
