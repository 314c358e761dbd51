"""How one thread hands items to another: the newest one only, or every one in order."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

#: How often a writer that waits for room looks at its stop event, in seconds.
_TICK_S = 0.05


class Newest(Generic[T]):
    """A slot for one item: a new one replaces the old. For live pictures; never blocks the writer.

    Any number of threads may put and get. Items must not be None.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: T | None = None
        self._dropped = 0
        self._closed = False

    @property
    def dropped(self) -> int:
        """Items that were replaced before anyone took them."""
        return self._dropped

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def put(self, item: T) -> None:
        """Leave an item, in place of one that still lies there. Ignored once closed."""
        with self._changed:
            if self._closed:
                return
            self._dropped += self._item is not None
            self._item = item
            self._changed.notify()

    def get(self, timeout: float | None = None) -> T | None:
        """Take the item, waiting for one at most `timeout` seconds (None: for ever).

        Returns None when the time is up, or when the mailbox is closed and empty.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._closed, timeout)
            item, self._item = self._item, None
            return item

    def close(self) -> None:
        """Wake all who wait; what lies in the slot can still be taken. Harmless when repeated."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class Ordered(Generic[T]):
    """A queue of bounded length: nothing is lost, the writer waits for room. For files.

    One writer puts and closes; one reader iterates. Either side may close, which wakes the other.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, got {capacity}")
        self._capacity = capacity
        self._changed = threading.Condition()
        self._items: deque[T] = deque()
        self._closed = False
        self._error: BaseException | None = None

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: T, stop: threading.Event | None = None) -> bool:
        """Append an item, waiting while the queue is full.

        Returns False, and drops the item, once the queue is closed or `stop` is set.
        """
        with self._changed:
            while len(self._items) >= self._capacity and not self._over(stop):
                self._changed.wait(_TICK_S if stop is not None else None)
            if self._over(stop):
                return False
            self._items.append(item)
            self._changed.notify_all()
            return True

    def get(self, timeout: float | None = None) -> T | None:
        """Take the oldest item, waiting for one at most `timeout` seconds (None: for ever).

        Returns None when the time is up, or when the queue is closed and empty.

        Raises:
            Exception: what the queue was closed with, after the last item, every time.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._changed:
            while not self._items and not self._closed:
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    return None
                self._changed.wait(left)
            if self._items:
                item = self._items.popleft()
                self._changed.notify_all()
                return item
            if self._error is not None:
                raise self._error
            return None

    def __iter__(self) -> Iterator[T]:
        """Items in order until the queue is closed and empty; raises what it was closed with."""
        while (item := self.get()) is not None:
            yield item

    def close(self, error: BaseException | None = None) -> None:
        """End the queue; items in it can still be taken, then `error` is raised at the reader.

        Harmless when repeated: the first call decides.
        """
        with self._changed:
            if not self._closed:
                self._closed = True
                self._error = error
            self._changed.notify_all()

    def _over(self, stop: threading.Event | None) -> bool:
        return self._closed or (stop is not None and stop.is_set())
