"""Takes a picture of each page in both themes, with real faces: `python -m benchmarks.screenshots OUT`.

Needs a display (`xvfb-run -a python -m benchmarks.screenshots OUT`). The live page shows the demo
clip through the whole pipeline, the video page the same clip analysed.
"""  # noqa: E501 - the command belongs on one line

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory, mkdtemp

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget

from app.gui import qt_env, theme
from app.gui.actions import ActionId
from app.gui.annotate.entry import EntryKind
from app.gui.annotate.marks import Marks
from app.gui.bootstrap import GuiArgs, build, make_application
from app.gui.finetune.dialog import FineTuneDialog
from app.gui.language import Language
from app.gui.main_window import MainWindow
from app.gui.services import Services, demo_clip
from app.gui.settings import Settings
from app.gui.theme import ThemeChoice
from app.gui.video.modes import Mode
from app.gui.video.page import VideoPage
from engine.errors import CameraMissing
from engine.labels import Expression
from engine.project.values import Label

SIZE = (1280, 800)


def main() -> int:
    """Make the pictures and print their paths."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures, or one PNG file")
    parser.add_argument("--theme", choices=("light", "dark", "contrast"), action="append")
    parser.add_argument("--page", choices=tuple(PAGES), action="append")
    parser.add_argument("--seconds", type=float, default=24.0, help="how long the live page runs")
    parser.add_argument("--language", choices=tuple(Language), default=Language.ENGLISH)
    parser.add_argument("--size", type=int, nargs=2, default=SIZE)
    args = parser.parse_args()
    single = args.out.suffix == ".png"
    folder = args.out.parent if single else args.out
    folder.mkdir(parents=True, exist_ok=True)
    qt_env.scrub()
    app = make_application(sys.argv[:1], Language(args.language))
    for choice in args.theme or ("light", "dark"):
        theme.apply(app, ThemeChoice(choice))
        for name in args.page or PAGES:
            with TemporaryDirectory() as settings:
                path = args.out if single else folder / f"{name}-{choice}.png"
                shoot(app, PAGES[name], path, Path(settings), args.seconds, args.size)
                print(path)
    return 0


def shoot(
    app: QApplication,
    prepare: Callable[[QApplication, MainWindow, float], QWidget],
    path: Path,
    folder: Path,
    seconds: float,
    size: tuple[int, int],
) -> None:
    """Open a fresh window, bring it to the page, and save what it looks like."""
    os.environ["XDG_DATA_HOME"] = str(folder / "data")  # models that are made here are nobody's
    store = QSettings(str(folder / "mien.ini"), QSettings.Format.IniFormat)
    settings = Settings(store)
    settings.recordings = folder / "recordings"
    settings.add_recent(demo_clip())
    services = Services(list_cameras=lambda: ())
    window = build(GuiArgs(), settings, services)
    window.resize(*size)
    window.show()
    wait(app, 0.3)
    shown = prepare(app, window, seconds)
    wait(app, 0.3)
    shown.grab().save(str(path))
    window.close()
    wait(app, 0.1)


def wait(app: QApplication, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
    """Let the window live for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        app.processEvents()
        time.sleep(0.004)


