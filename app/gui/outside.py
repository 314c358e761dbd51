"""Files and folders shown by other programs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.gui import qt_env


def open_outside(path: Path) -> bool:
    """Show a file or folder in the program that the system has for it."""
    qt_env.scrub()  # a file manager made with Qt would look for its plugins in cv2's folder
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
