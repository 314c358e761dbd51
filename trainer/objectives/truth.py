"""What a sample's label is taken to be: a hard label, the crowd's votes, or a candidate set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from trainer.data.batch import Batch, Carried, N, TrainingSet
from trainer.losses.distribution import smoothed
from trainer.objectives.confidence import ConfidenceStore, momentum


class Truth(Protocol):
    """Where targets come from.

    name: in logs. needs: what each batch has to carry.
    """

    name: str
    needs: frozenset[Carried]

    def begin(self, data: TrainingSet, epochs: int) -> None:
        """Before the first epoch."""

    def at_epoch(self, epoch: int) -> None:
        """Before each epoch, counted from 0."""

    def target(self, batch: Batch) -> Tensor:
        """(B, N) fp32, rows sum to 1."""

    def own(self, batch: Batch) -> Tensor:
        """(B, N) bool: the labels that count as given."""

    def revise(self, p: Tensor, batch: Batch) -> None:
        """Learn from the predictions p (B, N) of a step."""

    def correct(self) -> float | None:
        """Share of the training samples whose most believed label is right; None if fixed."""

    def state(self) -> Mapping[str, Tensor]:
        """What a checkpoint has to keep."""

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Go on from what `state` gave."""


class _Fixed:
    """A truth that training does not change."""

    def begin(self, data: TrainingSet, epochs: int) -> None:
        """Nothing to prepare."""

    def at_epoch(self, epoch: int) -> None:
        """The same in every epoch."""

    def revise(self, p: Tensor, batch: Batch) -> None:
        """Labels are what they are."""

    def correct(self) -> float | None:
        """Nothing is believed that was not said."""
        return None

    def state(self) -> Mapping[str, Tensor]:
        """Nothing to keep."""
        return {}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Nothing was kept."""


class HardLabel(_Fixed):
    """One label a sample, smoothed by ε: (1 - ε) one-hot + ε / N (GReFEL: .11)."""

    name = "ce"
    needs = frozenset({Carried.HARD})

    def __init__(self, smoothing: float = 0.0) -> None:
        self.smoothing = smoothing

    def target(self, batch: Batch) -> Tensor:
        """Smoothed one-hot."""
        return smoothed(cast("Tensor", batch.hard), N, self.smoothing)

    def own(self, batch: Batch) -> Tensor:
        """The label, not smoothed."""
        return functional.one_hot(cast("Tensor", batch.hard), N).bool()


class Votes(_Fixed):
    """The crowd's distribution over the labels (FER+ crossentropy mode and its relatives)."""

    name = "ldl"
    needs = frozenset({Carried.DISTRIBUTION})

    def target(self, batch: Batch) -> Tensor:
        """The votes' shares."""
        return cast("Tensor", batch.distribution)

    def own(self, batch: Batch) -> Tensor:
        """The label with most votes."""
        return functional.one_hot(self.target(batch).argmax(dim=1), N).bool()


class Candidates:
    """Partial labels: a candidate set, and a confidence in each candidate that training revises.

    warmup: share of the epochs at the start in which nothing is revised.
    """

    name = "pll"
    needs = frozenset({Carried.CANDIDATES, Carried.INDEX})

    def __init__(self, warmup: float = 0.1) -> None:
        self.warmup = warmup
        self._store: ConfidenceStore | None = None
        self._label: NDArray[np.int64] | None = None
        self._epochs, self._epoch = 1, 0

    @property
    def store(self) -> ConfidenceStore:
        """The confidences; from `begin` on."""
        if self._store is None:
            raise ValueError("begin() comes first")
        return self._store

    def begin(self, data: TrainingSet, epochs: int) -> None:
        """One row for every sample of `data`."""
        if data.candidates is None:
            raise ValueError("the data carries no candidate sets")
        self._epochs = epochs
        self._store = ConfidenceStore(data.candidates)
        told = data.hard is not None or data.distribution is not None
        self._label = data.clean if data.clean is not None else data.labels() if told else None

    def at_epoch(self, epoch: int) -> None:
        """φ and the warm-up depend on it."""
        self._epoch = epoch

    def target(self, batch: Batch) -> Tensor:
        """The confidences p_i."""
        return self.store.rows(batch.index)

    def own(self, batch: Batch) -> Tensor:
        """The candidate set."""
        return cast("Tensor", batch.candidates)

    def revise(self, p: Tensor, batch: Batch) -> None:
        """Update the store, once the warm-up is over."""
        if self._epoch >= self.warmup * self._epochs:
            self.store.update(batch.index, p, momentum(self._epoch, self._epochs))

    def correct(self) -> float | None:
        """PLL's confidence correctness ratio, against the majority label."""
        return None if self._label is None else self.store.agreement(self._label)

    def state(self) -> Mapping[str, Tensor]:
        """The confidences, which no other data can bring back."""
        return {"confidence": self.store.p}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Take the confidences over. Raises `ValueError` for another number of samples."""
        p = state["confidence"]
        if p.shape != self.store.p.shape:
            raise ValueError(f"confidences of {len(p)} samples, not {len(self.store.p)}")
        self.store.p = p.to(device=self.store.p.device, dtype=torch.float32, copy=True)
