"""The menu names what undo and redo would do."""

from __future__ import annotations

from PySide6.QtGui import QAction, QUndoStack

from app.gui.language import translate


def name_undo(undo: QAction, redo: QAction, stack: QUndoStack | None) -> None:
    """Name and enable both; stack: None where nothing can be undone."""
    can_undo = stack is not None and stack.canUndo()
    can_redo = stack is not None and stack.canRedo()
    undo.setText(translate("actions", "&Undo"))
    redo.setText(translate("actions", "&Redo"))
    if stack is not None and can_undo:
        undo.setText(translate("actions", "&Undo: {0}").format(stack.undoText()))
    if stack is not None and can_redo:
        redo.setText(translate("actions", "&Redo: {0}").format(stack.redoText()))
    undo.setEnabled(can_undo)
    redo.setEnabled(can_redo)
