"""The keys that only a review has; what else it listens to is in the table of labelling."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.gui.video.keys import KeySpec, spec


class ReviewCommand(Enum):
    """What a key does."""

    ACCEPT_PRIMARY = auto()
    SKIP = auto()


_T = QT_TRANSLATE_NOOP

REVIEW_KEYS: Final[tuple[KeySpec, ...]] = (
    spec(ReviewCommand.ACCEPT_PRIMARY, _T("video", "Accept the first look"), "P"),
    spec(ReviewCommand.SKIP, _T("video", "Skip"), "S"),
)
