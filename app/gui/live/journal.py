"""What this live session has seen so far, so that it can be exported after the fact."""

from __future__ import annotations

import pickle
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.gui.live.recording import Moment
from engine.types import Record


class Journal:
    """Keeps records in a file without a name: memory stays bounded, and nothing outlives it.

    The operating system removes the file when it is closed, even after a crash, so a session
    that nobody exports leaves no trace. Written in the analysis thread, read in any other.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="mien-")  # noqa: SIM115 - closed by `close`
        self._lock = threading.Lock()
        self._count = 0
        self._analysed = 0
        #: When the first record was grabbed; None before there is one.
        self.begin: Moment | None = None

    def __len__(self) -> int:
        return self._count

    @property
    def analysed(self) -> int:
        """Records that are not of dropped frames."""
        return self._analysed

    def append(self, record: Record) -> None:
        """Keep a record. Frames dropped before the first analysed one are not worth keeping."""
        if self.begin is None:
            if record.latency_ms is None:
                return
            age = timedelta(milliseconds=record.latency_ms)
            self.begin = Moment(record.pts_us, datetime.now(UTC) - age)
        data = pickle.dumps(record, protocol=pickle.HIGHEST_PROTOCOL)
        with self._lock:
            if self._file.closed:
                return
            self._file.seek(0, 2)
            self._file.write(data)
            self._count += 1
            self._analysed += record.latency_ms is not None

    def replay(self) -> Iterator[Record]:
        """The records there were when it was called, in order."""
        position = 0
        for _ in range(self._count):
            with self._lock:
                if self._file.closed:
                    return
                self._file.seek(position)
                # Our own file, without a name: nobody else can have written it.
                record: Record = pickle.load(self._file)
                position = self._file.tell()
            yield record

    def close(self) -> None:
        """Forget everything; harmless when called twice."""
        with self._lock:
            self._file.close()
