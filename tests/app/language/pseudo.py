"""A language that nobody speaks: English that is longer and in foreign letters.

Whatever still shows plain letters is not translated; whatever lacks its end is cut off.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from app.gui.language import folder
from app.gui.language.catalogue import release

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FOREIGN = "áƀçđéƒĝĥíĵķļɱñöþǫŕšţüṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"
_LETTERS = str.maketrans(_PLAIN, _FOREIGN)

#: What is filled in, file name patterns, and the marks of a mnemonic.
_KEPT = re.compile(r"(\{\w*\}|%L?n|\*\.\w+|;;|&(?=\w))")

BEGIN, END = "⟦", "⟧"


def pseudo(text: str) -> str:
    """The text in foreign letters, 40 % longer, between brackets."""
    parts = _KEPT.split(text)
    foreign = "".join(p if i % 2 else p.translate(_LETTERS) for i, p in enumerate(parts))
    visible = len(_KEPT.sub("", text))
    padding = "·" * max(round(0.4 * visible), 1)
    # Dots and colons stay at the end, where the window looks for them.
    body, end = re.match(r"(.*?)([…: ]*)$", foreign, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{BEGIN}{body}{padding}{END}{end}"


def make_pseudo(target: Path) -> Path:
    """Compile the pseudo language to `target`, a `.qm` file."""
    tree = ElementTree.parse(folder() / "mien_de.ts")
    for message in tree.getroot().iter("message"):
        source, told = message.findtext("source", ""), message.find("translation")
        assert told is not None
        for form in (*told.iter("numerusform"),) or (told,):
            form.text = pseudo(source)
    written = target.with_suffix(".ts")
    tree.write(written, encoding="utf-8", xml_declaration=True)
    release(written, target)
    return target
