"""What each key of the video page does."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Final

from app.gui.video.keys import Command
from app.gui.video.player import Player

if TYPE_CHECKING:
    from app.gui.video.page import VideoPage

#: One press of + or -.
_ZOOM: Final = 1.6


def handlers(page: VideoPage) -> dict[Enum, Callable[[], object]]:
    """A function for every command; those of the player do nothing without a video."""

    def ask(act: Callable[[Player], object]) -> Callable[[], object]:
        return lambda: act(page.player) if page.player is not None else None

    return {
        Command.TOGGLE: ask(Player.toggle),
        Command.PAUSE: ask(Player.pause),
        Command.FASTER: ask(lambda player: player.shuttle(1)),
        Command.BACKWARDS: ask(lambda player: player.shuttle(-1)),
        Command.NEXT_FRAME: ask(lambda player: player.step(1)),
        Command.PREVIOUS_FRAME: ask(lambda player: player.step(-1)),
        Command.SECOND_ON: ask(lambda player: player.skip(1.0)),
        Command.SECOND_BACK: ask(lambda player: player.skip(-1.0)),
        Command.FIRST_FRAME: ask(lambda player: player.seek(0)),
        Command.LAST_FRAME: ask(Player.seek_last),
        Command.NEXT_FACE: page.faces.next_face,
        Command.PREVIOUS_FACE: lambda: page.faces.next_face(-1),
        Command.ZOOM_IN: lambda: page.timeline.zoom(_ZOOM),
        Command.ZOOM_OUT: lambda: page.timeline.zoom(1 / _ZOOM),
        Command.FIT: page.timeline.show_all,
        Command.OVERLAY: page.toggle_model,
        Command.ANALYSE: page.toggle_analysis,
    }
