"""What Mien is, what it must not be taken for, and where it may not be used."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui import theme
from app.gui.video.scrolling import thin_scroll_area
from app.gui.widgets.icons import pixmap
from engine import __version__


class AboutDialog(QDialog):
    """Version, honesty about expressions, lawful use, privacy, licences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Mien"))
        mark = QLabel()
        mark.setPixmap(pixmap("mien", "#000000", 56))
        name = QLabel("Mien")
        name.setFont(theme.ui_font(8, weight=QFont.Weight.DemiBold))
        version = QLabel(self.tr("Version {version}").format(version=__version__))
        version.setProperty("muted", True)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(name)
        names.addWidget(version)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(mark)
        head.addLayout(names, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(14)
        layout.addLayout(head)
        paragraphs = QWidget(self)
        column = QVBoxLayout(paragraphs)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(14)
        for title, text in self._paragraphs():
            column.addWidget(_paragraph(title, text))
        area = thin_scroll_area(paragraphs)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        room = self.screen().availableSize() - QSize(80, 260)
        area.setMinimumSize((paragraphs.sizeHint() + QSize(12, 2)).boundedTo(room))
        layout.addWidget(area, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self.licences = buttons.addButton(
            self.tr("Licences…"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.licences.clicked.connect(self._show_licences)
        layout.addWidget(buttons)

    def _show_licences(self) -> None:
        from app.gui.licences import LicencesDialog

        dialog = LicencesDialog(__version__, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _paragraphs(self) -> tuple[tuple[str, str], ...]:
        return (
            (
                self.tr("Expressions are not feelings"),
                self.tr(
                    "Mien says what a face looks like, as a crowd of people would label the "
                    "picture, and how sure it is. It does not know what anyone feels, thinks or "
                    "intends, and it makes mistakes, more for some people than for others."
                ),
            ),
            (
                self.tr("Lawful use"),
                self.tr(
                    "Ask people before you analyse their faces. In the European Union, inferring "
                    "emotions at work and in education is forbidden except for medical or safety "
                    "reasons (AI Act, Article 5). Do not base decisions about people on it."
                ),
            ),
            (
                self.tr("Privacy"),
                self.tr(
                    "Everything is computed on this computer and nothing is sent anywhere. "
                    "Live pictures are not stored, and the numbers of a live session are forgotten "
                    "when it ends, unless you record or export them. Those of an analysed video "
                    "are kept in Mien's data folder, so that they need not be computed again."
                ),
            ),
            (
                self.tr("Licence"),
                self.tr(
                    "The program is free software under the Apache License 2.0. It uses Qt "
                    "(LGPL), MediaPipe, OpenVINO, ONNX Runtime, OpenCV, FFmpeg and pyqtgraph."
                ),
            ),
        )


def _paragraph(title: str, text: str) -> QWidget:
    block = QWidget()
    head, body = QLabel(title), QLabel(text)
    head.setFont(theme.ui_font(weight=QFont.Weight.DemiBold))
    body.setProperty("muted", True)
    body.setWordWrap(True)
    body.setFixedWidth(min(theme.px(460), 680))
    # A word-wrapped label alone asks for less than it needs.
    body.setMinimumHeight(body.heightForWidth(body.width()))
    body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    layout = QVBoxLayout(block)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    layout.addWidget(head)
    layout.addWidget(body)
    return block
