"""Another model takes over while a live pipeline runs: between two frames, in its own thread."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from engine.errors import MienError, ModelError
from engine.models import manifest as manifests
from engine.models.base import ModelInfo
from engine.models.registry import find_model
from engine.pipeline import LivePipeline
from tests.engine.pipeline_parts import NoModel, Pictures, Watcher, analyser_of, greys


class Named(NoModel):
    """A model with a name of its own."""

    def __init__(self, name: str) -> None:
        super().__init__(manifests.read(find_model()))
        self.info = replace(NoModel.info, name=name)


@pytest.fixture
def gates() -> tuple[threading.Event, threading.Event]:
    """Set by the pipeline at its third frame; awaited there."""
    return threading.Event(), threading.Event()


def run(
    watcher: Watcher, first: Named, gates: tuple[threading.Event, threading.Event]
) -> LivePipeline:
    there, go = gates

    def gate(index: int) -> None:
        if index == 3:
            there.set()
            assert go.wait(20)

    pipeline = LivePipeline(
        lambda: Pictures(greys(8), before=gate), lambda: analyser_of(watcher, first)
    )
    pipeline.start()
    assert there.wait(20)
    return pipeline


def test_the_new_model_is_loaded_in_the_analysis_thread_and_the_old_one_closed(
    gates: tuple[threading.Event, threading.Event],
) -> None:
    watcher, first, second = Watcher(), Named("first"), Named("second")
    pipeline = run(watcher, first, gates)
    threads: list[str] = []
    told: list[ModelInfo | MienError] = []
    heard = threading.Event()

    def load() -> Named:
        threads.append(threading.current_thread().name)
        return second

    def tell(found: ModelInfo | MienError) -> None:
        told.append(found)
        heard.set()

    pipeline.replace_model(load, tell)
    gates[1].set()
    assert heard.wait(20)
    assert told == [second.info]
    assert threads == ["mien-analyse"]
    assert first.closed == 1
    assert pipeline.stop()
    assert pipeline.error is None
    assert pipeline.info == second.info
    assert second.closed == 1
    assert watcher.resets == 0  # faces keep their tracks


def test_a_model_that_cannot_be_loaded_leaves_the_old_one_at_work(
    gates: tuple[threading.Event, threading.Event],
) -> None:
    watcher, first = Watcher(), Named("first")
    pipeline = run(watcher, first, gates)
    told: list[ModelInfo | MienError] = []
    heard = threading.Event()

    def load() -> Named:
        raise ModelError("it is damaged", subject="second")

    def tell(found: ModelInfo | MienError) -> None:
        told.append(found)
        heard.set()

    pipeline.replace_model(load, tell)
    gates[1].set()
    assert heard.wait(20)
    (error,) = told
    assert isinstance(error, ModelError)
    assert pipeline.stop()
    assert pipeline.error is None
    assert pipeline.info == first.info
    assert watcher.seen
