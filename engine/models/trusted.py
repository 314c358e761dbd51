"""A folder of our own for what runtimes compile: such files are code, so nobody else's is read.

One file a thing: magic, SHA-256 of all that follows, content. It is written under another name and
renamed when it is whole. Whatever is not exactly as written counts as absent, and the log says why.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import platformdirs

from engine.errors import OutputError

_MAGIC: Final = b"MIENPLAN1\n"
_START: Final = len(_MAGIC) + hashlib.sha256().digest_size
PART: Final = ".part"
#: Unfinished files of processes that were killed go away after this long.
_STALE_S: Final = 86_400.0

_log = logging.getLogger(__name__)


class TrustedFolder:
    """Files that only this user's Mien may have written.

    path: None for the user's own cache folder, which is made when it is first written to.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or platformdirs.user_cache_path("mien", appauthor=False) / "engines"

    def read(self, name: str) -> bytes | None:
        """A file's content if it is what was written, by us, into our own folder; else None."""
        path = self.path / name
        if not path.is_file():
            return None
        why = _distrust(self.path) or ("it is a link" if path.is_symlink() else "")
        if why:
            _log.warning("%s is ignored: %s", path, why)
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            _log.warning("%s cannot be read (%s)", path, error.strerror)
            return None
        content = memoryview(data)[_START:]
        expected = data[len(_MAGIC) : _START]
        if not data.startswith(_MAGIC) or hashlib.sha256(content).digest() != expected:
            _log.warning("%s is damaged and is ignored", path)
            return None
        return bytes(content)

    def write(self, name: str, content: bytes) -> Path:
        """Keep a file, in place of one of the same name. Raises `OutputError` where it cannot."""
        path = self.path / name
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            if sys.platform != "win32" and self.path.stat().st_uid == os.getuid():
                self.path.chmod(0o700)
            self._remove_stale()
            handle, part = tempfile.mkstemp(PART, path.stem, self.path)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_MAGIC + hashlib.sha256(content).digest())
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(part).replace(path)
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise OutputError(
                f"the engine cannot be kept ({error.strerror or error})",
                subject=str(path),
                hint="Make room and check the folder's permissions",
            ) from error
        return path

    def _remove_stale(self) -> None:
        for path in self.path.glob(f"*{PART}"):
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
