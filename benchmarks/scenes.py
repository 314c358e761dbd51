"""What is on the pictures of the pages: leads a real window to each, with real faces in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile
from tempfile import mkdtemp
from typing import Final

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.gui.actions import ActionId
from app.gui.annotate.entry import EntryKind
from app.gui.annotate.marks import Marks
from app.gui.finetune.dialog import FineTuneDialog
from app.gui.keys_dialog import KeysDialog
from app.gui.main_window import MainWindow
from app.gui.palette import CommandPalette
from app.gui.project.report_pdf import laid_out
from app.gui.review.agreement_dialog import AgreementDialog
from app.gui.services import demo_clip
from app.gui.video.modes import Mode
from app.gui.video.page import VideoPage
from engine.errors import CameraMissing
from engine.labels import LABELS, Expression
from engine.project.edits import add
from engine.project.report.content import report as report_of
from engine.project.store import Project
from engine.project.values import Label, Segment, new_id

#: The name of a picture, and what is on it.
Shot = tuple[str, QWidget]

#: Shows pages one after the other: of the application, its window, for so many live seconds.
Scene = Callable[[QApplication, MainWindow, float], Iterator[Shot]]

#: A page of a report, in points.
_A4: Final = QSizeF(595 - 90, 842 - 112)


def wait(app: QApplication, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
    """Let the window live for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        app.processEvents()
        time.sleep(0.004)


def window_itself(app: QApplication, window: MainWindow, seconds: float) -> Iterator[Shot]:
    """The start page, and the dialogs that are about the window."""
    yield "start", window
    for name, action in (
        ("settings", ActionId.SETTINGS),
        ("keys", ActionId.KEYS),
        ("shortcuts", ActionId.SHORTCUTS),
        ("about", ActionId.ABOUT),
    ):
        dialog = _dialog(app, window, action)
        if isinstance(dialog, KeysDialog):
            dialog.choose("open")
        yield name, dialog
        dialog.close()


def live(app: QApplication, window: MainWindow, seconds: float) -> Iterator[Shot]:
    """The live page, after a while, with a smiling face selected where there is one."""
    window.open_demo()
    wait(app, seconds)
    wait(app, 12.0, lambda: "Happiness" in window.live_page().panel.headline)
    wait(app, 0.7)
    yield "live", window


def no_camera(app: QApplication, window: MainWindow, seconds: float) -> Iterator[Shot]:
    """The live page where no camera is found."""
    window.open_camera()
    wait(app, 1.0)
    yield "no_camera", window


def error(app: QApplication, window: MainWindow, seconds: float) -> Iterator[Shot]:
    """A banner: the camera was pulled out."""
    window.open_demo()
    wait(app, 6.0)
    page = window.live_page()
    page.news.show_failure(
        CameraMissing("the camera was unplugged", subject="Logitech C920", hint="Plug it in again")
    )
    yield "error", window


def recording(app: QApplication, window: MainWindow, seconds: float) -> Iterator[Shot]:
    """A recording that runs, and the news of one that is finished."""
    window.open_demo()
    wait(app, 30.0, window.action(ActionId.RECORD).isEnabled)
    for length in (3.0, 0.2, 2.0):
        window.action(ActionId.RECORD).trigger()
        wait(app, length)
    yield "recording", window


def video(app: QApplication, window: MainWindow, seconds: float) -> Iterator[Shot]:
    """The video page in its modes, with the demo clip analysed and labelled by two people."""
    page = _labelled(app, window)
    annotation = page.workbench.annotation
    _go(app, page, 40)
    yield "video", window
    palette = _dialog(app, window, ActionId.PALETTE)
    assert isinstance(palette, CommandPalette)
    palette.line.setText("ex")
    yield "palette", palette
    palette.close()
    page.set_mode(Mode.LABEL)
    _go(app, page, 44)
    yield "label", window
    _go(app, page, 20)
    annotation.begin(EntryKind.VOTES)
    for expression in (Expression.ANGER, Expression.ANGER, Expression.FEAR):
        annotation.digit_down(expression)
    yield "votes", window
    annotation.state.update(entry=None)
    wait(app, 10.0, lambda: len(page.workbench.review.queue) > 0)
    page.set_mode(Mode.REVIEW)
    wait(app, 2.0, lambda: page.workbench.review.item is not None)
    wait(app, 5.0, lambda: page.review_panel.faces.count > 0)
    yield "review", window
    page.set_mode(Mode.WATCH)
    yield from _project_dialogs(app, page)
    _calibrate(app, page)
    yield "calibration", window


