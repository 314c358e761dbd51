"""Progress on stderr: a bar on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Self

#: Seconds between two lines where stderr is no terminal.
_EVERY_S = 5.0


class Progress:
    """Shows how far one file is. Use it in a `with` block.

    title: what is worked on. total: expected number of frames, None where nobody knows.
    unit: what is counted, in the plural.
    """

    def __init__(self, title: str, total: int | None, unit: str = "frames") -> None:
        self._title = title
        self._unit = unit
        self._total = total
        self._bar: Any = None
        self._began = self._said = time.monotonic()

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from tqdm import tqdm

            class Bar(tqdm):  # type: ignore[misc]
                monitor_interval = 0  # no thread of its own: it would outlive the bar

            self._bar = Bar(
                total=self._total,
                desc=self._title,
                unit=f" {self._unit}",
                leave=False,
                dynamic_ncols=True,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def update(self, done: int) -> None:
        """So many frames are done."""
        if self._bar is not None:
            self._bar.update(done - self._bar.n)
            return
        now = time.monotonic()
        if now - self._said >= _EVERY_S:
            self._said = now
            print(f"{self._title}: {self._line(done, now)}", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Make room for a line of text; the next update shows the bar again."""
        if self._bar is not None:
            self._bar.clear()

    def _line(self, done: int, now: float) -> str:
        rate = done / max(now - self._began, 1e-9)
        if self._total is None or self._total < done:
            return f"{done} {self._unit}, {rate:.0f} {self._unit}/s"
        left = (self._total - done) / rate if rate > 0 else 0.0
        share = done / self._total if self._total else 1.0
        eta = f"{int(left) // 60}:{int(left) % 60:02d}"
        return (
            f"{done}/{self._total} {self._unit}, {share:.0%}, {rate:.0f} {self._unit}/s, {eta} left"
        )
