"""The trainer as a child process: torch never enters this one."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Final

from app.trainer_process import command, environment, torch_missing

_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


def run_trainer(module: str, arguments: Sequence[str]) -> int:
    """Run `python -m MODULE ARGUMENTS` with this process's streams and return its exit code.

    module: of the trainer, such as "trainer.describe". Signals are passed on, so that Ctrl-C
    lets the child end in order.

    Raises `MienError` where the trainer's packages are not installed.
    """
    require_torch()
    # A group of its own: Ctrl-C reaches the child once, from us, and not twice.
    group = 0 if os.name == "posix" else None
    with (
        subprocess.Popen(
            command(module, arguments), env=environment(), process_group=group
        ) as child,
        _passing(child),
    ):
        return child.wait()


def require_torch() -> None:
    """Raise `MienError` that says how to install the trainer's packages where they are absent."""
    missing = torch_missing()
    if missing is not None:
        raise missing


@contextmanager
def _passing(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Signals to this process go on to the child; the child's end is ours."""

    def forward(number: int, frame: FrameType | None) -> None:
        if child.poll() is None:
            child.send_signal(number)

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    former = {number: signal.signal(number, forward) for number in numbers}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
