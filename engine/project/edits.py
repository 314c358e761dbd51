"""Changes to a project as values: planned without touching the file, applied, taken back.

An `Edit` lists what each changed thing was before and is after. `Project.apply` does it in one
transaction; its `inverse` undoes it. The functions here plan edits from what is there now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine.project.values import (
    Entity,
    Label,
    Segment,
    Track,
    TrackPart,
    new_id,
    now_utc,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing before and after; None is "not there"."""

    before: Entity | None
    after: Entity | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a change of nothing")
        if (
            self.before is not None
            and self.after is not None
            and (type(self.before) is not type(self.after) or self.before.id != self.after.id)
        ):
            raise ValueError("a change from one thing to another")

    @property
    def entity(self) -> Entity:
        """The thing after, or before where it goes away."""
        entity = self.after if self.after is not None else self.before
        assert entity is not None
        return entity


@dataclass(frozen=True, slots=True)
class Edit:
    """Changes that happen together or not at all.

    title: what it does, in a few words, for the undo menu.
    """

    title: str
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def inverse(self) -> Edit:
        """The edit that undoes this one."""
        back = tuple(Change(c.after, c.before) for c in reversed(self.changes))
        return Edit(self.title, back)

    def then(self, later: Edit) -> Edit:
        """This edit and a later one as one, each thing changed at most once.

        For drags: the many small edits of one movement become one undo step.
        """
        merged: dict[tuple[type, str], Change | None] = {}
        for change in (*self.changes, *later.changes):
            key = (type(change.entity), change.entity.id)
            earlier = merged.get(key)
            before = change.before if earlier is None else earlier.before
            same = before == change.after
            merged[key] = None if same else Change(before, change.after)
        return Edit(self.title, tuple(c for c in merged.values() if c is not None))


def add(title: str, *entities: Entity) -> Edit:
    """Add things."""
    return Edit(title, tuple(Change(None, entity) for entity in entities))


def change(title: str, before: Entity, after: Entity) -> Edit:
    """Change one thing; an empty edit where nothing differs."""
    return Edit(title, () if before == after else (Change(before, after),))


def remove(title: str, *entities: Entity) -> Edit:
    """Take things away."""
    return Edit(title, tuple(Change(entity, None) for entity in entities))


# --- segments


def put_segment(there: Iterable[Segment], new: Segment, *, title: str = "Label") -> Edit:
    """Add `new`, or give the segment of its id this form; it trims what it covers.

    there: the annotator's segments on the track (others are left alone), at least all that touch
    the new one, and the present form of `new` if it exists. What lies within it goes away, what
    reaches out is cut, and what it splits becomes two.
    """
    changes: list[Change] = []
    before: Segment | None = None
    for old in there:
        if old.id == new.id:
            before = old
        elif _same_tier(old, new) and _overlap(old, new):
            changes += _without(old, new.start_us, new.end_us)
    if before != new:
        changes.append(Change(before, new))
    return Edit(title, tuple(changes))


def clear_span(
    there: Iterable[Segment], start_us: int, end_us: int, *, title: str = "Clear labels"
) -> Edit:
    """Take labels away from a span; segments that reach out keep the rest."""
    changes = [
        c
        for old in there
        if old.start_us < end_us and start_us < old.end_us
        for c in _without(old, start_us, end_us)
    ]
    return Edit(title, tuple(changes))


def relabel(segment: Segment, label: Label, *, blind: bool, title: str = "Change label") -> Edit:
    """Give a segment another label; blind: the model's output was hidden just now."""
    if segment.label == label:
        return Edit(title, ())
    after = replace(segment, label=label, blind=segment.blind and blind, changed_utc=now_utc())
    return change(title, segment, after)


def move_segment(
    there: Iterable[Segment], segment: Segment, start_us: int, end_us: int, *, title: str = "Trim"
) -> Edit:
    """Trim or shift a segment; it trims what it then covers."""
    if (start_us, end_us) == (segment.start_us, segment.end_us):
        return Edit(title, ())
    moved = replace(segment, start_us=start_us, end_us=end_us, changed_utc=now_utc())
    return put_segment([*_others(there, segment), segment], moved, title=title)


def split_segment(segment: Segment, at_us: int, *, title: str = "Split") -> Edit:
    """Two segments with the same label; an empty edit where `at_us` is not inside."""
    if not segment.start_us < at_us < segment.end_us:
        return Edit(title, ())
    now = now_utc()
    first = replace(segment, end_us=at_us, changed_utc=now)
    second = replace(segment, id=new_id(), start_us=at_us, changed_utc=now)
    return Edit(title, (Change(segment, first), Change(None, second)))


