"""What is learned from and what is measured on, as chosen in the dialog. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from engine.project.holding import WARNINGS, ApartBy, Group, Problem, groups, problems, suggested
from engine.project.training import Survey, TrainingFace


@dataclass(frozen=True)
class Choice:
    """Immutable; each change gives a new one.

    surveys: of the projects that are ticked. held: keys of the groups that are measured on; None
    for the suggestion.
    """

    surveys: tuple[Survey, ...] = ()
    by: ApartBy = ApartBy.PERSON
    chosen: frozenset[str] | None = field(default=None)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Faces that stay together, the largest group first."""
        return groups((face for one in self.surveys for face in one.faces), self.by)

    @cached_property
    def held(self) -> frozenset[str]:
        """Keys of the groups that are measured on."""
        return suggested(self.groups) if self.chosen is None else self.chosen

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it, refusals or warnings."""
        return problems(self.groups, self.held)

    @property
    def possible(self) -> bool:
        """Whether nothing but warnings speaks against it."""
        return not set(self.problems) - WARNINGS

    @property
    def learned(self) -> tuple[TrainingFace, ...]:
        """Faces to learn from."""
        return tuple(f for g in self.groups if g.key not in self.held for f in g.faces)

    @property
    def measured(self) -> tuple[TrainingFace, ...]:
        """Faces to measure on."""
        return tuple(f for g in self.groups if g.key in self.held for f in g.faces)

    @property
    def held_ids(self) -> tuple[str, ...]:
        """Ids of persons and videos that are measured on, for the trainer."""
        return tuple(sorted(id_ for g in self.groups if g.key in self.held for id_ in g.ids))

    @property
    def projects(self) -> tuple[Path, ...]:
        """The projects that have something to learn from."""
        return tuple(one.project for one in self.surveys if one.faces)

    def with_surveys(self, surveys: tuple[Survey, ...]) -> Choice:
        """Other projects; what is held out is suggested anew."""
        return Choice(surveys, self.by)

    def with_by(self, by: ApartBy) -> Choice:
        """Kept apart in another way; what is held out is suggested anew."""
        return Choice(self.surveys, by)

    def toggled(self, key: str) -> Choice:
        """Hold a group out, or learn from it."""
        return replace(self, chosen=self.held ^ {key})


def best_way(surveys: tuple[Survey, ...]) -> ApartBy:
    """By person where that is possible, else by video."""
    by_person = Choice(surveys, ApartBy.PERSON)
    by_video = Choice(surveys, ApartBy.VIDEO)
    return ApartBy.VIDEO if by_video.possible and not by_person.possible else ApartBy.PERSON
