"""The progress line on stderr: a bar on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any, Final

from tqdm import tqdm

from trainer.events import Ended, EpochEnded, Event, Measured, Preparing, Progress, Started

#: Seconds between two lines where stderr is no terminal.
_EVERY_S: Final = 10.0


#: Distributions whose accuracy a run measures at its end.
_VALIDATED: Final = ("primary", "corrected", "image")


class _Bar(tqdm):  # type: ignore[misc]
    monitor_interval = 0  # no thread of its own: it would outlive the bar


class ProgressLine:
    """Loss, accuracy, pictures a second and the time left."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._points = 0
        self._said = time.monotonic()

    def tell(self, event: Event) -> None:
        """Show it."""
        if isinstance(event, Started):
            going = f", from step {event.step}" if event.step else ""
            epochs = f"{event.epochs} epochs of " if event.epochs > 1 else ""
            self._say(
                f"{event.pictures} pictures, {event.held_out} held out, {epochs}"
                f"{event.steps // event.epochs} steps{going}; {event.device}, {event.precision}"
            )
            if sys.stderr.isatty():
                self._bar = _Bar(total=event.steps, initial=event.step, unit=" steps", leave=False)
        elif isinstance(event, Progress):
            self._progress(event)
        elif isinstance(event, Preparing):
            if time.monotonic() - self._said >= _EVERY_S:
                self._say(f"preparing: {event.what}, {event.done:,} of {event.of:,}")
        elif isinstance(event, EpochEnded):
            self._say(_epoch(event))
        elif isinstance(event, Measured):
            self._measured(event)
        elif isinstance(event, Ended):
            self.close()
            self._say(f"{event.reason}, step {event.step}{_validated(event)}; {event.folder}")

    def close(self) -> None:
        """Clear the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _progress(self, event: Progress) -> None:
        if self._bar is not None:
            self._bar.set_postfix_str(_figures(event), refresh=False)
            self._bar.update(event.step - self._bar.n)
        elif time.monotonic() - self._said >= _EVERY_S:
            minutes, seconds = divmod(int(event.eta_s), 60)
            self._say(
                f"epoch {event.epoch}/{event.epochs}, step {event.step}/{event.steps}, "
                f"{_figures(event)}, {minutes}:{seconds:02d} left"
            )

    def _measured(self, event: Measured) -> None:
        """Every fifth point, or the line would be a wall."""
        if self._points % 5 == 0:
            self._say(
                f"step {event.step}: held out: loss {event.held_loss:.3f}"
                f"{_share(event.held_accuracy)}; old faces{_share(event.old_accuracy)}"
            )
        self._points += 1

    def _say(self, line: str) -> None:
        self._said = time.monotonic()
        if self._bar is not None:
            self._bar.write(line, file=sys.stderr)
        else:
            print(line, file=sys.stderr, flush=True)  # noqa: T201


def _figures(event: Progress) -> str:
    return f"loss {event.loss:.3f}{_share(event.accuracy)}, {event.pictures_per_s:.0f} images/s"


def _epoch(event: EpochEnded) -> str:
    line = f"epoch {event.epoch}: loss {event.loss:.3f}{_share(event.accuracy)}"
    if event.held_loss is not None:
        line += f"; held out: loss {event.held_loss:.3f}{_share(event.held_accuracy)}"
    return line


def _validated(event: Ended) -> str:
    """What a run measured at its end on FER+'s own validation pictures, where it had them."""
    shares = {name: v for name, v in event.metrics.items() if name in _VALIDATED}
    if not shares:
        return ""
    said = ", ".join(f"{name} {value:.1%}" for name, value in shares.items())
    return f"; {event.metrics['n']} validation pictures: {said}"


def _share(accuracy: float | None) -> str:
    return "" if accuracy is None else f", accuracy {accuracy:.1%}"