def start(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The start page."""
    return window


def live(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The live page, after a while, with a smiling face selected where there is one."""
    window.open_demo()
    wait(app, seconds)
    wait(app, 12.0, lambda: "Happiness" in window.live_page().panel.headline)
    wait(app, 0.7)
    return window


def no_camera(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The live page where no camera is found."""
    window.open_camera()
    wait(app, 1.0)
    return window


def error(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """A banner: the camera was pulled out."""
    window.open_demo()
    wait(app, 6.0)
    page = window.live_page()
    page.news.show_failure(
        CameraMissing("the camera was unplugged", subject="Logitech C920", hint="Plug it in again")
    )
    return window


def recording(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """A recording that runs, and the news of one that is finished."""
    window.open_demo()
    wait(app, 30.0, window.action(ActionId.RECORD).isEnabled)
    for length in (3.0, 0.2, 2.0):
        window.action(ActionId.RECORD).trigger()
        wait(app, length)
    return window


def video(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The video page with an analysed clip."""
    window.open_video(demo_clip())
    page = window.video_page()
    wait(app, 1.5)
    page.start_analysis()
    wait(app, 1.0)
    wait(app, 90.0, lambda: not page.busy)
    if page.player is not None:
        page.player.seek(40)
    wait(app, 1.0)
    return window


def label(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The video page in label mode: blind, with labels of every kind."""
    page = _labelled(app, window)
    page.set_mode(Mode.LABEL)
    _go(app, page, 44)
    return window


def votes(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """Votes being typed."""
    page = _labelled(app, window)
    page.set_mode(Mode.LABEL)
    _go(app, page, 20)
    annotation = page.workbench.annotation
    annotation.begin(EntryKind.VOTES)
    for expression in (Expression.ANGER, Expression.ANGER, Expression.FEAR):
        annotation.digit_down(expression)
    return window


def review(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The video page in review, with an item."""
    page = _labelled(app, window)
    wait(app, 10.0, lambda: len(page.workbench.review.queue) > 0)
    page.set_mode(Mode.REVIEW)
    wait(app, 2.0, lambda: page.workbench.review.item is not None)
    wait(app, 5.0, lambda: page.review_panel.faces.count > 0)
    return window


def export_labels(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The export of labels, with its preview."""
    dialog = _labelled(app, window).dialogs.open_project_export()
    assert dialog is not None
    wait(app, 5.0, lambda: dialog.model.rowCount() > 0)
    return dialog


def fine_tune(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The choice of what a model learns from."""
    return _fine_tune_dialog(app, window)


def fine_tuning(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """A model learns."""
    dialog = _fine_tune_dialog(app, window)
    dialog.start.click()
    wait(app, 600.0, lambda: dialog.run_page.loss.count > 12)
    return dialog


def comparison(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """Old against new."""
    dialog = _fine_tune_dialog(app, window)
    dialog.start.click()
    wait(app, 900.0, lambda: not window.fine_tuning.running)
    wait(app, 60.0, lambda: bool(dialog.result_page.face_buttons()))
    return dialog


def models(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The list of models."""
    window.action(ActionId.MODELS).trigger()
    wait(app, 0.5)
    assert window.fine_tuning.list is not None
    return window.fine_tuning.list


def _fine_tune_dialog(app: QApplication, window: MainWindow) -> FineTuneDialog:
    """The dialog over the labelled demo clip, each of its faces named as somebody else."""
    page = _labelled(app, window)
    page.set_mode(Mode.LABEL)
    annotation = page.workbench.annotation
    session, editor = annotation.session, annotation.editor
    assert session is not None
    assert session.book is not None
    assert editor is not None
    for track in session.book.tracks():
        editor.name_face(track.number, f"P{track.number + 1:02}")
    window.action(ActionId.FINE_TUNE).trigger()
    wait(app, 10.0, lambda: window.fine_tuning.dialog is not None)
    dialog = window.fine_tuning.dialog
    assert dialog is not None
    wait(app, 20.0, dialog.start.isEnabled)
    return dialog


def _labelled(app: QApplication, window: MainWindow) -> VideoPage:
    """The video page with the demo clip analysed and labelled; it has a folder of its own."""
    clip = Path(mkdtemp()) / "interview.mp4"
    copyfile(demo_clip(), clip)
    window.open_video(clip)
    page = window.video_page()
    annotation = page.workbench.annotation
    wait(app, 10.0, lambda: annotation.ready and annotation.head.index is not None)
    page.start_analysis()
    wait(app, 1.0)
    wait(app, 120.0, lambda: not page.busy)
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
    page.set_mode(Mode.WATCH)
    return page


def _go(app: QApplication, page: VideoPage, frame: int) -> None:
    player = page.player
    assert player is not None
    player.seek(frame, keep_playing=False)
    wait(app, 2.0, lambda: player.settled)


def shortcuts(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The sheet of keys."""
    return _dialog(app, window, ActionId.SHORTCUTS)


def about(app: QApplication, window: MainWindow, seconds: float) -> QWidget:
    """The about dialog."""
    return _dialog(app, window, ActionId.ABOUT)


def _dialog(app: QApplication, window: MainWindow, action: ActionId) -> QWidget:
    window.action(action).trigger()
    wait(app, 0.3)
    dialog = app.activeModalWidget()
    assert dialog is not None
    return dialog


PAGES: dict[str, Callable[[QApplication, MainWindow, float], QWidget]] = {
    page.__name__: page
    for page in (
        start,
        live,
        no_camera,
        error,
        recording,
        video,
        label,
        votes,
        review,
        export_labels,
        fine_tune,
        fine_tuning,
        comparison,
        models,
        shortcuts,
        about,
    )
}

if __name__ == "__main__":
    sys.exit(main())
