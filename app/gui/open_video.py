"""Which video or project to open: asked in a dialog, or dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

from app.gui.language import translate
from app.gui.settings import Settings
from engine.project.opening import SUFFIX

#: What the dialog offers first; any file may be opened, its content decides.
_VIDEOS = "*.mp4 *.mov *.mkv *.avi *.webm *.m4v *.mpg *.mpeg *.ts *.wmv *.flv *.3gp *.ogv"


def ask_for_video(parent: QWidget, settings: Settings) -> Path | None:
    """Let the user choose a file, beginning where the last one was; None if they do not."""
    recent = settings.recent
    kinds = translate("open", "Videos and projects ({suffixes});;All files (*)")
    name, _ = QFileDialog.getOpenFileName(
        parent,
        translate("open", "Open video or project"),
        str(recent[0].parent) if recent else "",
        kinds.format(suffixes=f"{_VIDEOS} *{SUFFIX}"),
    )
    return Path(name) if name else None


def ask_for_more(parent: QWidget, settings: Settings) -> list[Path]:
    """Let the user choose videos for the open project; empty if they do not."""
    recent = settings.recent
    kinds = translate("open", "Videos ({suffixes});;All files (*)")
    names, _ = QFileDialog.getOpenFileNames(
        parent,
        translate("open", "Add videos to the project"),
        str(recent[0].parent) if recent else "",
        kinds.format(suffixes=_VIDEOS),
    )
    return [Path(name) for name in names]


def ask_for_imports(parent: QWidget, settings: Settings) -> list[Path]:
    """Let the user choose what to bring into the open project; empty if they do not."""
    recent = settings.recent
    kinds = translate(
        "open", "Projects, labels of ELAN, tables of predictions ({suffixes});;All files (*)"
    )
    names, _ = QFileDialog.getOpenFileNames(
        parent,
        translate("open", "Import into the project"),
        str(recent[0].parent) if recent else "",
        kinds.format(suffixes=f"*{SUFFIX} *.eaf *.txt *.tsv *.csv"),
    )
    return [Path(name) for name in names]


def dropped_file(mime: QMimeData) -> Path | None:
    """The first local file of what is dropped; None where there is none."""
    for url in mime.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None
