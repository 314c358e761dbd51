"""The menu names what undo and redo would do."""

from __future__ import annotations

from PySide6.QtGui import QAction, QUndoStack

from app.gui.language import translate


def name_undo(undo: QAction, redo: QAction, stack: QUndoStack | None) -> None:
    """Name and enable both; stack: None where nothing can be undone."""
    can_undo = stack is not None and stack.canUndo()
    can_redo = stack is not None and stack.canRedo()
    before = stack.undoText().lower() if stack is not None else ""
    after = stack.redoText().lower() if stack is not None else ""
    undo.setText(translate("actions", "&Undo {0}").format(before).rstrip())
    redo.setText(translate("actions", "&Redo {0}").format(after).rstrip())
    undo.setEnabled(can_undo)
    redo.setEnabled(can_redo)
