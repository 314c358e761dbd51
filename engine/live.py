"""Live analysis: the newest picture wins, nothing waits, nothing piles up.

Two threads. `mien-capture` owns the source and puts every picture into a one-slot mailbox;
`mien-analyse` owns the analyser (it loads the model while pictures already flow) and always takes
the newest. What was grabbed but overtaken is counted and reported as `Status.DROPPED`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from engine.analyser import Analyser
from engine.errors import MienError
from engine.mailbox import Newest
from engine.models.base import EmotionModel, ModelInfo
from engine.sources.base import FrameSource, Interruptible, SourceInfo
from engine.types import Frame, Record, Scored, Status

_log = logging.getLogger(__name__)

#: Frames that the latency percentiles look back on.
_LATENCIES = 300

#: Seconds that the frame rates look back on.
_RATE_WINDOW_S = 2.0

#: How often a thread that waits for a frame looks whether it should end, in seconds.
_TICK_S = 0.25

RecordCallback = Callable[[Record], None]
ModelCallback = Callable[[ModelInfo | MienError], None]
FrameCallback = Callable[[Frame], None]


@dataclass(frozen=True, slots=True)
class LiveStats:
    """How live analysis is doing.

    capture_fps, analysis_fps: measured over the last two seconds. latency_*_ms: from grab to
    result over the last 300 analysed frames, None before the first. dropped: frames grabbed but
    overtaken since the model was ready. frames: frames analysed. warming_up: the model still
    loads.
    """

    capture_fps: float = 0.0
    analysis_fps: float = 0.0
    latency_p50_ms: float | None = None
    latency_p95_ms: float | None = None
    dropped: int = 0
    frames: int = 0
    warming_up: bool = True


class _Rate:
    """Events a second over the last moments; written by one thread, read by any."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=512)

    def tick(self) -> None:
        self._times.append(time.monotonic())

    def per_second(self) -> float:
        since = time.monotonic() - _RATE_WINDOW_S
        recent = [t for t in self._times.copy() if t >= since]
        if len(recent) < 2 or recent[-1] <= recent[0]:
            return 0.0
        return (len(recent) - 1) / (recent[-1] - recent[0])


