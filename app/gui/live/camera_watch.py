"""Waits for a camera that was pulled out, and starts it again when it is back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from app.gui.live.controller import LiveController
from app.gui.live.state import State
from engine.errors import CameraMissing, MienError

if TYPE_CHECKING:
    from engine.sources.camera import CameraDevice

#: How often to look, in milliseconds.
_EVERY_MS: Final = 2000


class CameraWatch(QObject):
    """Looks for the lost camera by its name until it is back or something else is watched.

    Only a camera that had given pictures is waited for: one that never worked would otherwise be
    tried for ever.
    """

    def __init__(self, controller: LiveController) -> None:
        super().__init__(controller)
        self._controller = controller
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(controller.find_cameras)
        controller.failed.connect(self._consider)
        controller.cameras_found.connect(self._look)
        controller.state_changed.connect(self._follow)

    @property
    def waiting(self) -> bool:
        """Whether it looks for a lost camera."""
        return self._timer.isActive()

    def set_interval(self, milliseconds: int) -> None:
        """How often to look."""
        self._timer.setInterval(milliseconds)

    def _consider(self, error: MienError) -> None:
        session = self._controller.session
        worked = session is not None and session.pipeline.newest_frame() is not None
        camera = session is not None and session.target.device is not None
        if isinstance(error, CameraMissing) and worked and camera:
            self._timer.start()

    def _look(self, cameras: Sequence[CameraDevice]) -> None:
        session = self._controller.session
        if not self.waiting or session is None or session.target.device is None:
            return
        for camera in cameras:
            if camera.name == session.target.device.name:
                self._timer.stop()
                self._controller.start(self._controller.camera(camera))
                return

    def _follow(self, state: State) -> None:
        if state is not State.BROKEN:
            self._timer.stop()
