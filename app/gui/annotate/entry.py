"""What is being typed: a candidate set, votes or reasons, digit by digit, until Enter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from engine.labels import LABELS, Expression
from engine.project.values import Label, NoFaceReason


class EntryKind(Enum):
    """What the digits collect."""

    CANDIDATES = auto()
    VOTES = auto()
    #: Why there is no usable face.
    REASONS = auto()


#: The reasons in the order of their digits.
REASONS: Final = tuple(NoFaceReason)


@dataclass(frozen=True, slots=True)
class Entry:
    """Digits typed so far.

    chosen: in the order of typing; in candidate sets each once. reasons: those of REASONS.
    """

    kind: EntryKind
    chosen: tuple[Expression, ...] = ()
    reasons: tuple[NoFaceReason, ...] = ()

    @classmethod
    def begun(cls, kind: EntryKind, present: Label | None) -> Entry:
        """Nothing typed yet; reasons go on from those that the label at hand has."""
        if kind is EntryKind.REASONS and present is not None:
            return cls(kind, reasons=present.reasons)
        return cls(kind)

    def typed(self, expression: Expression) -> Entry:
        """The digit of an expression: votes add up, all else is put in or taken out."""
        if self.kind is EntryKind.REASONS:
            place = LABELS.index(expression)
            return self.toggled(REASONS[place]) if place < len(REASONS) else self
        if self.kind is EntryKind.CANDIDATES and expression in self.chosen:
            return replace(self, chosen=tuple(e for e in self.chosen if e is not expression))
        return replace(self, chosen=(*self.chosen, expression))

    def toggled(self, reason: NoFaceReason) -> Entry:
        """With a reason more, or without it."""
        if reason in self.reasons:
            return replace(self, reasons=tuple(r for r in self.reasons if r is not reason))
        return replace(self, reasons=(*self.reasons, reason))

    def counted(self, expression: Expression, votes: int) -> Entry:
        """With so many votes for an expression."""
        kept = [e for e in self.chosen if e is not expression]
        place = next((i for i, e in enumerate(self.chosen) if e is expression), len(kept))
        return replace(self, chosen=(*kept[:place], *[expression] * votes, *kept[place:]))

    def without_one(self, expression: Expression) -> Entry:
        """With a vote less for an expression, the one that was typed last."""
        places = [place for place, e in enumerate(self.chosen) if e is expression]
        if not places:
            return self
        return replace(self, chosen=(*self.chosen[: places[-1]], *self.chosen[places[-1] + 1 :]))

    def shortened(self) -> Entry:
        """Without the last digit."""
        return replace(self, chosen=self.chosen[:-1], reasons=self.reasons[:-1])

    @property
    def counts(self) -> dict[Expression, int]:
        """How often each label was typed, in the order of first typing."""
        return dict(Counter(self.chosen))

    @property
    def complete(self) -> bool:
        """Whether Enter would make a label of it. No usable face needs no reason."""
        return bool(self.chosen) or self.kind is EntryKind.REASONS

    @property
    def label(self) -> Label:
        """The label that Enter makes; only where `complete`."""
        match self.kind:
            case EntryKind.CANDIDATES:
                return Label.candidates(self.counts)
            case EntryKind.VOTES:
                return Label.votes(self.counts)
            case EntryKind.REASONS:
                return Label.no_face(self.reasons)
