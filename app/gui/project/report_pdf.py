"""A report as PDF or on screen: laid out by Qt, page by page; needs an application of Qt's."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QMarginsF, QPointF, QRectF, QSizeF, QThread, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from engine.evaluation.report.document import Block, Document, Figure, Heading, Table, Text
from engine.export.staged import StagedFile, cannot_write

_DPI: Final = 150
_MARGIN_MM: Final = 16.0
#: Room for the page's number below the text, in points.
_FOOT: Final = 22.0

#: A table with more columns is set smaller, as it would not fit a page's width.
_WIDE: Final = 8

#: A picture so much wider than high takes the whole width.
_FLAT: Final = 1.6

_STYLE: Final = """
body { color: #1d2329; }
h1 { font-size: 18pt; }
h2 { font-size: 12pt; color: #1d2329; }
p { margin-top: 2pt; margin-bottom: 5pt; }
.small { color: #59636e; font-size: 7.5pt; }
td, th { font-size: 8pt; }
.wide td, .wide th { font-size: 6pt; }
th { background-color: #f3f5f7; }
"""


def without_window() -> QGuiApplication | None:
    """What laying text out needs where there is no window; to be kept for as long."""
    if QGuiApplication.instance() is not None:
        return None
    return QGuiApplication(["mien", "-platform", "offscreen"])


def write_pdf(document: Document, path: Path) -> None:
    """Write a report as A4 pages; the file appears when it is whole, or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    staged = StagedFile(path)
    try:
        staged.part.touch()  # Qt does not say why it cannot write
    except OSError as error:
        raise cannot_write(path, error) from error
    writer = QPdfWriter(str(staged.part))
    writer.setResolution(_DPI)
    writer.setTitle(document.title)
    writer.setCreator("Mien")
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(
        QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )
    try:
        _in_thread(lambda: _print(document, writer))
    except Exception:
        staged.discard()
        raise
    staged.commit()


def pictured(document: Document, width: int) -> list[QImage]:
    """The pages of a report as it would be printed, each so many pixels wide."""
    pages: list[QImage] = []

    def paint() -> None:
        paper = QPageSize.sizePoints(QPageSize.PageSizeId.A4)
        margin = _MARGIN_MM * 72 / 25.4
        size = QSizeF(paper.width() - 2 * margin, paper.height() - 2 * margin - _FOOT)
        text, scale = laid_out(document, size), width / paper.width()
        for page in range(text.pageCount()):
            sheet = QImage(width, round(paper.height() * scale), QImage.Format.Format_RGB32)
            sheet.fill(QColor("white"))
            painter = QPainter(sheet)
            painter.scale(scale, scale)
            painter.translate(margin, margin - page * size.height())
            text.drawContents(painter, QRectF(QPointF(0, page * size.height()), size))
            painter.end()
            pages.append(sheet)

    _in_thread(paint)
    return pages


def _in_thread(work: Callable[[], None]) -> None:
    """Do it in a thread of Qt's: Qt lays text out by timers, which a plain thread has none of."""
    thread = _Thread(work)
    thread.start()
    thread.wait()
    if thread.error is not None:
        raise thread.error


class _Thread(QThread):
    """Works in a thread of Qt's."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work
        self.error: Exception | None = None

    def run(self) -> None:
        """Work; what goes wrong is kept for whoever waits."""
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits
            self.error = error


def laid_out(document: Document, page: QSizeF) -> QTextDocument:
    """A report as text on pages of a size in points, to be painted."""
    text = QTextDocument()
    text.setDocumentMargin(0)
    text.setDefaultFont(QFont("Sans Serif", 9))
    text.setDefaultStyleSheet(_STYLE)
    # Text is laid out in points and scaled onto the page: the same in every resolution.
    text.documentLayout().setPaintDevice(_Points())
    for number, block in enumerate(document.blocks):
        if isinstance(block, Figure):
            picture = QImage.fromData(QByteArray(block.png))
            text.addResource(
                QTextDocument.ResourceType.ImageResource, QUrl(f"figure:{number}"), picture
            )
    text.setHtml(_page(document, round(page.width())))
    text.setPageSize(page)
    return text


def _print(document: Document, writer: QPdfWriter) -> None:
    points = writer.pageLayout().paintRectPoints()
    width, height = float(points.width()), float(points.height()) - _FOOT
    text = laid_out(document, QSizeF(width, height))
    painter = QPainter(writer)
    scale = writer.resolution() / 72
    painter.scale(scale, scale)
    pages = text.pageCount()
    for page in range(pages):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * height)
        text.drawContents(painter, QRectF(0, page * height, width, height))
        painter.restore()
        small = QFont("Sans Serif")
        small.setPixelSize(7)
        painter.setFont(small)
        painter.setPen(QColor("#59636e"))
        foot = QRectF(0, height + _FOOT - 12, width, 12)
        painter.drawText(foot, f"{document.title} · {page + 1} / {pages}")
    painter.end()


def _Points() -> QImage:  # noqa: N802 - a kind of device
    """A device on which a point is a pixel."""
    device = QImage(1, 1, QImage.Format.Format_RGB32)
    per_metre = round(72 / 0.0254)
    device.setDotsPerMeterX(per_metre)
    device.setDotsPerMeterY(per_metre)
    return device


def _page(document: Document, width: int) -> str:
    blocks = "\n".join(_block(block, number, width) for number, block in enumerate(document.blocks))
    return f"<html><body><h1>{html.escape(document.title)}</h1>{blocks}</body></html>"


def _block(block: Block, number: int, width: int) -> str:
    match block:
        case Heading(text):
            return f"<h2>{html.escape(text)}</h2>"
        case Text(text, small):
            return f"<p{' class=small' if small else ''}>{html.escape(text)}</p>"
        case Table(header, rows):
            kind = "wide" if len(header) > _WIDE else "narrow"
            cells = "".join(_cell("th", cell, place) for place, cell in enumerate(header))
            lines = "".join(
                "<tr>" + "".join(_cell("td", cell, p) for p, cell in enumerate(row)) + "</tr>"
                for row in rows
            )
            return (
                f'<div class="{kind}"><table width="100%" cellspacing="0" cellpadding="3" '
                f'border="0"><thead><tr>{cells}</tr></thead>{lines}</table></div>'
            )
        case Figure(_, png, text):
            shape = QImage.fromData(QByteArray(png)).size()
            share = 1.0 if shape.width() > _FLAT * shape.height() else 0.62
            # Widths are in pixels of 96 to the inch.
            shown = round(width * share * 96 / 72)
            return (
                f'<p><img src="figure:{number}" width="{shown}"></p>'
                f"<p class=small>{html.escape(text)}</p>"
            )


def _cell(tag: str, text: str, place: int) -> str:
    align = "left" if place == 0 else "right"
    return f'<{tag} align="{align}">{html.escape(text)}</{tag}>'
