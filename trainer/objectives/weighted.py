"""The weighted sum of parts that a run minimises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.errors import DataError
from trainer.data.batch import Batch, Carried, TrainingSet
from trainer.objectives.base import Answer, Objective, Pass, Reads
from trainer.objectives.truth import Truth


@dataclass(frozen=True, slots=True)
class Loss:
    """Of one batch. total: the weighted sum. parts: each term before weighting, detached."""

    total: Tensor
    parts: Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class Weighted:
    """One term: λ and what it weighs."""

    weight: float
    part: Objective


@dataclass(frozen=True, slots=True)
class Revision:
    """After each batch, what the network says in `reads` revises the truth."""

    truth: Truth
    reads: Reads


class WeightedSum:
    """Σ λ_k L_k. Parts of the same name are told apart by a number.

    revisions: the truths that the terms share, each named once.
    """

    def __init__(self, *terms: Weighted, revisions: Sequence[Revision] = ()) -> None:
        self._revisions = tuple(revisions)
        if not terms:
            raise DataError("the objective is empty", hint="Give at least one λ above 0")
        self._terms: dict[str, Weighted] = {}
        for term in terms:
            name = term.part.name
            same = sum(known.split(" #")[0] == name for known in self._terms)
            self._terms[f"{name} #{same + 1}" if same else name] = term

    @property
    def names(self) -> tuple[str, ...]:
        """Of the terms, in order."""
        return tuple(self._terms)

    @property
    def needs(self) -> frozenset[Carried]:
        """What a batch has to carry for all of the terms."""
        return frozenset().union(*(term.part.needs for term in self._terms.values()))

    def check(self, carries: frozenset[Carried]) -> None:
        """Raise `DataError` that names the first term whose needs the data does not meet."""
        for name, term in self._terms.items():
            missing = sorted(term.part.needs - carries)
            if missing:
                has = ", ".join(sorted(carries)) or "nothing"
                raise DataError(
                    f"it needs {' and '.join(missing)}, which this data does not carry",
                    subject=f"the objective '{name}'",
                    hint=f"The data carries: {has}. Choose another objective, or other labels",
                )

    def begin(self, data: TrainingSet, epochs: int) -> None:
        """Before the first epoch, and before `restore`."""
        for revision in self._revisions:
            revision.truth.begin(data, epochs)
        for term in self._terms.values():
            term.part.begin(data, epochs)

    def at_epoch(self, epoch: int) -> None:
        """Before each epoch, counted from 0; also after a resume."""
        for revision in self._revisions:
            revision.truth.at_epoch(epoch)
        for term in self._terms.values():
            term.part.at_epoch(epoch)

    def __call__(self, run: Pass, batch: Batch) -> Loss:
        """The loss of one batch."""
        values = {name: term.part.loss(run, batch) for name, term in self._terms.items()}
        weighted = [term.weight * values[name] for name, term in self._terms.items()]
        parts = {name: value.detach() for name, value in values.items()}
        return Loss(torch.stack(weighted).sum(), parts)

    @torch.no_grad()
    def learn(self, first: Answer, batch: Batch) -> None:
        """After each batch's loss, from what the network said of the first view."""
        for revision in self._revisions:
            revision.truth.revise(first.read(revision.reads), batch)

    def figures(self) -> dict[str, float]:
        """What is known of revised labels after an epoch, for the log."""
        shares = {f"{r.truth.name} correct": r.truth.correct() for r in self._revisions}
        return {name: share for name, share in shares.items() if share is not None}

    def state(self) -> dict[str, Tensor]:
        """What a checkpoint has to keep, as `NUMBER/KEY`."""
        return {
            f"{number}/{key}": value
            for number, revision in enumerate(self._revisions)
            for key, value in revision.truth.state().items()
        }

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Go on from what `state` gave."""
        for number, revision in enumerate(self._revisions):
            prefix = f"{number}/"
            own = {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
            revision.truth.restore(own)
