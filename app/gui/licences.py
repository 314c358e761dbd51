"""Whose work Mien stands on, under which licences, with their texts."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.video.scrolling import make_quiet

#: What is imported while the app runs, by the names of its distributions.
_USED: Final = (
    "PySide6-Essentials",
    "shiboken6",
    "mediapipe",
    "openvino",
    "onnxruntime",
    "opencv-contrib-python",
    "av",
    "numpy",
    "scipy",
    "scikit-learn",
    "scikit-image",
    "matplotlib",
    "pyqtgraph",
    "pillow",
    "msgspec",
    "platformdirs",
    "filelock",
    "tqdm",
    "protobuf",
    "pyarrow",
    "torch",
    "onnx",
)

_OURS: Final = "Apache-2.0"
_OUR_TEXT: Final = Path(__file__).resolve().parents[2] / "LICENSE"

#: Beginnings of the names of files with licences.
_TEXTS: Final = ("licen", "copying", "notice", "lgpl", "gpl")


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the program. licence: in short, as the part says of itself."""

    name: str
    version: str
    licence: str

    @property
    def text(self) -> str:
        """The licence's texts, as far as they came with the part."""
        if self.licence == _OURS and self.name == "Mien":
            return _OUR_TEXT.read_text(encoding="utf-8") if _OUR_TEXT.is_file() else ""
        files = metadata.distribution(self.name).files or []
        chosen = [file for file in files if file.name.lower().startswith(_TEXTS)]
        texts = []
        for file in chosen:
            path = Path(str(file.locate()))
            if path.is_file():
                texts.append(path.read_text(encoding="utf-8", errors="replace").strip())
        return "\n\n".join(dict.fromkeys(texts))


def components(version: str) -> tuple[Component, ...]:
    """Mien itself, then what of `_USED` is installed. version: Mien's."""
    found = [Component("Mien", version, _OURS)]
    for name in _USED:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        found.append(Component(about["Name"], about["Version"], _licence(about)))
    return tuple(found)


def _licence(about: metadata.PackageMetadata) -> str:
    """In short: an SPDX expression, the classifiers, or the first line of the licence field."""
    expressions = about.get_all("License-Expression")
    if expressions:
        return str(expressions[0])
    marks = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    if marks:
        return ", ".join(mark.rpartition(" :: ")[2] for mark in marks)
    lines = "\n".join(about.get_all("License") or []).strip().splitlines()
    return lines[0] if lines else ""


class LicencesDialog(QDialog):
    """Parts at the left, the text of the chosen one's licence at the right."""

    def __init__(self, version: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Licences"))
        self._components = components(version)
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.tr("Parts of the program"))
        self.list.setHeaderLabels([self.tr("Part"), self.tr("Version"), self.tr("Licence")])
        self.list.setRootIsDecorated(False)
        make_quiet(self.list)
        for place, component in enumerate(self._components):
            item = QTreeWidgetItem([component.name, component.version, component.licence])
            item.setData(0, Qt.ItemDataRole.UserRole, place)
            item.setToolTip(2, component.licence)
            self.list.addTopLevelItem(item)
        self.list.setColumnWidth(0, 170)
        self.list.setColumnWidth(1, 90)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Text of the licence"))
        self.list.currentItemChanged.connect(self._show)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.list, 1)
        row.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addLayout(row, 1)
        column.addWidget(buttons)
        self.resize(960, 560)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    @Slot()
    def _show(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            text = self._components[item.data(0, Qt.ItemDataRole.UserRole)].text
            none = self.tr("This part came without the text of its licence.")
            self.text.setPlainText(text or none)
