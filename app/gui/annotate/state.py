"""What labelling is in the middle of: marks, selection, typing, and the ways of labelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.gui.annotate.entry import Entry
from app.gui.annotate.marks import Marks
from app.gui.video.viewport import Ints, TimeIndex


class Head(Protocol):
    """Where the page stands in the video, and how to go elsewhere."""

    @property
    def index(self) -> TimeIndex | None:
        """Times of all frames, once known."""

    @property
    def frame(self) -> int | None:
        """The frame on screen."""

    @property
    def playing(self) -> bool:
        """Whether frames pass by."""

    @property
    def track(self) -> int:
        """Number of the face that is labelled."""

    def seen(self, track: int) -> Ints | None:
        """Frames in which a face was found, rising; None where nothing was analysed."""

    def seek(self, frame: int) -> None:
        """Pause there."""

    @property
    def rate(self) -> float:
        """Speed of playing, negative backwards, 0 when paused."""

    def pause(self) -> None:
        """Stop at the frame on screen."""

    def loop(self, frames: tuple[int, int] | None) -> None:
        """Play a range of frames over and over, or let go."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How labels are given. run_through: a digit ends a label and begins the next.

    auto_advance: after a label on to the next unlabelled frame. blind: the model is hidden.
    """

    run_through: bool = False
    auto_advance: bool = False
    blind: bool = True


class LabelState(QObject):
    """Changed by keys and mouse, shown by panel and timeline."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.marks = Marks()
        self.selected: str | None = None
        self.entry: Entry | None = None
        self.ways = Ways()
        #: Labels begun while playing start so much earlier, in microseconds.
        self.reaction_us = 0

    def reset(self) -> None:
        """Another video: nothing is marked, selected or typed; the ways stay."""
        self.update(marks=Marks(), selected=None, entry=None)

    def update(self, **values: object) -> None:
        """Set several at once; tells of it once, if anything is new."""
        new = {name: value for name, value in values.items() if getattr(self, name) != value}
        for name, value in new.items():
            setattr(self, name, value)
        if new:
            self.changed.emit()
