"""The column beside the picture: the panels of all modes, of which some are shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.keymap import show_keys


class SidePanel(QWidget):
    """Panels one below the other; hidden ones take no room."""

    #: Another panel was put here, which may need more width.
    grown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._panels: list[QWidget] = []

    def put_first(self, panel: QWidget) -> None:
        """Put a panel above the others, also for the keyboard; it stays hidden until it is shown.

        It is best made with this widget as its parent: what gets another parent is styled anew,
        with all that is in it.
        """
        panel.hide()
        show_keys(panel)
        self._column.insertWidget(0, panel, 1)
        self._panels.append(panel)
        before = self._stop_before()
        for child in panel.findChildren(QWidget):
            if _is_stop(child) and child.window() is before.window():  # not in a list that pops up
                QWidget.setTabOrder(before, child)
                before = child
        self.grown.emit()

    def _stop_before(self) -> QWidget:
        """Where Tab stops last before it comes here."""
        at = self.previousInFocusChain()
        while at is not None and at is not self and (not _is_stop(at) or self.isAncestorOf(at)):
            at = at.previousInFocusChain()
        return at or self

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its texts are once they wrap at the width it has, which Qt leaves out."""
        hint, column = super().minimumSizeHint(), self._column
        if self.width() < hint.width():
            return hint
        return QSize(hint.width(), max(hint.height(), column.minimumHeightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width needs another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def needed_width(self) -> int:
        """Pixels that the widest of the panels needs, also while it is hidden."""
        return max((panel.minimumSizeHint().width() for panel in self._panels), default=0)


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
