"""Reads where to go: a frame number, or a time."""

from __future__ import annotations

import re
from typing import Final

from app.gui.video.viewport import TimeIndex

#: "120", "#120", "f 120", "frame 120", "Bild 120": a number, and a word for frame in any language.
_FRAME: Final = re.compile(r"(?:#|[^\W\d_]+\.?)?\s*([0-9]+)")
_TIME: Final = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d*)?)\s*s?", re.ASCII)


def frame_meant(text: str, index: TimeIndex) -> int | None:
    """The frame that is meant; None where the text is neither.

    "120", "#120" and "frame 120" are a frame, the last one where there are fewer; "1:20",
    "0:01:20.5", "80.5" and "80 s" are times since the first frame.
    """
    text = text.strip()
    found = _FRAME.fullmatch(text)
    if found is not None:
        return min(int(found[1][:18]), len(index) - 1)
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    elapsed = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds.replace(",", "."))
    return index.index_at(index.start + round(min(elapsed, 1e9) * 1e6))
