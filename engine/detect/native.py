"""MediaPipe's native runtime, loaded without the Python packages that come with it.

``import mediapipe`` also imports its drawing helpers and task API, hence matplotlib, sounddevice
and, where they are installed, tensorflow and jax: most of a second of CPU time for code that is
never called here. The runtime itself is one extension module that loads in 40 ms.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any, Final

import cv2

from engine.errors import ModelError
from engine.types import Image

_PACKAGE: Final = "mediapipe"
_STDERR: Final = 2
_stderr_lock = RLock()


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Send what native code writes to file descriptor 2 to nowhere meanwhile.

    MediaPipe writes some lines for each graph that no option or environment variable turns off.
    Threads take turns, so that each restores what it found.
    """
    with _stderr_lock:
        try:
            saved = os.dup(_STDERR)
        except OSError:  # started without stderr, as pythonw does: nothing to keep quiet
            yield
            return
        try:
            sink = os.open(os.devnull, os.O_WRONLY)
            os.dup2(sink, _STDERR)
            os.close(sink)
            yield
        finally:
            os.dup2(saved, _STDERR)
            os.close(saved)


@contextmanager
def _starting() -> Iterator[None]:
    """Keep native code quiet, and say in words what keeps it from starting."""
    try:
        with quiet_stderr():
            yield
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ModelError(
            f"the face detector cannot start ({reason})",
            subject=_PACKAGE,
            hint="Install Mien again: pip install --force-reinstall mediapipe==0.10.21",
        ) from error


class Graph:
    """A running MediaPipe graph. Created, used and closed in one and the same thread.

    config: the graph in protobuf's text format. outputs: names of the streams to collect.
    Shared by two threads it raises nothing and is silently wrong.
    """

    def __init__(self, config: str, outputs: tuple[str, ...]) -> None:
        self._results: dict[str, Any] = {}
        self._tick = 0
        with _starting():
            self._graph: Any = _runtime().CalculatorGraph(graph_config=config)
            for name in outputs:
                self._graph.observe_output_stream(name, self._results.__setitem__)
            self._graph.start_run({})

    def run(self, **packets: Any) -> dict[str, Any]:  # noqa: ANN401 - native packets are untyped
        """Feed one packet to each named input stream; returns the output packets by name."""
        self._results.clear()
        self._tick += 1
        with _starting() if self._tick == 1 else nullcontext():  # then the networks are loaded
            for name, packet in packets.items():
                self._graph.add_packet_to_input_stream(stream=name, packet=packet.at(self._tick))
            self._graph.wait_until_idle()
        return self._results

    def close(self) -> None:
        """Stop the graph and free its networks; harmless when called twice."""
        if self._graph is not None:
            with quiet_stderr():
                self._graph.close()
            self._graph = None


class Picture:
    """A picture on its way into graphs; converted once, however many of them look at it.

    image: HxWx3 uint8, BGR.
    """

    def __init__(self, image: Image) -> None:
        self.height, self.width = image.shape[:2]
        self.runtime = _runtime()
        rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        rgb.setflags(write=False)  # so that it may be shared
        self.packet: Any = self.runtime.packet_creator.create_image_frame(
            rgb, image_format=self.runtime.ImageFormat.SRGB, copy=False
        )

    def rect_packet(self, x: float, y: float, side: float, angle: float) -> Any:  # noqa: ANN401
        """A square for a graph: centre and side in pixels, clockwise angle in radians."""
        rect = _messages().NormalizedRect(
            x_center=x / self.width,
            y_center=y / self.height,
            width=side / self.width,
            height=side / self.height,
            rotation=angle,
        )
        return self.runtime.packet_creator.create_proto(rect)


@cache
def _runtime() -> ModuleType:
    """``mediapipe.python``: the bindings, without solutions and tasks."""
    if _PACKAGE not in sys.modules:
        spec = importlib.util.find_spec(_PACKAGE)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {_PACKAGE!r}")
        # Registered but not executed: its __init__ is what imports everything else.
        sys.modules[_PACKAGE] = importlib.util.module_from_spec(spec)
    python = importlib.import_module(f"{_PACKAGE}.python")
    # The graphs name their networks relative to this folder.
    python.resource_util.set_resource_dir(str(Path(python.__path__[0]).parents[1]))
    return python


@cache
def _messages() -> ModuleType:
    """Module of the rectangle message. Also registers that of detections with protobuf."""
    _runtime()
    importlib.import_module(f"{_PACKAGE}.framework.formats.detection_pb2")
    return importlib.import_module(f"{_PACKAGE}.framework.formats.rect_pb2")
