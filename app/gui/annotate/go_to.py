"""Reads where to go: a frame number, or a time."""

from __future__ import annotations

import re
from typing import Final

from app.gui.video.viewport import TimeIndex

_TIME: Final = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d*)?)\s*s?", re.ASCII)


def frame_meant(text: str, index: TimeIndex) -> int | None:
    """The frame that is meant; None where the text is neither.

    "120" is a frame; "1:20", "0:01:20.5", "80.5" and "80 s" are times since the first frame.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(int(text), len(index) - 1)
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    elapsed = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds.replace(",", "."))
    return index.index_at(index.start + round(elapsed * 1e6))
