"""The engine that a GPU lacks is built in the background, and the banner says how it goes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.bridge import Jobs
from app.gui.engine_news import EngineNews
from app.gui.services import Services
from app.gui.widgets.banner import Banner, Severity
from engine.errors import BackendUnavailable
from engine.models.cuda import CudaProbe
from engine.models.tensorrt import jobs as engine_jobs
from engine.models.tensorrt.builder import BuildStopped
from engine.models.tensorrt.cache import PlanCache
from engine.models.tensorrt.flavour import Flavour
from engine.models.tensorrt.jobs import missing_engine
from tests.engine.models.small_model import make_model

PROBE = CudaProbe(True, "", "RTX 4060", (13, 0), (8, 9), "580.65.06")


class FakeJob:
    """A build whose course the test decides."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.error: BackendUnavailable | None = None

    def build(self, progress: Callable[[float, str], None], stop: threading.Event) -> Path:
        progress(0.25, "thinking")
        while not self.go_on.wait(0.01):
            if stop.is_set():
                raise BuildStopped("the build was stopped")
        if self.error is not None:
            raise self.error
        return Path("engine")


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    assert jobs.close()


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    banner = Banner()
    qtbot.addWidget(banner)
    return banner


def look(job: FakeJob | None, jobs: Jobs, banner: Banner) -> EngineNews:
    services = replace(Services(), missing_engine=lambda: job)
    news = EngineNews(services, jobs, banner, banner)
    news.look()
    return news


def test_it_tells_how_far_it_is_and_when_it_is_done(
    qtbot: QtBot, jobs: Jobs, banner: Banner
) -> None:
    job = FakeJob()
    look(job, jobs, banner)
    qtbot.waitUntil(lambda: "once · 25" in banner.text)
    assert "the processor does the work meanwhile" in banner.text
    job.go_on.set()
    qtbot.waitUntil(lambda: "is ready" in banner.text)
    assert banner.severity is Severity.DONE


def test_nothing_is_said_where_nothing_is_missing(qtbot: QtBot, jobs: Jobs, banner: Banner) -> None:
    asked = threading.Event()
    services = replace(Services(), missing_engine=lambda: asked.set())
    EngineNews(services, jobs, banner, banner).look()
    qtbot.waitUntil(asked.is_set)
    qtbot.wait(50)
    assert not banner.isVisible()


def test_not_now_ends_the_build_without_a_word(qtbot: QtBot, jobs: Jobs, banner: Banner) -> None:
    look(FakeJob(), jobs, banner)
    qtbot.waitUntil(banner.isVisible)
    (button,) = banner.buttons()
    button.click()
    qtbot.waitUntil(lambda: not any(t.name == "mien-engine-build" for t in threading.enumerate()))
    qtbot.wait(50)
    assert not banner.isVisible()


def test_a_failure_is_told_with_its_reason(qtbot: QtBot, jobs: Jobs, banner: Banner) -> None:
    job = FakeJob()
    job.error = BackendUnavailable("it cannot build the engine", subject="tensorrt", hint="Wait")
    look(job, jobs, banner)
    job.go_on.set()
    qtbot.waitUntil(lambda: "tensorrt: it cannot build the engine" in banner.text)
    assert banner.severity is Severity.ERROR


def test_progress_does_not_write_into_other_news(qtbot: QtBot, jobs: Jobs, banner: Banner) -> None:
    job = FakeJob()
    news = look(job, jobs, banner)
    qtbot.waitUntil(banner.isVisible)
    banner.show_news(Severity.BUSY, "Exporting…")
    news._show_progress(0.5)
    assert banner.text == "Exporting…"
    job.go_on.set()
    qtbot.waitUntil(lambda: "is ready" in banner.text)


def test_an_engine_is_missing_only_where_it_could_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache = make_model(tmp_path), PlanCache(tmp_path / "engines")
    versions: dict[Flavour, str] = {}
    monkeypatch.setattr(engine_jobs, "installed_version", versions.get)
    monkeypatch.setattr(engine_jobs, "installed_gpu_packages", lambda: ("cuda.bindings",))
    assert missing_engine(folder, PROBE, cache) is None
    versions[Flavour.RTX] = "1.7.1"
    job = missing_engine(folder, PROBE, cache)
    assert job is not None
    assert job.key.package == "tensorrt_rtx"
    versions[Flavour.TENSORRT] = "11.4"
    job = missing_engine(folder, PROBE, cache)
    assert job is not None
    assert job.key.package == "tensorrt"
    assert missing_engine(folder, CudaProbe(False, "no NVIDIA driver found"), cache) is None
    monkeypatch.setattr(engine_jobs, "installed_gpu_packages", lambda: ())
    assert missing_engine(folder, PROBE, cache) is None
