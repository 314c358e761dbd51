"""A document of a few kinds of blocks, as one HTML file or as Markdown with its pictures."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import OutputError
from engine.export.staged import StagedFile, cannot_write

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2329; background: #fff;
       max-width: 62rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.7rem; margin-bottom: .3rem; }
h2 { font-size: 1.2rem; margin-top: 2.4rem; border-bottom: 1px solid #d8dde2; }
table { border-collapse: collapse; margin: .8rem 0; }
th, td { padding: .25rem .9rem; border-bottom: 1px solid #e6e9ec; text-align: right;
         font-variant-numeric: tabular-nums; }
th { background: #f3f5f7; }
th:first-child, td:first-child { text-align: left; }
figure { margin: 1rem 0; }
img { max-width: 100%; height: auto; }
figcaption, .small { color: #59636e; font-size: .87rem; }
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `small` for remarks."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a header; the first column is text, the others are figures."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A PNG picture. name: its file name without suffix. text: what it shows, in a sentence."""

    name: str
    png: bytes
    text: str


Block = Heading | Text | Table | Figure


@dataclass(frozen=True, slots=True)
class Document:
    """A title and blocks."""

    title: str
    blocks: Sequence[Block]


def write(document: Document, path: Path) -> None:
    """Write HTML (pictures inside) or, where the suffix is .md, Markdown.

    Markdown's pictures go into a folder beside it, `NAME.files`. The file appears when it is
    whole, or not at all. Raises `OutputError` where it cannot be written, or for another suffix.
    """
    check_suffix(path)
    staged = StagedFile(path)
    try:
        if path.suffix.lower() == ".md":
            folder = path.with_suffix(".files")
            folder.mkdir(exist_ok=True)
            for block in document.blocks:
                if isinstance(block, Figure):
                    (folder / f"{block.name}.png").write_bytes(block.png)
            staged.part.write_text(as_markdown(document, folder.name), encoding="utf-8")
        else:
            staged.part.write_text(as_html(document), encoding="utf-8")
    except OSError as error:
        raise cannot_write(path, error) from error
    staged.commit()


def check_suffix(path: Path) -> None:
    """Raise `OutputError` unless a report can be written under this name."""
    if path.suffix.lower() not in (".html", ".htm", ".md"):
        raise OutputError(
            f"a report cannot be written as '{path.suffix}'",
            subject=str(path),
            hint="Name it .html or .md",
        )


def as_html(document: Document) -> str:
    """One self-contained page."""
    title = html.escape(document.title)
    body = "\n".join(_html(block) for block in document.blocks)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Heading(text):
            return f"<h2>{html.escape(text)}</h2>"
        case Text(text, small):
            mark = ' class="small"' if small else ""
            return f"<p{mark}>{html.escape(text)}</p>"
        case Table(header, rows):
            head = "".join(f"<th>{html.escape(cell)}</th>" for cell in header)
            body = "\n".join(
                "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
                for row in rows
            )
            return f"<table>\n<tr>{head}</tr>\n{body}\n</table>"
        case Figure(_, png, text):
            data, said = base64.b64encode(png).decode("ascii"), html.escape(text)
            return (
                f'<figure><img src="data:image/png;base64,{data}" alt="{said}">'
                f"<figcaption>{said}</figcaption></figure>"
            )


def as_markdown(document: Document, folder: str) -> str:
    """The text; pictures lie in `folder`, a path relative to it."""
    parts = [
        f"# {_plain(document.title)}",
        *(_markdown(block, folder) for block in document.blocks),
    ]
    return "\n\n".join(parts) + "\n"


def _markdown(block: Block, folder: str) -> str:
    match block:
        case Heading(text):
            return f"## {_plain(text)}"
        case Text(text, _):
            return _plain(text)
        case Table(header, rows):
            ruler = "|---|" + "---:|" * (len(header) - 1)
            lines = [_row(header), ruler, *(_row(row) for row in rows)]
            return "\n".join(lines)
        case Figure(name, _, text):
            place = f"{folder}/{name}.png".replace(" ", "%20")
            return f"![{_plain(text)}]({place})\n\n*{_plain(text)}*"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_plain(cell) for cell in cells) + " |"


def _plain(text: str) -> str:
    """Text that Markdown leaves alone: file names may hold its signs."""
    for sign in "\\`*_[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
