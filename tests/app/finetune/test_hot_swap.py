"""Live view and video page take another model without being started again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.bootstrap import GuiArgs
from app.gui.services import Services
from app.gui.video.analysis_session import State
from engine.analyser import AnalyserOptions
from engine.export.session import read_session
from engine.models.base import EmotionModel
from engine.models.registry import load_model, user_models_folder
from engine.project.store import Project
from tests.app.conftest import WindowOpener
from tests.app.live.pages import LONG, frames, record
from tests.engine.models.small_model import make_model, quantised


@pytest.fixture
def second() -> Path:
    """Another model among the user's own: the small one, rounded."""
    return make_model(user_models_folder(), "second", quantised())


def test_the_live_view_goes_on_with_the_new_model_after_a_recording(
    qtbot: QtBot, open_window: WindowOpener, services: Services, second: Path, tmp_path: Path
) -> None:
    def load(options: AnalyserOptions) -> EmotionModel:
        return load_model(options.model or "small", at_once=1)

    window = open_window(GuiArgs(demo=True), replace(services, load_model=load))
    qtbot.waitUntil(lambda: window.live is not None and frames(window.live) > 3, timeout=LONG)
    live = window.live
    assert live is not None
    session = live.controller.session
    assert session is not None
    record(qtbot, live, 3)
    with qtbot.waitSignal(live.controller.model_replaced, timeout=LONG) as told:
        window.models.use("second")
    assert told.args is not None
    assert told.args[0].name == "second"
    assert live.controller.session is session  # the same session, the same camera
    before = frames(live)
    qtbot.waitUntil(lambda: frames(live) > before + 3, timeout=LONG)
    path = tmp_path / "all.csv"
    done: list[object] = []
    live.controller.export(
        path, done=done.append, failed=lambda error: pytest.fail(str(error)), progress=print
    )
    qtbot.waitUntil(lambda: bool(done), timeout=LONG)
    kept = read_session(path.with_suffix(".session.json"))
    assert kept.model.name == "second"
    assert [stretch.model.name for stretch in kept.earlier_models] == ["small"]
    assert kept.earlier_models[0].until > 0


def test_results_of_the_old_model_are_outdated_and_kept_beside_the_new_ones(
    qtbot: QtBot,
    open_window: WindowOpener,
    face_clip: Path,
    tmp_path: Path,
    second: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.models.registry.DEFAULT_MODEL", "small")
    clip = Path(shutil.copyfile(face_clip, tmp_path / "faces.mp4"))
    window = open_window()
    window.open_video(clip)
    page = window.video
    assert page is not None
    qtbot.waitUntil(
        lambda: page.analysis is not None and page.workbench.annotation.ready, timeout=LONG
    )
    analysis = page.analysis
    assert analysis is not None
    qtbot.waitUntil(lambda: page.player is not None and page.player.info is not None, timeout=LONG)
    page.start_analysis()
    qtbot.waitUntil(lambda: analysis.state is State.COMPLETE, timeout=3 * LONG)
    window.models.use("second")
    qtbot.waitUntil(lambda: analysis.state is State.OUTDATED, timeout=LONG)
    assert page.header.bar.analyse.text() == "Analyse again"
    window.models.use("small")
    qtbot.waitUntil(lambda: analysis.state is State.COMPLETE, timeout=LONG)
    window.models.use("second")
    page.start_analysis()
    qtbot.waitUntil(
        lambda: (
            analysis.state is State.COMPLETE
            and analysis.model is not None
            and analysis.model.name == "second"
        ),
        timeout=3 * LONG,
    )
    window.models.use("small")  # what it said comes back without being computed again
    qtbot.waitUntil(
        lambda: (
            analysis.state is State.COMPLETE
            and analysis.model is not None
            and analysis.model.name == "small"
        ),
        timeout=LONG,
    )
    assert len(analysis.results) == 48
    assert window.close()
    with Project.open(clip.with_suffix(".mien"), read_only=True) as project:
        (video,) = project.videos()
        names = {model.id: model.name for model in project.models()}
        assert [names[run.model_id] for run in project.runs(video.id)] == ["small", "second"]
