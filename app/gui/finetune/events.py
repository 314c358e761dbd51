"""What the trainer tells while it works: its JSON lines (`trainer/events.py`) as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Started(msgspec.Struct, frozen=True, tag_field="event", tag="started"):
    """Learning begins. pictures: to learn from; held_out: to measure on."""

    pictures: int
    held_out: int
    steps: int


class Preparing(msgspec.Struct, frozen=True, tag_field="event", tag="preparing"):
    """Before or after learning. what: "pictures", "crops", "views" or "model"."""

    what: str
    done: int
    of: int


class Progress(msgspec.Struct, frozen=True, tag_field="event", tag="progress"):
    """After a step. eta_s: seconds to the end of learning."""

    step: int
    steps: int
    loss: float
    eta_s: float
    pictures_per_s: float


class Measured(msgspec.Struct, frozen=True, tag_field="event", tag="measured"):
    """A point of the curves; step 0 is the old model. old_*: on old faces, where any are kept."""

    step: int
    loss: float | None
    accuracy: float | None
    held_loss: float
    held_accuracy: float
    old_loss: float | None
    old_accuracy: float | None


class Failed(msgspec.Struct, frozen=True, tag_field="event", tag="failed"):
    """It cannot go on: what happened, to what, what to do."""

    what: str
    subject: str
    hint: str


class Ended(msgspec.Struct, frozen=True, tag_field="event", tag="ended"):
    """It is done. metrics: the comparison of old and new."""

    reason: str
    step: int
    metrics: Mapping[str, Any]


Event = Started | Preparing | Progress | Measured | Failed | Ended

_DECODER: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def read_event(line: bytes) -> Event | None:
    """One line; None for what another version may tell."""
    try:
        return _DECODER.decode(line)
    except msgspec.MsgspecError:
        return None
