"""Fine-tuning and the window: which project it learns from, who follows a change of the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.gui.actions import ActionId
from app.gui.finetune.finetuning import FineTuning
from app.gui.language import translate
from app.gui.words import percent

if TYPE_CHECKING:
    from app.gui.finetune.changes import ChangedFace
    from app.gui.main_window import MainWindow


def make_fine_tuning(window: MainWindow) -> FineTuning:
    """The window's fine-tuning; its dialogs are made when they are first asked for."""
    made = FineTuning(
        window, window.models, window.banner, lambda then: _hand_project(window, then)
    )
    window.models.changed.connect(lambda: _follow(window))
    made.jump_wanted.connect(lambda changed: _show_face(window, changed))
    made.analyse_wanted.connect(lambda: _analyse(window))
    made.running_changed.connect(lambda: _show_running(window, made))
    return made


def _hand_project(window: MainWindow, then: Callable[[Path | None], object]) -> None:
    """Hand over the open project once all that was labelled is in its file."""
    session = None if window.video is None else window.video.workbench.annotation.session
    path = None if session is None else session.project_path
    if session is None or path is None:
        then(None)
        return
    session.desk.ask(lambda _project: None, lambda _nothing: then(path), lambda _error: then(path))


def _follow(window: MainWindow) -> None:
    if window.live is not None:
        window.live.controller.replace_model()
    if window.video is not None:
        window.video.follow_model()


def _analyse(window: MainWindow) -> None:
    if window.video is not None and window.stack.currentWidget() is window.video:
        window.video.start_analysis()


def _show_face(window: MainWindow, changed: ChangedFace) -> None:
    """Show a face in its video, which is opened if need be."""
    face = changed.face
    player = None if window.video is None else window.video.player
    source = None if player is None or player.info is None else player.info.path
    if source is None or not source.exists() or not source.samefile(face.path):
        window.open_video(face.path, changed.project)
        player = None if window.video is None else window.video.player
    if player is None or window.video is None:
        return
    page = window.video

    def go() -> None:
        if page.player is player:
            player.seek(face.frame, keep_playing=False)
            page.timeline.model.track_wanted.emit(face.track.number)

    if player.index is None:
        player.indexed.connect(lambda _index: go())
    else:
        go()


def _show_running(window: MainWindow, made: FineTuning) -> None:
    """The menu says how far it is, where its dialog is closed."""
    action = window.action(ActionId.FINE_TUNE)
    base = translate("actions", "&Fine-tune…")
    share = made.share
    action.setText(
        translate("finetune", "{0} ({1})").format(base, percent(share))
        if made.running and share is not None
        else base
    )
