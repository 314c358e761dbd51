"""What a training set and a batch carry. A field that is not there is None, never made up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import DataError
from engine.labels import LABELS

N: Final = len(LABELS)

#: What follows from the other fields, and so does not count in a fingerprint.
_FOLLOWS: Final = frozenset({"said", "torn"})


class Carried(StrEnum):
    """Something that a batch may carry and an objective may need; the value is for people."""

    HARD = "a hard label"
    DISTRIBUTION = "a label distribution"
    CANDIDATES = "a candidate set"
    SECOND_VIEW = "a second view"
    INDEX = "a sample id"
    POINTS = "landmarks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """B samples.

    image: (B, C, S, S) float32 in 0..1. index: (B,) int64, rows of the training set.
    second: the second view, like image. hard: (B,) int64 labels. distribution: (B, N), rows sum to
    1. candidates: (B, N) bool, at least one true a row. points: (B, 68, 2) landmarks, 0..1 of the
    crop, and found: (B,) bool, which samples have them. clean: (B,) int64, the labels before
    synthetic noise, for measuring only.
    """

    image: Tensor
    index: Tensor
    second: Tensor | None = None
    hard: Tensor | None = None
    distribution: Tensor | None = None
    candidates: Tensor | None = None
    points: Tensor | None = None
    found: Tensor | None = None
    clean: Tensor | None = None

    def to(self, device: torch.device) -> Batch:
        """The same batch on a device."""
        there = {
            f.name: v.to(device) for f in fields(self) if (v := getattr(self, f.name)) is not None
        }
        return replace(self, **there)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSet:
    """Face crops in memory with what is known of them.

    images: (n, S, S) uint8 grey or (n, S, S, 3) RGB. hard: (n,) int64. distribution: (n, N)
    float32, rows sum to 1. candidates: (n, N) bool. points: (n, 68, 2) float32 and found: (n,)
    bool. clean: (n,) int64. said: (n, N) float32, what was said of each sample whichever way: its
    distribution, its label, or its candidates alike; and torn: (n,) bool, which are candidate
    sets. groups: (n,) int64, person, video or near-duplicates. names: (n,) what errors call the
    samples.

    Raises `DataError` that names the sample where one of them is not so.
    """

    images: NDArray[np.uint8]
    hard: NDArray[np.int64] | None = None
    distribution: NDArray[np.float32] | None = None
    candidates: NDArray[np.bool_] | None = None
    points: NDArray[np.float32] | None = None
    found: NDArray[np.bool_] | None = None
    clean: NDArray[np.int64] | None = None
    said: NDArray[np.float32] | None = None
    torn: NDArray[np.bool_] | None = None
    groups: NDArray[np.int64] | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.images):
            raise DataError("there are no pictures to train on")
        for name in (
            "hard",
            "distribution",
            "candidates",
            "points",
            "found",
            "clean",
            "said",
            "torn",
            "groups",
        ):
            value = getattr(self, name)
            if value is not None and len(value) != len(self.images):
                raise DataError(f"{len(self.images)} pictures, but {len(value)} rows of {name}")
        if self.hard is not None:
            self._refuse((self.hard < 0) | (self.hard >= N), "its label is none of the taxonomy")
        if self.distribution is not None:
            sums = self.distribution.sum(axis=1)
            wrong = (np.abs(sums - 1.0) > 1e-3) | (self.distribution < 0).any(axis=1)
            self._refuse(wrong, "its label distribution does not sum to 1")
        if self.candidates is not None:
            self._refuse(~self.candidates.any(axis=1), "it has no candidate label")

    def __len__(self) -> int:
        return len(self.images)

    @property
    def carries(self) -> frozenset[Carried]:
        """What a batch of this set carries; the second view is the loader's to add."""
        fields = {
            Carried.HARD: self.hard,
            Carried.DISTRIBUTION: self.distribution,
            Carried.CANDIDATES: self.candidates,
            Carried.POINTS: self.points if self.found is not None else None,
            Carried.INDEX: self.images,
        }
        return frozenset(kind for kind, value in fields.items() if value is not None)

    def take(self, rows: NDArray[np.int64]) -> TrainingSet:
        """Some of the samples."""
        there = {
            f.name: v[rows]
            for f in fields(self)
            if isinstance(v := getattr(self, f.name), np.ndarray)
        }
        names = tuple(self.names[i] for i in rows) if self.names else ()
        return replace(self, **there, names=names)

    def fingerprint(self) -> str:
        """SHA-256 over pictures and all that is known of them."""
        digest = hashlib.sha256()
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray) and field.name not in _FOLLOWS:
                digest.update(f"{field.name} {value.dtype} {value.shape}".encode())
                digest.update(np.ascontiguousarray(value).data)
        return digest.hexdigest()

    def labels(self) -> NDArray[np.int64] | None:
        """(n,) one label a sample, for balancing and for training accuracy; None without any."""
        if self.hard is not None:
            return self.hard
        if self.distribution is not None:
            return np.asarray(self.distribution.argmax(axis=1), np.int64)
        if self.candidates is not None:
            return np.asarray(self.candidates.argmax(axis=1), np.int64)
        return None

    def _refuse(self, wrong: NDArray[np.bool_], what: str) -> None:
        if wrong.any():
            row = int(wrong.argmax())
            subject = self.names[row] if self.names else f"sample {row}"
            raise DataError(what, subject=subject, hint=f"{int(wrong.sum())} such samples")
