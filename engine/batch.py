"""A file from its first frame to its last: lossless, in order, in constant memory."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from itertools import islice

from engine.analyser import Analyser, Begun
from engine.errors import MienError
from engine.mailbox import Ordered
from engine.sources.base import FrameSource
from engine.types import Frame, Scored

#: Frames whose faces share one run of the network.
_BATCH = 8

#: A batch's pictures are kept near this, so that 8K video does not fill the memory: one batch
#: waits, the faces of one are looked for, those of one are read.
_BATCH_BYTES = 32_000_000


class SourceAnalysis(Iterator[Scored]):
    """The results of one source, in order; made by `analyse_source`.

    decoded: frames that were decoded so far, those skipped by the stride included.
    """

    def __init__(
        self, source: FrameSource, analyser: Analyser, stride: int, stop: threading.Event
    ) -> None:
        self.decoded = 0
        self._source = source
        self._analyser = analyser
        self._stride = stride
        self._stop = stop
        self._results = self._run()

    def __iter__(self) -> Iterator[Scored]:
        return self

    def __next__(self) -> Scored:
        return next(self._results)

    def close(self) -> None:
        """Stop early and wait for the decoder; harmless at the end."""
        self._results.close()

    def _run(self) -> Generator[Scored, None, None]:
        info = self._source.info
        size = min(max(_BATCH_BYTES // max(info.width * info.height * 3, 1), 1), _BATCH)
        inbox: Ordered[Frame] = Ordered(size)
        decoder = threading.Thread(
            target=self._decode, args=(inbox,), name="mien-decode", daemon=True
        )
        decoder.start()
        try:
            yield from self._analyse(iter(inbox), size)
        finally:
            inbox.close()
            decoder.join()

    def _analyse(self, frames: Iterator[Frame], size: int) -> Iterator[Scored]:
        failure: MienError | None = None
        begun: Begun | None = None
        while failure is None and not self._stop.is_set():
            batch: list[Frame] = []
            try:
                # Batches are filled, not taken as they come: two runs give the same bytes.
                for frame in islice(frames, size):
                    batch.append(frame)  # noqa: PERF402 - what came before an error stays
            except MienError as error:
                failure = error
            if not batch:
                break
            # The network reads the faces of this batch while those of the next are looked for.
            before, begun = begun, None
            try:
                begun = self._analyser.begin(batch)
            finally:  # whatever is wrong with this batch, the one before it is whole
                if before is not None:
                    yield from self._analyser.finish(before)
        if begun is not None:
            yield from self._analyser.finish(begun)
        if failure is not None:
            raise failure

    def _decode(self, inbox: Ordered[Frame]) -> None:
        try:
            for frame in self._source:
                self.decoded += 1
                wanted = frame.index % self._stride == 0
                if self._stop.is_set() or (wanted and not inbox.put(frame, self._stop)):
                    break
        except Exception as error:  # noqa: BLE001 - raised again where the frames are read
            inbox.close(error)
        else:
            inbox.close()


def analyse_source(
    source: FrameSource,
    analyser: Analyser,
    *,
    stride: int = 1,
    stop: threading.Event | None = None,
) -> SourceAnalysis:
    """Analyse a file: every `stride`-th frame, in order, none lost.

    A thread of its own decodes while the calling thread analyses; `source` and `analyser` stay
    the caller's to close, and `analyser` should come fresh or `reset`. Setting `stop` ends the
    iteration early, after the frames in work.

    Raises from the iteration whatever the source raises, `SourceDamaged` after the last good
    frame's result.
    """
    if stride < 1:
        raise ValueError(f"stride must be at least 1, got {stride}")
    return SourceAnalysis(source, analyser, stride, stop or threading.Event())
