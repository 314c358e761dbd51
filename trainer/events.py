"""What a run tells while it works, and who listens."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, TextIO

from engine.errors import MienError
from engine.export.staged import cannot_write


class Ending(StrEnum):
    """Why a run ended; all but INTERRUPTED and TIME are final."""

    FINISHED = "finished"
    EARLY = "stopped early: the held-out loss fell no more"
    TIME = "the time is used up"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Started:
    """A run begins or goes on. step: batches done before; steps: of the whole run."""

    folder: str
    pictures: int
    held_out: int
    step: int
    steps: int
    epochs: int
    device: str
    precision: str
    objective: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """After a batch.

    loss, accuracy: means since the epoch began; accuracy on augmented views,
    None where nothing is classified. eta_s: seconds to the end of the run.
    """

    step: int
    steps: int
    epoch: int
    epochs: int
    loss: float
    accuracy: float | None
    pictures_per_s: float
    eta_s: float


@dataclass(frozen=True, slots=True)
class EpochEnded:
    """After an epoch, counted from 1.

    terms: means before weighting; with candidate sets also "pll correct", the share of samples
    whose most believed label is the majority's. held_*: the averaged weights on the held-out
    pictures, None where there are none.
    """

    epoch: int
    step: int
    loss: float
    accuracy: float | None
    terms: Mapping[str, float]
    learning_rate: float
    pictures_per_s: float
    held_loss: float | None
    held_accuracy: float | None


@dataclass(frozen=True, slots=True)
class Preparing:
    """Before a run can begin. what: "pictures", "crops", "views" or "model", done of how many."""

    what: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A point of the curves of fine-tuning; step 0 is the old weights.

    loss, accuracy: of learning since the last point, None at step 0. held_*: on held-out faces.
    old_*: on old ones that were set aside, None where the model has no replay.
    """

    step: int
    loss: float | None
    accuracy: float | None
    held_loss: float
    held_accuracy: float
    old_loss: float | None
    old_accuracy: float | None


@dataclass(frozen=True, slots=True)
class Failed:
    """The run cannot go on: what happened, to what, and what to do."""

    what: str
    subject: str
    hint: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A run ends. metrics: what was measured at the end."""

    reason: str
    step: int
    folder: str
    metrics: Mapping[str, Any]


Event = Started | Preparing | Progress | EpochEnded | Measured | Failed | Ended

_NAMES: Final = {
    Started: "started",
    Preparing: "preparing",
    Progress: "progress",
    Measured: "measured",
    Failed: "failed",
    EpochEnded: "epoch",
    Ended: "ended",
}


def as_json(event: Event) -> str:
    """One line; "event" is its kind."""
    return json.dumps({"event": _NAMES[type(event)], **asdict(event)})


class Watcher(Protocol):
    """Is told what a run does."""

    def tell(self, event: Event) -> None:
        """Something happened."""

    def close(self) -> None:
        """Nothing more will."""


class JsonLines:
    """Every event as one JSON line on stdout, for programs that read along."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stdout if stream is None else stream

    def tell(self, event: Event) -> None:
        """Write and flush."""
        print(as_json(event), file=self._stream, flush=True)

    def close(self) -> None:
        """The stream is not ours."""


class Journal:
    """Events appended to a file, `events.jsonl` of the run folder; the progress where wanted."""

    def __init__(self, folder: Path, *, path: Path | None = None, progress: bool = False) -> None:
        self._path = path or folder / "events.jsonl"
        self._progress = progress

    def tell(self, event: Event) -> None:
        """Append. Raises `OutputError` where there is no room."""
        if isinstance(event, Progress | Preparing) and not self._progress:
            return
        try:
            with self._path.open("ab+") as file:
                file.write((b"\n" if _is_cut(file) else b"") + f"{as_json(event)}\n".encode())
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def close(self) -> None:
        """Nothing is open."""


def _is_cut(file: BinaryIO) -> bool:
    """Whether whoever wrote before was killed, or found no room, in the middle of a line."""
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def events_of(journal: Path) -> list[dict[str, Any]]:
    """What a journal holds, as plain values; lines that were cut short are left out."""
    found = []
    try:
        lines = journal.read_bytes().splitlines()
    except OSError:
        return []
    for line in lines:
        with suppress(ValueError):
            found.append(json.loads(line))
    return found


class TensorBoard:
    """Curves for TensorBoard in the run folder. Raises `MienError` where it is not installed."""

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard.writer import SummaryWriter
        except ImportError as error:
            raise MienError(
                "TensorBoard is not installed", hint="Install it: pip install tensorboard"
            ) from error
        self._writer: Any = SummaryWriter(str(folder / "tensorboard"))

    def tell(self, event: Event) -> None:
        """One point for each figure of an epoch."""
        if not isinstance(event, EpochEnded):
            return
        figures = {
            "loss": event.loss,
            "accuracy": event.accuracy,
            "learning_rate": event.learning_rate,
            "pictures_per_s": event.pictures_per_s,
            "held_out/loss": event.held_loss,
            "held_out/accuracy": event.held_accuracy,
            **{f"terms/{name}": value for name, value in event.terms.items()},
        }
        for name, value in figures.items():
            if value is not None:
                self._writer.add_scalar(name, value, event.step)

    def close(self) -> None:
        """Flush."""
        self._writer.close()
