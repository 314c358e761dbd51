"""What a recording holds. Nothing else: settings and menus know it before anything live loads."""

from __future__ import annotations

from enum import StrEnum


class Content(StrEnum):
    """What a recording of a live session holds."""

    VIDEO = "video"
    TABLE = "table"
