"""What is being typed: a candidate set or votes, digit by digit, until Enter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum, auto

from engine.labels import Expression


class EntryKind(Enum):
    """What the digits collect."""

    CANDIDATES = auto()
    VOTES = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """Digits typed so far. chosen: in the order of typing; in candidate sets each once."""

    kind: EntryKind
    chosen: tuple[Expression, ...] = ()

    def typed(self, expression: Expression) -> Entry:
        """Another digit: votes add up, a candidate is put in or taken out."""
        if self.kind is EntryKind.CANDIDATES and expression in self.chosen:
            return replace(self, chosen=tuple(e for e in self.chosen if e is not expression))
        return replace(self, chosen=(*self.chosen, expression))

    def shortened(self) -> Entry:
        """Without the last digit."""
        return replace(self, chosen=self.chosen[:-1])

    @property
    def counts(self) -> dict[Expression, int]:
        """How often each label was typed, in the order of first typing."""
        return dict(Counter(self.chosen))

    @property
    def complete(self) -> bool:
        """Whether Enter would make a label of it."""
        return bool(self.chosen)