def _without(old: Segment, start_us: int, end_us: int) -> list[Change]:
    """The changes that leave `old` only outside start_us..end_us."""
    pieces = [
        (a, b)
        for a, b in (
            (old.start_us, min(old.end_us, start_us)),
            (max(old.start_us, end_us), old.end_us),
        )
        if a < b
    ]
    if not pieces:
        return [Change(old, None)]
    now = now_utc()
    kept = [replace(old, start_us=a, end_us=b, changed_utc=now) for a, b in pieces]
    changes = [Change(old, kept[0])]
    changes += [Change(None, replace(piece, id=new_id())) for piece in kept[1:]]
    return changes


def _others(there: Iterable[Segment], segment: Segment) -> list[Segment]:
    return [old for old in there if old.id != segment.id]


def _same_tier(a: Segment, b: Segment) -> bool:
    return a.track_id == b.track_id and a.annotator_id == b.annotator_id


def _overlap(a: Segment, b: Segment) -> bool:
    return a.start_us < b.end_us and b.start_us < a.end_us


# --- tracks


def merge_tracks(
    keep: Track,
    other: Track,
    parts: Iterable[TrackPart],
    segments: Iterable[Segment],
    *,
    title: str = "Merge faces",
) -> Edit:
    """One track of two: `other` goes away, its parts and segments move to `keep`.

    parts, segments: at least all of both tracks. Where an annotator labelled both at the same
    time the labels of `keep` win, and those of `other` keep what is left around them.
    """
    changes = [
        Change(part, replace(part, track_id=keep.id)) for part in parts if part.track_id == other.id
    ]
    segments = list(segments)
    kept = [s for s in segments if s.track_id == keep.id]
    for old in (s for s in segments if s.track_id == other.id):
        holes = sorted((s.start_us, s.end_us) for s in kept if s.annotator_id == old.annotator_id)
        changes += _moved(old, keep.id, holes)
    if keep.person_id is None and other.person_id is not None:
        changes.append(Change(keep, replace(keep, person_id=other.person_id)))
    changes.append(Change(other, None))
    return Edit(title, tuple(changes))


def _moved(old: Segment, track_id: str, holes: Sequence[tuple[int, int]]) -> list[Change]:
    """`old` on another track, without the holes (sorted spans that do not overlap)."""
    pieces: list[tuple[int, int]] = []
    at = old.start_us
    for start, end in holes:
        if at < min(start, old.end_us):
            pieces.append((at, min(start, old.end_us)))
        at = max(at, end)
    if at < old.end_us:
        pieces.append((at, old.end_us))
    if not pieces:
        return [Change(old, None)]
    moved = [replace(old, track_id=track_id, start_us=a, end_us=b) for a, b in pieces]
    first, *rest = moved
    return [Change(old, first), *(Change(None, replace(s, id=new_id())) for s in rest)]


def split_track(
    track: Track,
    at_us: int,
    number: int,
    parts: Iterable[TrackPart],
    segments: Iterable[Segment],
    *,
    title: str = "Split face",
) -> Edit:
    """Two tracks of one: what comes at or after `at_us` moves to a new one with this number.

    parts, segments: at least all of the track. Segments over the moment are cut in two. An empty
    edit where nothing of the track comes later.
    """
    new = Track(new_id(), track.video_id, number)
    changes: list[Change] = []
    for part in (p for p in parts if p.track_id == track.id):
        changes += _split_part(part, at_us, new.id)
    for segment in (s for s in segments if s.track_id == track.id):
        if segment.start_us >= at_us:
            changes.append(Change(segment, replace(segment, track_id=new.id)))
        elif segment.end_us > at_us:
            first = replace(segment, end_us=at_us, changed_utc=now_utc())
            second = replace(segment, id=new_id(), track_id=new.id, start_us=at_us)
            changes += [Change(segment, first), Change(None, second)]
    return Edit(title, (Change(None, new), *changes)) if changes else Edit(title, ())


def _split_part(part: TrackPart, at_us: int, track_id: str) -> list[Change]:
    if part.end_us is not None and part.end_us <= at_us:
        return []
    if part.start_us is not None and part.start_us >= at_us:
        return [Change(part, replace(part, track_id=track_id))]
    later = replace(part, id=new_id(), track_id=track_id, start_us=at_us)
    return [Change(part, replace(part, end_us=at_us)), Change(None, later)]
