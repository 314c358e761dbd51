"""A person's neutral face: measured on a stretch of a video, kept in the project, switched."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.gui.annotate.annotation import Annotation
from app.gui.language import translate
from app.gui.project.book import Book
from engine.errors import DataError
from engine.project import edits
from engine.project.calibration import calibrate, calibration_of
from engine.project.edits import Edit
from engine.project.store import Project
from engine.project.values import Calibration, Person, Run, TrackPart


class Neutral(QObject):
    """The neutral offsets of the open project; what the model said is never changed."""

    measured = Signal(object, str)  # Calibration, name of the person
    failed = Signal(object)  # MienError

    def __init__(self, annotation: Annotation, parent: QObject) -> None:
        super().__init__(parent)
        self._annotation = annotation

    @property
    def _book(self) -> Book | None:
        session = self._annotation.session
        return None if session is None else session.book

    def person(self, number: int) -> Person | None:
        """Whose face a track is, where somebody said so."""
        book = self._book
        track = book.track(number) if book is not None else None
        return None if book is None or track is None else book.person_of(track)

    def measure(self, number: int, run: Run | None, start_us: int, end_us: int) -> None:
        """Measure the person of a track in a span; `measured` or `failed` follows.

        Offsets that were measured before are kept, and not used any more.
        """
        session, book = self._annotation.session, self._book
        track = book.track(number) if book is not None else None
        person = self.person(number)
        if session is None or book is None or not session.ready:
            return
        if track is None or person is None or run is None:
            self.failed.emit(
                DataError(
                    "there is nothing to measure a neutral face on",
                    hint="Analyse the video, name the person, and mark where the face is neutral",
                )
            )
            return
        parts = book.all(TrackPart)

        def work(project: Project) -> Calibration:
            found = project.predictions(run.id, start_us, end_us)
            return calibrate(found, parts, run, track, person, start_us, end_us)

        def done(calibration: Calibration) -> None:
            title = translate("video", "Neutral face")
            older = [c for c in self._of(person.id, run.model_id) if c.enabled]
            off = [edits.change(title, c, replace(c, enabled=False)) for c in older]
            changes = [change for edit in off for change in edit.changes]
            if session.do(Edit(title, (*changes, *edits.add(title, calibration).changes))):
                self.measured.emit(calibration, person.name)

        session.desk.ask(work, done, self.failed.emit)

    def toggle(self, number: int, run: Run | None) -> bool:
        """Use the newest offset of a track's person, or do not; False where there is none."""
        person = self.person(number)
        known = self._of(person.id, run.model_id) if person is not None and run is not None else ()
        if not known:
            return False
        title, newest = translate("video", "Neutral face"), known[-1]
        after = replace(newest, enabled=not newest.enabled)
        session = self._annotation.session
        return session is not None and session.do(edits.change(title, newest, after))

    def offsets(self, run: Run | None) -> dict[int, tuple[float, ...]]:
        """The offsets in use, by the number of the track."""
        book = self._book
        if book is None or run is None:
            return {}
        known = book.calibrations()
        used = (
            (track, calibration_of(known, track.person_id, run.model_id)) for track in book.tracks()
        )
        return {track.number: found.offset for track, found in used if found is not None}

    def _of(self, person_id: str, model_id: str) -> tuple[Calibration, ...]:
        book = self._book
        known = () if book is None else book.calibrations()
        return tuple(c for c in known if (c.person_id, c.model_id) == (person_id, model_id))
