"""Built engines on disk. A plan is code, so it is only ever read from Mien's own folder.

One file an engine: magic, SHA-256 of all that follows, length of a header, header as JSON, plan.
It is written under another name and renamed when it is whole. Whatever is not exactly as written
counts as absent, and the log says why.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import struct
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

from engine.errors import OutputError
from engine.models.check import Answers
from engine.models.tensorrt.plan import PlanKey

_MAGIC: Final = b"MIENPLAN1\n"
_LENGTH: Final = struct.Struct("<I")
_PREFIX: Final = len(_MAGIC) + hashlib.sha256().digest_size + _LENGTH.size
_SUFFIX: Final = ".plan"
_WARM: Final = ".warm"
_PART: Final = ".part"
#: Unfinished files of builds that were killed go away after this long.
_STALE_S: Final = 86_400.0

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
        default = platformdirs.user_cache_path("mien", appauthor=False) / "engines"
        self.folder = folder or default

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
        path = self.path_of(header.key)
        self._write(path, _MAGIC + hashlib.sha256(body).digest() + body)
        return path

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
        for suffix in (_SUFFIX, _WARM, _PART):
            for path in self.folder.glob(f"*{suffix}"):
                with contextlib.suppress(OSError):
                    bytes_ = path.lstat().st_size
                    path.unlink()
                    files, size = files + 1, size + bytes_
        return files, size

    def warm_code(self, key: PlanKey, gpu: str) -> bytes | None:
        """What an RTX engine compiled for this GPU and driver at an earlier start, or None."""
        data = self._checked(self._warm_path(key, gpu))
        return data[len(_MAGIC) + hashlib.sha256().digest_size :] if data else None

    def keep_warm_code(self, key: PlanKey, gpu: str, code: bytes) -> None:
        """Keep it for the next start. Raises `OutputError` where it cannot be written."""
        self._write(self._warm_path(key, gpu), _MAGIC + hashlib.sha256(code).digest() + code)

    def _warm_path(self, key: PlanKey, gpu: str) -> Path:
        name = hashlib.sha256(f"{key.digest} {gpu}".encode()).hexdigest()[:32]
        return self.folder / f"{key.package}-{name}{_WARM}"

    def _read(self, path: Path) -> StoredPlan | None:
        data = self._checked(path)
        if data is None:
            return None
        try:
            (length,) = _LENGTH.unpack(data[_PREFIX - _LENGTH.size : _PREFIX])
            header = msgspec.json.decode(data[_PREFIX : _PREFIX + length], type=Header)
        except (struct.error, msgspec.MsgspecError) as error:
            _log.warning("%s is of another version of Mien and is ignored (%s)", path, error)
            return None
        return StoredPlan(path, header, data[_PREFIX + length :])

    def _checked(self, path: Path) -> bytes | None:
        """A file's bytes if they are those that were written, by us, into our own folder."""
        if not path.is_file():
            return None
        why = _distrust(self.folder) or ("it is a link" if path.is_symlink() else "")
        if why:
            _log.warning("%s is ignored: %s", path, why)
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            _log.warning("%s cannot be read (%s)", path, error.strerror)
            return None
        start = len(_MAGIC)
        end = start + hashlib.sha256().digest_size
        if data[:start] != _MAGIC or hashlib.sha256(data[end:]).digest() != data[start:end]:
            _log.warning("%s is damaged and is ignored", path)
            return None
        return data

    def _write(self, path: Path, data: bytes) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if sys.platform != "win32" and self.folder.stat().st_uid == os.getuid():
                self.folder.chmod(0o700)
            self._remove_stale()
            handle, name = tempfile.mkstemp(_PART, path.stem, self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise OutputError(
                f"the engine cannot be kept ({error.strerror or error})",
                subject=str(path),
                hint="Make room and check the folder's permissions",
            ) from error

    def _remove_stale(self) -> None:
        for path in self.folder.glob(f"*{_PART}"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _STALE_S:
                    path.unlink()


def _distrust(folder: Path) -> str:
    """Why code in this folder might be somebody else's; "" where only we can write to it."""
    if sys.platform == "win32":
        return ""  # the profile's own access list keeps others out
    status = folder.stat()
    if status.st_uid != os.getuid():
        return "its folder belongs to somebody else"
    return "others may write to its folder" if status.st_mode & 0o022 else ""
