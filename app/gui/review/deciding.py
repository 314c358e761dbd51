"""What a decision of a review does to the labels."""

from __future__ import annotations

from dataclasses import replace

from app.gui.annotate.session import AnnotateSession
from app.gui.annotate.spans import free_spans
from app.gui.language import translate
from app.gui.project.book import Tier
from engine.project import edits
from engine.project.edits import Edit
from engine.project.items import Item
from engine.project.values import (
    Decision,
    Label,
    Review,
    Segment,
    SegmentSource,
    Track,
    new_id,
)


def edit_of(session: AnnotateSession, item: Item, label: Label | None, review: Review) -> Edit:
    """The label and the decision as one step of undo."""
    title = translate("video", "Review")
    book, annotator = session.book, session.annotator
    track = book.get(Track, item.track_id) if book is not None else None
    if book is None or annotator is None or track is None:
        return Edit(title, ())
    if label is None:
        return edits.add(title, review)
    there = book.tier(Tier(track.id, annotator.id))
    segment = Segment(
        id=new_id(),
        video_id=item.video_id,
        track_id=item.track_id,
        annotator_id=annotator.id,
        start_us=item.start_us,
        end_us=item.end_us,
        label=label,
        blind=False,
        source=SegmentSource.REVIEW,
    )
    if review.decision in (Decision.ACCEPT_CORRECTED, Decision.ACCEPT_PRIMARY):
        # Agreeing with the model says nothing against what one labelled before, perhaps blindly.
        gaps = free_spans(there, item.start_us, item.end_us)
        pieces = [replace(segment, id=new_id(), start_us=a, end_us=b) for a, b in gaps]
        put = edits.add(title, *pieces)
        made = pieces[0].id if pieces else None
    else:
        put = edits.put_segment(there, segment, title=title)
        made = segment.id
    decided = replace(review, segment_id=made)
    return Edit(title, (*put.changes, *edits.add(title, decided).changes))