def _project_dialogs(app: QApplication, page: VideoPage) -> Iterator[Shot]:
    dialogs = page.dialogs
    export = dialogs.open_export()
    assert export is not None
    wait(app, 0.5)
    yield "export", export
    export.close()
    labels = dialogs.open_project_export()
    assert labels is not None
    wait(app, 5.0, lambda: labels.model.rowCount() > 0)
    yield "export_labels", labels
    labels.close()
    report = dialogs.open_report()
    assert report is not None
    report.preview.click()
    wait(app, 20.0, report.pages.isVisible)
    wait(app, 0.3)
    yield "export_report", report
    report.close()
    yield "report", _report(page)
    persons = dialogs.open_persons()
    assert persons is not None
    wait(app, 5.0, lambda: persons.model.rowCount() > 0)
    wait(app, 2.0)
    yield "persons", persons
    persons.close()
    agreement = dialogs.open_agreement()
    assert isinstance(agreement, AgreementDialog)
    wait(app, 20.0, lambda: agreement.confusion.isVisible() and agreement.export.isEnabled())
    wait(app, 0.5)
    yield "agreement", agreement
    agreement.close()


def _report(page: VideoPage) -> QWidget:
    """The first page of the report, as it is printed."""
    session = page.workbench.annotation.session
    assert session is not None
    assert session.project_path is not None
    with Project.open(session.project_path, read_only=True) as project:
        text = laid_out(report_of(project), _A4)
    sheet = QImage(595 * 2, 842 * 2, QImage.Format.Format_RGB32)
    sheet.fill(0xFFFFFFFF)
    painter = QPainter(sheet)
    painter.scale(2, 2)
    painter.translate(45, 56)
    painter.setClipRect(0, 0, round(_A4.width()), round(_A4.height()))
    text.drawContents(painter)
    painter.end()
    shown = QLabel()
    shown.setPixmap(QPixmap.fromImage(sheet))
    shown.resize(sheet.size())
    return shown


def _calibrate(app: QApplication, page: VideoPage) -> None:
    """Measure the chosen person's neutral face on a stretch."""
    annotation = page.workbench.annotation
    page.set_mode(Mode.LABEL)
    annotation.set_blind(False)
    page.timeline.model.track_wanted.emit(0)
    _go(app, page, 4)
    annotation.state.update(marks=Marks(2, 26), selected=None)
    page.workbench.calibrate()
    wait(app, 5.0, lambda: bool(page.workbench.neutral.offsets(page.workbench.archive.run)))  # type: ignore[union-attr]
    annotation.state.update(marks=Marks())
    _go(app, page, 60)


def fine_tuning(app: QApplication, window: MainWindow, seconds: float) -> Iterator[Shot]:
    """A model learns from the labelled demo clip, each of whose faces counts as somebody else."""
    _labelled(app, window)
    window.action(ActionId.FINE_TUNE).trigger()
    wait(app, 10.0, lambda: window.fine_tuning.dialog is not None)
    dialog = window.fine_tuning.dialog
    assert isinstance(dialog, FineTuneDialog)
    wait(app, 20.0, dialog.start.isEnabled)
    yield "fine_tune", dialog
    dialog.start.click()
    wait(app, 600.0, lambda: dialog.run_page.loss.count > 12 or not window.fine_tuning.running)
    yield "fine_tuning", dialog
    wait(app, 1800.0, lambda: not window.fine_tuning.running)
    wait(app, 90.0, lambda: bool(dialog.result_page.face_buttons()))
    wait(app, 1.0)
    yield "comparison", dialog
    dialog.close()
    window.action(ActionId.MODELS).trigger()
    wait(app, 0.5)
    assert window.fine_tuning.list is not None
    yield "models", window.fine_tuning.list


