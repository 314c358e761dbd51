"""Keeps OpenCV's bundled Qt 5 out of the way of ours; the only writer of `os.environ`."""

from __future__ import annotations

import os
import sys
from pathlib import PurePath

#: Importing cv2 on Linux points these into its own folder.
_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def scrub() -> None:
    """Remove the variables that cv2 set, and only those; pin the Qt binding for pyqtgraph.

    Call it before the QApplication is made and before a child process is started: otherwise a
    missing system library is blamed on cv2's plugins, and children may load the wrong Qt.
    """
    for name in _VARIABLES:
        if "cv2" in PurePath(os.environ.get(name, "")).parts:
            del os.environ[name]
    os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")


def display_missing() -> str:
    """Why no window can be opened here, in words; empty where one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    return "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"
