"""A file's analysis in a process of its own, so that its start and its memory can be told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from engine.analyse_file import FileOptions, analyse_file, plan
from engine.analyser import AnalyserOptions, make_analyser
from engine.benchmark.figures import FileFigures
from engine.benchmark.machine import peak_memory_mb
from engine.child import Child
from engine.errors import MienError
from engine.export.session import Settings
from engine.sources.video_file import VideoFile
from engine.types import Scored

#: Frames before the first that counts; whole batches of them.
_WARM_UP = 48

#: Seconds that the child stays silent at most before the parent looks whether to go on.
_TICK_S = 0.2

#: The child says how far it is after so many frames.
_TELL_EVERY = 8


def measure_file(
    clip: Path, options: AnalyserOptions, folder: Path, goes_on: Callable[[int], bool]
) -> FileFigures | None:
    """Analyse the clip, again and again, while `goes_on` says so of the frames done so far.

    folder: for the tables. Returns None where it ended before anything was measured.

    Raises whatever the analysis raises.
    """
    done = 0
    with Child(_work, clip, options, folder) as child:
        asked = False
        try:
            while True:
                if not goes_on(done) and not asked:
                    child.pipe.send(None)
                    asked = True
                if not child.pipe.poll(_TICK_S):
                    continue
                told = child.pipe.recv()
                if isinstance(told, Exception):
                    raise told
                if not isinstance(told, int):
                    return told  # type: ignore[no-any-return]
                done = told
        except (EOFError, OSError) as error:
            raise MienError(f"the process that analyses a file ended ({child.ending})") from error
        except KeyboardInterrupt:
            child.kill()
            raise


class _Meter:
    """Notes the moment of the first result, and of the first frame that counts."""

    def __init__(self, pipe: Connection[Any, Any]) -> None:
        self.frames = 0
        self._pipe = pipe
        self._start_cpu_s = 0.0
        self._from = (0.0, 0.0)

    def add(self, _: Scored) -> None:
        """A frame was analysed and written."""
        self.frames += 1
        if self.frames == 1:
            self._start_cpu_s = time.process_time()
        if self.frames == _WARM_UP:
            self._from = time.perf_counter(), time.process_time()
        if self.frames % _TELL_EVERY == 0:
            self._pipe.send(self.frames)

    def figures(self) -> FileFigures | None:
        """What was found so far; None where it is too little."""
        counted = self.frames - _WARM_UP
        if counted < 1:
            return None
        wall, cpu = time.perf_counter() - self._from[0], time.process_time() - self._from[1]
        return FileFigures(
            self.frames, self._start_cpu_s, cpu * 1e3 / counted, counted / wall, peak_memory_mb()
        )


def _work(pipe: Connection[Any, Any], clip: Path, options: AnalyserOptions, folder: Path) -> None:
    """The child: analyses until something comes through the pipe, or it closes."""
    meter, stop = _Meter(pipe), threading.Event()
    threading.Thread(target=_wait_for_word, args=(pipe, stop), daemon=True).start()
    settings = Settings(1, options.max_faces, options.smoothing_s)
    try:
        with make_analyser(options) as analyser:
            while not stop.is_set():
                with VideoFile(clip) as source:
                    analyse_file(
                        source,
                        plan(source, clip, analyser, settings),
                        folder / "file",
                        analyser,
                        FileOptions(settings),
                        stop=stop,
                        on_scored=meter.add,
                    )
            figures = meter.figures()
    except MienError as error:
        pipe.send(error)
    else:
        pipe.send(figures)


def _wait_for_word(pipe: Connection[Any, Any], stop: threading.Event) -> None:
    try:
        pipe.recv()
    except (EOFError, OSError):
        pass  # the parent is gone, which says the same
    finally:
        stop.set()
