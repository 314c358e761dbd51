"""Built engines on disk. A plan is code, so it is only ever read from Mien's own folder.

One file an engine, kept by `engine.models.trusted`: length of a header, header as JSON, plan.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import struct
from pathlib import Path
from typing import Final

import msgspec

from engine.models.check import Answers
from engine.models.tensorrt.plan import PlanKey
from engine.models.trusted import PART, TrustedFolder

_LENGTH: Final = struct.Struct("<I")
_SUFFIX: Final = ".plan"
_WARM: Final = ".warm"

_log = logging.getLogger(__name__)


class Header(msgspec.Struct, frozen=True):
    """What is known of an engine. model: name. answers: the CPU's, for the self-check."""

    key: PlanKey
    model: str
    answers: Answers
    created_unix: int
    seconds: float


class StoredPlan(msgspec.Struct, frozen=True):
    """An engine as it lies on disk, checked."""

    path: Path
    header: Header
    plan: bytes


class PlanCache:
    """The folder of built engines.

    folder: None for the user's own cache folder, which is made when it is first written to.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._trusted = TrustedFolder(folder)
        self.folder = self._trusted.path

    def path_of(self, key: PlanKey) -> Path:
        """Where the engine of `key` lies, or would."""
        return self.folder / f"{key.package}-{key.digest[:32]}{_SUFFIX}"

    def get(self, key: PlanKey) -> StoredPlan | None:
        """The engine of `key`, or None where there is none that can be trusted."""
        stored = self._read(self.path_of(key))
        if stored is not None and stored.header.key != key:
            _log.warning("%s was built for something else and is ignored", stored.path)
            return None
        return stored

    def put(self, header: Header, plan: bytes) -> Path:
        """Keep an engine; one with the same key is replaced.

        Raises `OutputError` where it cannot be written.
        """
        head = msgspec.json.encode(header)
        body = _LENGTH.pack(len(head)) + head + plan
        return self._trusted.write(self.path_of(header.key).name, body)

    def entries(self) -> tuple[tuple[Path, Header | None, int], ...]:
        """Every engine: path, what it is or None where it is damaged, bytes on disk."""
        found = []
        for path in sorted(self.folder.glob(f"*{_SUFFIX}")):
            stored = self._read(path)
            found.append((path, stored.header if stored else None, path.stat().st_size))
        return tuple(found)

    def clear(self) -> tuple[int, int]:
        """Delete every engine and what belongs to it; returns how many files and bytes."""
        files = size = 0
        for suffix in (_SUFFIX, _WARM, ".blob", PART):
            for path in self.folder.glob(f"*{suffix}"):
                with contextlib.suppress(OSError):
                    bytes_ = path.lstat().st_size
                    path.unlink()
                    files, size = files + 1, size + bytes_
        return files, size

    def warm_code(self, key: PlanKey, gpu: str) -> bytes | None:
        """What an RTX engine compiled for this GPU and driver at an earlier start, or None."""
        return self._trusted.read(self._warm_path(key, gpu).name)

    def keep_warm_code(self, key: PlanKey, gpu: str, code: bytes) -> None:
        """Keep it for the next start. Raises `OutputError` where it cannot be written."""
        self._trusted.write(self._warm_path(key, gpu).name, code)

    def _warm_path(self, key: PlanKey, gpu: str) -> Path:
        name = hashlib.sha256(f"{key.digest} {gpu}".encode()).hexdigest()[:32]
        return self.folder / f"{key.package}-{name}{_WARM}"

    def _read(self, path: Path) -> StoredPlan | None:
        data = self._trusted.read(path.name)
        if data is None:
            return None
        try:
            (length,) = _LENGTH.unpack(data[: _LENGTH.size])
            header = msgspec.json.decode(data[_LENGTH.size : _LENGTH.size + length], type=Header)
        except (struct.error, msgspec.MsgspecError) as error:
            _log.warning("%s is of another version of Mien and is ignored (%s)", path, error)
            return None
        return StoredPlan(path, header, data[_LENGTH.size + length :])
