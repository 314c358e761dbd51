"""The page's place in the video, as labelling sees it."""

from __future__ import annotations

from app.gui.video.player import Player
from app.gui.video.timeline_model import TimelineModel
from app.gui.video.viewport import Ints, TimeIndex


class PageHead:
    """A `Head` over the page's player and timeline; harmless while there is no player."""

    def __init__(self, timeline: TimelineModel) -> None:
        self._timeline = timeline
        self.player: Player | None = None

    @property
    def index(self) -> TimeIndex | None:
        """Times of all frames, once known."""
        return None if self.player is None else self.player.index

    @property
    def frame(self) -> int | None:
        """The frame on screen, or the one that was asked for last."""
        player = self.player
        if player is None or player.frame is None or player.index is None:
            return None
        return min(player.aim, len(player.index) - 1)

    @property
    def playing(self) -> bool:
        """Whether frames pass by."""
        return self.player is not None and self.player.rate != 0

    @property
    def rate(self) -> float:
        """Speed of playing, negative backwards, 0 when paused."""
        return 0.0 if self.player is None else self.player.rate

    @property
    def track(self) -> int:
        """The face that the timeline marks, else the first one."""
        if self._timeline.track is not None:
            return self._timeline.track
        rows = self._timeline.rows()
        return rows[0].track if rows else 0

    def seen(self, track: int) -> Ints | None:
        """Frames in which a face was found, rising; None where nothing was analysed."""
        lanes = self._timeline.results.lanes
        if not lanes:
            return None
        lane = next((lane for lane in lanes if lane.track == track), None)
        return None if lane is None else lane.frames

    def seek(self, frame: int) -> None:
        """Pause there."""
        if self.player is not None:
            self.player.seek(frame, keep_playing=False)

    def pause(self) -> None:
        """Stop at the frame on screen."""
        if self.player is not None and self.player.rate:
            self.player.pause()

    def loop(self, frames: tuple[int, int] | None, *, still: bool = False) -> None:
        """Play a range of frames over and over, or let go. still: wait in its middle for that."""
        if self.player is None:
            return
        self.player.set_loop(frames)
        if frames is not None and still:
            self.player.pause()
            self.player.seek((frames[0] + frames[1]) // 2, keep_playing=False)
        elif frames is not None:
            self.player.seek(frames[0], keep_playing=True)
            self.player.play(self.player.speed)
