"""How the command line says what went wrong: one line on stderr, never a traceback."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Final

#: Exit codes; 2 is what argparse uses for a wrong command line, 130 what shells expect of Ctrl-C.
FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130


def tell(message: str) -> None:
    """Print one line on stderr."""
    print("mien: " + " ".join(message.split()), file=sys.stderr, flush=True)


def say(message: str) -> None:
    """Print on stdout, and go on in silence where nobody reads it any more (`| head`)."""
    try:
        print(_plain(message), flush=True)
    except BrokenPipeError:
        silence()


def silence() -> None:
    """Send stdout nowhere from now on, the flush at the end of the process included."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - open until the process ends


def report(error: Exception) -> None:
    """Say what happened. A bug's traceback goes to a log file; MIEN_DEBUG=1 shows it as well."""
    from engine.errors import MienError

    if os.environ.get("MIEN_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, MienError):
        tell(str(error))
        return
    log = _write_log(error)
    where = f"details: {log}" if log else "MIEN_DEBUG=1 shows details"
    tell(f"internal error ({type(error).__name__}: {error}); {where}")


def _write_log(error: Exception) -> Path | None:
    """Put the traceback where the user can find it; None where nothing can be written."""
    from platformdirs import user_log_path

    name = f"error-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    for folder in (user_log_path("mien", appauthor=False), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        except OSError:
            continue
        return path
    return None


def _plain(text: str) -> str:
    """Text that stdout takes: what its encoding lacks becomes escapes, as on stderr."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