class LivePipeline:
    """Runs a camera, or anything that behaves like one, through an analyser.

    open_source, build: called in the capture and the analysis thread, where what they return is
    used and closed. Start it once; it cannot be started again.
    """

    def __init__(
        self, open_source: Callable[[], FrameSource], build: Callable[[], Analyser]
    ) -> None:
        self._open_source = open_source
        self._build = build
        self._stop = threading.Event()
        self._captured = threading.Event()
        self._analysis_over = threading.Event()
        self._inbox: Newest[Frame] = Newest()
        self._grabbed: deque[tuple[int, int]] = deque()
        self._lock = threading.Lock()
        self._subscribers: tuple[RecordCallback, ...] = ()
        self._watchers: tuple[FrameCallback, ...] = ()
        self._frame: Frame | None = None
        self._scored: Scored | None = None
        self._error: MienError | None = None
        self._info: ModelInfo | None = None
        self._source_info: SourceInfo | None = None
        self._smoothing_s: float | None = None
        self._replacement: tuple[Callable[[], EmotionModel], ModelCallback] | None = None
        self._source: FrameSource | None = None
        self._latencies: deque[float] = deque(maxlen=_LATENCIES)
        self._capture_rate, self._analysis_rate = _Rate(), _Rate()
        self._dropped = self._analysed = 0
        self._warm = False
        self._threads = (
            threading.Thread(target=self._capture, name="mien-capture", daemon=True),
            threading.Thread(target=self._analyse, name="mien-analyse", daemon=True),
        )

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float = 3.0) -> bool:
        """End both threads and wait for them; harmless when called twice or before `start`.

        Returns whether both ended in time.
        """
        self._stop.set()
        self._inbox.close()
        source: object = self._source
        if isinstance(source, Interruptible):
            source.interrupt()
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            if thread.ident is not None and thread is not threading.current_thread():
                thread.join(max(deadline - time.monotonic(), 0.0))
        late = [thread.name for thread in self._threads if thread.is_alive()]
        if late:
            _log.error("threads did not end within %.1f s: %s", timeout_s, ", ".join(late))
        return not late

    @property
    def finished(self) -> bool:
        """Both threads have ended: the source is over and its last frame analysed, or stopped."""
        return all(t.ident is not None and not t.is_alive() for t in self._threads)

    @property
    def error(self) -> MienError | None:
        """The first thing that went wrong; the newest picture and result stay to be had."""
        return self._error

    @property
    def info(self) -> ModelInfo | None:
        """What model runs; None while it loads."""
        return self._info

    @property
    def source_info(self) -> SourceInfo | None:
        """What the pictures come from; None until it is open."""
        return self._source_info

    def newest(self) -> Scored | None:
        """The newest result, without waiting; the same object until there is a newer one."""
        return self._scored

    def newest_frame(self) -> Frame | None:
        """The newest picture, analysed or not, without waiting."""
        return self._frame

    def set_smoothing(self, seconds: float) -> None:
        """Change the smoothing's time constant from the next frame on; 0 turns it off."""
        self._smoothing_s = seconds

    def replace_model(self, load: Callable[[], EmotionModel], told: ModelCallback) -> None:
        """Read faces with another network, from the first frame after it is loaded.

        Pictures flow on meanwhile. load: called in the analysis thread. told: called there, too,
        with what runs then, or with the error if it cannot be loaded and the old one goes on.
        """
        self._replacement = load, told

    def subscribe(self, callback: RecordCallback) -> Callable[[], None]:
        """Have every record handed over, in order, in the analysis thread.

        Frames that were grabbed but overtaken come as `Status.DROPPED`. A callback that raises is
        dropped, and its error becomes `error`. Returns a function that ends the subscription.
        """
        with self._lock:
            self._subscribers = (*self._subscribers, callback)
        return lambda: self._unsubscribe(callback)

    def watch(self, callback: FrameCallback) -> Callable[[], None]:
        """Have every picture handed over as it was grabbed, in the capture thread, in order.

        Each comes before its record does. The callback must be quick, and must not raise. Returns
        a function that ends it.
        """
        with self._lock:
            self._watchers = (*self._watchers, callback)
        return lambda: self._unwatch(callback)

    def stats(self) -> LiveStats:
        """How it is doing right now."""
        latencies = np.array(self._latencies.copy(), dtype=np.float64)
        p50, p95 = np.percentile(latencies, (50, 95)) if latencies.size else (None, None)
        return LiveStats(
            capture_fps=self._capture_rate.per_second(),
            analysis_fps=self._analysis_rate.per_second(),
            latency_p50_ms=None if p50 is None else float(p50),
            latency_p95_ms=None if p95 is None else float(p95),
            dropped=self._dropped,
            frames=self._analysed,
            warming_up=not self._warm and self._error is None,
        )

    def _capture(self) -> None:
        try:
            with self._open_source() as source:
                self._source, self._source_info = source, source.info
                for frame in source:
                    if self._stop.is_set():
                        break
                    self._frame = frame
                    if not self._analysis_over.is_set():
                        self._grabbed.append((frame.index, frame.pts_us))
                    self._capture_rate.tick()
                    for watcher in self._watchers:
                        watcher(frame)
                    self._inbox.put(frame)
        except Exception as error:  # noqa: BLE001 - shown by whoever asks for `error`
            self._fail(error)
        finally:
            self._captured.set()
            self._inbox.close()

    def _analyse(self) -> None:
        try:
            with self._build() as analyser:
                self._info = analyser.info
                while (frame := self._next_frame()) is not None:
                    self._step(analyser, frame)
                    self._info = analyser.info  # a GPU that is lost hands over to another backend
        except Exception as error:  # noqa: BLE001 - shown by whoever asks for `error`
            self._fail(error)
        finally:
            self._analysis_over.set()

    def _next_frame(self) -> Frame | None:
        """The newest frame, or None when there will be no more."""
        while not self._stop.is_set():
            over = self._captured.is_set()  # asked before, so that the last frame is not missed
            frame = self._inbox.get(_TICK_S)
            if frame is not None or over:
                return frame
        return None

    def _step(self, analyser: Analyser, frame: Frame) -> None:
        if self._smoothing_s is not None:
            analyser.set_smoothing(self._smoothing_s)
            self._smoothing_s = None
        self._replace_model(analyser)
        scored = analyser.analyse(frame)
        overtaken = self._overtaken_by(frame)
        if self._warm:
            self._dropped += len(overtaken)
        self._warm = True
        self._analysed += 1
        self._scored = scored
        self._latencies.append(scored.latency_ms)
        self._analysis_rate.tick()
        for record in overtaken:
            self._publish(record)
        self._publish(Record.of(scored))

    def _replace_model(self, analyser: Analyser) -> None:
        replacement, self._replacement = self._replacement, None
        if replacement is None:
            return
        load, told = replacement
        try:
            analyser.replace_model(load())
        except MienError as error:
            told(error)
        else:
            self._info = analyser.info
            told(analyser.info)

    def _overtaken_by(self, frame: Frame) -> list[Record]:
        """Records of the frames that were grabbed before this one and never analysed."""
        records: list[Record] = []
        while self._grabbed and self._grabbed[0][0] <= frame.index:
            index, pts_us = self._grabbed.popleft()
            if index < frame.index:
                records.append(Record(index, pts_us, Status.DROPPED))
        return records

    def _publish(self, record: Record) -> None:
        for callback in self._subscribers:
            try:
                callback(record)
            except Exception as error:  # noqa: BLE001 - one bad listener must not stop the rest
                self._unsubscribe(callback)
                self._fail(error)

    def _unsubscribe(self, callback: RecordCallback) -> None:
        with self._lock, suppress(ValueError):
            rest = list(self._subscribers)
            rest.remove(callback)
            self._subscribers = tuple(rest)

    def _unwatch(self, callback: FrameCallback) -> None:
        with self._lock:
            self._watchers = tuple(other for other in self._watchers if other != callback)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, MienError):
            _log.exception("live analysis failed", exc_info=error)
            wrapped = MienError(
                f"something unexpected happened ({type(error).__name__}: {error})",
                hint="Please report it with the log file",
            )
            wrapped.__cause__ = error
            error = wrapped
        with self._lock:
            if self._error is None:
                self._error = error
