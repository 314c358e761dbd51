"""What the live controller tells the page, as immutable values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from engine.live import LiveStats
from engine.models.base import ModelInfo
from engine.sources.base import SourceInfo
from engine.types import Frame, Scored


class State(Enum):
    """What the live page is doing."""

    IDLE = auto()
    OPENING = auto()
    WARMING = auto()
    RUNNING = auto()
    BROKEN = auto()


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture for the screen; scored is None before the first result or where it is stale."""

    frame: Frame
    scored: Scored | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the status line tells."""

    stats: LiveStats
    model: ModelInfo | None
    source: SourceInfo | None
