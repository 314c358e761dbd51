"""The in and out points of a video: a range of frames that labels, loops and zooms act on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked. first, last: frame indices, both included; None where not set.

    Where both are set, first <= last: a point set on the wrong side of the other drops it, as in
    editing programs.
    """

    first: int | None = None
    last: int | None = None

    def with_first(self, index: int) -> Marks:
        """The range begins at a frame."""
        return Marks(index, self.last if self.last is not None and self.last >= index else None)

    def with_last(self, index: int) -> Marks:
        """The range ends with a frame."""
        return Marks(self.first if self.first is not None and self.first <= index else None, index)

    @property
    def range(self) -> tuple[int, int] | None:
        """First and last frame, or None while one of them is missing."""
        if self.first is None or self.last is None:
            return None
        return self.first, self.last
