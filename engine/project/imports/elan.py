"""Labels made in ELAN: its own files (*.eaf) and its tab-delimited text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from engine.errors import DataError
from engine.evaluation.dataset import expression_of
from engine.project import edits
from engine.project.edits import Edit
from engine.project.store import Project
from engine.project.values import (
    Annotator,
    Entity,
    Label,
    LabelKind,
    Segment,
    SegmentSource,
    Track,
    Video,
    new_id,
)

_UNSURE: Final = frozenset({"unsure", "unknown", "unclear", "ambiguous", "?"})
_NO_FACE: Final = frozenset({"no_face", "no face", "nf", "occluded", "not visible", "none"})

_TIER: Final = re.compile(r"face (\d+)(?:/(.+))?$", re.IGNORECASE)
_COUNTS: Final = re.compile(r"\s*\(([\d;,/ ]+)\)\s*$")
_CLOCK: Final = re.compile(r"(\d+):(\d\d):(\d\d)[.,](\d+)$")


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation as ELAN has it; times in milliseconds from the start of the media."""

    tier: str
    participant: str
    begin_ms: int
    end_ms: int
    value: str


@dataclass(frozen=True, slots=True)
class ElanImport:
    """What was brought in. unknown: values that are no label, with how often each occurs.

    edit: what was done; its inverse takes it back.
    """

    segments: int
    unknown: tuple[tuple[str, int], ...]
    edit: Edit


def import_elan(
    project: Project, video: Video, path: Path, *, annotator: str | None = None
) -> ElanImport:
    """Add the labels of an ELAN file to a video, in one edit.

    A tier `face N/NAME`, as Mien exports it, goes to face N and annotator NAME. Another tier goes
    to the person its participant names, to the only face, or to a new one. annotator: who made
    the labels where tiers do not say; without, the tier's name.

    Raises:
        DataError: the file cannot be read, or none of its values is a label.
    """
    annotations = read_elan(path)
    known = [(a, label) for a in annotations if (label := label_of(a.value)) is not None]
    unknown: dict[str, int] = {}
    for a in annotations:
        if a.value.strip() and label_of(a.value) is None:
            unknown[a.value] = unknown.get(a.value, 0) + 1
    if not known:
        raise DataError(
            "none of its annotations is a label",
            subject=str(path),
            hint="Labels are named like: anger; anger;sadness; fear;anger (3;1); unsure; no_face",
        )
    runs = project.runs(video.id)
    found = project.predictions(runs[-1].id) if runs else None
    start_us = int(found.pts[0]) if found is not None and len(found) else video.start_us
    plan = _Plan(project, video, annotator, start_us)
    for annotation, label in known:
        plan.put(annotation, label)
    edit = Edit(f"Import {path.name}", plan.edit.changes)
    project.apply(edit)
    return ElanImport(len(known), tuple(sorted(unknown.items())), edit)


class _Plan:
    """The edit in the making: tracks and annotators as they are needed, segments over segments."""

    def __init__(
        self, project: Project, video: Video, annotator: str | None, start_us: int
    ) -> None:
        self._video, self._annotator, self._start_us = video, annotator, start_us
        self._tracks = list(project.tracks(video.id))
        self._next = project.next_track_number(video.id)
        self._people = {p.name: p.id for p in project.persons()}
        self._annotators = {a.name: a for a in project.annotators()}
        self._segments = {s.id: s for s in project.segments(video.id)}
        self._by_tier: dict[str, Track] = {}
        self.edit = Edit("Import", ())

    def put(self, annotation: Annotation, label: Label) -> None:
        named = _TIER.match(annotation.tier.strip())
        track = self._track(annotation, None if named is None else int(named[1]))
        who = named[2] if named is not None and named[2] else self._annotator
        annotator = self._who(who or annotation.tier or "ELAN")
        start = self._start_us + annotation.begin_ms * 1000
        segment = Segment(
            id=new_id(),
            video_id=self._video.id,
            track_id=track.id,
            annotator_id=annotator.id,
            start_us=start,
            end_us=max(self._start_us + annotation.end_ms * 1000, start + 1),
            label=label,
            source=SegmentSource.IMPORT,
        )
        put = edits.put_segment(self._segments.values(), segment)
        for change in put.changes:
            if change.after is None:
                self._segments.pop(change.entity.id)
            elif isinstance(change.after, Segment):
                self._segments[change.after.id] = change.after
        self.edit = self.edit.then(put)

    def _track(self, annotation: Annotation, number: int | None) -> Track:
        tier = annotation.tier
        if tier not in self._by_tier:
            person = self._people.get(annotation.participant)
            known = [
                t
                for t in self._tracks
                if t.number == number or (number is None and person and t.person_id == person)
            ]
            if not known and number is None and len(self._tracks) == 1:
                known = self._tracks
            self._by_tier[tier] = known[0] if known else self._new_track(tier, number)
        return self._by_tier[tier]

    def _new_track(self, tier: str, number: int | None) -> Track:
        taken = {t.number for t in self._tracks}
        if number is None or number in taken:
            number, self._next = self._next, self._next + 1
        track = Track(new_id(), self._video.id, number, note=tier)
        self._tracks.append(track)
        self._add(track)
        return track

    def _who(self, name: str) -> Annotator:
        if name not in self._annotators:
            self._annotators[name] = Annotator(new_id(), name)
            self._add(self._annotators[name])
        return self._annotators[name]

    def _add(self, entity: Entity) -> None:
        self.edit = self.edit.then(edits.add("Import", entity))


