"""Building an engine from the app's side: a child process, with progress and a way to stop it."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

import msgspec

from engine.errors import BackendUnavailable, MienError
from engine.models.tensorrt.cache import PlanCache
from engine.models.tensorrt.child import Message, Request
from engine.models.tensorrt.plan import PlanKey

#: Seconds between two looks at whether the build should stop.
_TICK_S: Final = 0.1

#: Seconds that a child which has said all may take to end by itself.
_END_S: Final = 10.0

#: On Windows, a child of the app would open a console.
_NO_WINDOW: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)

#: Most that is quoted of what a child that died has said.
_LAST_WORDS: Final = 300


class BuildStopped(MienError):
    """The build was stopped because somebody wished so."""


def build_engine(
    folder: Path,
    key: PlanKey,
    cache: PlanCache,
    progress: Callable[[float, str], None],
    stop: threading.Event,
) -> Path:
    """Build the engine of the model in `folder` and keep it in `cache`; returns its file.

    progress: called in this thread with 0..1 and what is being done. stop: ends the build.

    Raises `BuildStopped`, or `BackendUnavailable` where TensorRT refuses the network, the engine
    cannot be kept, or the process dies.
    """
    request = Request(str(folder.resolve()), key, str(cache.folder.resolve()))
    # -P: no module of the folder that Mien happens to be started in.
    command = [sys.executable, "-P", "-m", "engine.models.tensorrt.child"]
    with (
        tempfile.TemporaryFile() as noise,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=noise,
            creationflags=_NO_WINDOW,
        ) as child,
    ):
        lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        reader = threading.Thread(target=_read, args=(child.stdout, lines), daemon=True)
        reader.start()
        try:
            _ask(child, request)
            last = _follow(lines, progress, stop)
            if not stop.is_set():
                child.wait(_END_S)
        finally:
            child.kill()
            child.wait()
            reader.join()
        words = _last_words(noise)
    if last.path:
        return Path(last.path)
    if stop.is_set():
        raise BuildStopped("the build was stopped", subject=key.package)
    if last.error:
        raise BackendUnavailable(last.error, subject=last.subject, hint=last.hint)
    raise BackendUnavailable(
        f"the process that builds the engine died (exit code {child.returncode}): {words}",
        subject=key.package,
        hint="Choose --backend cpu, and report what it says",
    )


def _ask(child: subprocess.Popen[bytes], request: Request) -> None:
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # it died at once: what it said comes later
        child.stdin.write(msgspec.json.encode(request) + b"\n")
        child.stdin.flush()


def _follow(
    lines: queue.SimpleQueue[bytes], progress: Callable[[float, str], None], stop: threading.Event
) -> Message:
    """Pass on what the child says until it ends or should; returns the last of it."""
    last = Message()
    while not stop.is_set():
        try:
            line = lines.get(timeout=_TICK_S)
        except queue.Empty:
            continue
        if not line:
            break
        last = msgspec.json.decode(line, type=Message)
        progress(last.share, last.doing)
    return last


def _read(pipe: IO[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    for line in pipe:
        lines.put(line)
    lines.put(b"")


def _last_words(noise: IO[bytes]) -> str:
    noise.seek(0)
    text = " ".join(noise.read().decode(errors="replace").split())
    return text[-_LAST_WORDS:]
