"""The child process that builds one engine: request on stdin, progress on stdout, one line each.

It ends at once when its parent does. Whatever TensorRT does to the process, the app lives on.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

import msgspec

from engine.errors import BackendUnavailable, MienError
from engine.models import manifest as manifests
from engine.models.base import Precision
from engine.models.check import cpu_answers
from engine.models.cuda import probe_cuda
from engine.models.tensorrt.build import Progress, build_plan
from engine.models.tensorrt.cache import Header, PlanCache
from engine.models.tensorrt.flavour import Flavour, import_package, installed_version
from engine.models.tensorrt.half import to_half
from engine.models.tensorrt.plan import PlanKey
from engine.models.verification import verified_bytes


class Request(msgspec.Struct, frozen=True):
    """What to build. folder: of the model. cache: folder in which to keep the engine."""

    folder: str
    key: PlanKey
    cache: str


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the parent hears. share: 0..1. Either `path`, or `error` with `hint`, comes last."""

    share: float = 0.0
    doing: str = ""
    path: str = ""
    error: str = ""
    subject: str = ""
    hint: str = ""


def main() -> int:
    """Build what stdin asks for."""
    replies = _take_stdout()

    def tell(message: Message) -> None:
        replies.write(msgspec.json.encode(message) + b"\n")
        replies.flush()

    request = msgspec.json.decode(sys.stdin.buffer.readline(), type=Request)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        path = build(request, lambda share, doing: tell(Message(share=share, doing=doing)))
    except MienError as error:
        tell(Message(error=error.what, subject=error.subject, hint=error.hint))
        return 1
    tell(Message(share=1.0, path=str(path)))
    return 0


def build(request: Request, progress: Progress) -> Path:
    """Build and keep one engine, with the CPU's answers for its self-check.

    Raises `ModelError`, `BackendUnavailable` or `OutputError`.
    """
    began = time.monotonic()
    key, folder = request.key, Path(request.folder)
    flavour = Flavour(key.package)
    if flavour is Flavour.TENSORRT and not (probe := probe_cuda()).usable:
        raise BackendUnavailable(probe.reason, subject=flavour, hint="It builds on its GPU only")
    manifest = manifests.read(folder)
    data = verified_bytes(folder, manifest.onnx)
    package = import_package(flavour)
    if (manifest.onnx.sha256.lower(), installed_version(flavour)) != (key.onnx, key.version):
        raise BackendUnavailable(
            "the model or the package changed since the build was asked for",
            subject=flavour,
            hint="Build again",
        )
    if key.precision != Precision.F32:
        data = to_half(data)
    answers = cpu_answers(folder)
    plan = build_plan(package, data, manifest.outputs, key.gpu, progress)
    header = Header(key, manifest.name, answers, int(time.time()), time.monotonic() - began)
    return PlanCache(Path(request.cache)).put(header, plan)


def _take_stdout() -> BinaryIO:
    """Keep stdout for messages: what native code prints goes to stderr from now on."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def _end_with_parent() -> None:
    """The parent keeps stdin open as long as it lives and wants the engine."""
    sys.stdin.buffer.read()
    os._exit(3)


if __name__ == "__main__":
    sys.exit(main())