def _labelled(app: QApplication, window: MainWindow) -> VideoPage:
    """The video page with the demo clip analysed, named and labelled; in a folder of its own."""
    clip = Path(mkdtemp()) / "interview.mp4"
    copyfile(demo_clip(), clip)
    window.open_video(clip)
    page = window.video_page()
    annotation = page.workbench.annotation
    wait(app, 10.0, lambda: annotation.ready and annotation.head.index is not None)
    page.start_analysis()
    wait(app, 1.0)
    wait(app, 300.0, lambda: not page.busy)
    archive = page.workbench.archive
    wait(app, 20.0, lambda: archive is not None and not archive.writing)
    page.set_mode(Mode.LABEL)
    anger, disgust, fear = Expression.ANGER, Expression.DISGUST, Expression.FEAR
    for first, last, said in (
        (5, 30, Label.single(Expression.HAPPINESS)),
        (34, 52, Label.candidates([anger, disgust])),
        (60, 84, Label.votes({Expression.SURPRISE: 3, fear: 1})),
        (92, 110, Label.unsure()),
        (112, 124, Label.no_face()),
        (126, 150, Label.single(Expression.NEUTRAL)),
    ):
        _go(app, page, first)
        annotation.state.update(marks=Marks(first, last), selected=None)
        annotation.label_down(said)
        annotation.label_up()
    annotation.state.update(selected=None)
    session, editor = annotation.session, annotation.editor
    assert session is not None
    assert session.book is not None
    assert editor is not None
    for track in session.book.tracks():
        editor.name_face(track.number, f"P{track.number + 1:02}")
    _second_opinion(app, page)
    page.set_mode(Mode.WATCH)
    return page


def _second_opinion(app: QApplication, page: VideoPage) -> None:
    """Somebody else labels the same moments, and sees some of them in another way."""
    session = page.workbench.annotation.session
    assert session is not None
    book = session.book
    assert book is not None
    mine = [segment for segment in book.all(Segment) if segment.label.expressions]
    annotators: list[str] = []
    session.desk.ask(lambda project: project.annotator("Grace"), lambda a: annotators.append(a.id))
    wait(app, 5.0, lambda: bool(annotators))
    other = []
    for place, segment in enumerate(sorted(mine, key=lambda segment: segment.start_us)):
        seen = segment.label.expressions[-1] if place % 2 else LABELS[0]
        other.append(
            Segment(
                new_id(),
                segment.video_id,
                segment.track_id,
                annotators[0],
                segment.start_us,
                segment.end_us,
                Label.single(seen),
            )
        )
    session.do(add("Label", *other))


def _go(app: QApplication, page: VideoPage, frame: int) -> None:
    player = page.player
    assert player is not None
    player.seek(frame, keep_playing=False)
    wait(app, 2.0, lambda: player.settled)


def _dialog(app: QApplication, window: MainWindow, action: ActionId) -> QWidget:
    window.action(action).trigger()
    wait(app, 0.5)
    dialog = app.activeModalWidget()
    assert dialog is not None
    return dialog


#: By the function that leads there: the pictures, in their order.
SCENES: Final[dict[Scene, tuple[str, ...]]] = {
    window_itself: ("start", "settings", "keys", "shortcuts", "about"),
    live: ("live",),
    no_camera: ("no_camera",),
    error: ("error",),
    recording: ("recording",),
    video: (
        *("video", "palette", "label", "votes", "review", "export", "export_labels"),
        *("export_report", "report", "persons", "agreement", "calibration"),
    ),
    fine_tuning: ("fine_tune", "fine_tuning", "comparison", "models"),
}