def label_of(value: str) -> Label | None:
    """The label that an annotation's text stands for, None if it is none."""
    text = value.strip()
    counts = _COUNTS.search(text)
    names = [n for n in re.split(r"[;,/|+]", _COUNTS.sub("", text)) if n.strip()]
    if text.lower() in _UNSURE or text.lower() == LabelKind.UNSURE:
        return Label.unsure()
    if text.lower() in _NO_FACE:
        return Label.no_face()
    expressions = [expression_of(n) for n in names]
    chosen = [e for e in expressions if e is not None]
    if not chosen or len(chosen) != len(expressions) or len(set(chosen)) != len(chosen):
        return None
    if counts is None:
        return Label.candidates(chosen)
    numbers = [int(n) for n in re.split(r"[;,/ ]+", counts[1]) if n]
    if len(numbers) != len(chosen) or sum(numbers) == 0:
        return None
    return Label.votes(dict(zip(chosen, numbers, strict=True)))


def read_elan(path: Path) -> list[Annotation]:
    """All annotations of an ELAN file or of its tab-delimited text, by time.

    Raises:
        DataError: it is neither.
    """
    try:
        if path.suffix.lower() == ".eaf":
            found = _from_eaf(ElementTree.parse(path).getroot())
        else:
            found = _from_text(path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError, ElementTree.ParseError, ValueError, KeyError) as error:
        raise DataError(
            f"this is not an ELAN file ({error})",
            subject=str(path),
            hint="Choose an .eaf file, or a text exported with File > Export As > Tab-delimited",
        ) from error
    return sorted(found, key=lambda a: (a.begin_ms, a.tier))


def _from_eaf(root: ElementTree.Element) -> list[Annotation]:
    times = {
        slot.attrib["TIME_SLOT_ID"]: int(slot.attrib["TIME_VALUE"])
        for slot in root.iter("TIME_SLOT")
        if "TIME_VALUE" in slot.attrib
    }
    return [
        Annotation(
            tier.attrib["TIER_ID"],
            tier.attrib.get("PARTICIPANT", ""),
            times[a.attrib["TIME_SLOT_REF1"]],
            times[a.attrib["TIME_SLOT_REF2"]],
            a.findtext("ANNOTATION_VALUE") or "",
        )
        for tier in root.iter("TIER")
        for a in tier.iter("ALIGNABLE_ANNOTATION")
    ]


def _from_text(lines: Sequence[str]) -> list[Annotation]:
    """Tier first, value last; between them begin and end (and duration) in one or more forms."""
    rows = [line.split("\t") for line in lines if line.strip()]
    found = [a for row in rows if (a := _from_cells(row)) is not None]
    if not found:
        raise ValueError("no line has a tier, two times and a value between tabs")
    return found


def _from_cells(cells: Sequence[str]) -> Annotation | None:
    if len(cells) < 4:
        return None
    middle = [c.strip() for c in cells[1:-1]]
    for form in (_clock_ms, _whole_ms, _seconds_ms):
        times = [t for c in middle if (t := form(c)) is not None]
        if len(times) >= 2 and times[0] <= times[1]:
            participant = next((c for c in middle if c and not _is_time(c)), "")
            return Annotation(cells[0], participant, times[0], times[1], cells[-1])
    return None


def _is_time(cell: str) -> bool:
    return any(form(cell) is not None for form in (_clock_ms, _whole_ms, _seconds_ms))


def _clock_ms(cell: str) -> int | None:
    match = _CLOCK.match(cell)
    if match is None:
        return None
    hours, minutes, seconds, rest = match.groups()
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + round(float(f"0.{rest}") * 1000)


def _whole_ms(cell: str) -> int | None:
    return int(cell) if cell.isdigit() else None


def _seconds_ms(cell: str) -> int | None:
    return round(float(cell) * 1000) if re.fullmatch(r"\d+\.\d+", cell) else None
