"""Child processes of our own: spawned, out of Ctrl-C's reach, and gone when their parent is."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec

from engine.closing import Closing

P = ParamSpec("P")

#: A child that was told to end and does not is ended after so many seconds.
_PATIENCE_S = 20.0


class Child(Closing):
    """A process that runs ``work(pipe, *arguments)`` in a fresh interpreter.

    work: a function of a module, with what it is given, sent over by pickling. Ctrl-C in the
    terminal does not reach it: ending in order is the parent's to say, over `pipe`. The parent's
    death closes the pipe, at which `work` should end too.
    """

    def __init__(
        self,
        work: Callable[Concatenate[Connection[Any, Any], P], None],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> None:
        # Not forked: threads and native runtimes do not survive that.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_run, args=(work, theirs, arguments, named), daemon=True
        )
        with _interrupts_held():
            self._process.start()
        theirs.close()

    @property
    def ending(self) -> str | None:
        """What ended it, in words, once its pipe is closed; None if it came to its own end."""
        self._process.join(_PATIENCE_S)
        code = self._process.exitcode
        if code is None:
            return "it does not answer"
        if code == 0:
            return None
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self._process.kill()

    def close(self) -> None:
        """Close the pipe, at which it should end, and wait for that; then end it."""
        self.pipe.close()
        self._process.join(_PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _run(
    work: Callable[..., None],
    pipe: Connection[Any, Any],
    arguments: tuple[Any, ...],
    named: dict[str, Any],
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with pipe, contextlib.suppress(BrokenPipeError):  # nobody is left to be told anything
        work(pipe, *arguments, **named)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A child starts with Ctrl-C held up, so that none hits it before it can ignore them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker  # which is there on POSIX only

    # Started with the first child otherwise, which would let interrupts through again.
    resource_tracker.ensure_running()
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
