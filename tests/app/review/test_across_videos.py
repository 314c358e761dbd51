"""One review over all videos of a project: items, faces, undo, and the model's own order."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt

from app.gui.review.queue import Scope
from app.gui.video.modes import Mode
from engine.models import manifest
from engine.models.registry import find_model
from engine.project.ranking import Order
from engine.project.review import key_of
from engine.project.values import Decision, Segment, Video
from tests.app.annotate.conftest import Bench, BenchMaker, make_bench, vfr_clip
from tests.app.project.test_videos import other_clip, two, wait_for
from tests.app.video.conftest import CodedAnalyser, analyse

__all__ = ["make_bench", "other_clip", "two", "vfr_clip"]

Key = Qt.Key


@pytest.fixture
def both(two: Bench) -> Bench:
    """A review over two analysed videos, by disagreement; the first one is shown."""
    page = two.page
    review = page.workbench.review
    review.set_order(Order.DISAGREEMENT, spread=True)
    analyse(two.qtbot, page)
    two.qtbot.waitUntil(lambda: len(review.queue) > 0)
    page.videos.step(-1)
    wait_for(two, "clip.mp4")
    analyse(two.qtbot, page)
    two.qtbot.waitUntil(lambda: len({item.video_id for item in review.queue.items}) == 2)
    page.set_mode(Mode.REVIEW)
    two.qtbot.waitUntil(lambda: review.item is not None)
    return two


def name_of(bench: Bench) -> str:
    """The video that the item on screen is in."""
    review = bench.page.workbench.review
    assert review.item is not None
    assert review.session is not None
    assert review.session.book is not None
    video = review.session.book.get(Video, review.item.video_id)
    assert video is not None
    return video.path


def test_items_of_all_videos_are_ranked_together(both: Bench) -> None:
    page, review = both.page, both.page.workbench.review
    panel = page.review_panel
    assert panel.scope.isVisible()
    # In each of the two there is one run in which the correction disagrees; they come first.
    first, second, *rest = review.queue.items
    assert first.video_id != second.video_id
    assert all(item.disagreement < 0.01 for item in rest)
    shown = name_of(both)
    wait_for(both, shown)
    both.qtbot.waitUntil(lambda: page.player is not None and page.player.loop is not None)
    assert panel.face.text().startswith("Face ")
    both.keys(Key.Key_Return)
    other = name_of(both)
    assert other != shown
    wait_for(both, other)  # the page went to the other video by itself
    both.qtbot.waitUntil(lambda: page.player is not None and page.player.loop is not None)
    assert page.player is not None
    assert page.player.loop == (second.first_frame, second.last_frame)
    page.undo()  # back over the border
    assert review.queue.count_done == 0
    wait_for(both, shown)


def test_an_item_is_decided_before_its_video_is_open(both: Bench) -> None:
    review = both.page.workbench.review
    both.keys(Key.Key_Return, Key.Key_P, Key.Key_U)
    assert review.queue.count_done == 3
    both.stored()
    session = review.session
    assert session is not None
    assert session.book is not None
    found = session.book.reviews()
    assert [r.decision for r in found] == [
        Decision.ACCEPT_CORRECTED,
        Decision.ACCEPT_PRIMARY,
        Decision.UNSURE,
    ]
    assert found[0].video_id != found[1].video_id
    labels = {s.id: s for s in session.book.all(Segment)}
    for review_ in found:
        assert labels[review_.segment_id or ""].video_id == review_.video_id


def test_faces_of_the_item_are_shown(both: Bench) -> None:
    faces = both.page.review_panel.faces
    both.qtbot.waitUntil(lambda: faces.count == 5)
    review = both.page.workbench.review
    assert review.item is not None
    pictures = both.page.workbench.faces.pictures(key_of(review.item))
    # The clip's frames carry their number in black and white blocks, of which a face shows some.
    assert len({bytes(p.constBits()) for p in pictures}) > 1  # type: ignore[arg-type]


def test_this_video_only_and_video_by_video(both: Bench) -> None:
    page, review = both.page, both.page.workbench.review
    panel = page.review_panel
    wait_for(both, name_of(both))
    session = review.session
    assert session is not None

    def choose(scope: Scope) -> None:
        panel.scope.setCurrentIndex(list(Scope).index(scope))
        panel.scope.activated.emit(panel.scope.currentIndex())

    everything = len(review.queue)
    choose(Scope.HERE)
    assert session.here is not None
    assert {item.video_id for item in review.queue.items} == {session.here.id}
    choose(Scope.ONE_BY_ONE)
    assert len(review.queue) == everything
    videos = [item.video_id for item in review.queue.items]
    changes = sum(a != b for a, b in pairwise(videos))
    assert changes == 1


def test_going_to_another_video_takes_the_review_along(both: Bench) -> None:
    page, review = both.page, both.page.workbench.review
    here = name_of(both)
    wait_for(both, here)
    page.videos.step(1 if here == "clip.mp4" else -1)
    there = "other.mp4" if here == "clip.mp4" else "clip.mp4"
    wait_for(both, there)
    both.qtbot.waitUntil(lambda: name_of(both) == there)
    assert review.item is not None


def test_the_order_is_the_one_that_the_models_manifest_says(
    make_bench: BenchMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "models" / "coded"
    shutil.copytree(find_model("grefel-s"), folder)
    said = manifest.read(folder)
    metrics = said.metrics | {"review_disagreement_first_50": 50.0}
    manifest.write(folder, msgspec.structs.replace(said, name="coded", metrics=metrics))
    monkeypatch.setenv("MIEN_MODELS", str(tmp_path / "models"))

    class Known(CodedAnalyser):
        info = replace(CodedAnalyser.info, sha256=said.onnx.sha256)

    def order_of(analyser: type[CodedAnalyser]) -> tuple[Order, str]:
        bench = make_bench(analyser, mode=Mode.REVIEW)
        bench.open()
        analyse(bench.qtbot, bench.page)
        review = bench.page.workbench.review
        bench.qtbot.waitUntil(lambda: review.item is not None)
        told = bench.page.review_panel.caught.text()
        bench.close()
        (tmp_path / "clip.mien").unlink()
        return review.order, told

    order, told = order_of(Known)
    assert order is Order.DISAGREEMENT
    assert "10 / 20 / 50" in told
    assert said.metrics_on in told
    # Another network of that name: the manifest does not speak of it.
    assert order_of(CodedAnalyser) == (Order.UNCERTAINTY, "")
