"""Memory goes back to the system when it is not needed any more, and is seldom looked through.

glibc keeps what was freed for later, in a heap for each of many threads, and after a live view or
a large job that is hundreds of megabytes. Other C libraries are left alone.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from functools import cache
from typing import Final

#: Heaps for all threads: of more, each keeps what its threads once needed.
_HEAPS: Final = 2

#: `M_ARENA_MAX` of glibc's malloc.h.
_M_ARENA_MAX: Final = -8

#: Python's thresholds for looking for cycles: among the newest objects, a little older ones, and
#: all. The first two take some ten milliseconds; the last is left to `tidy`.
_COLLECT: Final = (2_000, 10, 1_000_000)

_trimming: Final = threading.Lock()


def share_heaps() -> bool:
    """Have all threads share a few heaps; to be called before there are threads.

    Returns whether the C library can do so.
    """
    library = _library()
    return library is not None and library.mallopt(_M_ARENA_MAX, _HEAPS) == 1


def collect_seldom() -> None:
    """Have Python look for cycles of garbage less often, and not among what is there now.

    That is modules above all, so call it again once more of them are loaded. Only `tidy` looks
    through everything.
    """
    gc.freeze()
    gc.set_threshold(*_COLLECT)


def tidy() -> None:
    """Look for cycles of garbage everywhere; for the GUI thread, to which Qt's objects belong.

    Everything stands still for some 60 ms with a project open: by itself hardly noticed, and in
    the middle of what a key has begun a tenth of a second.
    """
    gc.collect()


def give_back_soon() -> None:
    """Have a thread give back what is free by then; nobody needs to wait for it."""
    threading.Thread(target=give_back, name="mien-memory", daemon=True).start()


def give_back() -> bool:
    """Give freed memory back to the system; whether any was.

    Takes tens of milliseconds, so not for the GUI thread. While one thread does so, another one
    that is to do so does nothing.
    """
    library = _library()
    if library is None or not _trimming.acquire(blocking=False):
        return False
    try:
        return bool(library.malloc_trim(0) == 1)
    finally:
        _trimming.release()


@cache
def _library() -> ctypes.CDLL | None:
    """The C library, where it is glibc."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    # Other C libraries of Linux, such as musl, know neither.
    known = hasattr(library, "malloc_trim") and hasattr(library, "mallopt")
    return library if known else None
