"""The trainer as a child process: torch never enters this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


def run_trainer(module: str, arguments: Sequence[str]) -> int:
    """Run `python -m MODULE ARGUMENTS` with this process's streams and return its exit code.

    module: of the trainer, such as "trainer.describe". Signals are passed on, so that Ctrl-C
    lets the child end in order.

    Raises `MienError` where the trainer's packages are not installed.
    """
    require_torch()
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    # -P: a folder called "trainer" where the user stands is not ours.
    command = [sys.executable, "-P", "-m", module, *arguments]
    # A group of its own: Ctrl-C reaches the child once, from us, and not twice.
    group = 0 if os.name == "posix" else None
    with subprocess.Popen(command, env=environment, process_group=group) as child, _passing(child):
        return child.wait()


def require_torch() -> None:
    """Raise `MienError` that says how to install the trainer's packages where they are absent."""
    if not _installed("torch"):
        from engine.errors import MienError

        raise MienError(
            "the trainer's packages are not installed (PyTorch is missing)",
            hint="Install them: pip install 'mien[train]', or make setup in a checkout",
        )


def _installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False


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
