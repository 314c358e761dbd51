"""Playing: exact frames on a variable rate, newest wish first, nothing left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.video.player import Player
from app.gui.video.reel import Overtaken, Reel
from engine.errors import MienError, SourceDamaged, SourceError
from engine.sources.video_file import VideoFile
from engine.types import Frame
from tests.app.video.conftest import FRAMES, TIMES_US, coded, number_in
from tests.conftest import VideoWriter


@pytest.fixture
def player(qtbot: QtBot, vfr_clip: Path) -> Iterator[Player]:
    """An open player of the coded clip."""
    player = Player(vfr_clip, VideoFile)
    player.open()
    qtbot.waitUntil(lambda: player.frame is not None and player.index is not None)
    yield player
    assert player.close()


def settle(qtbot: QtBot, player: Player, index: int) -> None:
    """Wait for a frame and check that it is the one that its number says."""
    qtbot.waitUntil(lambda: player.frame is not None and player.frame.index == index)
    assert player.frame is not None
    assert number_in(player.frame) == index


def test_the_first_frame_and_the_timestamps_come_by_themselves(player: Player) -> None:
    assert player.frame is not None
    assert player.frame.index == 0
    assert player.index is not None
    assert (player.index.times - player.index.start).tolist() == TIMES_US
    assert player.index.variable


@pytest.mark.parametrize("index", [0, 1, 29, 30, 31, 45, FRAMES - 1])
def test_seeking_is_exact(qtbot: QtBot, player: Player, index: int) -> None:
    player.seek(index)
    settle(qtbot, player, index)
    position = player.position()
    assert position is not None
    assert position.elapsed_us == TIMES_US[index]


def test_a_pause_while_a_frame_is_under_way_does_not_keep_it_awaited(
    qtbot: QtBot, player: Player
) -> None:
    player.seek(30)
    while player._decoder._wish is not None:  # until the decoder has begun with it
        time.sleep(0.001)
    player.pause()
    settle(qtbot, player, 30)
    assert player.settled
    player.seek(45)
    assert not player.settled
    settle(qtbot, player, 45)
    assert player.settled


def test_seeking_by_time_finds_the_frame_on_screen(qtbot: QtBot, player: Player) -> None:
    assert player.index is not None
    player.seek_time(player.index.start + TIMES_US[41] + 1)
    settle(qtbot, player, 41)


def test_stepping_goes_frame_by_frame_both_ways(qtbot: QtBot, player: Player) -> None:
    for index in range(1, 6):
        player.step(1)
        settle(qtbot, player, index)
    player.seek(62)
    settle(qtbot, player, 62)
    for index in range(61, 40, -1):
        player.step(-1)
        settle(qtbot, player, index)


def test_steps_add_up_when_they_come_faster_than_pictures(qtbot: QtBot, player: Player) -> None:
    for _ in range(25):
        player.step(1)
    settle(qtbot, player, 25)
    for _ in range(5):
        player.step(-1)
    settle(qtbot, player, 20)


def test_the_newest_of_many_seeks_wins(qtbot: QtBot, player: Player) -> None:
    shown: list[int] = []
    player.frame_changed.connect(lambda frame: shown.append(frame.index))
    for index in range(FRAMES):
        player.seek(index)
    player.seek(17)
    settle(qtbot, player, 17)
    assert shown[-1] == 17
    assert len(shown) < FRAMES


@pytest.fixture(scope="session")
def long_gop_clip(tmp_path_factory: pytest.TempPathFactory, write_video: VideoWriter) -> Path:
    """300 coded frames with a key frame every 150."""
    return write_video(
        tmp_path_factory.mktemp("gop") / "long.mp4",
        (coded(i % 256) for i in range(300)),
        fps=30,
        options={"g": "150", "keyint_min": "150", "sc_threshold": "0", "bf": "0", "crf": "10"},
    )


def test_who_rushes_sees_key_frames_and_ends_at_the_frame(
    qtbot: QtBot, long_gop_clip: Path
) -> None:
    player = Player(long_gop_clip, VideoFile)
    try:
        player.open()
        qtbot.waitUntil(lambda: player.frame is not None and player.index is not None)
        shown: list[tuple[int, int]] = []

        def note(frame: Frame) -> None:
            place = player.position()
            assert place is not None
            shown.append((frame.index, place.index))

        player.frame_changed.connect(note)
        for index in (280, 140, 270, 130, 260, 120, 250, 110, 240, 100):
            player.seek(index)
            qtbot.wait(1)
        player.seek(145)
        settle(qtbot, player, 145)
        assert shown[-1] == (145, 145)
        previews = [(seen, place) for seen, place in shown if seen != place]
        # A picture of a key frame stands for the place that was asked for, never for another.
        assert {seen for seen, _place in previews} <= {0, 150}
    finally:
        assert player.close()


def test_a_reel_gives_up_what_is_not_wanted_any_more(long_gop_clip: Path) -> None:
    with VideoFile(long_gop_clip) as video:
        video.times()
        reel = Reel(video)
        assert reel.preview(5) is None
        preview = reel.preview(280)
        assert preview is not None
        assert preview.index == 150
        asked = iter([False, False, True])
        with pytest.raises(Overtaken):
            reel.frame(140, lambda: next(asked))
        frame = reel.frame(141)
        assert frame is not None
        assert (frame.index, number_in(frame)) == (141, 141 % 256)
        assert reel.preview(145) is None
        again = reel.frame(290, lambda: False)
        assert again is not None
        assert (again.index, number_in(again)) == (290, 290 % 256)


def test_ends_hold(qtbot: QtBot, player: Player) -> None:
    player.step(-1)
    player.seek_last()
    settle(qtbot, player, FRAMES - 1)
    player.step(1)
    player.seek(10_000)
    player.step(-1)
    settle(qtbot, player, FRAMES - 2)


def test_a_second_is_a_second_of_timestamps(qtbot: QtBot, player: Player) -> None:
    player.skip(1.0)
    assert player.index is not None
    expected = player.index.index_at(player.index.start + 1_000_000)
    settle(qtbot, player, expected)
    assert abs(TIMES_US[expected] - 1_000_000) <= 80_000
    player.skip(-1.0)
    settle(qtbot, player, 0)


def test_playing_shows_every_frame_in_order_and_stops_at_the_end(
    qtbot: QtBot, player: Player
) -> None:
    shown: list[Frame] = []
    player.seek(FRAMES - 12)
    settle(qtbot, player, FRAMES - 12)
    player.frame_changed.connect(shown.append)
    player.play(1.0)
    qtbot.waitUntil(lambda: player.rate == 0.0)
    indices = [frame.index for frame in shown]
    assert indices[-1] == FRAMES - 1
    assert indices == sorted(set(indices))
    assert all(number_in(frame) == frame.index for frame in shown)


def test_playing_at_the_end_starts_again(qtbot: QtBot, player: Player) -> None:
    player.seek_last()
    settle(qtbot, player, FRAMES - 1)
    player.toggle()
    qtbot.waitUntil(lambda: player.frame is not None and player.frame.index < 10)
    player.pause()
    assert player.rate == 0.0


def test_playing_backwards_stops_at_the_beginning(qtbot: QtBot, player: Player) -> None:
    player.seek(6)
    settle(qtbot, player, 6)
    player.shuttle(-1)
    assert player.rate == -1.0
    qtbot.waitUntil(lambda: player.rate == 0.0)
    settle(qtbot, player, 0)


def test_shuttling_gets_faster_and_turns_round(player: Player) -> None:
    rates = []
    for direction in (1, 1, 1, 1, -1, -1):
        player.shuttle(direction)
        rates.append(player.rate)
    assert rates == [1.0, 2.0, 4.0, 4.0, -1.0, -2.0]


def test_pausing_stays_where_it_is(qtbot: QtBot, player: Player) -> None:
    player.play(4.0)
    qtbot.waitUntil(lambda: player.frame is not None and player.frame.index > 3)
    player.pause()
    player.seek(50)
    settle(qtbot, player, 50)
    player.step(1)
    settle(qtbot, player, 51)


def failure_of(qtbot: QtBot, path: Path) -> MienError:
    player = Player(path, VideoFile)
    errors: list[MienError] = []
    player.failed.connect(errors.append)
    player.open()
    qtbot.waitUntil(lambda: bool(errors))
    assert player.close()
    assert len(errors) == 1
    return errors[0]


@pytest.mark.parametrize("content", [b"", b"not a video at all" * 100])
def test_what_is_no_video_is_told(qtbot: QtBot, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.mp4"
    path.write_bytes(content)
    error = failure_of(qtbot, path)
    assert isinstance(error, SourceError)
    assert str(path) in error.subject
    assert error.hint


def test_a_missing_file_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    assert "no such file" in failure_of(qtbot, tmp_path / "gone.mp4").what


def test_a_damaged_file_plays_up_to_its_damage(qtbot: QtBot, damaged_clip: Path) -> None:
    player = Player(damaged_clip, VideoFile)
    errors: list[MienError] = []
    player.failed.connect(errors.append)
    player.open()
    qtbot.waitUntil(lambda: player.frame is not None and player.index is not None)
    assert player.index is not None
    player.seek(len(player.index) + 5)
    player.play(4.0)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], SourceDamaged)
    assert player.frame is not None
    last = player.frame.index
    player.step(-1)
    settle(qtbot, player, last - 1)
    assert player.close()


def test_closing_at_any_moment_leaves_no_thread(qtbot: QtBot, vfr_clip: Path) -> None:
    before = set(threading.enumerate())
    for act in ("at once", "playing", "seeking"):
        player = Player(vfr_clip, VideoFile)
        player.open()
        if act != "at once":
            qtbot.waitUntil(lambda player=player: player.frame is not None)
            if act == "playing":
                player.play(4.0)
            else:
                player.seek(80)
        assert player.close()
        assert player.close()
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("loop", [(5, 9), (FRAMES - 4, FRAMES - 1), (7, 7)])
@pytest.mark.parametrize("rate", [4.0, -4.0])
def test_a_loop_is_gone_round(
    qtbot: QtBot, player: Player, loop: tuple[int, int], rate: float
) -> None:
    first, last = loop
    start = first if rate > 0 else last
    player.seek(start)
    qtbot.waitUntil(lambda: player.frame is not None and player.frame.index == start)
    shown: list[int] = []
    player.frame_changed.connect(lambda frame: shown.append(frame.index))
    player.set_loop(loop)
    player.play(rate)
    whole = set(range(first, last + 1))
    qtbot.waitUntil(lambda: len(shown) > 12 and set(shown) >= whole, timeout=20_000)
    player.pause()
    assert set(shown) == whole
    assert player.rate == 0.0
    player.set_loop(None)
    if rate > 0 and last < FRAMES - 1:
        player.play(rate)
        qtbot.waitUntil(lambda: shown[-1] > last)
